"""Private-use code points of known fonts, as the characters that they show."""

import re
from string import ascii_lowercase, ascii_uppercase


def _series(first: int, characters: str) -> dict[int, str]:
    return {first + place: character for place, character in enumerate(characters)}


HYHWP_EQ = {
    **_series(0xE000, ascii_uppercase),
    **_series(0xE034, "1234567890"),
    **_series(0xE044, "()−=+[]{}"),
    **_series(0xE09D, "αβγδεζηθικλμνξοπρστυφχψω"),
    **_series(0xE0E5, ascii_lowercase),
    0xE04F: ":",
    0xE052: ",",
    0xE053: ".",
    0xE055: "<",
    0xE056: ">",
    0xE05B: "∫",
    0xE05C: "√",
    0xE067: "∑",
    0xE101: "|",
}
"""Read off the glyphs of published papers: three alphabets in order, and operators."""

FORMULA_FONTS = ("HyhwpEQ", "HYhwpEQ", "HyHwpEQ")
"""The font of Hangul's formula editor, as its versions spell it."""

FONT_GLYPHS: dict[str, dict[int, str]] = {
    **dict.fromkeys(FORMULA_FONTS, HYHWP_EQ),
    "Wingdings3": {ord("p"): "▲", ord("q"): "▼", ord("r"): "△", ord("s"): "▽"},
}
"""By base font name. A new font is one entry here, with its test."""

BULLETS = {
    0xF06C: "●",
    0xF06E: "■",
    0xF076: "❖",
    0xF09F: "•",
    0xF0A7: "▪",
    0xF0B7: "•",
    0xF0D8: "➢",
    0xF0FC: "✓",
}
"""What word processors print before list items, in Symbol and Wingdings, often under a font name of no meaning."""

FORMULA_READ = "formula"
"""In the place of a font's name: a formula whose shape was read as well as its characters."""

FORMULA_BAR = chr(0xE06D)
"""HyhwpEQ's bar: of a fraction, of a root, over the name of a segment."""

FORMULA_ARROW = chr(0xE06E)
"""HyhwpEQ's arrow head, at the right end of a bar: over the name of a vector."""

BRACE_PIECES = frozenset(chr(code) for code in range(0xE078, 0xE07C))
"""HyhwpEQ's upper hook, middle, lower hook and straight piece of a left brace several rows high."""

FORMULA_STRUCTURE = frozenset((FORMULA_BAR, FORMULA_ARROW)) | BRACE_PIECES
"""What shapes a formula, and no character says the same."""


def shown(code: str, font: str) -> str:
    """The character that ``code`` shows in ``font``; ``code`` itself where no table knows it."""
    return FONT_GLYPHS.get(font, BULLETS).get(ord(code), code)


UNREAD = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010fffd]")


def holds_unread(text: str) -> bool:
    """Whether some of ``text`` was not read: its font alone knows what it shows, or nobody does."""
    return UNREAD.search(text) is not None


def is_private_use(character: str) -> bool:
    """Whether Unicode leaves the meaning of this character to its font."""
    code = ord(character)
    return 0xE000 <= code <= 0xF8FF or 0xF0000 <= code <= 0x10FFFD
