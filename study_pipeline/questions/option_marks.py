"""The marks that papers put before options, and the sets that they form: one table entry per style."""

import re
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from study_pipeline.materials.page import Box, Line, Word
from study_pipeline.materials.picture_words import PICTURE

MIN_OPTIONS, MAX_OPTIONS = 2, 10
MIN_CLOSED = 3  # marks of a set that a mark two further on closes
MIN_CELL_GAP_SIZES = 0.7  # between a cell's text and the next cell's mark
MAX_GAP_LINES = 45  # between two marks of a set: no more than a page holds
LIKE_NUMBERS = ("1.", "1)")
"""Families whose marks look like the numbers of questions: only their place tells."""
OUTDENT = 8.0  # points further left than the marks before: a question's number, not an option's


def _named(mark: str) -> str:
    return mark if mark[0] in "(（" else mark.rstrip(")）.．、")


@dataclass(frozen=True, slots=True)
class MarkFamily:
    """A style of marks. ``pattern`` finds one mark; ``value`` gives its place in order, from 1.

    ``begins`` are the characters that one may begin with: most words need no closer look.

    ``label`` gives it as a reader names it: ``A.`` is A, ``(A)`` stays as it is.
    ``anywhere``: the mark may stand inside a word (``다.②느릅``), as it is never part of one.
    """

    name: str
    pattern: re.Pattern[str]
    value: Callable[[str], int]
    begins: frozenset[str]
    anywhere: bool = False
    label: Callable[[str], str] = _named
    bare: bool = False


EUDC_LETTERS = 0xE18C  # (A), (B)… in the user-defined fonts of Taiwanese government papers
FIRST_PICTURE = 0xF0001  # private use: the place of a picture among the pictures of its question

LATIN, LATIN_SMALL, DIGITS = "ABCDEFGHIJ", "abcdefghij", "123456789"
FULL_WIDTH = "ＡＢＣＤＥＦＧＨＩＪ"


def _glyphs(name: str, first: int, count: int = 10, *, inside_words: bool = True) -> MarkFamily:
    """Marks that are one character each, in Unicode's order from ``first``."""
    characters = "".join(chr(first + place) for place in range(count))
    return MarkFamily(
        name,
        re.compile(f"[{characters}]"),
        lambda mark: ord(mark) - first + 1,
        begins=frozenset(characters),
        anywhere=inside_words,
    )


def _lettered(name: str, first: int, letters: str = LATIN) -> MarkFamily:
    """Glyphs without meaning in Unicode whose ``place`` tells the letter that they show."""
    family = _glyphs(name, first, len(letters))
    return replace(family, label=lambda mark: letters[ord(mark) - first])


def _typed(name: str, pattern: str, alphabet: str, *, bare: bool = False) -> MarkFamily:
    """Marks typed from ``alphabet`` and signs around it; ``bare`` ones are a word of their own."""
    return MarkFamily(
        name,
        re.compile(pattern),
        lambda mark: alphabet.index(mark.strip("()（）.．、")) + 1,
        begins=frozenset(alphabet + ("(（" if pattern.startswith("[(") else "")),
        bare=bare,
    )


MARK_FAMILIES: tuple[MarkFamily, ...] = (
    _glyphs("①", 0x2460),
    _glyphs("❶", 0x2776),
    _glyphs("➀", 0x2780),
    _lettered("(A) as one glyph", EUDC_LETTERS),
    _lettered("picture", FIRST_PICTURE),
    _glyphs("⒜", 0x249C),
    _glyphs("Ⓐ", 0x24B6),
    _typed("(A)", r"[(（][A-J](?:[)）]|$)", LATIN),
    _typed("A.", r"[A-J][.．、]", LATIN),
    _typed("F.", r"[FGHJK](?:[.．]|[)）])", "FGHJK"),  # every other question of ACT and of some state tests
    _typed("A)", r"[A-J][)）]", LATIN),
    _typed("（Ａ）", r"[(（][Ａ-Ｊ][)）]", FULL_WIDTH),
    _typed("Ａ．", r"[Ａ-Ｊ][.．、)）]", FULL_WIDTH),
    _glyphs("⑴", 0x2474),
    _typed("(1)", r"[(（][1-9][)）]", DIGITS),
    _typed("1)", r"[1-9][)）]", DIGITS),
    _typed("a)", r"[a-j][)）]", LATIN_SMALL),
    _typed("a.", r"[a-j][.．](?!\w\.)", LATIN_SMALL),
    _typed("(a)", r"[(（][a-j][)）]", LATIN_SMALL),
    _glyphs("㉠", 0x3260, inside_words=False),
    _glyphs("ⓐ", 0x24D0, inside_words=False),
    _glyphs("㉮", 0x326E, 5, inside_words=False),
    _typed("가.", r"[가나다라마바][.．)）]", "가나다라마바"),
    _typed("(가)", r"[(（][가나다라마바][)）]", "가나다라마바"),
    _typed("ㄱ.", r"[(（]?[ㄱㄴㄷㄹㅁㅂ][.．)）]", "ㄱㄴㄷㄹㅁㅂ"),
    _glyphs("㈎", 0x320E, 6, inside_words=False),
    _glyphs("⒈", 0x2488, 9),
    _glyphs("⓵", 0x24F5),
    _typed("1.", r"[1-9][.．](?!\d)", DIGITS),
    _typed("ア", r"[ア-ク]$", "アイウエオカキク", bare=True),
    _typed("A", r"[A-F]$", "ABCDEF", bare=True),
)
"""A new style of marks is one entry here, with its test; first come the styles that mean nothing else."""

