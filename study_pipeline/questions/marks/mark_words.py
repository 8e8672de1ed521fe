"""Words made ready for marks: each mark a word of its own, pictures of marks numbered."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest

from study_pipeline.materials.pages.page import Box, Line, Word
from study_pipeline.materials.pages.picture_words import PICTURE
from study_pipeline.materials.pages.rectangles import union
from study_pipeline.questions.marks.mark_families import (
    FIRST_PICTURE,
    LAST_RESORT,
    MARK_FAMILIES,
    MAX_OPTIONS,
)

INSIDE_WORDS = re.compile(
    "[" + "".join(sorted(c for f in MARK_FAMILIES if f.anywhere for c in f.begins)) + "]"
)
BEHIND_HAN = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef?])[(（][A-E甲乙丙丁戊][)）]")
"""A typed mark inside a word of a script without spaces: 下列何者正確？(A)甲."""
BRACKETED_GLYPH = re.compile("[(（][①-⑩][)）]")
FAMILIES_BY_BEGINNING = {
    beginning: [
        family
        for family in (*MARK_FAMILIES, *LAST_RESORT)
        if beginning in family.begins and not (family.anywhere or family.bare)
    ]
    for beginning in {c for family in (*MARK_FAMILIES, *LAST_RESORT) for c in family.begins}
}
"""The families of marks that stand before a word's text, by the character that the mark begins with."""
BOXES, BULLETS = frozenset("○◯❍□☐▢❏❑"), frozenset("•●▪")  # the latter mean other things inside a line
LETTER_MARK = re.compile(r"[A-Ja-j][.)．](?!\w)")
BETWEEN_BRACKETS = re.compile(r"[A-Ja-j1-9가나다라마바ㄱㄴㄷㄹㅁㅂ]$")


def number_pictures(lines: Sequence[Line]) -> list[Line]:
    """Number pictures that stand for marks in the order of their question: A, B, C, …."""
    numbered: list[Line] = []
    count = 0
    for line in lines:
        if not any(word.text == PICTURE for word in line.words):
            count = 0 if line.words and line.words[0].text[:1].isdigit() else count
            numbered.append(line)
            continue
        if _number_before_picture(line):
            count = 0
        words = []
        for word in line.words:
            is_mark = word.text == PICTURE and count < MAX_OPTIONS
            words.append(replace(word, text=chr(FIRST_PICTURE + count)) if is_mark else word)
            count += is_mark
        numbered.append(replace(line, words=tuple(words), text=" ".join(word.text for word in words)))
    return numbered


def _number_before_picture(line: Line) -> bool:
    """Whether a question begins here whose options follow its number at once, as in a cloze (``11 ￼ in ￼ on``)."""
    return len(line.words) > 1 and line.words[0].text.rstrip(".").isdigit() and line.words[1].text == PICTURE


def is_picture(text: str) -> bool:
    """Whether a word is a picture in a line, or its place in order."""
    return text == PICTURE or FIRST_PICTURE <= ord(text[0]) < FIRST_PICTURE + MAX_OPTIONS


def isolate_marks(line: Line) -> Line:
    """The same line with each mark as a word of its own: out of a word, or joined with its brackets."""
    joined = _without_boxes(_brackets_joined(line.words))
    text = line.text if len(joined) == len(line.words) else " ".join(word.text for word in joined)
    bracketed = bool(joined) and BRACKETED_GLYPH.match(joined[0].text) is not None
    words = [part for word in joined for part in _split_at_marks(word, bracketed=bracketed)]
    return line if len(words) == len(line.words) else replace(line, words=tuple(words), text=text)


def _without_boxes(words: Sequence[Word]) -> list[Word]:
    """``words`` without the circles, boxes and bullets right before a letter that marks an option (``○ A. text``)."""
    return [
        word
        for place, (word, after) in enumerate(zip_longest(words, words[1:]))
        if after is None
        or not (word.text in BOXES or (word.text in BULLETS and not place))
        or not LETTER_MARK.match(after.text)
    ]


def _brackets_joined(words: Sequence[Word]) -> list[Word]:
    """``words`` with marks whose brackets stand apart from their letter (``( A )``, ``a )``) as one word."""
    joined: list[Word] = []
    for word in words:
        last = joined[-1] if joined else None
        if last is not None and (
            (word.text[0] in ")）" and BETWEEN_BRACKETS.fullmatch(last.text.lstrip("(（")))
            or (last.text in ("(", "（") and BETWEEN_BRACKETS.fullmatch(word.text.rstrip(")）")))
        ):
            joined[-1] = replace(word, text=last.text + word.text, box=union([last.box, word.box]))
        else:
            joined.append(word)
    return joined


def _split_at_marks(word: Word, *, bracketed: bool) -> list[Word]:
    """``word`` cut at its marks; ``bracketed``: its line begins with a circled mark in brackets, as options may."""
    text = word.text
    cuts = {0, len(text)}
    for match in (BRACKETED_GLYPH if bracketed else INSIDE_WORDS).finditer(text):
        cuts |= {match.start(), match.end()}
    if "(" in text or "（" in text:
        for match in BEHIND_HAN.finditer(text):
            cuts |= {match.start(), match.end()}
    for family in FAMILIES_BY_BEGINNING.get(text[0], ()):
        start = family.pattern.match(text)
        if start is not None:
            cuts.add(start.end())
    if len(cuts) == 2:
        return [word]
    places = sorted(cuts)
    width = (word.box.x1 - word.box.x0) / len(text)
    return [
        replace(
            word,
            text=text[a:b],
            box=Box(word.box.x0 + a * width, word.box.top, word.box.x0 + b * width, word.box.bottom),
            ends=word.ends and b == len(text),
        )
        for a, b in pairwise(places)
    ]
