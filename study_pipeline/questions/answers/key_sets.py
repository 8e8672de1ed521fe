"""Cells of a key put in order: columns joined to sets that count up, each set under its section's heading."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from study_pipeline.materials.pages.page import Box
from study_pipeline.questions.key_tokens import KeyCell, KeyToken, Row, labels_of, row_text

SAME_COLUMN = 14.0  # points: one- and two-digit numbers, centred or flush
MAX_STEP_DOWN = (
    7.0  # heights from a number to the next in its column, across several answers set above each other
)
MAX_RISE = 6.0  # heights: the next column starts beside the heading that stands above this one
OTHER_TABLE = 3.0  # a point down into another table counts as three points across
MAX_MISSING = 4  # numbers that a key may leave out, as of a deleted question
MAX_HEADING_DISTANCE = 9.0  # heights: a table's own headings may stand between
MAX_LEVEL = 1.5  # heights: a heading centred beside two rows of headings (공통 과목) stands higher
MAX_CELLS = 5000  # the longest key seen has 485; a page made to be slow may have any number
PIECE_GAP = 1.2  # heights: wider gaps part the headings of columns side by side

_HEADING_FORMS = (
    r"(?:제\s*)?\d{1,2}\s*(?:회|회차|교시)",
    r"(?:제\s*)?\d{1,2}\s*(?:장|단원|과|부|과목)(?:[\s.:]+\D{1,30})?",
    r"(?:chapter|part|section|unit|test|set|form|module|book)\s+(?:\d{1,3}|[IVX]{1,4}|[A-Z])(?:[\s.:]+\D{0,40})?",
    r"(?:공통|선택)\s*(?:과목)?|화법과\s*작문|언어와\s*매체|확률과\s*통계|미적분|기하|홀수형|짝수형|[가나A-E]\s*형",
    r"[甲乙丙丁](?:[、.:].{0,30})?|第[一二三四五六七八九十\d]{1,2}(?:部分|節|章|部).{0,30}",
    r"[\[【<〈][^\]】>〉]{1,30}[\]】>〉]",
)
SECTION_HEADING = re.compile("|".join(_HEADING_FORMS), re.IGNORECASE)
KEY_WORDS = re.compile(
    r"[\s:(]*(?:정답|답안|해답|해설|및|풀이|표|answers?|keys?|solutions?|答案|解答)[\s:)]*", re.IGNORECASE
)
MAX_HEADING = 60  # characters


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's name and where it stands."""

    text: str
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class KeySet:
    """Cells whose numbers count up, in that order; ``section`` as the key prints it.

    ``longest_run`` is the most cells that stand next to each other, down a column or along a row.
    """

    section: str | None
    cells: tuple[KeyCell, ...]
    longest_run: int


def key_sets(cells: Iterable[KeyCell], rows: Sequence[Row]) -> list[KeySet]:
    """Group ``cells`` to sets.

    A set that only repeats an earlier one (explanations below a table) is left out.
    """
    paths = _paths(sorted(cells, key=_reading_order)[:MAX_CELLS])
    headings = _headings(rows) if paths else []
    run_of = {id(cell): len(path) for path in paths for cell in path}
    sets: list[KeySet] = []
    for path in _join(paths, headings):
        heading = _heading_above(path, headings)
        found = KeySet(heading.text if heading else None, tuple(path), max(run_of[id(cell)] for cell in path))
        if not any(_repeats(found, earlier) for earlier in sets):
            sets.append(found)
    return sets


def _reading_order(cell: KeyCell) -> tuple[int, float, float]:
    return cell.page, cell.box.top, cell.box.x0


def _count(cell: KeyCell) -> tuple[str, int]:
    """A number as its letter and its count."""
    letter = cell.number[:1] if cell.number[:1].isalpha() else ""
    return letter, int(cell.number[len(letter) :])


def _paths(cells: Sequence[KeyCell]) -> list[list[KeyCell]]:
    """Runs of numbers that count up by one, down a column or along a row."""
    places: dict[tuple[int, str, int], list[KeyCell]] = {}
    for cell in cells:
        places.setdefault((cell.page, *_count(cell)), []).append(cell)
    followed: set[int] = set()
    path_of: dict[int, list[KeyCell]] = {}
    paths: list[list[KeyCell]] = []
    for cell in sorted(cells, key=lambda c: (c.page, *_count(c), c.box.top, c.box.x0)):
        path = path_of.get(id(cell))
        if path is None:
            path = [cell]
            paths.append(path)
        letter, count = _count(cell)
        candidates = [c for c in places.get((cell.page, letter, count + 1), []) if id(c) not in followed]
        after = _next_cell(cell, candidates)
        if after:
            followed.add(id(after))
            path.append(after)
            path_of[id(after)] = path
    return paths


def _next_cell(cell: KeyCell, candidates: Sequence[KeyCell]) -> KeyCell | None:
    height = cell.box.bottom - cell.box.top
    below = [
        c
        for c in candidates
        if min(abs(c.box.x0 - cell.box.x0), abs(c.box.x1 - cell.box.x1)) <= SAME_COLUMN
        and 0 < c.box.top - cell.box.top <= MAX_STEP_DOWN * height
    ]
    if below:
        return min(below, key=lambda c: c.box.top)
    beside = [
        c for c in candidates if abs(c.box.top - cell.box.top) <= 0.6 * height and c.box.x0 > cell.box.x0
    ]
    return min(beside, key=lambda c: c.box.x0, default=None)


