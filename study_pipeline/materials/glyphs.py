"""Private-use code points of known fonts, as the characters that they show."""

HYHWP_EQ_DIGITS = {0xE034 + i: digit for i, digit in enumerate("1234567890")}

FONT_GLYPHS: dict[str, dict[int, str]] = {
    "HyhwpEQ": HYHWP_EQ_DIGITS,
    "Wingdings3": {ord("p"): "▲", ord("q"): "▼", ord("r"): "△", ord("s"): "▽"},
}
"""By base font name. A new font is one entry here, with its test."""

FORMULA_FONTS = ("HyhwpEQ",)


def shown(code: str, font: str) -> str:
    """The character that ``code`` shows in ``font``; ``code`` itself where no table knows it."""
    table = FONT_GLYPHS.get(font)
    return table.get(ord(code), code) if table else code


def is_private_use(character: str) -> bool:
    """Whether Unicode leaves the meaning of this character to its font."""
    code = ord(character)
    return 0xE000 <= code <= 0xF8FF or 0xF0000 <= code <= 0x10FFFD
