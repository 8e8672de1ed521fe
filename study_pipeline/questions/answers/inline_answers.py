"""Answers and explanations printed right behind a question."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from study_pipeline.materials.pages.page import Line, Word
from study_pipeline.questions.wrapping import Fragment, join_fragments

GLYPH = "[①-⑩➀-➉❶-❿]"
LABEL = rf"{GLYPH}|[(（][A-Ja-j1-9ㄱ-ㅎ가-마][)）]|[A-Ja-j1-9ㄱ-ㅎ](?![A-Za-z0-9])"
WORD = (
    r"(?:정\s*답(?:\s*(?:및|과|·|,|/)\s*(?:해설|풀이))?|(?:모범\s*)?답안|해\s*답|답|(?:[Tt]he\s+)?(?:[Cc]orrect\s+|[Rr]ight\s+|[Bb]est\s+)?[Aa]nswer|ANSWER"
    r"|(?:[Cc]orrect\s+)[Oo]ption|[Aa]ns|ANS|(?:標準|正確|參考|参考)?答案|答(?=\s*[:：])|正解|正答|解答"
    r"|R[ée]ponse|Antwort|Respuesta|Risposta|Resposta)"
)
WORD_BEFORE_COLON = r"(?:[Kk]ey|KEY|[Ss]olution|SOLUTION|[Cc]orrect)(?=\s*[:：])"
JOINT = r"\s*(?:[,，·/]|또는|및|or\b|and\b)\s*"
LABELS = rf"(?:{LABEL})(?:(?:{JOINT}|\s+(?=(?:{GLYPH}\s*){{1,9}}$))(?:{LABEL}))*"
BEFORE = (
    r"(?:난이?도\s*[:：]?\s*[★☆●○◆◇상중하]{1,5}\s*)?"
    r"(?:[\[(（]?(?:정답률\s*[:：]?\s*)?\d{1,3}(?:\.\d{1,2})?\s*(?:%|점)[\])）]?\s*)?"
)
"""What a workbook prints on an answer's line before it: ``[정답률 45%]``, ``[3점]``, ``난이도 ★★☆``."""
ANSWER = re.compile(
    rf"^{BEFORE}\W{{0,3}}(?:(?:{WORD}|{WORD_BEFORE_COLON})(?:은|는|\s+is\b)?[^\w(（]{{0,5}}(?:[Oo]ption\s+)?(?P<answer>{LABELS})"
    rf"|풀이[^\w(（]{{0,5}}(?P<solved>{GLYPH})|[⇒→☞✔✓]\s*(?P<pointed>{GLYPH})(?=\s*$))(?P<rest>.*)$"
)
ROW_PART = re.compile(rf"\d{{1,3}}(?!\d|\s*%)|{GLYPH}|(?<![A-Za-z])[A-Ea-e](?![A-Za-z])")
MIN_ROW_PARTS = 2
BARE_ANSWER = re.compile(rf"^[^\w(（]{{0,3}}(?P<answer>{LABELS})")
TEXT_ANSWER = re.compile(
    rf"^\W{{0,3}}(?:{WORD}\s*[\]】>〉)]\s*[:：]?|(?:{WORD}|{WORD_BEFORE_COLON})\s*[:：])\s*(?P<answer>[^\s:：].{{0,199}})$"
)
"""An answer in words or figures, to a question without options."""
BLANK = re.compile(r"_{2,}|[(（\[]\s*[)）\]]|\.{4,}|…")
"""A place to write an answer in is none."""
AFTER_LABEL = re.compile(r"\s*(?:번|이다|입니다|임)?[\s.,)\]】>〉:：]{0,4}")
EXPLANATION = re.compile(
    r"^\W{0,3}(?:해\s*설|풀\s*이|[Ee]xplanation|EXPLANATION|[Ss]olution|[Rr]ationale|詳解|解析|解説)\W{0,3}\s*[:：.\]】>]?\s*(?P<rest>.*)$"
)
SENTENCE_ENDS = (".", "。", "!", "?", "음", "임", "함", "됨")
MIN_REMARK_LETTERS = 2  # behind an answer; fewer explain nothing


@dataclass(frozen=True, slots=True)
class InlineAnswer:
    """What the lines behind a question's options say. ``begins`` is the index of the first line that says it."""

    answer: str | list[str] | None
    explanation: str | None
    begins: int


