"""Lines of a key that say "answer": ``1. Solution: C``, ``A1 — 정답 ④.``, ``3번`` above ``[정답] ②``."""

import re
from collections.abc import Sequence

from study_pipeline.questions.answers.key_strings import RANGE, range_at
from study_pipeline.questions.key_tokens import (
    CIRCLED,
    KeyCell,
    KeyToken,
    Row,
    answer_of,
    plain_number,
    row_text,
)

_WORD = (
    r"(?:정답|해답|답|(?:the\s+)?(?:correct\s+|best\s+)?answer|ans|key|solution|答案|標準答案|解答|正解|正答)"
)
_MARK = rf"(?:[{CIRCLED}]|\(?[A-E]\)?(?![A-Za-z]))"
_ANSWER = rf"({_MARK}(?:\s*(?:[,/·]|或|or|및)\s*{_MARK}){{0,4}}|-?\d[\d,./]{{0,9}})"
_SAYS = rf"[\[【<(]?\s*{_WORD}\s*[\]】>)]?\s*(?:은|는|is|=|[:\-–—])?\s*{_ANSWER}(?![\w%])"
_NUMBER = r"[\[【(<]?(?:문제|문항|문|第|question|q\.?|no\.)?\s*([A-Z]?\d{1,3})\s*(?:번|題)?[\]】)>]?\s*[.:)]?"

NUMBERED_ANSWER = re.compile(rf"{_NUMBER}\s*[—–\-:]?\s*{_SAYS}", re.IGNORECASE)
ANSWER_ALONE = re.compile(_SAYS, re.IGNORECASE)
NUMBER_FIRST = re.compile(
    r"(?:문제|문항|문|第|question|q)?\s*([A-Z]?\d{1,3})\s*(?:[.)](?!\d)|번|題|$)", re.IGNORECASE
)
MAX_RANGE_ROW = 300  # characters
MIN_DIGIT_RANGE = 5  # answers: fewer digits behind a range may be anything
OPTION_FIRST = re.compile(rf"[{CIRCLED}]|\(?[A-Ea-e][.)]\s")

MIN_ANSWERS_ALONE = 3  # fewer "answer: B" below numbers may be prose


def read_answer_lines(rows: Sequence[Row]) -> list[KeyCell]:
    """Read each line that names a question and its answer, and each answer line below a numbered line.

    Where options stand between the number and the answer line, the answer belongs to a printed question,
    which the extraction of questions reads; such lines give nothing here.
    """
    numbered: list[KeyCell] = []
    alone: list[KeyCell] = []
    pending: KeyToken | None = None
    pending_number = ""
    for row in rows:
        text = row_text(row)
        if pending and pending.text.isdigit() and pending.page != row[0].page:
            pending = None  # it was the page's number
        if found := NUMBERED_ANSWER.match(text):
            numbered.append(_cell(found[1], found[2], row[0]))
            pending = None
        elif OPTION_FIRST.match(text):
            pending = None
        elif (answer := ANSWER_ALONE.match(text)) and pending:
            alone.append(_cell(pending_number, answer[1], pending))
            pending = None
        elif first := NUMBER_FIRST.match(text):
            pending, pending_number = row[0], first[1]
    return numbered + (alone if len(alone) >= MIN_ANSWERS_ALONE else [])


def read_ranges(rows: Sequence[Row]) -> list[KeyCell]:
    """Read answers given for a range of numbers at once: ``1~5 ③①②④⑤``, ``6-10: CABDA``, ``1-5: 3 1 4 2 5``."""
    cells: list[KeyCell] = []
    for row in rows:
        text = row_text(row)[:MAX_RANGE_ROW]
        step = (row[-1].box.x1 - row[0].box.x0) / MAX_RANGE_ROW
        for heading in RANGE.finditer(text):
            found = range_at(text, heading.start())
            if found is None or (found.answers[0][1].isdecimal() and len(found.answers) < MIN_DIGIT_RANGE):
                continue
            for place, (number, label) in enumerate(found.answers):
                x0 = row[0].box.x0 + step * (heading.start() + place)
                here = row[0].box._replace(x0=x0, x1=x0 + step)
                cells.append(KeyCell(number, answer_of(label), row[0].page, here))
    return cells


def _cell(number: str, answer: str, place: KeyToken) -> KeyCell:
    return KeyCell(plain_number(number), answer_of(answer.rstrip(",./")), place.page, place.box)
