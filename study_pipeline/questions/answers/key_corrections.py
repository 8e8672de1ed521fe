"""Notes that correct a key: several answers accepted, points for everyone, another answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from study_pipeline.questions.key_tokens import (
    ANSWER_HEADINGS,
    CIRCLED,
    NUMBER_HEADINGS,
    Row,
    is_heading,
    number_of,
    plain_number,
    row_text,
)

_MARK = rf"[{CIRCLED}]|(?<![A-Za-z])[A-E]+(?![A-Za-z])"
MARKS = re.compile(_MARK)
_JOINT = r"\s*(?:[,、·]|及|和|및|와|과|and)\s*"
_CHINESE_NUMBERS = rf"(第\s*\d{{1,3}}\s*題(?:{_JOINT}第\s*\d{{1,3}}\s*題){{0,20}})"
_KOREAN_NUMBERS = rf"(\d{{1,3}}\s*번(?:{_JOINT}\d{{1,3}}\s*번){{0,20}})"
_ENGLISH_NUMBERS = rf"(?:questions?|items?|nos?\.)\s*(\d{{1,3}}(?:{_JOINT}\d{{1,3}}){{0,20}})"
_REST = r"([^。;第번]{0,80}?)"

NOTES = (
    re.compile(rf"{_CHINESE_NUMBERS}{_REST}(給分|更正|更改|改為|送分)([^。;第]{{0,20}})"),
    re.compile(
        rf"{_KOREAN_NUMBERS}{_REST}(모두\s*정답|복수\s*정답|정답\s*처리|전원\s*정답|정답\s*인정|정정)([^.;]{{0,20}})"
    ),
    re.compile(
        rf"{_ENGLISH_NUMBERS}{_REST}(accepted|full\s+credit|all\s+candidates|corrected\s+to)([^.;]{{0,20}})",
        re.IGNORECASE,
    ),
)
VERB = re.compile(r"給分|更正|更改|改為|送分|정답|정정|accepted|credit|candidates|corrected", re.IGNORECASE)
CHANGED = re.compile(r"更正|更改|改為|정정|corrected", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a note says of one number; no answers means points for everyone."""

    number: str
    answers: tuple[str, ...]


def read_corrections(rows: Sequence[Row]) -> list[Correction]:
    """Read the notes among ``rows``; a note may run over several rows, but not over a row of a table."""
    texts = ["" if _is_of_a_table(row) else row_text(row) for row in rows]
    near = {i + back for i, text in enumerate(texts) if VERB.search(text) for back in (-2, -1, 0, 1)}
    text = " ".join(text for i, text in enumerate(texts) if i in near)
    found: list[Correction] = []
    for note in NOTES:
        for match in note.finditer(text):
            numbers, said, verb, after = match[1], match[2], match[3], match[4]
            changed = CHANGED.search(verb)
            labels = _labels(after) if changed and _labels(after) else _labels(said)
            if changed and not labels:
                continue  # says that something changed, not to what
            found += [Correction(plain_number(n), labels) for n in re.findall(r"\d{1,3}", numbers)]
    return found


def _is_of_a_table(row: Row) -> bool:
    numbers = is_heading(row[0], NUMBER_HEADINGS) and all(number_of(token.text) for token in row[1:])
    return numbers or is_heading(row[0], ANSWER_HEADINGS)


def _labels(text: str) -> tuple[str, ...]:
    """The single labels named, each once; of ``B或C或BC`` these are B and C."""
    return tuple(dict.fromkeys(label for run in MARKS.findall(text) for label in run))