def set_apart(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Split a question's ``lines`` into its own and those that answer or explain it, wherever they stand."""
    own: list[Line] = []
    behind: list[Line] = []
    explaining = False
    for line in lines:
        answer = _answer_in(line.text)
        if answer is not None:
            explaining = bool(_remark(line, answer.start("rest")))
        elif _text_answer(line) is not None:
            explaining = False
        elif EXPLANATION.match(line.text):
            explaining = True
        elif not explaining:
            own.append(line)
            continue
        behind.append(line)
    return own, behind


def read_inline_answer(
    lines: Sequence[Line], vocabulary: Container[str] = (), *, has_options: bool = True
) -> InlineAnswer | None:
    """Read an answer and an explanation from ``lines``.

    Where the question has no options, what stands behind the word is the answer as a whole (``3/4``, ``광합성``).
    """
    answer: str | list[str] | None = None
    begins: int | None = None
    explanation: list[Fragment] = []
    explaining = False
    for index, line in enumerate(lines):
        text = None if has_options or answer else _text_answer(line)
        if text is not None:
            answer, begins = text, index if begins is None else begins
            continue
        found = _answer_in(line.text) if answer is None else None
        if found is not None:
            labels = re.findall(LABEL, found["answer"] or found["solved"] or found["pointed"])
            answer = labels[0] if len(labels) == 1 else labels
            begins = index if begins is None else begins
            remark = _remark(line, found.start("rest"))
            explaining = bool(remark)
            explanation += [Fragment(line.page, remark)] if remark else []
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


def with_remark(
    inline: InlineAnswer, lines: Sequence[Line], tail: Sequence[Line], vocabulary: Container[str] = ()
) -> InlineAnswer:
    """``inline`` explained by those lines of ``tail`` (behind the options) that stand below its answer in ``lines``.

    Some books print no word before an explanation; only sentences are taken for one.
    """
    if inline.answer is None or inline.explanation is not None:
        return inline
    said = next((index for index, line in enumerate(lines) if _answer_in(line.text)), len(lines))
    loose = {id(line) for line in tail}
    below = [Fragment(line.page, line.words) for line in lines[said + 1 :] if id(line) in loose]
    text = join_fragments(below, vocabulary)
    return replace(inline, explanation=text) if text.endswith(SENTENCE_ENDS) else inline


def explanation_of(lines: Sequence[Line], vocabulary: Container[str] = ()) -> str | None:
    """What ``lines``, a solution without its number, say beside the answer that they begin with."""
    fragments: list[Fragment] = []
    for index, line in enumerate(lines):
        answer = _answer_in(line.text) or (BARE_ANSWER.match(line.text) if index == 0 else None)
        said = EXPLANATION.match(line.text)
        words = _remark(line, answer.end("answer")) if answer and answer["answer"] else line.words
        words = _words_from(line, said.start("rest")) if said and not answer else words
        fragments += [Fragment(line.page, words)] if words else []
    return join_fragments(fragments, vocabulary) or None


def _answer_in(text: str) -> re.Match[str] | None:
    """The match of ``ANSWER``; None where ``text`` goes on with more numbers and labels, as a whole key's row."""
    found = ANSWER.match(text)
    if found is None:
        return None
    labels = re.findall(LABEL, found["answer"] or "")
    rest = ROW_PART.sub("", found["rest"])
    parts = len(ROW_PART.findall(found["rest"]))
    a_row = parts >= MIN_ROW_PARTS and not any(map(str.isalpha, rest))
    return None if a_row or len(set(labels)) < len(labels) else found


def _text_answer(line: Line) -> str | None:
    """The answer in words that ``line`` gives, or None: blanks to be filled give none."""
    found = TEXT_ANSWER.match(line.text)
    if found is None or BLANK.search(found["answer"]) or not any(map(str.isalnum, found["answer"])):
        return None
    return found["answer"].strip()


def _remark(line: Line, start: int) -> tuple[Word, ...]:
    """The words behind an answer that explain it, without the heading before them."""
    behind = AFTER_LABEL.match(line.text, start)
    start = behind.end() if behind else start
    said = EXPLANATION.match(line.text[start:])
    words = _words_from(line, start + (said.start("rest") if said else 0))
    letters = sum(character.isalpha() for word in words for character in word.text)
    return words if letters >= MIN_REMARK_LETTERS else ()


def _words_from(line: Line, start: int) -> tuple[Word, ...]:
    at = 0
    for place, word in enumerate(line.words):
        if at >= start:
            return line.words[place:]
        at += len(word.text) + 1
    return ()
