"""What the numbers at the left edges of columns say: that they are columns, and in which order they are read."""

import re
from collections.abc import Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from study_pipeline.materials.pages.page import Word

ROW_NUMBER = re.compile(r"(?:문제?|Q|No\.)?\s*(?P<n>\d{1,3})[.)．](?!\d)")
GRID_NUMBER = re.compile(
    r"[\[【(<#]?(?:문제?|Q|No\.?|第)?\s*(?P<n>\d{1,3})(?:번|[.)．\]】>題](?!\d)|(?=\s|$))"
)
"""Of columns that are the rows of a grid, where also a bare number will do: they stand side by side."""
BEFORE_NUMBER = frozenset(["문", "문제", "Q", "No", "No.", "第"])  # as a word of its own
MIN_ROW_NUMBERS = 3  # in the first column, or in all of a grid
FLUSH_SLACK = 4.0  # points: numbers of one and of two digits
LEVEL_SIZES = 0.6  # of the size: numbers side by side
RISE_SIZES = 0.5  # of the size, above a grid's number: an exponent of its row


class _Number(NamedTuple):
    value: int
    top: float
    size: float


def numbers_go_on(columns: Sequence[Sequence[Word]]) -> bool:
    """Whether all of ``columns`` begin rows with numbers, and each goes on where the one before ends."""
    counted = [_numbers(column, ROW_NUMBER) for column in columns]
    if not all(counted) or len(counted[0]) < MIN_ROW_NUMBERS:
        return False
    return _count_up([number.value for number in chain.from_iterable(counted)])


def grid_tops(columns: Sequence[Sequence[Word]]) -> list[float]:
    """The y at which each row of a grid begins whose numbers count from left to right (1 2, 3 4, 5); else none."""
    counted = [_numbers(column, GRID_NUMBER) for column in columns]
    first = counted[0] if counted else []
    if len(first) < 2 or sum(map(len, counted)) < MIN_ROW_NUMBERS:
        return []
    rows = [[numbers[at] for numbers in counted if at < len(numbers)] for at in range(len(first))]
    full = all(len(row) == len(counted) for row in rows[:-1])
    if (
        not full
        or sum(map(len, rows)) < sum(map(len, counted))
        or not _count_up([number.value for row in rows for number in row])
    ):
        return []
    if any(abs(number.top - row[0].top) > LEVEL_SIZES * row[0].size for row in rows for number in row):
        return []
    return [min(number.top for number in row) - RISE_SIZES * row[0].size for row in rows]


def _count_up(values: Sequence[int]) -> bool:
    return all(b == a + 1 for a, b in pairwise(values))


def _numbers(column: Sequence[Word], pattern: re.Pattern[str]) -> list[_Number]:
    """The numbers at the left edge of ``column``, from top to bottom."""
    edge = min((word.box.x0 for word in column), default=0.0)
    flush = [word for word in column if word.box.x0 - edge <= FLUSH_SLACK]
    found = []
    for word in sorted(flush, key=lambda word: word.box.top):
        text = f"{word.text} {_behind(word, column)}" if word.text in BEFORE_NUMBER else word.text
        number = pattern.match(text)
        if number is not None:
            found.append(_Number(int(number["n"]), word.box.top, word.size))
    return found


def _behind(first: Word, column: Sequence[Word]) -> str:
    """The text of the word right of ``first``."""
    level = [word for word in column if word.box.x0 > first.box.x0 and word.box.top == first.box.top]
    return min(level, key=lambda word: word.box.x0).text if level else ""
