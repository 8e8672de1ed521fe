"""A phrase: a piece of a text that may name a concept, quoted as printed."""

from typing import NamedTuple


class Phrase(NamedTuple):
    """``text[start:end] == surface``, but for white space, which is one blank in ``surface``."""

    surface: str
    start: int
    end: int


def phrase_at(text: str, start: int, end: int) -> Phrase:
    """Quote a piece of a text."""
    return Phrase(" ".join(text[start:end].split()), start, end)
