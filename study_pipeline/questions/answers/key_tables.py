"""Tables of an answer key under headings: numbers above their answers, and numbers beside their answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from string import ascii_uppercase

from study_pipeline.questions.key_tokens import (
    ANSWER_HEADINGS,
    NUMBER_HEADINGS,
    POINTS_HEADINGS,
    KeyCell,
    KeyToken,
    Row,
    as_heading,
    cell_of,
    is_heading,
    labels_of,
    number_of,
    row_text,
)

ROLES = {
    **dict.fromkeys(NUMBER_HEADINGS, "number"),
    **dict.fromkeys(ANSWER_HEADINGS, "answer"),
    **dict.fromkeys(POINTS_HEADINGS, "points"),
}
"""What stands in the column under a heading."""
MAX_ANSWER_ROWS_BELOW = 3  # number, points, answer
MAX_ROW_DISTANCE = 4.0  # heights: farther rows belong to another table
MAX_HEADING_HEIGHTS = 2.2  # a heading printed in two lines (문항 / 번호) beside a centred one
MIN_HEADING_SHARE = 0.6  # of a row's words: prose that says "question" and "answer" has fewer
MAX_ANSWER_CHARACTERS = 80
OPTION_DIGITS = frozenset("12345")
MIN_DIGIT_SLOTS = 5  # below as many numbers that count up
MIN_PLAIN_SLOTS = 3  # unlabelled numbers above unlabelled answers


def read_slots(rows: Sequence[Row]) -> list[KeyCell]:
    """Read rows of numbers with a row of answers below each; an empty slot is no entry."""
    cells: list[KeyCell] = []
    for index, row in enumerate(rows):
        numbers = _slot_numbers(row)
        if not numbers:
            continue
        answers = _answer_row(rows, index, len(numbers))
        cells += _fill_slots(numbers, answers)
    return cells


def _without_headings(row: Row, words: frozenset[str]) -> Row:
    place = 0
    while place < len(row) and is_heading(row[place], words):
        place += 1
    return row[place:]


def _slot_numbers(row: Row) -> Row:
    """The numbers of ``row``, if it holds nothing but a heading and numbers that count up by one.

    Without a heading it needs two of them.
    """
    slots = _without_headings(row, NUMBER_HEADINGS)
    if len(slots) < 1 + (len(slots) == len(row)):
        return ()
    counts: list[int] = []
    for token in slots:
        number = number_of(token.text)
        if number is None:
            return ()
        counts.append(int(number.lstrip(ascii_uppercase)))
    return slots if all(after == before + 1 for before, after in pairwise(counts)) else ()


def _answer_row(rows: Sequence[Row], index: int, slots: int) -> Row:
    """The row of answers that belongs to the numbers in row ``index``, without its heading."""
    height = rows[index][0].box.bottom - rows[index][0].box.top
    reach = rows[index][0].box.bottom + MAX_ROW_DISTANCE * height
    below = [r for r in rows[index + 1 : index + 1 + MAX_ANSWER_ROWS_BELOW] if r[0].box.top <= reach]
    for row in below:
        if is_heading(row[0], ANSWER_HEADINGS):
            return _without_headings(row, ANSWER_HEADINGS)
        if is_heading(row[0], NUMBER_HEADINGS):
            return ()
    bare = below[0] if below else ()
    labelled = is_heading(rows[index][0], NUMBER_HEADINGS)
    full = len(bare) == slots >= MIN_PLAIN_SLOTS or labelled
    if full and bare and all(labels_of(token.text) for token in bare):
        return bare
    return bare if len(bare) == slots >= MIN_DIGIT_SLOTS and _are_choices(bare) else ()


def _are_choices(row: Row) -> bool:
    """Whether a row of digits names options: 1 to 5, in no order."""
    digits = [token.text for token in row]
    if not all(digit in OPTION_DIGITS for digit in digits):
        return False
    return any(int(after) != int(before) + 1 for before, after in pairwise(digits))


def _fill_slots(numbers: Row, answers: Row) -> list[KeyCell]:
    pitch = min((b.centre - a.centre for a, b in pairwise(numbers)), default=60.0)
    filled: dict[int, list[KeyToken]] = {}
    for token in answers:
        slot = min(range(len(numbers)), key=lambda i: abs(numbers[i].centre - token.centre))
        if abs(numbers[slot].centre - token.centre) <= pitch / 2:
            filled.setdefault(slot, []).append(token)
    return [cell_of(numbers[slot], row_text(tokens)) for slot, tokens in sorted(filled.items())]


@dataclass(frozen=True, slots=True)
class _Column:
    """The heading of one column: its role and its extent, in points."""

    role: str
    x0: float
    x1: float


def read_headed_columns(rows: Sequence[Row]) -> list[KeyCell]:
    """Read columns under headings such as 번호, 정답, 배점, in one or several groups side by side."""
    cells: list[KeyCell] = []
    index = 0
    while index < len(rows):
        columns, last = _heading_columns(rows, index)
        if columns:
            found, index = _read_under(columns, rows, last + 1)
            cells += found
        else:
            index += 1
    return cells


def _heading_columns(rows: Sequence[Row], index: int) -> tuple[list[_Column], int]:
    """The columns headed in row ``index`` and the rows that share its height, and the last of these rows."""
    if not any(_role(token) for token in rows[index]):
        return [], index
    top, height = rows[index][0].box.top, rows[index][0].box.bottom - rows[index][0].box.top
    last = index
    tokens = list(rows[index])
    while last + 1 < len(rows) and rows[last + 1][0].box.top <= top + MAX_HEADING_HEIGHTS * height:
        if not all(_role(token) for token in rows[last + 1]) or _stand_beside(_columns(rows[last + 1])):
            break  # the latter: what stands above is the table's title (정답 및 배점)
        last += 1
        tokens += rows[last]
    columns = _columns(tokens)
    return (columns, last) if _stand_beside(columns) else ([], index)


def _columns(tokens: Sequence[KeyToken]) -> list[_Column]:
    """The columns that ``tokens`` head, from left to right; none where most of them are no headings."""
    headings = sorted(
        (_Column(role, t.box.x0, t.box.x1) for t in tokens if (role := _role(t))), key=lambda c: c.x0
    )
    if len(headings) < MIN_HEADING_SHARE * len(tokens):
        return []
    columns: list[_Column] = []
    for heading in headings:
        if columns and columns[-1].role == heading.role == "number":
            columns[-1] = _Column("number", columns[-1].x0, max(columns[-1].x1, heading.x1))
        else:
            columns.append(heading)
    return columns


def _stand_beside(columns: Sequence[_Column]) -> bool:
    """Whether numbers and answers are columns side by side."""
    return any(a.role == "number" and b.role == "answer" for a, b in pairwise(columns))


def _role(token: KeyToken) -> str:
    return ROLES.get(as_heading(token.text), "")


def _read_under(columns: Sequence[_Column], rows: Sequence[Row], start: int) -> tuple[list[KeyCell], int]:
    """Read the rows from ``start`` until a gap or another heading; also the index of the row after them."""
    edges = [(left.x1 + right.x0) / 2 for left, right in pairwise(columns)]
    open_cells: dict[int, tuple[KeyToken, list[str]]] = {}
    done: list[tuple[KeyToken, list[str]]] = []
    index = start
    while index < len(rows) and not (index > start and _is_far(rows[index - 1], rows[index])):
        row = rows[index]
        if any(_role(token) for token in row):
            break
        placed: dict[int, list[KeyToken]] = {}
        for token in row:
            placed.setdefault(sum(token.centre > edge for edge in edges), []).append(token)
        for place, (column, after) in enumerate(pairwise(columns)):
            if (column.role, after.role) != ("number", "answer"):
                continue
            number, answer = placed.get(place, []), row_text(placed.get(place + 1, []))
            if len(number) == 1 and number_of(number[0].text):
                open_cells[place] = (number[0], [answer] if answer else [])
                done.append(open_cells[place])
            elif not number and answer and place in open_cells and open_cells[place][0].page == row[0].page:
                open_cells[place][1].append(answer)
        index += 1
    texts = [(number, " ".join(parts)) for number, parts in done]
    cells = [cell_of(number, text) for number, text in texts if 0 < len(text) <= MAX_ANSWER_CHARACTERS]
    return cells, max(index, start)


def _is_far(above: Row, below: Row) -> bool:
    height = above[0].box.bottom - above[0].box.top
    return below[0].box.top - above[0].box.bottom > MAX_ROW_DISTANCE * height
