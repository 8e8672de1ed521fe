"""How sure a question was read: one factor per thing that is odd about it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from math import prod

from study_pipeline.materials.pages.glyphs import FORMULA_STRUCTURE, holds_unread
from study_pipeline.questions.flags import QuestionFlag
from study_pipeline.questions.model import Question
from study_pipeline.questions.wording import asks, chooses

FACTORS: Mapping[QuestionFlag, float] = {
    "option_missing": 0.6,
    "option_empty": 0.7,
    "duplicate_label": 0.5,
    "number_gap": 0.9,
    "number_repeats": 0.8,
    "text_after_options": 0.9,
    "formula_lost": 0.6,
    "formula_flattened": 0.8,
    "stem_empty": 0.4,
    "stem_long": 0.7,
    "does_not_ask": 0.9,
    "passage_not_closed": 0.85,
    "key_names_more": 0.85,
    "ocr": 0.9,
    "ocr_unsure": 0.45,
    "key_ocr": 0.9,
}
BEST = 0.99  # nothing odd was seen
SURE = 0.9  # from here on 99 % and more are right in all that is measured: docs/extraction.md#confidence
MAX_STEM_CHARACTERS = 1_500
MARKS = re.compile(
    r"(?<!\S)(?:[①-⑮㉠-㉭]|\([A-Ea-e1-5]\)|[A-Ea-e]\))(?!\S)"
)  # with white space on both sides
MIN_MARKS = 3  # different ones, where a stem lists options; fewer are spoken of


def judged(questions: Sequence[Question]) -> list[Question]:
    """The same questions with their flags and confidence; each is judged against its own paper."""
    counts = Counter(len(question.options) for question in questions if question.options)
    usual = counts.most_common(1)[0][0] if counts else 0
    gaps = _after_gaps(questions)
    unclosed = _unclosed(questions)
    return [
        _judge(question, usual, place in gaps, place in unclosed) for place, question in enumerate(questions)
    ]


def _judge(question: Question, usual: int, after_gap: bool, unclosed: bool) -> Question:
    labels = [option.label for option in question.options]
    few = bool(labels) and len(labels) < usual
    text = question.stem + "".join(option.text for option in question.options)
    empty = any(not option.text for option in question.options)
    found: dict[QuestionFlag, bool] = {
        "option_missing": few
        or (not labels and (chooses(question.stem) or (bool(usual) and _lists_options(question.stem)))),
        "option_empty": empty and not question.figures,
        "duplicate_label": len(set(labels)) < len(labels) or _says_again(question, few),
        "number_gap": after_gap,
        "passage_not_closed": unclosed,
        "formula_lost": holds_unread(text),
        "stem_empty": not question.stem,
        "stem_long": len(question.stem) > MAX_STEM_CHARACTERS,
        "does_not_ask": bool(question.stem) and not labels and not asks(question.stem),
    }
    flags = (*question.flags, *(flag for flag, is_so in found.items() if is_so))
    options = tuple(replace(option, text=_readable(option.text)) for option in question.options)
    return replace(
        question,
        stem=_readable(question.stem),
        options=options,
        flags=flags,
        confidence=confidence_with(flags),
    )


def confidence_with(flags: Iterable[QuestionFlag]) -> float:
    """How sure a question is that carries ``flags``."""
    return round(prod((FACTORS.get(flag, 1.0) for flag in flags), start=BEST), 3)


def _lists_options(stem: str) -> bool:
    """Whether a stem without options holds what look like the marks of some, which were not known as such."""
    return len(set(map(str.casefold, MARKS.findall(stem)))) >= MIN_MARKS


def _says_again(question: Question, few: bool) -> bool:
    """Whether marks of the options stand in the stem too, or, where options are missing, in another one's text."""
    labels = {option.label for option in question.options if not _is_plain(option.label)}
    if len(labels.intersection(question.stem.split())) > 1:
        return True
    return few and any(not labels.isdisjoint(option.text.split()) for option in question.options)


def _is_plain(label: str) -> bool:
    """Whether a label could be a name or a number in any sentence: ``A``, ``가``, ``1``."""
    return label.isalpha() or label.isdecimal()


def _readable(text: str) -> str:
    """``text`` without the bars and braces of a formula font, which ``formula_lost`` has told of."""
    if FORMULA_STRUCTURE.isdisjoint(text):
        return text
    return " ".join("".join(c for c in text if c not in FORMULA_STRUCTURE).split())


def _after_gaps(questions: Sequence[Question]) -> set[int]:
    """Places of questions whose number does not follow the one before."""
    found = set()
    for place, (last, question) in enumerate(pairwise(questions), start=1):
        plain = last.number.isdigit() and question.number.isdigit() and last.section == question.section
        if plain and int(question.number) > int(last.number) + 1:
            found.add(place)
    return found


def _unclosed(questions: Sequence[Question]) -> set[int]:
    """Places of questions whose passage was announced for more questions than carry it."""
    carriers: dict[int, list[int]] = {}
    for place, question in enumerate(questions):
        if question.passage is not None:
            carriers.setdefault(id(question.passage), []).append(place)
    unclosed = set()
    for places in carriers.values():
        passage = questions[places[0]].passage
        first, _, last = (passage.numbers if passage else "").partition("-")
        if first.isdigit() and last.isdigit() and len(places) != int(last) - int(first) + 1:
            unclosed |= set(places)
    return unclosed
