"""Columns of a page: the gutters between them, and blocks of words in reading order."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import ceil
from statistics import median

from study_pipeline.materials.pages.numbered_columns import grid_tops, numbers_go_on
from study_pipeline.materials.pages.page import Box, Word
from study_pipeline.materials.pages.rows import group_rows, row_box, split_pieces

MIDDLE = (0.35, 0.65)  # of the page's width: where a gutter between two columns lies
THIRDS = ((0.27, 0.40), (0.60, 0.73))  # of the page's width: the gutters between three columns
QUARTERS = ((0.20, 0.32), (0.44, 0.56), (0.68, 0.80))  # of the page's width: the gutters between four columns
MIN_THIRD_SHARE = 0.15  # of the words in each of three columns; a table's columns hold less than prose
RAGGED = 0.3  # of a narrow column's width: rows without justification end that far from its edge
MIN_EVEN_WORDS = 60
MAX_RUNS = 12  # of one window
MAX_CROSSING_SHARE = 0.012  # of the words: a heading may cross the gutter
MIN_GUTTER_SIZES = 0.7  # of the text's size
MIN_SIDE_SHARE = 0.08  # of the words: less is a margin note
MIN_RULE_HEIGHT = 0.35  # of the body's height: a rule this tall between columns
MAX_GUTTER_RULES = 40  # the tallest of a page
MAX_WIDTH = 100_000  # points, 35 m: a page may say any width, and each point takes memory
MIN_FULL_ROWS = 0.2  # of a side's rows reach its gutter, where it is prose and not a grid
LATER_MARK = re.compile(r"[②-⑩㉡-㉭ⓑ-ⓩ]|[(（]?[2-9B-Jb-j나-하ㄴ-ㅎ][)）.．]|[B-F]$")
MIN_GRID_SHARE = 0.8  # of its rows: a column of questions also prints their stems and first options


def find_gutters(words: Sequence[Word], vertical_rules: Sequence[Box], width: float) -> tuple[float, ...]:
    """The x of the gutters, from left to right: none for one column, one for two, up to three for four."""
    covered = _coverage(words, width)
    for windows in (QUARTERS, THIRDS):
        gutters = _even_gutters(words, covered, width, windows)
        if gutters:
            return gutters
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
    needed = MIN_GUTTER_SIZES * median(word.size for word in words)
    runs = [run for run in _low_runs(words, covered, width, MIDDLE) if run[1] - run[0] >= needed]
    for place, run in enumerate(runs):
        clear = _clearest(covered, run)
        left, right = _sides(words, [clear])
        if not left or not right:
            continue
        if numbers_go_on([left, right]) or grid_tops([left, right]):
            return (clear[0] + clear[1]) / 2
        if place or _is_grid(right) or min(len(left), len(right)) < MIN_SIDE_SHARE * len(words):
            continue  # a narrower run may part the cells of options, as far as no numbers tell
        if _is_prose(left, run[0]) and _starts_flush(right):
            return (clear[0] + clear[1]) / 2
    return None


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
        blocks += _in_turn(columns)
        columns = [[] for _ in columns]
        if blocks and blocks[-1][0] == 0:
            blocks[-1][1].extend(row)
        else:
            blocks.append((0, list(row)))
    return blocks + _in_turn(columns)


def _in_turn(columns: Sequence[list[Word]]) -> list[tuple[int, list[Word]]]:
    """The columns one after the other; where their numbers count across them, each row of this grid on its own."""
    tops = grid_tops(columns)
    bands: list[list[list[Word]]] = [[[] for _ in columns] for _ in range(len(tops) + 1)]
    for place, column in enumerate(columns):
        for word in column:
            bands[bisect_right(tops, (word.box.top + word.box.bottom) / 2)][place].append(word)
    return [(place, found) for band in bands for place, found in enumerate(band, start=1) if found]


def _even_gutters(
    words: Sequence[Word], covered: Sequence[int], width: float, windows: Sequence[tuple[float, float]]
) -> tuple[float, ...]:
    """The gutters between columns of equal width, one in each of ``windows``, or none.

    Their numbers go on from column to column, or, of three columns, each is prose.
    """
    if len(words) < MIN_EVEN_WORDS:
        return ()
    found = [next(iter(_low_runs(words, covered, width, window)), None) for window in windows]
    runs = [run for run in found if run is not None]
    needed = MIN_GUTTER_SIZES * median(word.size for word in words)
    if len(runs) < len(windows) or any(end - start < needed for start, end in runs):
        return ()
    sides = _sides(words, runs)
    if not all(sides):
        return ()
    prose = len(sides) == len(THIRDS) + 1 and min(map(len, sides)) >= MIN_THIRD_SHARE * len(words)
    prose = prose and not any(map(_is_grid, sides[1:]))
    prose = prose and all(map(_reaches_edge, sides[:-1])) and _starts_flush(sides[-1])
    if not (prose or numbers_go_on(sides) or grid_tops(sides)):
        return ()
    return tuple((start + end) / 2 for start, end in (_clearest(covered, run) for run in runs))


def _sides(words: Sequence[Word], runs: Sequence[tuple[float, float]]) -> list[list[Word]]:
    """The words left of, between and right of ``runs`` of x, without those that stand in one."""
    starts = [float("-inf"), *(end - 1 for _, end in runs)]
    ends = [*(start + 1 for start, _ in runs), float("inf")]
    return [
        [word for word in words if word.box.x0 >= start and word.box.x1 <= end]
        for start, end in zip(starts, ends, strict=True)
    ]


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


def _low_runs(
    words: Sequence[Word], covered: Sequence[int], width: float, window: tuple[float, float]
) -> list[tuple[float, float]]:
    """The runs of x inside ``window`` (shares of the page's width) that few words cover, the widest first."""
    first, last = ceil(window[0] * width), min(int(window[1] * width), len(covered) - 1)
    runs = _runs(covered, first, last, max(1, int(MAX_CROSSING_SHARE * len(words))))
    return sorted(runs, key=lambda run: run[0] - run[1])[:MAX_RUNS]


def _runs(covered: Sequence[int], first: int, last: int, limit: int) -> list[tuple[float, float]]:
    """The runs of x from ``first`` to ``last`` that no more than ``limit`` words cover, from left to right."""
    runs: list[tuple[float, float]] = []
    start = -1
    for x in range(first, last + 2):
        if x > last or covered[x] > limit:
            if start >= 0:
                runs.append((start, x))
            start = -1
        elif start < 0:
            start = x
    return runs


def _clearest(covered: Sequence[int], run: tuple[float, float]) -> tuple[float, float]:
    """That part of ``run`` which the fewest words cover: long rows of a ragged column reach into it."""
    first, last = int(run[0]), int(run[1]) - 1
    runs = _runs(covered, first, last, min(covered[first : last + 1]))
    return max(runs, key=lambda found: found[1] - found[0], default=run)


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


def _starts_flush(right: Sequence[Word]) -> bool:
    """Whether the right column has rows that are not just the tails of the left one's."""
    rows = [row_box(row) for row in group_rows(right)]
    start = min(box.x0 for box in rows)
    reach = max(box.x1 for box in rows)
    full = sum(box.x1 - box.x0 >= 0.6 * (reach - start) for box in rows)
    return full >= max(2, MIN_FULL_ROWS * len(rows))
