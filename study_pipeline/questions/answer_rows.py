"""Rows of a paper that print the answers of several of its questions: ``정답: 1. ① 2. ② 3. ③``."""

import re
from collections.abc import Sequence
from dataclasses import replace

from study_pipeline.materials.page import Line, Page
from study_pipeline.questions.key_tokens import answer_of, plain_number
from study_pipeline.questions.model import KeyEntry

HEADING = re.compile(
    r"^\W{0,4}(?:빠른\s*)?(?:정\s*답|답안?|해답|answers?(?:\s+key)?|ans|key|(?:標準|參考)?答案|解答|正解)(?:\s*표)?\W{0,4}",
    re.IGNORECASE,
)
_LABEL = r"(?:[①-⑩]|[(（][A-E1-5][)）]|[A-E](?![A-Za-z]))"
PAIR = re.compile(
    rf"(?:문|第|Q)?\s*(?P<n>\d{{1,3}})\s*(?:번|題|[.):：\-–])?\s*"
    rf"(?P<answer>{_LABEL}(?:\s*(?:[,·]\s*)?{_LABEL}){{0,3}})\s*(?:[,，;/|·]\s*)?"
)
MIN_PAIRS = 2  # in the row that begins with the word; fewer are one question's own answer
MAX_ROW_CHARACTERS = 600


def take_answer_rows(pages: Sequence[Page]) -> tuple[list[Page], tuple[KeyEntry, ...]]:
    """Take such rows, and the rows of pairs that go on with them, out of ``pages``; with what they say."""
    left: list[Page] = []
    entries: list[KeyEntry] = []
    for page in pages:
        lines, said = _taken(page.lines)
        footer, said_below = _taken(page.footer)
        entries += [*said, *said_below]
        left.append(replace(page, lines=lines, footer=footer) if said or said_below else page)
    return left, tuple(entries)


def pairs_of(text: str, *, headed: bool) -> list[tuple[str, str]]:
    """The pairs of number and answer that ``text`` consists of; with ``headed``, behind a word for answers."""
    if len(text) > MAX_ROW_CHARACTERS:
        return []
    heading = HEADING.match(text) if headed else None
    if headed and heading is None:
        return []
    place = heading.end() if heading else 0
    pairs = []
    while place < len(text):
        pair = PAIR.match(text, place)
        if pair is None:
            return []
        pairs.append((pair["n"], pair["answer"]))
        place = pair.end()
    return pairs if len(pairs) >= MIN_PAIRS else []


def _taken(lines: Sequence[Line]) -> tuple[tuple[Line, ...], list[KeyEntry]]:
    kept: list[Line] = []
    entries: list[KeyEntry] = []
    inside = False
    for line in lines:
        pairs = pairs_of(line.text, headed=True) or (pairs_of(line.text, headed=False) if inside else [])
        inside = bool(pairs)
        if pairs:
            entries += [KeyEntry(plain_number(number), answer_of(answer)) for number, answer in pairs]
        else:
            kept.append(line)
    return tuple(kept), entries
