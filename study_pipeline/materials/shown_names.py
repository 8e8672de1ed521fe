"""File names as they may be shown: what people or programs send us must not forge lines or reverse text."""

import unicodedata

UNSAFE_CATEGORIES = ("Cc", "Cf", "Cs", "Zl", "Zp")  # control, direction, half a character, line separators
REPLACEMENT = "\ufffd"


def shown_name(name: str) -> str:
    """A name on one line, without the characters that a terminal, a log or a mail would obey."""
    return "".join(REPLACEMENT if is_unsafe(character) else character for character in name)


def is_unsafe(character: str) -> bool:
    """Whether a character does something instead of being shown."""
    return unicodedata.category(character) in UNSAFE_CATEGORIES
