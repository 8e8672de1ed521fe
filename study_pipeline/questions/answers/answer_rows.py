"""Rows of a paper that print the answers of several of its questions: ``정답: 1. ① 2. ②``, ``Answers: 1-5 CADBC``."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from study_pipeline.materials.pages.page import Line, Page
from study_pipeline.questions.answers.key_strings import as_sequence, counted_digits, range_at
from study_pipeline.questions.key_tokens import answer_of, plain_number
from study_pipeline.questions.model import KeyEntry, Question

HEADING = re.compile(
    r"""^\W{0,4}(?:(?:빠른\s*)?(?:정\s*답|답안?|해답)(?:\s*(?:및|과|와|,|·)\s*(?:해설|풀이))?(?:\s*표)?
        |(?:correct\s+)?answers?(?:\s+key)?(?:\s+(?:to|for)\s+[^:]{1,40}(?=:))?|ans|key|solutions?
        |(?:標準|參考|参考)?答案|解答|正解)\W{0,4}""",
    re.IGNORECASE | re.VERBOSE,
)
_SIGN = r"(?:번|題|题|[.):：=\-–])"
_LETTER = r"[A-Ea-e](?![A-Za-z])"
_LABEL = rf"(?:[①-⑩]|[(（][A-Ea-e1-5][)）]|{_LETTER})"
PAIR = re.compile(
    rf"(?:문|第|Q(?:uestion)?)?\s*(?P<n>\d{{1,3}})\s*(?:(?:{_SIGN}\s*[:：]?\s*)?"
    rf"(?P<answer>{_LABEL}(?:\s*(?:[,·]\s*)?{_LABEL}){{0,3}})|{_SIGN}\s*[:：]?\s*(?P<digit>[1-5])(?![\w:]))"
    r"\s*[,，;；/|·.]?\s*"
)
END = re.compile(r"[\s)\]）】>〉]{0,3}$")
MIN_PAIRS = 2  # in the row that begins with the word; fewer are one question's own answer
MIN_DIGIT_PAIRS = 3  # ``1. 3 2. 1 3. 4``: of answers that may be numbers themselves
MIN_UNANNOUNCED = 5  # pairs of a row without the word
MAX_ROW_CHARACTERS = 600


def take_answer_rows(pages: Sequence[Page]) -> tuple[list[Page], tuple[KeyEntry, ...]]:
    """Take such rows, and the rows that go on with them, out of ``pages``; with what they say."""
    left: list[Page] = []
    entries: list[KeyEntry] = []
    for page in pages:
        lines, said = _taken(page.lines)
        footer, said_below = _taken(page.footer)
        entries += [*said, *said_below]
        left.append(replace(page, lines=lines, footer=footer) if said or said_below else page)
    return left, tuple(entries)


def take_answer_sequence(pages: Sequence[Page]) -> tuple[list[Page], list[str]]:
    """Take the rows out that print answers without numbers (``정답: 31423``); with these answers, in order.

    Whose answers they are shows only in the count of the questions: ``answer_sequence``.
    """
    for place in range(len(pages) - 1, -1, -1):
        lines = pages[place].lines
        for start in range(len(lines) - 1, -1, -1):
            heading = HEADING.match(lines[start].text)
            if heading is None:
                continue
            end = start
            labels = as_sequence(lines[start].text[heading.end() :])
            while end + 1 < len(lines) and (labels or heading.end() == len(lines[start].text)):
                more = as_sequence(lines[end + 1].text)
                if not more:
                    break
                labels, end = labels + more, end + 1
            if len(labels) >= MIN_DIGIT_PAIRS:
                rest = (*lines[:start], *lines[end + 1 :])
                return [*pages[:place], replace(pages[place], lines=rest), *pages[place + 1 :]], labels
    return list(pages), []


def answer_sequence(questions: Sequence[Question], labels: Sequence[str]) -> tuple[KeyEntry, ...]:
    """``labels`` as the answers of ``questions``, if these are numbered from 1 to as many."""
    numbers = [question.number for question in questions]
    if numbers != [str(count) for count in range(1, len(labels) + 1)]:
        return ()
    return tuple(KeyEntry(number, answer_of(label)) for number, label in zip(numbers, labels, strict=True))


def row_answers(text: str, *, after: int | None = None) -> list[tuple[str, str]]:
    """The numbers and answers that ``text`` consists of; none where anything else stands in it.

    ``after``: the last number of the row before, which this one goes on with.
    """
    if len(text) > MAX_ROW_CHARACTERS:
        return []
    found = counted_digits(text)
    place, digits = (len(text) if found else 0), False
    while place < len(text) and not END.match(text, place):
        several = range_at(text, place)
        if several is not None:
            found += several.answers
            place = several.end
            continue
        pair = PAIR.match(text, place)
        if pair is None:
            return []
        digits = digits or pair["digit"] is not None
        found.append((pair["n"], pair["answer"] or pair["digit"]))
        place = pair.end()
    goes_on = bool(found) and after is not None and int(found[0][0]) == after + 1
    if digits and not (_count_up(found) and (goes_on or len(found) >= MIN_DIGIT_PAIRS)):
        return []
    return found if goes_on or len(found) >= MIN_PAIRS else []


def _answers_without_heading(text: str) -> list[tuple[str, str]]:
    """The answers of a row that counts from 1 and no word announces: long, and not labels in their own order."""
    if not text.startswith("1"):
        return []
    pairs = row_answers(text)
    answers = [answer for _, answer in pairs]
    sure = len(pairs) >= MIN_UNANNOUNCED and pairs[0][0] == "1" and _count_up(pairs)
    return pairs if sure and answers != sorted(answers) and not any(map(str.isdecimal, answers)) else []


def _count_up(pairs: Sequence[tuple[str, str]]) -> bool:
    return all(int(b) == int(a) + 1 for (a, _), (b, _) in pairwise(pairs))


def _taken(lines: Sequence[Line]) -> tuple[tuple[Line, ...], list[KeyEntry]]:
    kept: list[Line] = []
    entries: list[KeyEntry] = []
    last: int | None = None  # the number that the row before ends with
    opened = False  # by a heading with nothing behind it
    for line in lines:
        heading = HEADING.match(line.text)
        behind = line.text[heading.end() :] if heading else line.text
        expected = heading is not None or opened or last is not None
        pairs = row_answers(behind, after=last) if expected else _answers_without_heading(behind)
        if pairs and opened:
            kept.pop()
        opened = heading is not None and not behind
        last = int(pairs[-1][0]) if pairs else None
        if pairs:
            entries += [KeyEntry(plain_number(number), answer_of(answer)) for number, answer in pairs]
        else:
            kept.append(line)
    return tuple(kept), entries
