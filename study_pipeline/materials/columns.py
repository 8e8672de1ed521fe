"""Columns of a page: the gutters between them, and blocks of words in reading order."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import ceil
from statistics import median

from study_pipeline.materials.page import Box, Word
from study_pipeline.materials.rows import group_rows, row_box, split_pieces

MIDDLE = (0.35, 0.65)  # of the page's width: where a gutter between two columns lies
THIRDS = ((0.27, 0.40), (0.60, 0.73))  # of the page's width: the gutters between three columns
MIN_THIRD_SHARE = 0.15  # of the words in each of three columns; a table's columns hold less than prose
RAGGED = 0.3  # of a narrow column's width: rows without justification end that far from its edge
MIN_THIRDS_WORDS = 60
MAX_CROSSING_SHARE = 0.012  # of the words: a heading may cross the gutter
MIN_GUTTER_SIZES = 0.7  # of the text's size
MIN_SIDE_SHARE = 0.08  # of the words: less is a margin note
MIN_RULE_HEIGHT = 0.35  # of the body's height: a rule this tall between columns
MAX_GUTTER_RULES = 40  # the tallest of a page
MAX_WIDTH = 100_000  # points, 35 m: a page may say any width, and each point takes memory
MIN_FULL_ROWS = 0.2  # of a side's rows reach its gutter, where it is prose and not a grid
ROW_NUMBER = re.compile(r"(?:문|Q)?(?P<n>\d{1,3})[.)．](?!\d)")
LATER_MARK = re.compile(r"[②-⑩㉡-㉭ⓑ-ⓩ]|[(（]?[2-9B-Jb-j나-하ㄴ-ㅎ][)）.．]|[B-F]$")
MIN_GRID_SHARE = 0.8  # of its rows: a column of questions also prints their stems and first options
MIN_ROW_NUMBERS = 3  # on the left side
FLUSH_SLACK = 4.0  # points: numbers of one and of two digits


def find_gutters(words: Sequence[Word], vertical_rules: Sequence[Box], width: float) -> tuple[float, ...]:
    """The x of the gutters, from left to right: none for one column, one for two, two for three."""
    covered = _coverage(words, width)
    thirds = _thirds(words, covered, width)
    if thirds:
        return thirds
    gutter = _gutter(words, covered, vertical_rules, width)
    return () if gutter is None else (gutter,)


def _gutter(
    words: Sequence[Word], covered: Sequence[int], vertical_rules: Sequence[Box], width: float
) -> float | None:
    """The x of the gutter between two columns, or None."""
    if len(words) < 8:
        return None
    ruled = _ruled_gutter(words, vertical_rules, width)
    return ruled if ruled is not None else _clear_gutter(words, covered, width)


def _clear_gutter(words: Sequence[Word], covered: Sequence[int], width: float) -> float | None:
    """The x of a gutter that hardly any word covers, where the text on its sides is set in columns, or None."""
    run = _widest_low_run(words, covered, width, MIDDLE)
    size = median(word.size for word in words)
    if run is None or run[1] - run[0] < MIN_GUTTER_SIZES * size:
        return None
    clear = _clearest(covered, run)
    gutter = (clear[0] + clear[1]) / 2
    left = [word for word in words if word.box.x1 <= clear[0] + 1]
    right = [word for word in words if word.box.x0 >= clear[1] - 1]
    if not left or not right or _is_grid(right):
        return None
    if _numbers_go_on(left, right):
        return gutter
    if min(len(left), len(right)) < MIN_SIDE_SHARE * len(words):
        return None
    return gutter if _is_prose(left, run[0]) and _starts_flush(right) else None


def crossings(words: Sequence[Word], gutters: Sequence[float]) -> int:
    """How many words gutters at these x would cut."""
    return sum(word.box.x0 < gutter - 1 and word.box.x1 > gutter + 1 for word in words for gutter in gutters)


def reading_blocks(words: Sequence[Word], gutters: Sequence[float]) -> list[tuple[int, list[Word]]]:
    """Blocks of (column, words) in reading order: spanning rows (column 0), then the columns (1, 2, …).

    Every word ends in exactly one block.
    """
    if not gutters:
        return [(0, list(words))] if words else []
    blocks: list[tuple[int, list[Word]]] = []
    columns: list[list[Word]] = [[] for _ in range(len(gutters) + 1)]
    for row in group_rows(words):
        pieces = split_pieces(row, 0.6)
        if not any(_crosses(piece, gutter) for piece in pieces for gutter in gutters):
            for word in row:
                middle = (word.box.x0 + word.box.x1) / 2
                columns[bisect_right(gutters, middle)].append(word)
            continue
        blocks += [(place, found) for place, found in enumerate(columns, start=1) if found]
        columns = [[] for _ in columns]
        if blocks and blocks[-1][0] == 0:
            blocks[-1][1].extend(row)
        else:
            blocks.append((0, list(row)))
    return blocks + [(place, found) for place, found in enumerate(columns, start=1) if found]


def _thirds(words: Sequence[Word], covered: Sequence[int], width: float) -> tuple[float, ...]:
    """The gutters between three columns of prose, or none."""
    if len(words) < MIN_THIRDS_WORDS:
        return ()
    first, second = (_widest_low_run(words, covered, width, window) for window in THIRDS)
    needed = MIN_GUTTER_SIZES * median(word.size for word in words)
    if first is None or second is None or min(first[1] - first[0], second[1] - second[0]) < needed:
        return ()
    left = [word for word in words if word.box.x1 <= first[0] + 1]
    middle = [word for word in words if word.box.x0 >= first[1] - 1 and word.box.x1 <= second[0] + 1]
    right = [word for word in words if word.box.x0 >= second[1] - 1]
    if min(len(left), len(middle), len(right)) < MIN_THIRD_SHARE * len(words):
        return ()
    if _is_grid(middle) or _is_grid(right):
        return ()
    if not (_reaches_edge(left) and _reaches_edge(middle) and _starts_flush(right)):
        return ()
    clear = _clearest(covered, first), _clearest(covered, second)
    return tuple((start + end) / 2 for start, end in clear)


def _crosses(piece: Sequence[Word], gutter: float) -> bool:
    box = row_box(piece)
    return box.x0 < gutter - 2 and box.x1 > gutter + 2


def _ruled_gutter(words: Sequence[Word], rules: Sequence[Box], width: float) -> float | None:
    body = row_box(words)
    for rule in sorted(rules, key=lambda box: box.top - box.bottom)[:MAX_GUTTER_RULES]:
        if not MIDDLE[0] * width <= rule.x0 <= MIDDLE[1] * width:
            continue
        if rule.bottom - rule.top < MIN_RULE_HEIGHT * (body.bottom - body.top):
            continue
        if crossings(words, (rule.x0,)) <= max(2, 0.02 * len(words)):
            return rule.x0
    return None


def _coverage(words: Sequence[Word], width: float) -> list[int]:
    """How many words cover each point of the page's width, up to ``MAX_WIDTH``."""
    bins = int(min(width, MAX_WIDTH)) + 2
    edges = [0] * (bins + 1)
    for word in words:
        x0, _, x1, _ = word.box
        start = min(max(int(x0), 0), bins - 1)
        edges[start] += 1
        edges[min(max(int(x1), start), bins - 1) + 1] -= 1
    return list(accumulate(edges[:bins]))


