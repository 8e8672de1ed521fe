"""The marks that papers put before options, and the sets that they form: one table entry per style."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from study_pipeline.materials.page import Box, Line, Word
from study_pipeline.materials.picture_words import PICTURE

MIN_OPTIONS, MAX_OPTIONS = 2, 10
MIN_CELL_GAP_SIZES = 0.7  # between a cell's text and the next cell's mark
MAX_SET_LINES = 90  # a set of options runs over no more lines than a page holds


def _named(mark: str) -> str:
    return mark if mark[0] in "(（" else mark.rstrip(")）.．、")


@dataclass(frozen=True, slots=True)
class MarkFamily:
    """A style of marks. ``pattern`` finds one mark; ``value`` gives its place in order, from 1.

    ``label`` gives it as a reader names it: ``A.`` is A, ``(A)`` stays as it is.
    ``anywhere``: the mark may stand inside a word (``다.②느릅``), as it is never part of one.
    """

    name: str
    pattern: re.Pattern[str]
    value: Callable[[str], int]
    anywhere: bool = False
    label: Callable[[str], str] = _named
    bare: bool = False


def _in(alphabet: str) -> Callable[[str], int]:
    return lambda mark: alphabet.index(mark.strip(" ()（）.．、")) + 1


def _offset(first: int) -> Callable[[str], int]:
    return lambda mark: ord(mark) - first + 1


EUDC_LETTERS = 0xE18C  # (A), (B)… in the user-defined fonts of Taiwanese government papers
FIRST_PICTURE = 0xF0001  # private use: the place of a picture among the pictures of its question

MARK_FAMILIES: tuple[MarkFamily, ...] = (
    MarkFamily("①", re.compile("[①-⑩]"), _offset(0x2460), anywhere=True),
    MarkFamily("❶", re.compile("[❶-❿]"), _offset(0x2776), anywhere=True),
    MarkFamily("➀", re.compile("[➀-➉]"), _offset(0x2780), anywhere=True),
    MarkFamily(
        "(A) as one glyph",
        re.compile("[\ue18c-\ue195]"),
        _offset(EUDC_LETTERS),
        anywhere=True,
        label=lambda mark: chr(ord(mark) - EUDC_LETTERS + ord("A")),
    ),
    MarkFamily(
        "picture",
        re.compile("[\U000f0001-\U000f000a]"),
        _offset(FIRST_PICTURE),
        anywhere=True,
        label=lambda mark: chr(ord(mark) - FIRST_PICTURE + ord("A")),
    ),
    MarkFamily("⒜", re.compile("[⒜-⒥]"), _offset(0x249C), anywhere=True),
    MarkFamily("Ⓐ", re.compile("[Ⓐ-Ⓙ]"), _offset(0x24B6), anywhere=True),
    MarkFamily("(A)", re.compile(r"[(（][A-J](?:[)）]|(?=[ $]|$))"), _in("ABCDEFGHIJ")),
    MarkFamily("A.", re.compile(r"[A-J][.．、]"), _in("ABCDEFGHIJ")),
    MarkFamily("A)", re.compile(r"[A-J][)）]"), _in("ABCDEFGHIJ")),
    MarkFamily("(1)", re.compile(r"[(（][1-9][)）]"), _in("123456789")),
    MarkFamily("1)", re.compile(r"[1-9][)）]"), _in("123456789")),
    MarkFamily("a)", re.compile(r"[a-j][)）]"), _in("abcdefghij")),
    MarkFamily("a.", re.compile(r"[a-j][.．](?!\w\.)"), _in("abcdefghij")),
    MarkFamily("(a)", re.compile(r"[(（][a-j][)）]"), _in("abcdefghij")),
    MarkFamily("㉠", re.compile("[㉠-㉩]"), _offset(0x3260)),
    MarkFamily("ⓐ", re.compile("[ⓐ-ⓙ]"), _offset(0x24D0)),
    MarkFamily("A", re.compile(r"[A-F](?=$)"), _in("ABCDEF"), bare=True),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark on a page: word ``word`` of line ``line`` (of the lines given, marks isolated)."""

    value: int
    label: str
    line: int
    word: int
    x0: float
    at_start: bool
    is_cell: bool
    at_end: bool


