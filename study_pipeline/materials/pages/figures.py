"""Regions of a page that show something: pictures, diagrams, and frames drawn around text."""

from collections.abc import Sequence
from itertools import combinations

from study_pipeline.materials.pages.drawings import Drawings
from study_pipeline.materials.pages.page import Box, Word
from study_pipeline.materials.pages.rectangles import area, centre_in, clusters, contains, overlap, union
from study_pipeline.materials.pages.rows import group_rows, row_box, split_pieces

MIN_FIGURE_SIDE = 14.0  # points: smaller is an icon or a bullet
MAX_FIGURE_SHARE = 0.7  # of the page: larger is a background or a watermark
NEAR = 6.0  # points between parts of one diagram
MAX_FRAMES = 200  # the largest of a page; a form of small boxes has more
MAX_RULES = 400  # of each direction, beside a diagram
MAX_SHAPES = 600  # more are outlined letters or a map: one figure
MIN_GRID_RULES = 8
MIN_STACKED, MIN_STACKED_AREA = 3, 900.0  # rectangles; square points
LABEL_GAP, MAX_LABEL_CHARACTERS = 14.0, 8
MIN_TEXT_WORDS, MIN_TEXT_SHARE = 12, 0.2  # of a region's area: then it is text in a frame
MIN_FRAME_WIDTH, MIN_FRAME_HEIGHT = 50.0, 14.0
MAX_FRAME_SIDES = 6  # of one height: more are a table's columns or a grid
MAX_INLINE_SIZES, MAX_BESIDE_SIZES, MIN_BESIDE = 1.6, 6.0, 2  # of a word's size; words
JOIN = 3.0  # points between rule pieces that continue each other


def find_frames(drawings: Drawings, page: Box) -> list[Box]:
    """Frames drawn around text: rectangles, and rules that close to one. Largest first."""
    frames = [box for box in drawings.frames if _is_frame(box, page)]
    frames += _closed_by_rules(drawings, page)
    kept: list[Box] = []
    for box in sorted(frames, key=area, reverse=True)[:MAX_FRAMES]:
        if not any(overlap(box, other) >= 0.9 * max(area(box), area(other)) for other in kept):
            kept.append(box)
    return kept


def find_figures(drawings: Drawings, frames: Sequence[Box], words: Sequence[Word], page: Box) -> list[Box]:
    """Pictures and diagrams with their labels, top to bottom. Frames and tables full of text are none."""
    seeds = [box for box in drawings.images if _is_figure(box, page)][:MAX_SHAPES]
    seeds = [box for box in seeds if not _stands_in_text(box, words)]
    shapes = [box for box in drawings.shapes if area(box) <= MAX_FIGURE_SHARE * area(page)]
    if len(shapes) > MAX_SHAPES:
        shapes = [union(shapes)]
    shapes = [box for box in shapes if not _is_text_mark(box, words)]
    grown = [_grown(shape) for shape in shapes]
    rules = (*drawings.horizontal_rules[:MAX_RULES], *drawings.vertical_rules[:MAX_RULES])
    seeds += shapes
    seeds += [rule for rule in rules if any(overlap(_grown(rule), shape) > 0 for shape in grown)]
    seeds += _grids(drawings)
    seeds += _stacked_rectangles(drawings, frames, words)
    found = [box for box in clusters(seeds, NEAR) if _is_figure(box, page) and not _is_text(box, words)]
    return sorted((_with_labels(box, words) for box in found), key=lambda box: (box.top, box.x0))


def _stacked_rectangles(drawings: Drawings, frames: Sequence[Box], words: Sequence[Word]) -> list[Box]:
    """Rectangles without text that touch each other: the bars of a chart, the layers of a diagram."""
    empty = [
        box for box in drawings.frames[:MAX_SHAPES] if not any(centre_in(box, word.box) for word in words)
    ]
    groups = clusters(empty, NEAR)
    framed = [group for group in groups if any(contains(frame, group) for frame in frames)]
    return [
        group
        for group in groups
        if sum(contains(group, box) for box in empty) >= MIN_STACKED
        and (group not in framed or area(group) >= MIN_STACKED_AREA)
    ]


def _with_labels(box: Box, words: Sequence[Word]) -> Box:
    """``box`` grown by the short texts written along its edges: names of points, marks on an axis."""
    near = Box(box.x0 - LABEL_GAP, box.top - LABEL_GAP, box.x1 + LABEL_GAP, box.bottom + LABEL_GAP)
    rows = group_rows(word for word in words if centre_in(near, word.box))
    pieces = [piece for row in rows for piece in split_pieces(row, 1.0)]
    labels = [
        row_box(piece)
        for piece in pieces
        if sum(len(word.text) for word in piece) <= MAX_LABEL_CHARACTERS
        and not any(_goes_on(piece, word) for word in words)
    ]
    return union([box, *labels])


def _goes_on(piece: Sequence[Word], word: Word) -> bool:
    """Whether ``piece`` is only the end of a line of text that ``word`` belongs to."""
    first, last = piece[0], piece[-1]
    level = abs(word.box.bottom - first.box.bottom) <= 0.3 * first.size
    before = 0 <= first.box.x0 - word.box.x1 <= first.size
    after = 0 <= word.box.x0 - last.box.x1 <= first.size
    return level and (before or after) and all(word is not other for other in piece)