def _widest_low_run(
    words: Sequence[Word], covered: Sequence[int], width: float, window: tuple[float, float]
) -> tuple[float, float] | None:
    """The widest run of x inside ``window`` (shares of the page's width) that few words cover."""
    first, last = ceil(window[0] * width), min(int(window[1] * width), len(covered) - 1)
    return _widest_run(covered, first, last, max(1, int(MAX_CROSSING_SHARE * len(words))))


def _widest_run(covered: Sequence[int], first: int, last: int, limit: int) -> tuple[float, float] | None:
    """The widest run of x from ``first`` to ``last`` that no more than ``limit`` words cover."""
    best: tuple[float, float] | None = None
    start = -1
    for x in range(first, last + 1):
        if covered[x] > limit:
            start = -1
            continue
        start = x if start < 0 else start
        if best is None or x + 1 - start > best[1] - best[0]:
            best = (start, x + 1)
    return best


def _clearest(covered: Sequence[int], run: tuple[float, float]) -> tuple[float, float]:
    """That part of ``run`` which the fewest words cover: long rows of a ragged column reach into it."""
    first, last = int(run[0]), int(run[1]) - 1
    return _widest_run(covered, first, last, min(covered[first : last + 1])) or run


def _reaches_edge(column: Sequence[Word]) -> bool:
    return _is_prose(column, row_box(column).x1, slack=RAGGED)


def _is_prose(left: Sequence[Word], edge: float, *, slack: float = 0.12) -> bool:
    """Whether enough rows of the left column run up to its right edge."""
    rows = [row_box(row) for row in group_rows(left)]
    start = min(box.x0 for box in rows)
    full = sum(box.x1 >= edge - slack * (edge - start) for box in rows)
    return full >= max(2, MIN_FULL_ROWS * len(rows))


def _is_grid(right: Sequence[Word]) -> bool:
    """Whether rows of the right side begin with later options (② …, D. …), as the cells of a grid do."""
    firsts = [row[0].text for row in group_rows(right)]
    return sum(bool(LATER_MARK.match(text)) for text in firsts) >= MIN_GRID_SHARE * len(firsts)


def _numbers_go_on(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether both sides begin rows with numbers, and those of the right side go on where the left side's end."""
    before, after = _row_numbers(left), _row_numbers(right)
    if not after or len(before) < MIN_ROW_NUMBERS:
        return False
    counted = [*before, *after]
    return all(b == a + 1 for a, b in pairwise(counted))


def _row_numbers(side: Sequence[Word]) -> list[int]:
    """The numbers at the left edge of ``side``, from top to bottom."""
    edge = min(word.box.x0 for word in side)
    firsts = [row[0] for row in group_rows(side)]
    found = [ROW_NUMBER.match(word.text) for word in firsts if word.box.x0 - edge <= FLUSH_SLACK]
    return [int(number["n"]) for number in found if number is not None]


def _starts_flush(right: Sequence[Word]) -> bool:
    """Whether the right column has rows that are not just the tails of the left one's."""
    rows = [row_box(row) for row in group_rows(right)]
    start = min(box.x0 for box in rows)
    reach = max(box.x1 for box in rows)
    full = sum(box.x1 - box.x0 >= 0.6 * (reach - start) for box in rows)
    return full >= max(2, MIN_FULL_ROWS * len(rows))
