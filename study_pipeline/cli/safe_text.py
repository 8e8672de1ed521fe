"""Text from PDFs, file names and error messages, made safe for a terminal."""

import unicodedata

UNSAFE_CATEGORIES = ("Cc", "Cf", "Cs", "Zl", "Zp")  # control, direction, half a character, line separators
REPLACEMENT = "\ufffd"


def printable(text: str) -> str:
    """Text without the characters that a terminal would obey; line breaks and tabs stay."""
    return "".join(_safe(character, kept="\n\t") for character in text)


def one_line(text: str) -> str:
    """The same for a name, in which a line break would forge a line of output."""
    return "".join(_safe(character, kept="") for character in text)


def _safe(character: str, *, kept: str) -> str:
    if character in kept or unicodedata.category(character) not in UNSAFE_CATEGORIES:
        return character
    return REPLACEMENT
