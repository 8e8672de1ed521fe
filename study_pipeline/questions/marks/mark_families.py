"""The marks that papers put before options: one table entry per style."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

MAX_OPTIONS = 10
LIKE_NUMBERS = ("1.", "1)", "1", "1:", "[1]")
"""Families whose marks look like the numbers of questions: only their place tells."""


def _named(mark: str) -> str:
    return mark if mark[0] in "(（[" else mark.rstrip(")）.．、:：")


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
ROMAN, ROMAN_SMALL = ("I", "II", "III", "IV", "V", "VI"), ("i", "ii", "iii", "iv", "v", "vi")
SIGNS = "()（）[].．、:："


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
    wide = "".join(chr(ord(c) + 0xFEE0) for c in alphabet if c.isascii())
    places = {letter: place for letters in (alphabet, wide) for place, letter in enumerate(letters, start=1)}
    return MarkFamily(
        name,
        re.compile(pattern),
        lambda mark: places[mark.strip(SIGNS)],
        begins=frozenset(alphabet + wide + ("(（[" if pattern.startswith(("[(", r"\[")) else "")),
        bare=bare,
    )


def _roman(name: str, pattern: str, numerals: Sequence[str]) -> MarkFamily:
    """Marks that are one of ``numerals`` with the signs around it that ``pattern`` names behind ``{}``."""
    longest_first = "|".join(sorted(numerals, key=len, reverse=True))
    return MarkFamily(
        name,
        re.compile(pattern.format(f"(?:{longest_first})")),
        lambda mark: numerals.index(mark.strip(SIGNS)) + 1,
        begins=frozenset({numeral[0] for numeral in numerals} | set("(（" if pattern[0] == "[" else "")),
    )


MARK_FAMILIES: tuple[MarkFamily, ...] = (
    _glyphs("①", 0x2460),
    _glyphs("❶", 0x2776),
    _glyphs("➀", 0x2780),
    _glyphs("➊", 0x278A),
    _lettered("(A) as one glyph", EUDC_LETTERS),
    _lettered("picture", FIRST_PICTURE),
    _glyphs("⒜", 0x249C),
    _glyphs("Ⓐ", 0x24B6),
    _typed("(A)", r"[(（][A-J](?:[)）]|$)", LATIN),
    _typed("A.", r"[A-J][.．、]", LATIN),
    _typed("F.", r"[FGHJK](?:[.．]|[)）])", "FGHJK"),  # every other question of ACT and of some state tests
    _typed("A)", r"[A-J][)）]", LATIN),
    _typed("（Ａ）", r"[(（][Ａ-Ｊ][)）]", LATIN),
    _typed("Ａ．", r"[Ａ-Ｊ][.．、)）]", LATIN),
    _typed("[A]", r"\[[A-J]\]", LATIN),
    _glyphs("⑴", 0x2474),
    _typed("(1)", r"[(（][1-9１-９][)）]", DIGITS),
    _typed("1)", r"[1-9１-９][)）]", DIGITS),
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
    _typed("(甲)", r"[(（][甲乙丙丁戊][)）]", "甲乙丙丁戊"),
    _typed("(①)", r"[(（][①-⑩][)）]", "①②③④⑤⑥⑦⑧⑨⑩"),
    _glyphs("⒈", 0x2488, 9),
    _glyphs("⓵", 0x24F5),
    _typed("1.", r"[1-9１-９][.．](?!\d)", DIGITS),
    _typed("ア", r"[ア-ク]$", "アイウエオカキク", bare=True),
    _typed("A", r"[A-F]$", "ABCDEF", bare=True),
)
"""A new style of marks is one entry here, with its test; first come the styles that mean nothing else."""

LAST_RESORT: tuple[MarkFamily, ...] = (
    _typed("1", r"[1-9１-９]$", DIGITS, bare=True),
    _typed("[1]", r"\[[1-9]\]", DIGITS),
    _typed("1:", r"[1-9１-９][:：](?!\d)", DIGITS),
    _typed("A:", r"[A-J][:：]", LATIN),
    _typed("a", r"[a-f]$", LATIN_SMALL, bare=True),
    _typed("가", r"[가나다라마바]$", "가나다라마바", bare=True),
    _typed("ㄱ", r"[ㄱㄴㄷㄹㅁㅂ]$", "ㄱㄴㄷㄹㅁㅂ", bare=True),
    _typed("イ", r"[イロハニホ][.．、]?$", "イロハニホ", bare=True),
    _glyphs("㈀", 0x3200, inside_words=False),
    _roman("Ⅰ", r"{}[.．)）]?", "ⅠⅡⅢⅣⅤⅥ"),
    _roman("ⅰ", r"[(（]?{}[.．)）]?", "ⅰⅱⅲⅳⅴⅵ"),
    _roman("(i)", r"[(（]{}[)）]", ROMAN_SMALL),
    _roman("i)", r"{}[.．)）](?![A-Za-z])", ROMAN_SMALL),
    _roman("I.", r"{}[.．)）](?![A-Za-z])", ROMAN),
)
"""Marks that are far more often something else: options only in a paper that marks none in another way."""
