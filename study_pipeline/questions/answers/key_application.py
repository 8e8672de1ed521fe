"""A key's answers put on the questions of its paper, in the paper's own labels."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from study_pipeline.questions.confidence import confidence_with
from study_pipeline.questions.flags import QuestionFlag
from study_pipeline.questions.key_tokens import FULL_WIDTH, labels_of, number_of
from study_pipeline.questions.model import Answer, KeyEntry, Option, Question

MAX_DIGITS = 4  # of a question's number
MAX_SHARE_MISSING = 0.2  # of a key's numbers; a key with more of them is another paper's too
LABEL_SERIES = (
    "①②③④⑤⑥⑦⑧⑨⑩",
    "➀➁➂➃➄➅➆➇➈➉",
    "❶❷❸❹❺❻❼❽❾❿",
    "ABCDEFGHIJ",
    "㉠㉡㉢㉣㉤㉥㉦",
    "ㄱㄴㄷㄹㅁㅂㅅ",
    "가나다라마바사",
    "甲乙丙丁戊己庚",
    "ⓐⓑⓒⓓⓔⓕⓖ",
    "アイウエオカキ",
)


def apply_key(questions: Sequence[Question], entries: Sequence[KeyEntry]) -> tuple[Question, ...]:
    """Set ``answer`` on each question that ``entries`` answer without doubt; the others stay as they are.

    Which entry answers a question is decided in this order:

    1. The number stands once among the questions and once in the key.
    2. It repeats: the entry's section and the question's section name the same, and only one of each does.
    3. A key without that section: both restart equally often, so the first set belongs to the first section,
       the second to the second, each holding that number.
    4. One entry, several questions: the only one among them that has options with this label.

    Anything else is ambiguous, and flagged ``key_ambiguous``. The answer is stored as the paper prints the
    label (a key's ``2`` becomes ``②`` or ``(B)``). A label that the question does not have is flagged
    ``key_label_unknown`` and changes nothing. Points for everyone: no answer, flag ``key_all_credit``.
    A printed answer that differs is flagged ``answer_conflict``; the key wins, because corrections appear
    there and not in the paper. An answer that OCR read from the key is flagged ``key_ocr``, until an entry that
    was no picture answers the question. Where the key has a number that no question has, the one before it is flagged
    ``key_names_more``: a question may be missing.
    """
    by_number: dict[str, list[int]] = defaultdict(list)
    for index, question in enumerate(questions):
        by_number[_number(question.number)].append(index)
    said: dict[str, list[KeyEntry]] = defaultdict(list)
    for entry in entries:
        said[_number(entry.number)].append(entry)
    answered = list(questions)
    for number, indexes in by_number.items():
        chosen = _choose([questions[index] for index in indexes], said[number])
        for place, index in enumerate(indexes):
            if place in chosen:
                answered[index] = _answer(questions[index], chosen[place])
            elif said[number] and not chosen:
                answered[index] = _flag(questions[index], "key_ambiguous")
    for index in _before_missing(questions, entries):
        flagged = _flag(answered[index], "key_names_more")
        answered[index] = replace(flagged, confidence=confidence_with(flagged.flags))
    return tuple(answered)


def _before_missing(questions: Sequence[Question], entries: Sequence[KeyEntry]) -> set[int]:
    """Places of the questions behind which the key has a number that none of the questions has.

    Only a key of one list that is this paper's beyond doubt says so: one of several papers has numbers of others.
    """
    numbers = {place: _count(question.number) for place, question in enumerate(questions)}
    found = {place: number for place, number in numbers.items() if number is not None}
    named = [number for entry in entries if (number := _count(entry.number)) is not None]
    missing = set(named).difference(found.values())
    if not missing or len(set(named)) < len(entries) or len(missing) > MAX_SHARE_MISSING * len(named):
        return set()
    below = [[place for place, number in found.items() if number < gone] for gone in missing]
    return {
        max(places, key=lambda place: (found[place], place)) if places else min(found) for places in below
    }


def without_question(questions: Sequence[Question], entries: Sequence[KeyEntry]) -> list[KeyEntry]:
    """The entries whose number none of the questions has."""
    numbers = {_number(question.number) for question in questions}
    return [entry for entry in entries if _number(entry.number) not in numbers]


def _number(printed: str) -> str:
    return number_of(printed.translate(FULL_WIDTH).strip()) or printed.strip()


def _count(printed: str) -> int | None:
    number = _number(printed)
    return int(number) if number.isdecimal() and len(number) <= MAX_DIGITS else None


def _choose(questions: Sequence[Question], entries: Sequence[KeyEntry]) -> dict[int, KeyEntry]:
    """Which entry answers which of the questions that share a number; empty where that is open."""
    if len(questions) == len(entries) == 1:
        return {0: entries[0]}
    by_section = {}
    for place, question in enumerate(questions):
        same = [entry for entry in entries if _same_section(entry.section, question.section)]
        rivals = [other for other in questions if _same_section(other.section, question.section)]
        if len(same) == len(rivals) == 1:
            by_section[place] = same[0]
    if by_section:
        return by_section
    sections = [question.section for question in questions]
    if len(questions) == len(entries) and len(set(sections)) == len(sections):
        return dict(enumerate(entries))
    if len(entries) == 1:
        fitting = [
            place for place, question in enumerate(questions) if labels_in_paper(question, entries[0].answer)
        ]
        return {fitting[0]: entries[0]} if len(fitting) == 1 else {}
    return {}


def _same_section(one: str | None, other: str | None) -> bool:
    def plain(section: str) -> str:
        bare = re.sub(r"[\s()\[\]【】:.·]|과목|선택", "", section).casefold()
        return bare.replace("공통", "") or bare  # what all electives share may have no name of its own

    return bool(one and other) and plain(one or "") == plain(other or "")


def _answer(question: Question, entry: KeyEntry) -> Question:
    if entry.answer == []:
        return _told_how_read(_flag(replace(question, answer=None), "key_all_credit"), entry)
    labels = labels_in_paper(question, entry.answer)
    if not labels:
        return _flag(question, "key_label_unknown")
    found: Answer = labels[0] if len(labels) == 1 else labels
    changed = question.answer is not None and labels_in_paper(question, question.answer) != labels
    answered = replace(question, answer=found)
    return _told_how_read(_flag(answered, "answer_conflict") if changed else answered, entry)


def _told_how_read(question: Question, entry: KeyEntry) -> Question:
    """``question`` as sure as OCR makes the answer of ``entry``, which it now has."""
    if entry.from_picture == ("key_ocr" in question.flags):
        return question
    others = tuple(flag for flag in question.flags if flag != "key_ocr")
    flags: tuple[QuestionFlag, ...] = (*others, "key_ocr") if entry.from_picture else others
    return replace(question, flags=flags, confidence=confidence_with(flags))


def in_own_labels(question: Question) -> Question:
    """``question`` with the answer printed beside it in the labels of its options (``정답: 3`` becomes ``③``).

    A label that it does not have stays as it is printed, flagged ``key_label_unknown``.
    """
    if question.answer is None or not question.options:
        return question
    labels = labels_in_paper(question, question.answer)
    if not labels:
        return _flag(question, "key_label_unknown")
    return replace(question, answer=labels[0] if len(labels) == 1 else labels)


def labels_in_paper(question: Question, answer: Answer) -> list[str]:
    """``answer`` in the question's own labels; empty where a label is not among them.

    A question without options takes any text that is no bare label.
    """
    wanted = [answer] if isinstance(answer, str) else answer
    if not question.options:
        bare_label = question.kind == "multiple_choice" or any(labels_of(text) for text in wanted)
        return [] if bare_label else list(wanted)
    found = [_option_label(question.options, label) for label in wanted]
    return [label for label in found if label] if all(found) else []


def _option_label(options: Sequence[Option], label: str) -> str | None:
    plain = _plain_label(label)
    same = [option.label for option in options if _plain_label(option.label) == plain]
    if not same:
        place = _place(label)
        same = [option.label for option in options if place and _place(option.label) == place]
    return same[0] if len(same) == 1 else None


def _plain_label(label: str) -> str:
    return label.translate(FULL_WIDTH).strip(" ().[]:").upper()


def _place(label: str) -> int | None:
    """Which option a label names, from 1: ``③``, ``C``, ``3`` and ``ㄷ`` are all the third."""
    plain = _plain_label(label)
    if plain.isascii() and plain.isdigit():
        return int(plain)
    return next((s.index(plain) + 1 for s in LABEL_SERIES if len(plain) == 1 and plain in s), None)


def _flag(question: Question, flag: QuestionFlag) -> Question:
    return question if flag in question.flags else replace(question, flags=(*question.flags, flag))
