"""How sure a question was read: one factor per thing that is odd about it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from study_pipeline.materials.glyphs import is_private_use
from study_pipeline.questions.model import Question
from study_pipeline.questions.wording import asks

FACTORS = {
    "option_missing": 0.6,
    "option_empty": 0.7,
    "duplicate_label": 0.5,
    "number_gap": 0.9,
    "number_repeats": 0.8,
    "text_after_options": 0.95,
    "formula_lost": 0.6,
    "stem_empty": 0.4,
    "stem_long": 0.7,
    "does_not_ask": 0.9,
    "passage_not_closed": 0.85,
}
MAX_STEM_CHARACTERS = 1_500


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
    flags = list(question.flags)
    labels = [option.label for option in question.options]
    if question.options and len(question.options) < usual:
        flags.append("option_missing")
    if any(not option.text for option in question.options) and not question.figures:
        flags.append("option_empty")
    if len(set(labels)) < len(labels):
        flags.append("duplicate_label")
    if after_gap:
        flags.append("number_gap")
    if unclosed:
        flags.append("passage_not_closed")
    text = question.stem + "".join(option.text for option in question.options)
    if any(is_private_use(character) or character == "\ufffd" for character in text):
        flags.append("formula_lost")
    if not question.stem:
        flags.append("stem_empty")
    elif len(question.stem) > MAX_STEM_CHARACTERS:
        flags.append("stem_long")
    elif not asks(question.stem) and not question.options:
        flags.append("does_not_ask")
    confidence = 0.99
    for flag in flags:
        confidence *= FACTORS.get(flag, 1.0)
    return replace(question, flags=tuple(flags), confidence=round(confidence, 3))


def _after_gaps(questions: Sequence[Question]) -> set[int]:
    """Places of questions whose number does not follow the one before."""
    found = set()
    for place, (last, question) in enumerate(zip(questions, questions[1:], strict=False), start=1):
        if last.section == question.section and last.number.isdigit() and question.number.isdigit():
            if int(question.number) > int(last.number) + 1:
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
