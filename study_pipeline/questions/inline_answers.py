"""Answers and explanations printed right behind a question."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from study_pipeline.materials.page import Line, Word
from study_pipeline.questions.wrapping import Fragment, join_fragments

LABEL = r"[①-⑩]|[(（]?[A-Ja-j1-9ㄱ-ㅎ][)）]?(?![A-Za-z0-9])"
ANSWER = re.compile(
    rf"^\W{{0,3}}(?:정\s*답|답|[Cc]orrect\s+[Aa]nswer|[Aa]nswer|ANSWER|[Aa]ns|答案|正解|解答|풀이)\W{{0,4}}[:：.\]】>]?\s*"
    rf"(?P<answer>(?:{LABEL})(?:\s*[,，·/]\s*(?:{LABEL}))*)(?P<rest>.*)$"
)
EXPLANATION = re.compile(
    r"^\W{0,3}(?:해\s*설|풀\s*이|[Ee]xplanation|EXPLANATION|[Ss]olution|[Rr]ationale|詳解|解析|解説)\W{0,3}\s*[:：.\]】>]?\s*(?P<rest>.*)$"
)


@dataclass(frozen=True, slots=True)
class InlineAnswer:
    """What the lines behind a question's options say. ``rest`` are lines that say neither."""

    answer: str | list[str] | None
    explanation: str | None
    begins: int


def set_apart(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Split a question's ``lines`` into its own and those that answer or explain it, wherever they stand."""
    own: list[Line] = []
    behind: list[Line] = []
    explaining = False
    for line in lines:
        answer = ANSWER.match(line.text)
        if answer is not None:
            explaining = bool(answer["rest"].strip())
        elif EXPLANATION.match(line.text):
            explaining = True
        elif not explaining:
            own.append(line)
            continue
        behind.append(line)
    return own, behind


def read_inline_answer(lines: Sequence[Line], vocabulary: Container[str] = ()) -> InlineAnswer | None:
    """Read an answer and an explanation from ``lines``; ``begins`` is the index of their first line."""
    answer: str | list[str] | None = None
    begins: int | None = None
    explanation: list[Fragment] = []
    explaining = False
    for index, line in enumerate(lines):
        found = ANSWER.match(line.text) if answer is None else None
        if found is not None:
            labels = re.findall(LABEL, found["answer"])
            answer = labels[0] if len(labels) == 1 else labels
            begins = index if begins is None else begins
            explaining = bool(found["rest"].strip())
            continue
        said = EXPLANATION.match(line.text)
        if said is not None and not explaining:
            begins = index if begins is None else begins
            explaining = True
            words = _words_from(line, said.start("rest"))
            explanation += [Fragment(line.page, words)] if words else []
        elif explaining:
            explanation.append(Fragment(line.page, line.words))
    if begins is None:
        return None
    text = join_fragments(explanation, vocabulary) if explanation else None
    return InlineAnswer(answer, text, begins)


def _words_from(line: Line, start: int) -> tuple[Word, ...]:
    at = 0
    for place, word in enumerate(line.words):
        if at >= start:
            return line.words[place:]
        at += len(word.text) + 1
    return ()
