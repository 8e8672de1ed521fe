"""Pairs of a number and a marked answer, wherever they stand in an answer key (``1 ③ 2 ①``, ``1) B``)."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from study_pipeline.questions.key_tokens import (
    ANSWER_HEADINGS,
    LABEL,
    NUMBER_HEADINGS,
    KeyCell,
    KeyToken,
    Row,
    cell_of,
    is_heading,
    labels_of,
    number_of,
    row_text,
)

DIGIT = re.compile(r"\d")  # without one a row holds no number
COLUMN_GRID = 6.0  # points
MAX_STACK_GAP = 6.0  # heights from a number to the answers beside it
MAX_STACK_RISE = 1.2  # heights
MAX_LOOSE_TOKENS = 2_000  # no key has so many; a page made to be slow may
SIGNS = frozenset([":", "-", "–", "—", "=", "→"])
JOINT_WORDS = frozenset([",", "/", "또는", "및", "或", "or", "and"])


def read_pairs(rows: Sequence[Row]) -> list[KeyCell]:
    """Read numbers directly followed by a marked answer, wherever they stand (``1 ③ 2 ①``, ``1) B``).

    What follows a circled answer and is no pair (points, an explanation) is passed over; a bare letter
    counts only in a row of nothing but pairs and points, for a letter may begin a sentence (``9. A ball …``).
    A row that starts with a mark and goes on with numbers is a row of options (``① 250 ② 1,000``), and gives
    nothing.
    """
    cells: list[KeyCell] = []
    loose_numbers: list[KeyToken] = []
    loose_marks: list[KeyToken] = []
    for printed in _unwrapped(rows):
        text = row_text(printed)
        if not (DIGIT.search(text) and any(number_of(token.text) for token in printed)):
            if LABEL.search(text):
                loose_marks += [token for token in printed if labels_of(token.text)]
            continue
        row = _plain(printed)
        numbers = [bool(number_of(token.text)) for token in row]
        labels = [bool(labels_of(token.text)) for token in row]
        if labels[0] and any(numbers):
            continue
        prose = not all(number or label for number, label in zip(numbers, labels, strict=True))
        used = -1
        for place, token in enumerate(row):
            if place <= used:
                continue
            answered = numbers[place] and place + 1 < len(row) and labels[place + 1]
            if answered and not (prose and _may_begin_a_sentence(row, place + 1)):
                last = _last_label(row, place + 1, prose=prose)
                cells.append(cell_of(token, row_text(row[place + 1 : last + 1])))
                used = last
            elif numbers[place]:
                loose_numbers.append(token)
            elif labels[place]:
                loose_marks.append(token)
    return cells + _stacked_answers(cells, loose_numbers, loose_marks)


def _unwrapped(rows: Sequence[Row]) -> Iterator[Row]:
    """``rows`` with a number at the end of a row of pairs put before its answer, with which the next row begins."""
    carried: Row = ()
    for row, after in zip_longest(rows, rows[1:], fillvalue=()):
        here = (*carried, *row)
        wraps = len(here) > 2 and number_of(here[-1].text) and labels_of(here[-2].text)
        carried = here[-1:] if wraps and after and labels_of(after[0].text) else ()
        yield here[:-1] if carried else here


def _may_begin_a_sentence(row: Row, place: int) -> bool:
    """Whether the answer at ``place`` is a bare letter with words behind it, rather than a remark in brackets."""
    text = row[place].text
    remarked = place + 1 < len(row) and row[place + 1].text[0] in "([" and row[place - 1].text[-1] in ".):"
    return text.isalpha() and text.isascii() and not remarked


def _plain(row: Row) -> Row:
    """``row`` without its heading, and without words and signs that lead to a number or an answer."""
    row = row[1:] if len(row) > 1 and is_heading(row[0], ANSWER_HEADINGS) else row
    kept = [
        token
        for token, after in zip(row, [*row[1:], None], strict=True)
        if after is None
        or not (
            (is_heading(token, NUMBER_HEADINGS) and number_of(after.text))
            or (token.text in SIGNS and labels_of(after.text))
        )
    ]
    return tuple(kept)


def _last_label(row: Row, place: int, *, prose: bool) -> int:
    """Where the answer that starts at ``place`` ends: ``②, ④``, ``② 또는 ④`` are one answer.

    So are ``② ④``, but not in ``prose``: there the second mark may belong to an explanation.
    """
    while place + 1 < len(row):
        joined = row[place].text[-1] in ",、/·" or not prose
        if joined and labels_of(row[place + 1].text):
            place += 1
        elif row[place + 1].text in JOINT_WORDS and place + 2 < len(row) and labels_of(row[place + 2].text):
            place += 2
        else:
            break
    return place


def _stacked_answers(
    cells: Sequence[KeyCell], numbers: Sequence[KeyToken], marks: Sequence[KeyToken]
) -> list[KeyCell]:
    """Several answers set above each other beside one number, which stands at half their height."""
    columns = {(cell.page, round(cell.box.x0 / COLUMN_GRID)) for cell in cells}
    marks_on: dict[int, list[KeyToken]] = {}
    for mark in sorted(marks[:MAX_LOOSE_TOKENS], key=lambda mark: mark.box.top):
        marks_on.setdefault(mark.page, []).append(mark)
    tops_on = {page: [mark.box.top for mark in found] for page, found in marks_on.items()}
    found = []
    for number in numbers[:MAX_LOOSE_TOKENS]:
        column = round(number.box.x0 / COLUMN_GRID)
        if not columns & {(number.page, column + side) for side in (-1, 0, 1)}:
            continue
        height = number.box.bottom - number.box.top
        tops, rise = tops_on.get(number.page, []), MAX_STACK_RISE * height
        near = slice(bisect_right(tops, number.box.top - rise), bisect_left(tops, number.box.top + rise))
        beside = [
            mark
            for mark in marks_on.get(number.page, [])[near]
            if 0 < mark.box.x0 - number.box.x1 < MAX_STACK_GAP * height
        ]
        if len(beside) > 1:
            found.append(cell_of(number, "".join(mark.text for mark in beside)))
    return found
