"""Answers printed as bullets right under each question, as civics tests print what is accepted."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from study_pipeline.materials.pages.page import Line
from study_pipeline.questions.model import Answer
from study_pipeline.questions.wording import asks
from study_pipeline.questions.wrapping import Fragment, join_fragments

BULLETS = frozenset("▪•∙■●◦‣➢►*-–")  # no empty circle or square: that is a choice to mark
ASKS_AT_THE_END = re.compile(r"[?？][\s*†)]{0,3}$")
MIN_SHARE, MIN_QUESTIONS = 0.6, 4  # of the questions without options
MAX_ANSWER_CHARACTERS = 160
MIN_CHOICES, MAX_UNIFORM = 3, 0.8  # as many bullets below nearly every question: choices without marks
CONTINUES = 3.0  # points right of the bullet


@dataclass(frozen=True, slots=True)
class BulletedAnswers:
    """A question's lines up to its first bullet, and the lines of each bullet without the bullet."""

    question: tuple[Line, ...]
    answers: tuple[tuple[Line, ...], ...]

    @property
    def answer(self) -> Answer:
        """What each bullet says: any of them is accepted."""
        texts = [
            join_fragments([Fragment(line.page, line.words) for line in lines]) for lines in self.answers
        ]
        return texts[0] if len(texts) == 1 else texts


def bulleted_answers(questions: Sequence[Sequence[Line]]) -> dict[int, BulletedAnswers]:
    """The questions (by their place, each as its lines) with answers, where the paper prints them in this way."""
    found = {place: split for place, lines in enumerate(questions) if (split := _split(lines))}
    if len(found) < max(MIN_QUESTIONS, MIN_SHARE * len(questions)):
        return {}
    counts = Counter(len(split.answers) for split in found.values())
    usual, times = counts.most_common(1)[0]
    return {} if usual >= MIN_CHOICES and times >= MAX_UNIFORM * len(found) else found


def _split(lines: Sequence[Line]) -> BulletedAnswers | None:
    first = next((index for index, line in enumerate(lines) if _is_bulleted(line)), len(lines))
    asked = lines[:first]
    if not asked or first == len(lines) or not ASKS_AT_THE_END.search(asked[-1].text):
        return None
    answers: list[list[Line]] = []
    edge = lines[first].box.x0
    for line in lines[first:]:
        if _is_bulleted(line):
            answers.append([_without_bullet(line)])
        elif line.box.x0 > edge + CONTINUES:
            answers[-1].append(line)
        else:
            break  # a heading before the next question
    texts = [" ".join(line.text for line in answer) for answer in answers]
    if any(not text or len(text) > MAX_ANSWER_CHARACTERS or asks(text) for text in texts):
        return None
    return BulletedAnswers(tuple(asked), tuple(map(tuple, answers)))


def _is_bulleted(line: Line) -> bool:
    return line.text[:1] in BULLETS and len(line.words) > 1 and len(line.words[0].text) == 1


def _without_bullet(line: Line) -> Line:
    return replace(line, words=line.words[1:], text=" ".join(word.text for word in line.words[1:]))