INSIDE_WORDS = re.compile(
    "[" + "".join(sorted(c for f in MARK_FAMILIES if f.anywhere for c in f.begins)) + "]"
)
BEHIND_HAN = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef?])[(（][A-E][)）]")
"""A typed mark inside a word of a script without spaces: 下列何者正確？(A)甲."""
BEGINNINGS = frozenset(c for family in MARK_FAMILIES for c in family.begins)


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark on a page: word ``word`` of line ``line`` (of the lines given, marks isolated).

    ``follows``: the marks before it on its line count up to it, from one that begins the line.
    """

    value: int
    label: str
    line: int
    word: int
    x0: float
    at_start: bool
    is_cell: bool
    follows: bool
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
        return all(mark.at_start or mark.is_cell or mark.follows for mark in self.marks)

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
    """The same line with each mark that may stand inside a word as a word of its own."""
    words: list[Word] = []
    for word in line.words:
        words += _split_at_marks(word)
    return line if len(words) == len(line.words) else replace(line, words=tuple(words))


def find_sets(lines: Sequence[Line], family: MarkFamily) -> list[MarkSet]:
    """The sets of ``family`` in ``lines``, in reading order. Marks in prose form none, or an earlier one."""
    sets: list[MarkSet] = []
    opened: dict[int, Mark] = {}

    last = Mark(0, "", 0, 0, 0.0, False, False, False, False)

    def close() -> None:
        count = len(opened)
        complete = MIN_OPTIONS <= count <= MAX_OPTIONS and set(opened) == set(range(1, count + 1))
        if complete:
            sets.append(MarkSet(family, tuple(opened[value] for value in range(1, count + 1))))
        opened.clear()

    for mark in _marks(lines, family):
        if opened and (
            mark.line - last.line > MAX_GAP_LINES
            or _is_beyond(opened, mark)
            or (family.name in LIKE_NUMBERS and _stands_out(lines, last, mark))
        ):
            close()
            if mark.value != 1:
                last = mark
                continue
        last = mark
        if mark.value in opened:
            leads = mark.at_start or mark.is_cell
            held = opened[mark.value]
            held_leads = held.at_start or held.is_cell
            if not leads and (held_leads or mark.value != 1):
                continue  # an option's text speaks of another option
            if mark.value == 1 or held_leads:
                close()  # else an earlier option's text spoke of this one
        if opened or mark.value == 1 or (mark.at_start and mark.value <= 3):
            opened[mark.value] = mark
    close()
    return sets


def _is_beyond(opened: Container[int], mark: Mark) -> bool:
    """Whether ``mark`` cannot be of the set 1 to n that is open: F after A to D is another style's first mark."""
    before = range(1, mark.value - 1)
    return (
        len(before) >= MIN_CLOSED
        and all(value in opened for value in before)
        and mark.value - 1 not in opened
    )


def _stands_out(lines: Sequence[Line], last: Mark, mark: Mark) -> bool:
    """Whether ``mark`` begins its line further left than the line of ``last`` begins in the same column."""
    a, b = lines[last.line], lines[mark.line]
    same_column = (a.page, a.column) == (b.page, b.column)
    return mark.at_start and same_column and mark.x0 < a.words[0].box.x0 - OUTDENT


def _marks(lines: Sequence[Line], family: MarkFamily) -> Iterable[Mark]:
    for index, line in enumerate(lines):
        row_has_start = False
        counted = 0  # the value of the last mark of a row whose marks count up from its start
        for position, word in enumerate(line.words):
            if word.text[0] not in family.begins:
                continue
            match = family.pattern.match(word.text)
            if match is None or (family.bare and len(word.text) > 1):
                continue
            at_start = position == 0
            row_has_start = row_has_start or at_start
            gap = word.box.x0 - line.words[position - 1].box.x1 if position else 0.0
            is_cell = row_has_start and not at_start and gap >= MIN_CELL_GAP_SIZES * word.size
            if family.bare and not (at_start or is_cell):
                continue
            value = family.value(match[0])
            follows = not at_start and value == counted + 1 > 1
            counted = value if at_start or follows else 0
            yield Mark(
                value=value,
                label=family.label(match[0]),
                line=index,
                word=position,
                x0=word.box.x0,
                at_start=at_start,
                is_cell=is_cell,
                follows=follows,
                at_end=position == len(line.words) - 1 and match.end() == len(word.text),
            )


def _split_at_marks(word: Word) -> list[Word]:
    text = word.text
    cuts = {0, len(text)}
    for match in INSIDE_WORDS.finditer(text):
        cuts |= {match.start(), match.end()}
    if "(" in text or "（" in text:
        for match in BEHIND_HAN.finditer(text):
            cuts |= {match.start(), match.end()}
    if text[0] in BEGINNINGS:
        for family in MARK_FAMILIES:
            if family.anywhere or family.bare:
                continue
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