def _join(paths: Sequence[list[KeyCell]], headings: Sequence[Heading]) -> list[list[KeyCell]]:
    """Join each path to the one that it continues: nearest to its left or above, or on an earlier page."""
    starts = Counter(_count(path[0]) for path in paths)
    ends = Counter(_count(path[-1]) for path in paths)
    following: dict[int, int] = {}
    continued: set[int] = set()
    for before, after in _links(paths):
        if before in following or after in continued:
            continue
        letter, count = start = _count(paths[after][0])
        rivals = starts[start] > ends[letter, count - 1]  # electives: several parts continue one
        headed = _heading_above(paths[after], headings) if rivals else None
        if headed is None or headed == _heading_above(paths[before], headings):
            following[before] = after
            continued.add(after)
    joined = []
    for first in range(len(paths)):
        if first in continued:
            continue
        chain, index = list(paths[first]), first
        while index in following:
            index = following[index]
            chain += paths[index]
        joined.append(chain)
    return sorted(joined, key=lambda chain: _reading_order(chain[0]))


def _links(paths: Sequence[list[KeyCell]]) -> Iterator[tuple[int, int]]:
    """Pairs of paths of which the second may continue the first, the most likely first."""
    ends: dict[tuple[str, int], list[int]] = {}
    for index, path in enumerate(paths):
        ends.setdefault(_count(path[-1]), []).append(index)
    links = []
    for after, path in enumerate(paths):
        letter, count = _count(path[0])
        for missing in range(MAX_MISSING + 1):
            for before in ends.get((letter, count - 1 - missing), []):
                distance = _distance(paths[before], path)
                if distance and before != after:
                    links.append((distance[0], missing, distance[1], before, after))
    return ((before, after) for *_, before, after in sorted(links))


def _distance(earlier: Sequence[KeyCell], path: Sequence[KeyCell]) -> tuple[int, float] | None:
    """Pages and points between ``earlier`` and its continuation; None where ``path`` is none.

    The next column of a table starts at the height of the one before; the next row or table starts below it.
    """
    top, end, start = earlier[0], earlier[-1], path[0]
    if start.page != end.page:
        return (start.page - end.page, 0.0) if start.page > end.page else None
    below_top, below_end = start.box.top - top.box.top, start.box.top - end.box.top
    height = start.box.bottom - start.box.top
    beside = start.box.x0 > top.box.x0 + 1 and below_top > -MAX_RISE * height
    if not beside and below_end <= 0:
        return None
    offset = min(abs(below_top), abs(below_end) - height) if below_top > -height else height
    return 0, abs(start.box.x0 - top.box.x0) + OTHER_TABLE * max(0.0, offset)


def _headings(rows: Sequence[Row]) -> list[Heading]:
    found = []
    for row in rows:
        for piece in _pieces(row):
            text = row_text(piece)
            if len(text) > MAX_HEADING:
                continue
            text = KEY_WORDS.sub(" ", text).strip()
            if SECTION_HEADING.fullmatch(text) and not labels_of(text.strip("[]【】<>〈〉 ")):
                box = Box(piece[0].box.x0, piece[0].box.top, piece[-1].box.x1, piece[-1].box.bottom)
                found.append(Heading(text.strip("[]【】<>〈〉 "), piece[0].page, box))
    return found


def _pieces(row: Row) -> list[list[KeyToken]]:
    pieces: list[list[KeyToken]] = []
    for token in row:
        height = token.box.bottom - token.box.top
        if pieces and token.box.x0 - pieces[-1][-1].box.x1 <= PIECE_GAP * height:
            pieces[-1].append(token)
        else:
            pieces.append([token])
    return pieces


def _heading_above(cells: Sequence[KeyCell], headings: Sequence[Heading]) -> Heading | None:
    """The heading whose section starts with ``cells``: the nearest in the nearest row of headings above."""
    first = cells[0]
    height = first.box.bottom - first.box.top
    above = [
        heading
        for heading in headings
        if heading.page == first.page
        and 0 <= first.box.top - heading.box.top <= MAX_HEADING_DISTANCE * max(height, 8.0)
    ]
    if not above:
        return None
    lowest = max(heading.box.top for heading in above)
    level = [heading for heading in above if lowest - heading.box.top < MAX_LEVEL * height]
    here = [cell.box for cell in cells if cell.page == first.page]
    centre = (min(box.x0 for box in here) + max(box.x1 for box in here)) / 2
    return min(level, key=lambda heading: abs((heading.box.x0 + heading.box.x1) / 2 - centre))


def _repeats(found: KeySet, earlier: KeySet) -> bool:
    if not 1 < len(found.cells) <= len(earlier.cells):
        return False
    answers = {cell.number: cell.answer for cell in earlier.cells}
    return all(answers.get(cell.number) == cell.answer for cell in found.cells)
