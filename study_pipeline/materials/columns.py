"""Columns of a page: the gutter between them, and blocks of words in reading order."""

from collections.abc import Sequence
from statistics import median

from study_pipeline.materials.page import Box, Word
from study_pipeline.materials.rows import group_rows, row_box, split_pieces

MIDDLE = (0.35, 0.65)  # of the page's width: where a gutter between two columns lies
MAX_CROSSING_SHARE = 0.012  # of the words: a heading may cross the gutter
MIN_GUTTER_SIZES = 0.7  # of the text's size
MIN_SIDE_SHARE = 0.08  # of the words: less is a margin note
MIN_RULE_HEIGHT = 0.35  # of the body's height: a rule this tall between columns
MAX_GUTTER_RULES = 40  # the tallest of a page
MIN_FULL_ROWS = 0.2  # of a side's rows reach its gutter, where it is prose and not a grid


def find_gutter(words: Sequence[Word], vertical_rules: Sequence[Box], width: float) -> float | None:
    """The x of the gutter between two columns, or None for one column."""
    if len(words) < 8:
        return None
    ruled = _ruled_gutter(words, vertical_rules, width)
    if ruled is not None:
        return ruled
    run = _widest_low_run(words, width)
    size = median(word.size for word in words)
    if run is None or run[1] - run[0] < MIN_GUTTER_SIZES * size:
        return None
    gutter = (run[0] + run[1]) / 2
    left = [word for word in words if word.box.x1 <= run[0] + 1]
    right = [word for word in words if word.box.x0 >= run[1] - 1]
    if min(len(left), len(right)) < MIN_SIDE_SHARE * len(words):
        return None
    return gutter if _is_prose(left, run[0]) and _starts_flush(right) else None


def crossings(words: Sequence[Word], gutter: float) -> int:
    """How many words a gutter at this x would cut."""
    return sum(word.box.x0 < gutter - 1 and word.box.x1 > gutter + 1 for word in words)


def reading_blocks(words: Sequence[Word], gutter: float | None) -> list[tuple[int, list[Word]]]:
    """Blocks of (column, words) in reading order: spanning rows (column 0), then left (1), right (2).

    Every word ends in exactly one block.
    """
    if gutter is None:
        return [(0, list(words))] if words else []
    blocks: list[tuple[int, list[Word]]] = []
    left: list[Word] = []
    right: list[Word] = []
    for row in group_rows(words):
        cut = [piece for piece in split_pieces(row, 0.6) if _crosses(piece, gutter)]
        if cut:
            blocks += [(1, left)] if left else []
            blocks += [(2, right)] if right else []
            left, right = [], []
            if blocks and blocks[-1][0] == 0:
                blocks[-1][1].extend(row)
            else:
                blocks.append((0, list(row)))
            continue
        left += [word for word in row if (word.box.x0 + word.box.x1) / 2 < gutter]
        right += [word for word in row if (word.box.x0 + word.box.x1) / 2 >= gutter]
    blocks += [(1, left)] if left else []
    blocks += [(2, right)] if right else []
    return blocks


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
        if crossings(words, rule.x0) <= max(2, 0.02 * len(words)):
            return rule.x0
    return None


def _widest_low_run(words: Sequence[Word], width: float) -> tuple[float, float] | None:
    """The widest run of x in the middle of the page that few words cover."""
    bins = int(width) + 2
    edges = [0] * (bins + 1)
    for word in words:
        start = min(max(int(word.box.x0), 0), bins - 1)
        end = min(max(int(word.box.x1), start), bins - 1)
        edges[start] += 1
        edges[end + 1] -= 1
    limit = max(1, int(MAX_CROSSING_SHARE * len(words)))
    best: tuple[float, float] | None = None
    covered, start_of_run = 0, -1
    for x in range(bins):
        covered += edges[x]
        inside = MIDDLE[0] * width <= x <= MIDDLE[1] * width
        if inside and covered <= limit:
            start_of_run = x if start_of_run < 0 else start_of_run
            if best is None or x + 1 - start_of_run > best[1] - best[0]:
                best = (start_of_run, x + 1)
        else:
            start_of_run = -1
    return best


def _is_prose(left: Sequence[Word], edge: float) -> bool:
    """Whether enough rows of the left column run up to its right edge."""
    rows = [row_box(row) for row in group_rows(left)]
    start = min(box.x0 for box in rows)
    full = sum(box.x1 >= edge - 0.12 * (edge - start) for box in rows)
    return full >= max(2, MIN_FULL_ROWS * len(rows))


def _starts_flush(right: Sequence[Word]) -> bool:
    """Whether the right column has rows that are not just the tails of the left one's."""
    rows = [row_box(row) for row in group_rows(right)]
    start = min(box.x0 for box in rows)
    reach = max(box.x1 for box in rows)
    full = sum(box.x1 - box.x0 >= 0.6 * (reach - start) for box in rows)
    return full >= max(2, MIN_FULL_ROWS * len(rows))
