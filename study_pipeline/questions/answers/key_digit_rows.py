"""Rows below a key's heading that give answers as digits (``1. 3  2. 1``), or without numbers (``31425 12345``)."""

import re
from collections.abc import Sequence

from study_pipeline.questions.answers.answer_rows import row_answers
from study_pipeline.questions.answers.key_strings import LABELS
from study_pipeline.questions.key_tokens import KeyCell, KeyToken, Row, answer_of, plain_number, row_text

MIN_CELLS = 3
GROUP = re.compile(r"[①-⑩]{1,5}|[1-5]{1,5}|[A-E]{1,5}|[a-e]{1,5}")
GROUP_SIZE = 5
MIN_GROUPS = 2


def read_digit_rows(rows: Sequence[Row]) -> list[KeyCell]:
    """Read each of ``rows`` that is numbers and answers as digits, and nothing else."""
    cells: list[KeyCell] = []
    last = 0
    for row in rows:
        text = row_text(row)
        pairs = row_answers(text, after=last) or row_answers(text, after=0)
        if pairs and any(answer.isdecimal() for _, answer in pairs):
            cells += [
                _cell(row, place / len(pairs), number, answer) for place, (number, answer) in enumerate(pairs)
            ]
        last = int(pairs[-1][0]) if pairs else last
    return cells if len(cells) >= MIN_CELLS else []


def read_groups(rows: Sequence[Row]) -> list[KeyCell]:
    """Read answers without numbers, printed from the first on in groups of five of which the last may be shorter."""
    groups: list[tuple[Row, KeyToken]] = []
    for row in rows:
        if not all(GROUP.fullmatch(token.text) for token in row):
            break
        groups += [(row, token) for token in row]
    sizes = [len(token.text) for _, token in groups]
    if len(groups) < MIN_GROUPS or any(size < GROUP_SIZE for size in sizes[:-1]):
        return []
    cells: list[KeyCell] = []
    for row, token in groups:
        start = (token.box.x0 - row[0].box.x0) / ((row[-1].box.x1 - row[0].box.x0) or 1.0)
        for place, label in enumerate(LABELS.findall(token.text)):
            cells.append(_cell(row, start + place / 1000, str(len(cells) + 1), label))
    return cells


def _cell(row: Row, share: float, number: str, answer: str) -> KeyCell:
    """A cell that begins at this share of the row's width."""
    box = row[0].box
    x0 = box.x0 + share * (row[-1].box.x1 - box.x0)
    return KeyCell(plain_number(number), answer_of(answer), row[0].page, box._replace(x0=x0, x1=x0 + 1))
