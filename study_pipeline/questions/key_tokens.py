"""The words of an answer key as tokens: question numbers, answer labels and column headings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from study_pipeline.materials.pages.page import Box, Page, Word
from study_pipeline.materials.pages.rows import group_rows

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"

NUMBER = re.compile(r"(?:第|문제|문항|문|Q|No\.?)?([A-Z]?\d{1,3})(?:題|번|[.):])?", re.IGNORECASE)
LABEL = re.compile(rf"[{CIRCLED}㉠-㉤]|\(?[A-Ea-e]\)?")
LABEL_JOINT = re.compile(r"\s*(?:[,、/·;]|或|및|또는|or|and|&)?\s*", re.IGNORECASE)
_PAIR = rf"([A-Z]?\d{{1,3}})(?:\s*[.):번\-–]\s*([{CIRCLED}]|\(?[A-Ea-e]\)?)|([{CIRCLED}]))(?=$|[,;\d])[,;]?"
PAIRS_TOGETHER = re.compile(rf"(?:{_PAIR})+")
PAIR = re.compile(_PAIR)
SLOTS_TOGETHER = re.compile(r"(?:題號|문항|번호)?(?:第\d{1,3}題|\d{1,3}번){1,20}")
SLOT = re.compile(r"題號|문항|번호|第\d{1,3}題|\d{1,3}번")
MAX_NUMBER = 9  # characters
MAX_LABELS = 16  # characters of several labels with their joints
MAX_WORD = 60  # characters: longer words are prose, or hostile
REMEMBERED_WORDS = (
    8_192  # a paper repeats most of its words, and each is read twice: across columns and in its own
)

NUMBER_HEADINGS = frozenset(
    [
        "문항",
        "번호",
        "문항번호",
        "문제",
        "문제번호",
        "문번",
        "題號",
        "題号",
        "題次",
        "問",
        "問題",
        "番号",
        "no",
        "no.",
        "number",
        "question",
        "questions",
        "item",
        "q",
    ]
)
ANSWER_HEADINGS = frozenset(
    [
        "정답",
        "답",
        "답안",
        "해답",
        "答案",
        "標準答案",
        "解答",
        "正解",
        "正答",
        "答え",
        "answer",
        "answers",
        "key",
        "ans",
        "ans.",
        "정답번호",
    ]
)
POINTS_HEADINGS = frozenset(
    ["배점", "점수", "配分", "配点", "分數", "points", "point", "marks", "mark", "score"]
)


class KeyToken(NamedTuple):
    """One word of a key, full-width letters folded to ASCII; circled digits stay as they are."""

    text: str
    box: Box
    page: int

    @property
    def centre(self) -> float:
        """The middle of the word, in points from the left."""
        return (self.box.x0 + self.box.x1) / 2


Row = tuple[KeyToken, ...]


@dataclass(frozen=True, slots=True)
class KeyCell:
    """A question number of a key with its answer; ``box`` is the number's own place."""

    number: str
    answer: str | list[str]
    page: int
    box: Box


def key_rows(page: Page) -> list[Row]:
    """All rows of ``page`` across its columns; with header and footer, where a key's heading may stand."""
    words = [word for line in (*page.header, *page.lines, *page.footer) for word in line.words]
    return [_tokens(row, page.number) for row in group_rows(words)]


def column_rows(page: Page) -> list[Row]:
    """The rows of each column of ``page`` on its own; none where it is set in one."""
    return [_tokens(line.words, page.number) for line in page.lines if line.column and line.words]


def row_text(row: Sequence[KeyToken]) -> str:
    """The row's words with single spaces."""
    return " ".join([token.text for token in row])


def _tokens(words: Sequence[Word], page: int) -> Row:
    """The tokens of a row's ``words``; what is printed without a space is split: ``1.③,2.①``, ``題號第11題``."""
    tokens: list[KeyToken] = []
    for word in words:
        printed = word.text
        text, spans = _parts(printed) if len(printed) <= MAX_WORD else (printed.translate(FULL_WIDTH), ())
        if not spans:
            tokens.append(KeyToken(text, word.box, page))
            continue
        step = (word.box.x1 - word.box.x0) / len(text)
        for start, end in spans:
            box = word.box._replace(x0=word.box.x0 + step * start, x1=word.box.x0 + step * end)
            tokens.append(KeyToken(text[start:end], box, page))
    return tuple(tokens)


@lru_cache(REMEMBERED_WORDS)
def _parts(printed: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The word as a token spells it, and where the parts of it stand that are tokens of their own, if any."""
    text = printed.translate(FULL_WIDTH)
    if PAIRS_TOGETHER.fullmatch(text):
        pairs = PAIR.finditer(text)
        return text, tuple(pair.span(group) for pair in pairs for group in (1, 2, 3) if pair[group])
    if SLOTS_TOGETHER.fullmatch(text):
        return text, tuple(slot.span() for slot in SLOT.finditer(text))
    return text, ()


def number_of(text: str) -> str | None:
    """The question number that ``text`` is (``第3題``, ``3번``, ``3.``, ``A3``), else None."""
    found = NUMBER.fullmatch(text) if len(text) <= MAX_NUMBER else None
    return plain_number(found[1]) if found else None


def plain_number(text: str) -> str:
    """A number without leading zeros and in capitals, so that ``01`` equals ``1``."""
    found = re.fullmatch(r"([A-Za-z]?)0*(\d+)", text)
    return found[1].upper() + found[2] if found else text


def labels_of(text: str) -> list[str]:
    """The option labels that ``text`` consists of (``③``, ``(B)``, ``B或C``); none if it holds more."""
    text = text.strip().rstrip(".")
    if not 0 < len(text) <= MAX_LABELS or not LABEL.match(text):
        return []
    labels: list[str] = []
    place = 0
    while place < len(text):
        found = LABEL.match(text, place)
        if not found:
            return []
        labels.append(found[0].strip("()").upper() if found[0].isascii() else found[0])
        joint = LABEL_JOINT.match(text, found.end())
        place = joint.end() if joint else found.end()
        if place == found.end() < len(text) and found[0].isascii() and not _many_letters(text):
            return []
    return labels if len(set(labels)) == len(labels) else []


def _many_letters(text: str) -> bool:
    """Whether letters without a joint are several labels (``ACD``) and not a word (``bad``)."""
    return text.isupper() and list(text) == sorted(set(text))


def answer_of(text: str) -> str | list[str]:
    """``text`` as an answer: one label, several labels, or the text itself."""
    labels = labels_of(text)
    return labels[0] if len(labels) == 1 else labels or text


def cell_of(number: KeyToken, answer: str) -> KeyCell:
    """The cell of the question that ``number`` names."""
    return KeyCell(number_of(number.text) or number.text, answer_of(answer), number.page, number.box)


def as_heading(text: str) -> str:
    """``text`` as the column headings above are spelt."""
    return text.casefold().strip(":[]()【】")


def is_heading(token: KeyToken, words: frozenset[str]) -> bool:
    """Whether ``token`` is one of the column headings ``words``."""
    return as_heading(token.text) in words
