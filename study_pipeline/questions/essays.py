"""Essay parts: questions that ``一、`` ``二、`` number, beside or instead of those with options.

Their text is long and holds lists and statutes numbered in the same way, so that counting alone does not find them:
the outermost numbers of a part do, where each of them gives points or asks.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from study_pipeline.materials.pages.page import Line
from study_pipeline.questions.chains import SAME_INDENT
from study_pipeline.questions.numbering import NumberedLine
from study_pipeline.questions.wording import PAPER_ENDS, POINTS, asks

ESSAY_STYLE = "一、"
ESSAY_HEADING = re.compile(r"申\s*論|論\s*述|問答|简答|簡答|作文|非選擇|非选择|解答|計算")
"""The name of a part in which a question need not print its points, nor be one of several."""
MIN_ESSAYS = 2  # elsewhere
SAME_SIZE = 1.5  # points


@dataclass(frozen=True, slots=True)
class EssayPart:
    """Numbered lines that begin essays, in order, and the line behind the last essay's text."""

    numbers: tuple[NumberedLine, ...]
    end: int

    @property
    def lines(self) -> range:
        """The lines that the essays take up."""
        return range(self.numbers[0].index, self.end)


def essay_parts(
    lines: Sequence[Line],
    numbered: Sequence[NumberedLine],
    sections: Sequence[int],
    set_starts: Sequence[int],
) -> list[EssayPart]:
    """The essay parts among ``lines``. ``sections``: lines that look like a section's heading.

    Such a line is an essay where its number continues a part and no question is numbered below it
    (``二、申論短文：（35 分）``).
    """
    essay_numbers = [number for number in numbered if number.style.name == ESSAY_STYLE]
    if not essay_numbers:
        return []
    headings = _true_headings(numbered, [*sections, len(lines)])
    stops = sorted(headings | {index for index, line in enumerate(lines) if PAPER_ENDS.match(line.text)})
    with_options = set(set_starts)
    found: list[EssayPart] = []
    for start, end in pairwise([-1, *stops, len(lines)]):
        announced = start in headings and bool(ESSAY_HEADING.search(lines[start].text))
        found += [
            part
            for part in _counted(_within(essay_numbers, start + 1, end), end)
            if with_options.isdisjoint(part.lines) and _are_essays(part, lines, announced=announced)
        ]
    return found


def _true_headings(numbered: Sequence[NumberedLine], bounds: Sequence[int]) -> set[int]:
    """The ``bounds`` (sections, then the end) that no essay's number begins, or that questions are numbered below."""
    may_be_essays = {number.index for number in numbered if number.style.name == ESSAY_STYLE}
    others = [
        number
        for number in numbered
        if number.style.name != ESSAY_STYLE and (number.value == 1 or not number.style.weak)
    ]
    return {
        start for start, end in pairwise(bounds) if start not in may_be_essays or _within(others, start, end)
    }


def _within(numbers: Sequence[NumberedLine], start: int, end: int) -> Sequence[NumberedLine]:
    """Those of ``numbers`` (in order) on lines [start, end)."""
    first, last = (bisect_left(numbers, place, key=_index) for place in (start, end))
    return numbers[first:last]


def _index(number: NumberedLine) -> int:
    return number.index


def _counted(numbers: Sequence[NumberedLine], end: int) -> Iterator[EssayPart]:
    """Runs that count up from 1 at one indent; numbers set deeper are their text."""
    run: list[NumberedLine] = []
    for number in numbers:
        if run and _is_inside(number, run):
            continue
        if run and number.value == run[-1].value + 1:
            run.append(number)
            continue
        if run:
            yield EssayPart(tuple(run), number.index)
        run = [number] if number.value == 1 else []
    if run:
        yield EssayPart(tuple(run), end)


def _is_inside(number: NumberedLine, run: Sequence[NumberedLine]) -> bool:
    return number.indent > run[0].indent + SAME_INDENT or number.size < run[0].size - SAME_SIZE


def _are_essays(part: EssayPart, lines: Sequence[Line], *, announced: bool) -> bool:
    if not announced and len(part.numbers) < MIN_ESSAYS:
        return False
    starts = [*(number.index for number in part.numbers), part.end]
    texts = [" ".join(line.text for line in lines[start:end]) for start, end in pairwise(starts)]
    return all(asks(text) if announced else POINTS.search(text) for text in texts)
