"""The marks that stand in lines, and the sets that they form."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from study_pipeline.materials.pages.page import Line
from study_pipeline.questions.marks.mark_families import LIKE_NUMBERS, MAX_OPTIONS, MarkFamily

MIN_OPTIONS = 2
MIN_CLOSED = 3  # marks of a set that a mark two further on closes
MIN_CELL_GAP_SIZES = 0.7  # between a cell's text and the next cell's mark
MAX_GAP_LINES = 45  # between two marks of a set: no more than a page holds
OUTDENT = 8.0  # points further left than the marks before: a question's number, not an option's


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark on a page: word ``word`` of line ``line`` (of the lines given, marks isolated).

    ``follows``: the marks before it on its line count up to it, from one that begins the line.
    """

    value: int
    label: str
    line: int
    word: int
    x0: float
    at_start: bool
    is_cell: bool
    follows: bool
    at_end: bool


@dataclass(frozen=True, slots=True)
class MarkSet:
    """Marks 1 to n of one family, in order of value."""

    family: MarkFamily
    marks: tuple[Mark, ...]

    @property
    def first_line(self) -> int:
        """Index of the first line that carries one of the marks."""
        return min(mark.line for mark in self.marks)

    @property
    def last_line(self) -> int:
        """Index of the last line that carries one of the marks."""
        return max(mark.line for mark in self.marks)

    @property
    def starts_lines(self) -> bool:
        """Whether each mark begins its line, or a cell of a row that a mark begins."""
        return all(mark.at_start or mark.is_cell or mark.follows for mark in self.marks)

    @property
    def ends_lines(self) -> bool:
        """Whether each mark stands behind its text."""
        return all(mark.at_end and not mark.at_start for mark in self.marks)


def lines_by_beginning(lines: Sequence[Line]) -> dict[str, list[int]]:
    """The indexes of the lines with a word that begins with a character, by that character."""
    found: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        for beginning in {word.text[0] for word in line.words}:
            found.setdefault(beginning, []).append(index)
    return found


def find_sets(lines: Sequence[Line], family: MarkFamily, among: Iterable[int] | None = None) -> list[MarkSet]:
    """The sets of ``family`` in ``lines``, in reading order. Marks in prose form none, or an earlier one.

    ``among`` are the indexes of the lines that may hold a mark of the family, in order, where they are known.
    """
    sets: list[MarkSet] = []
    opened: dict[int, Mark] = {}

    last = Mark(0, "", 0, 0, 0.0, False, False, False, False)

    def close() -> None:
        count = len(opened)
        complete = MIN_OPTIONS <= count <= MAX_OPTIONS and set(opened) == set(range(1, count + 1))
        if complete:
            sets.append(MarkSet(family, tuple(opened[value] for value in range(1, count + 1))))
        opened.clear()

    for mark in _marks(lines, family, range(len(lines)) if among is None else among):
        if opened and (
            mark.line - last.line > MAX_GAP_LINES
            or _is_beyond(opened, mark)
            or (family.name in LIKE_NUMBERS and _stands_out(lines, last, mark))
        ):
            close()
            if mark.value != 1:
                last = mark
                continue
        last = mark
        if mark.value in opened:
            leads = mark.at_start or mark.is_cell
            held = opened[mark.value]
            held_leads = held.at_start or held.is_cell
            if not leads and (held_leads or mark.value != 1):
                continue  # an option's text speaks of another option
            if mark.value == 1 or held_leads:
                close()  # else an earlier option's text spoke of this one
        if opened or mark.value == 1 or (mark.at_start and mark.value <= 3):
            opened[mark.value] = mark
    close()
    return sets


def _is_beyond(opened: Container[int], mark: Mark) -> bool:
    """Whether ``mark`` cannot be of the set 1 to n that is open: F after A to D is another style's first mark."""
    before = range(1, mark.value - 1)
    return (
        len(before) >= MIN_CLOSED
        and all(value in opened for value in before)
        and mark.value - 1 not in opened
    )


def _stands_out(lines: Sequence[Line], last: Mark, mark: Mark) -> bool:
    """Whether ``mark`` begins its line further left than the line of ``last`` begins in the same column."""
    a, b = lines[last.line], lines[mark.line]
    same_column = (a.page, a.column) == (b.page, b.column)
    return mark.at_start and same_column and mark.x0 < a.words[0].box.x0 - OUTDENT


def _marks(lines: Sequence[Line], family: MarkFamily, among: Iterable[int]) -> Iterable[Mark]:
    for index in among:
        line = lines[index]
        row_has_start = False
        counted = 0  # the value of the last mark of a row whose marks count up from its start
        for position, word in enumerate(line.words):
            if word.text[0] not in family.begins:
                continue
            match = family.pattern.match(word.text)
            if match is None or (family.bare and len(word.text) > 1):
                continue
            at_start = position == 0
            row_has_start = row_has_start or at_start
            gap = word.box.x0 - line.words[position - 1].box.x1 if position else 0.0
            is_cell = row_has_start and not at_start and gap >= MIN_CELL_GAP_SIZES * word.size
            if family.bare and not (at_start or is_cell):
                continue
            value = family.value(match[0])
            follows = not at_start and value == counted + 1 > 1
            counted = value if at_start or follows else 0
            yield Mark(
                value=value,
                label=family.label(match[0]),
                line=index,
                word=position,
                x0=word.box.x0,
                at_start=at_start,
                is_cell=is_cell,
                follows=follows,
                at_end=position == len(line.words) - 1 and match.end() == len(word.text),
            )
