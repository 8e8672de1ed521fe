"""What can be checked of a paper's questions without knowing the paper."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from study_pipeline.language import translate
from study_pipeline.questions.confidence import SURE
from study_pipeline.questions.flags import in_words
from study_pipeline.questions.model import Extraction, Question

_PLAIN_NUMBER = re.compile(r"\d{1,4}")
MAX_LISTED = 20  # numbers named in one message


def numbering_gaps(questions: Sequence[Question]) -> list[str]:
    """The numbers missing between the first and last of each section, as ``section number``."""
    by_section: dict[str, set[int]] = {}
    for question in questions:
        if _PLAIN_NUMBER.fullmatch(question.number):
            by_section.setdefault(question.section or "", set()).add(int(question.number))
    return [
        f"{section} {number}".strip()
        for section, numbers in by_section.items()
        for number in range(min(numbers), max(numbers))
        if number not in numbers
    ]


def odd_option_counts(questions: Sequence[Question]) -> list[str]:
    """The numbers of multiple-choice questions with another count of options than most of their paper."""
    chosen = [question for question in questions if question.kind == "multiple_choice"]
    if not chosen:
        return []
    usual, _ = Counter(len(question.options) for question in chosen).most_common(1)[0]
    return [_name(question) for question in chosen if len(question.options) != usual]


def without_answer(questions: Iterable[Question]) -> list[str]:
    """The numbers of questions that have no answer."""
    return [_name(question) for question in questions if question.answer is None]


def unsure(questions: Iterable[Question]) -> list[str]:
    """The numbers of questions that are not sure to be right, each with its flags in words."""
    return [
        f"{_name(question)} ({', '.join(map(in_words, question.flags))})"
        if question.flags
        else _name(question)
        for question in questions
        if question.confidence < SURE
    ]


def with_lost_formula(questions: Iterable[Question]) -> list[str]:
    """The numbers of questions in which a formula lost characters."""
    return [_name(question) for question in questions if "formula_lost" in question.flags]


def with_open_passage(questions: Iterable[Question]) -> list[str]:
    """The numbers of questions whose passage was announced for more questions than carry it."""
    return [_name(question) for question in questions if "passage_not_closed" in question.flags]


def left_unread(extraction: Extraction) -> list[str]:
    """What could not be read of a paper: its pages by number, its end, other parts."""
    lost = [translate("page {page}").format(page=page) for page in extraction.unreadable_pages]
    return lost + [in_words(flag) for flag in ("cut_off", "file_damaged") if flag in extraction.flags]


def left_outside(extraction: Extraction) -> list[str]:
    """How much of a paper's text ended in no question, where that is much; nothing of a material without any."""
    if extraction.share_outside is None or "text_outside_questions" not in extraction.flags:
        return []
    return [
        translate("{share:.0%} of the text outside every question").format(share=extraction.share_outside)
    ]


def before_missing(questions: Iterable[Question]) -> list[str]:
    """The numbers of questions behind which their answer key has another one, which was not found."""
    return [_name(question) for question in questions if "key_names_more" in question.flags]


def listed(names: Sequence[str]) -> str:
    """Name some of them, and count the rest."""
    shown = ", ".join(names[:MAX_LISTED])
    if len(names) <= MAX_LISTED:
        return shown
    return translate("{shown} and {more} more").format(shown=shown, more=len(names) - MAX_LISTED)


def _name(question: Question) -> str:
    return f"{question.section or ''} {question.number}".strip()