@dataclass(frozen=True, slots=True)
class MarkSet:
    """Marks 1 to n of one family, in order of value."""

    family: MarkFamily
    marks: tuple[Mark, ...]

    @property
    def first_line(self) -> int:
        """Index of the first line that carries one of the marks."""
        return min(mark.line for mark in self.marks)

    @property
    def last_line(self) -> int:
        """Index of the last line that carries one of the marks."""
        return max(mark.line for mark in self.marks)

    @property
    def starts_lines(self) -> bool:
        """Whether each mark begins its line, or a cell of a row that a mark begins."""
        return all(mark.at_start or mark.is_cell for mark in self.marks)

    @property
    def ends_lines(self) -> bool:
        """Whether each mark stands behind its text."""
        return all(mark.at_end and not mark.at_start for mark in self.marks)


def number_pictures(lines: Sequence[Line]) -> list[Line]:
    """Number pictures that stand for marks in the order of their question: A, B, C, …."""
    numbered: list[Line] = []
    count = 0
    for line in lines:
        if not any(word.text == PICTURE for word in line.words):
            count = 0 if line.words and line.words[0].text[:1].isdigit() else count
            numbered.append(line)
            continue
        words = []
        for word in line.words:
            is_mark = word.text == PICTURE and count < MAX_OPTIONS
            words.append(replace(word, text=chr(FIRST_PICTURE + count)) if is_mark else word)
            count += is_mark
        numbered.append(replace(line, words=tuple(words), text=" ".join(word.text for word in words)))
    return numbered


def isolate_marks(line: Line) -> Line:
    """The same line with each mark that may stand inside a word as a word of its own."""
    words: list[Word] = []
    for word in line.words:
        words += _split_at_marks(word)
    return line if len(words) == len(line.words) else replace(line, words=tuple(words))


def find_sets(lines: Sequence[Line], family: MarkFamily) -> list[MarkSet]:
    """The sets of ``family`` in ``lines``, in reading order. Marks in prose form none, or an earlier one."""
    sets: list[MarkSet] = []
    opened: dict[int, Mark] = {}

    def close() -> None:
        count = len(opened)
        complete = MIN_OPTIONS <= count <= MAX_OPTIONS and set(opened) == set(range(1, count + 1))
        if complete:
            sets.append(MarkSet(family, tuple(opened[value] for value in range(1, count + 1))))
        opened.clear()

    for mark in _marks(lines, family):
        if opened and mark.line - max(m.line for m in opened.values()) > MAX_SET_LINES // 2:
            close()
        if mark.value in opened:
            leads = mark.at_start or mark.is_cell
            held = opened[mark.value]
            if not leads and (held.at_start or held.is_cell):
                continue  # an option's text speaks of another option
            if not leads and mark.value != 1:
                continue
            close()
        if opened or mark.value == 1 or (mark.at_start and mark.value <= 3):
            opened[mark.value] = mark
    close()
    return sets


def _marks(lines: Sequence[Line], family: MarkFamily) -> Iterable[Mark]:
    for index, line in enumerate(lines):
        row_has_start = False
        for position, word in enumerate(line.words):
            match = family.pattern.match(word.text)
            if match is None or (family.bare and len(word.text) > 1):
                continue
            at_start = position == 0
            row_has_start = row_has_start or at_start
            gap = word.box.x0 - line.words[position - 1].box.x1 if position else 0.0
            is_cell = row_has_start and not at_start and gap >= MIN_CELL_GAP_SIZES * word.size
            if family.bare and not (at_start or is_cell):
                continue
            yield Mark(
                value=family.value(match[0]),
                label=family.label(match[0]),
                line=index,
                word=position,
                x0=word.box.x0,
                at_start=at_start,
                is_cell=is_cell,
                at_end=position == len(line.words) - 1 and match.end() == len(word.text),
            )


def _split_at_marks(word: Word) -> list[Word]:
    text = word.text
    cuts = {0, len(text)}
    for family in MARK_FAMILIES:
        if family.anywhere:
            for match in family.pattern.finditer(text):
                cuts |= {match.start(), match.end()}
        elif not family.bare:
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