def _is_frame(box: Box, page: Box) -> bool:
    return (
        box.x1 - box.x0 >= MIN_FRAME_WIDTH
        and box.bottom - box.top >= MIN_FRAME_HEIGHT
        and area(box) <= MAX_FIGURE_SHARE * area(page)
    )


def _is_figure(box: Box, page: Box) -> bool:
    return (
        box.x1 - box.x0 >= MIN_FIGURE_SIDE
        and box.bottom - box.top >= MIN_FIGURE_SIDE
        and area(box) <= MAX_FIGURE_SHARE * area(page)
    )


def _is_text_mark(box: Box, words: Sequence[Word]) -> bool:
    """A shape about as large as one word that lies on it: a circle round a letter, a root sign."""
    if box.bottom - box.top > 30:
        return False
    return any(contains(box, word.box, 6) or contains(word.box, box, 3) for word in words)


def _stands_in_text(box: Box, words: Sequence[Word]) -> bool:
    """Whether an image is a piece of a line of text: no taller than its words, with some of them beside it."""
    middle = (box.top + box.bottom) / 2
    beside = [
        word
        for word in words
        if len(word.text) > 1
        and word.box.top <= middle <= word.box.bottom
        and box.bottom - box.top <= MAX_INLINE_SIZES * word.size
        and max(word.box.x0 - box.x1, box.x0 - word.box.x1) <= MAX_BESIDE_SIZES * word.size
    ]
    return len(beside) >= MIN_BESIDE


def _grids(drawings: Drawings) -> list[Box]:
    """Squared paper: many rules of one length each way; a table has as many only with text in it."""
    rows: dict[tuple[int, int], list[Box]] = {}
    for rule in drawings.vertical_rules:
        rows.setdefault((round(rule.top / JOIN), round(rule.bottom / JOIN)), []).append(rule)
    return [
        union(row)
        for row in rows.values()
        if len(row) >= MIN_GRID_RULES
        and sum(contains(union(row), rule, NEAR) for rule in drawings.horizontal_rules) >= MIN_GRID_RULES
    ]


def _is_text(box: Box, words: Sequence[Word]) -> bool:
    """Whether a region is filled with lines of text: a decorated frame, not a diagram with labels."""
    inside = [word.box for word in words if centre_in(box, word.box)]
    return len(inside) >= MIN_TEXT_WORDS and sum(map(area, inside)) >= MIN_TEXT_SHARE * area(box)


def _grown(box: Box) -> Box:
    return Box(box.x0 - NEAR, box.top - NEAR, box.x1 + NEAR, box.bottom + NEAR)


def _closed_by_rules(drawings: Drawings, page: Box) -> list[Box]:
    """Frames whose sides are rules, often one piece per line of text (as Hangul word processors draw)."""
    sides = _joined_vertical(drawings.vertical_rules)
    lids = [(rule.x0, rule.x1, rule.top) for rule in drawings.horizontal_rules]
    found: list[Box] = []
    for left, right in _side_pairs(sides):
        box = Box(left.x0, min(left.top, right.top), right.x1, max(left.bottom, right.bottom))
        if _is_frame(box, page) and _lid(lids, box, box.top) and _lid(lids, box, box.bottom):
            found.append(box)
    return found


def _side_pairs(sides: Sequence[Box]) -> list[tuple[Box, Box]]:
    """Pairs of sides of one height, of all rows of sides; of a table or a grid only the outermost."""
    rows: list[list[Box]] = []
    for side in sorted(sides, key=lambda box: (box.top, box.x0)):
        row = next((r for r in rows if _same_height(r[0], side)), None)
        if row is None:
            rows.append([side])
        else:
            row.append(side)
    pairs: list[tuple[Box, Box]] = []
    for row in rows:
        row.sort(key=lambda box: box.x0)
        if len(row) <= MAX_FRAME_SIDES:
            pairs += list(combinations(row, 2))
        else:
            pairs.append((row[0], row[-1]))
    return pairs


def _same_height(a: Box, b: Box) -> bool:
    return abs(a.top - b.top) <= 2 * JOIN and abs(a.bottom - b.bottom) <= 2 * JOIN


def _lid(lids: Sequence[tuple[float, float, float]], box: Box, y: float) -> bool:
    """Whether rules along ``y`` cover enough of the box's width (a title may interrupt them)."""
    pieces = sorted(
        (max(x0, box.x0), min(x1, box.x1))
        for x0, x1, at in lids
        if abs(at - y) <= 2 * JOIN and x1 > box.x0 - JOIN and x0 < box.x1 + JOIN
    )
    covered, reach = 0.0, box.x0
    for x0, x1 in pieces:
        covered += max(0.0, x1 - max(x0, reach))
        reach = max(reach, x1)
    return covered >= 0.4 * (box.x1 - box.x0)


def _joined_vertical(rules: Sequence[Box]) -> list[Box]:
    joined: list[Box] = []
    for rule in sorted(rules, key=lambda box: (round(box.x0), box.top)):
        last = joined[-1] if joined else None
        if last and abs(last.x0 - rule.x0) <= JOIN / 2 and rule.top <= last.bottom + JOIN:
            joined[-1] = Box(last.x0, last.top, last.x1, max(last.bottom, rule.bottom))
        else:
            joined.append(rule)
    return [rule for rule in joined if rule.bottom - rule.top >= MIN_FRAME_HEIGHT][:200]
