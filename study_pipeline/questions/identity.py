"""Question ids: minted once from content and place, then kept by matching."""

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from study_pipeline.questions.model import Question

ID_CHARACTERS = 20  # 80 bits: no two of a million questions meet by chance
MIN_ALIKE = 0.6  # a corrected stem keeps most of its characters; another question at its place does not
MATCHED_CHARACTERS = 600  # enough to tell two stems apart; the comparison is quadratic

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A question that already has an id: what it is matched by."""

    id: str
    section: str | None
    number: str
    stem: str
    options: tuple[str, ...]

    @classmethod
    def of(cls, question: Question, question_id: str = "") -> "KnownQuestion":
        """What a question is matched by."""
        options = tuple(option.text for option in question.options)
        return cls(question_id, question.section, question.number, question.stem, options)


def question_ids(
    questions: Sequence[Question],
    *,
    sha256: str,
    known: Sequence[KnownQuestion] = (),
    taken: Collection[str] = (),
) -> list[str]:
    """Give each question its id, in order; unique within the material.

    The id of a known question goes to the new one with the same text at the same place, else to the one with
    the same text, else to the one at the same place (a corrected stem). Others get an id of their own from the
    material's content hash, section, number, text and occurrence; none of ``taken``, which other materials
    have (a corrected version keeps the ids of the one before, whose bytes may come back).
    """
    ids: list[str | None] = [None] * len(questions)
    new = [KnownQuestion.of(question) for question in questions]
    free = list(known)
    for same in (_same_text_and_place, _same_text, _same_place):
        by_key: dict[tuple[str, ...], list[KnownQuestion]] = {}
        for old in free:
            by_key.setdefault(same(old), []).append(old)
        for index, question in enumerate(new):
            matches = by_key.get(same(question), [])
            if ids[index] is None and matches and _alike(matches[0].stem, question.stem):
                ids[index] = matches.pop(0).id
        given = set(ids)
        free = [old for old in free if old.id not in given]
    return _fill(ids, new, sha256, taken)


def _fill(
    ids: Sequence[str | None], questions: Sequence[KnownQuestion], sha256: str, others: Collection[str]
) -> list[str]:
    occurrences: Counter[tuple[str, ...]] = Counter()
    filled: list[str] = []
    taken = {*others, *(known for known in ids if known is not None)}
    for known, question in zip(ids, questions, strict=True):
        if known is not None:
            filled.append(known)
            continue
        key = _same_text_and_place(question)
        minted = None
        while minted is None or minted in taken:
            content = json.dumps([sha256, *key, occurrences[key]], ensure_ascii=False)
            minted = "q" + hashlib.sha256(content.encode()).hexdigest()[:ID_CHARACTERS]
            occurrences[key] += 1
        taken.add(minted)
        filled.append(minted)
    return filled


def _same_text_and_place(question: KnownQuestion) -> tuple[str, ...]:
    texts = map(_fold, question.options)
    return ("both", question.section or "", question.number, _fold(question.stem), *texts)


def _same_text(question: KnownQuestion) -> tuple[str, ...]:
    return ("text", _fold(question.stem), *map(_fold, question.options))


def _same_place(question: KnownQuestion) -> tuple[str, ...]:
    return ("place", question.section or "", question.number)


def _alike(old: str, new: str) -> bool:
    matcher = SequenceMatcher(
        None, _fold(old)[:MATCHED_CHARACTERS], _fold(new)[:MATCHED_CHARACTERS], autojunk=False
    )
    return old == new or matcher.ratio() >= MIN_ALIKE


def _fold(text: str) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFC", text))
