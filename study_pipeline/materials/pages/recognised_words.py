"""What several engines saw of one page, joined by position to the words of the page.

Boxes are in pixels of the picture until `placed` makes words of them, in points.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from study_pipeline.materials.pages.page import Box, Word
from study_pipeline.materials.pages.recognised import READ_FROM_PICTURE, UNSURE_FROM_PICTURE
from study_pipeline.materials.pages.rectangles import area, centre_in, overlap, union

SURE_PERCENT = 60.0  # tesseract's own figure for a word; below it a word is flagged as unsure
CERTAIN_PERCENT = 85.0  # a word that counts though no line of text was detected around it
MIN_READ_SHARE = 0.5  # of a word's area under a mark: then the word is the misread mark
LETTERS_SHARE = 0.7  # of a detected line's height: the detector leaves white above and below its letters
MAX_LINE_HEIGHTS = 1.6  # of the usual line's height
SPACE_SHARE = (
    0.72  # of the white between words: the white between syllables is less, however a line is justified
)
MIN_GAP, USUAL_GAP, MAX_GAP, MAX_SPACE = 0.2, 0.3, 0.6, 1.5  # in heights of a line's letters
MAX_DOUBLE_SHARE = 0.4  # of the smaller word's area under another: the same letters
MAX_SHORT = 4  # characters of a word that may be a number or a mark

MIN_NUMBER_WIDTH = 0.3  # of its height: narrower is a comma
WIDEST_DIGIT, NUMBER_MARGIN = 0.65, 0.7  # of its box's height, with the margin that a detector leaves
SCRIPTS = {"kor": re.compile(r"[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")}
MIN_SCRIPT_SHARE = 0.3  # of the letters; an English paper for Koreans has less Hangul
NUMBER = re.compile(r"[0-9①-⑳]{1,4}[.,]?")
"""What is read better by the engine that knows digits than by the one that knows letters."""
WITH_SIGNS = re.compile(r"[A-Z][0-9]{1,2}[.,]?|\[[A-E]\]|\[[0-9]{1,3}[~～∼\-—–][0-9]{1,3}\]")
"""The number of a series, the label of a bracket, a range: of A1, [A] and [1～3] in Korean text tesseract makes ``41``,
``[41]`` and ``[1~~9]``."""
MAY_BE_RANGE = re.compile(r"[\[(]\d[^\s\u3131-\u318e\uac00-\ud7a3]{1,8}[\])]")

HANGUL_OR_RULE = re.compile(r"[\u3131-\u318e\uac00-\ud7a3|]")
LOOKALIKES = (
    (re.compile(r"옮(?=은|지|게|고|다)"), "옳"),
    (re.compile(r"올수(?=\)?형)"), "홀수"),
    (re.compile(r"(?<=\d)(?:~[~\-—]+|[\-—]~)(?=\d)"), "~"),
)
"""What tesseract reads in place of what papers print: 옮은 것은 and 올수형 are no Korean; a ～ is two ~ wide."""


@dataclass(frozen=True, slots=True)
class SeenWord:
    """One word as an engine read it. ``percent`` is how sure it was, ``line`` whom it stands beside."""

    text: str
    box: Box
    percent: float
    line: int = 0


def mean_percent(words: Iterable[SeenWord]) -> float:
    """How sure an engine was, over all letters."""
    letters = percents = 0.0
    for word in words:
        letters += len(word.text)
        percents += len(word.text) * word.percent
    return percents / letters if letters else 0.0


def is_in_script(words: Iterable[SeenWord], language: str) -> bool:
    """Whether ``words`` are written in the script of ``language``: what has none was better read as another."""
    script = SCRIPTS.get(language)
    if script is None:
        return True
    letters = [character for word in words for character in word.text if character.isalpha()]
    return sum(bool(script.match(letter)) for letter in letters) >= MIN_SCRIPT_SHARE * len(letters)


def within_lines(words: Sequence[SeenWord], lines: Sequence[Box]) -> list[SeenWord]:
    """``words`` in the height of their line of text.

    What was read where no line of text was detected is left out, unless it is certain: it was read into a drawing.
    """
    usual = median(line.bottom - line.top for line in lines) if lines else 0.0
    found = []
    for word in words:
        line = next((line for line in lines if centre_in(line, word.box)), None)
        if line is not None and line.bottom - line.top > MAX_LINE_HEIGHTS * usual:
            found.append(word)  # several lines that were detected as one
        elif line is not None:
            band = letters_of(line)
            found.append(replace(word, box=Box(word.box.x0, band.top, word.box.x1, band.bottom)))
        elif word.percent >= CERTAIN_PERCENT:
            found.append(word)
    return found


def without_doubles(words: Sequence[SeenWord]) -> list[SeenWord]:
    """``words`` without those of a second line that tesseract laid over the same letters.

    Of two such lines the one that was read more surely as a whole keeps its words; they are seen at underlines.
    """
    lines: dict[int, list[SeenWord]] = defaultdict(list)
    for word in words:
        lines[word.line].append(word)
    kept: list[SeenWord] = []
    for line in sorted(lines.values(), key=_evidence, reverse=True):
        others = list(kept)
        kept += [word for word in line if not any(_covers(other.box, word.box) for other in others)]
    return kept


def _evidence(line: Sequence[SeenWord]) -> float:
    return sum(len(word.text) * (word.percent - SURE_PERCENT) for word in line)


def _covers(other: Box, box: Box) -> bool:
    return overlap(other, box) > MAX_DOUBLE_SHARE * min(area(other), area(box))


def letters_of(line: Box) -> Box:
    """The part of a detected line that its letters fill."""
    margin = (1 - LETTERS_SHARE) / 2 * (line.bottom - line.top)
    return Box(line.x0 + margin, line.top + margin, line.x1 - margin, line.bottom - margin)


def may_be_number(word: SeenWord) -> bool:
    """Whether a word may be a number or a mark that was misread."""
    if MAY_BE_RANGE.fullmatch(word.text):
        return True
    width, height = word.box.x1 - word.box.x0, word.box.bottom - word.box.top
    return (
        len(word.text) <= MAX_SHORT
        and width >= MIN_NUMBER_WIDTH * height
        and not HANGUL_OR_RULE.search(word.text)
    )


def is_number(text: str, box: Box) -> bool:
    """Whether ``text`` is a number or a mark, and as wide as its box: Hangul is taken for fewer, narrower digits."""
    if not (NUMBER.fullmatch(text) or WITH_SIGNS.fullmatch(text)):
        return False
    return box.x1 - box.x0 <= (WIDEST_DIGIT * len(text) + NUMBER_MARGIN) * (box.bottom - box.top)


def with_numbers(words: Sequence[SeenWord], numbers: Sequence[SeenWord]) -> list[SeenWord]:
    """``words`` with ``numbers`` (and marks) in place of what was read at their places."""
    kept = [
        word
        for word in words
        if not any(overlap(word.box, number.box) >= MIN_READ_SHARE * area(word.box) for number in numbers)
    ]
    apart = max((word.line for word in words), default=0) + 1
    return kept + [replace(number, line=apart + place) for place, number in enumerate(numbers)]


def placed(words: Sequence[SeenWord], points: float) -> list[Word]:
    """The words of a page: a pixel is so many ``points``. Syllables that stand close are one word."""
    lines: dict[int, list[SeenWord]] = defaultdict(list)
    for word in words:
        lines[word.line].append(word)
    joined = [word for line in lines.values() for word in _joined(line)]
    return [_placed(word, points) for word in joined]


def _joined(line: Sequence[SeenWord]) -> list[SeenWord]:
    """Join the syllables that tesseract parts; Latin words it parts rightly."""
    widest = _widest_gap_in_words(line)
    joined: list[SeenWord] = []
    for word in line:
        last = joined[-1] if joined else None
        if last is not None and _is_hangul(last.text[-1] + word.text[0]) and _gap(last, word) <= widest:
            joined[-1] = replace(
                last,
                text=last.text + word.text,
                box=union((last.box, word.box)),
                percent=min(last.percent, word.percent),
            )
        else:
            joined.append(word)
    return joined


def _widest_gap_in_words(line: Sequence[SeenWord]) -> float:
    """In heights: well below the white between words of several syllables, which are whole words."""
    gaps = [
        gap
        for last, word in pairwise(line)
        if min(len(last.text), len(word.text)) > 1 and 0 < (gap := _gap(last, word)) < MAX_SPACE
    ]
    return min(max(SPACE_SHARE * median(gaps), MIN_GAP), MAX_GAP) if gaps else USUAL_GAP


def _gap(last: SeenWord, word: SeenWord) -> float:
    """The white between two words, in heights; a word on another level is far."""
    height = median((last.box.bottom - last.box.top, word.box.bottom - word.box.top))
    if abs(last.box.bottom - word.box.bottom) > 0.5 * height:
        return MAX_SPACE
    return (word.box.x0 - last.box.x1) / height


def _is_hangul(text: str) -> bool:
    return any("\uac00" <= character <= "\ud7a3" for character in text)


def _placed(word: SeenWord, points: float) -> Word:
    font = READ_FROM_PICTURE if word.percent >= SURE_PERCENT else UNSURE_FROM_PICTURE
    box = Box(*(edge * points for edge in word.box))
    text = word.text
    for lookalike, printed in LOOKALIKES:
        text = lookalike.sub(printed, text)
    return Word(text, box, font, box.bottom - box.top, ends=bool(NUMBER.fullmatch(text)))
