"""What text of a question is embedded, what text is searched, and the hash by which a text is known."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from study_pipeline.materials.formulas.text import on_one_line

WORD_BOUNDARY_WINDOW = 40
"""How many characters before the limit a white space is looked for, so that no word is cut in half."""

LONE_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a pair, which a broken PDF font gives and UTF-8 cannot write."""


def embedding_text(
    stem: str, options: Sequence[str], passage: str | None, *, max_characters: int | None
) -> str:
    """Write a question as the one text that is embedded: stem, options, passage, in this order.

    Parts stand on lines of their own, empty parts are left out, and white space inside a part becomes single
    spaces, so that other line breaks in the PDF do not make another text. Options come without their labels,
    formulas without LaTeX's commands.
    A text that is too long loses its end (see ``cut``): the passage first, because several questions share
    it, and the stem last. ``max_characters=None`` cuts nothing.
    """
    parts = [plain(on_one_line(part)) for part in (stem, *options, passage or "")]
    text = "\n".join(part for part in parts if part)
    return text if max_characters is None else cut(text, max_characters)


def cut(text: str, max_characters: int) -> str:
    """Keep the beginning of ``text``, at most ``max_characters`` of it.

    The cut falls on the last white space within ``WORD_BOUNDARY_WINDOW`` characters before the limit; where
    there is none (Chinese and Japanese write no spaces) at the limit itself, but never between a character
    and the marks that combine with it.
    """
    if max_characters < 1:
        raise ValueError(f"max_characters must be at least 1, not {max_characters}")
    if len(text) <= max_characters:
        return text
    earliest = max(1, max_characters - WORD_BOUNDARY_WINDOW)
    for end in range(max_characters, earliest - 1, -1):
        if text[end].isspace():
            return text[:end].rstrip()
    end = max_characters
    while end > earliest and unicodedata.combining(text[end]):
        end -= 1
    return text[:end]


def text_hash(text: str) -> str:
    """Return the SHA-256 of the NFC text, in hexadecimal: equal for texts that only differ in composition."""
    normalised = unicodedata.normalize("NFC", text)
    return hashlib.sha256(normalised.encode("utf-8", "surrogatepass")).hexdigest()


def search_text(stem: str, options: Sequence[str], passage: str | None) -> str:
    """Write a question as the text that full-text search reads, in the normal form of ``searchable``."""
    return searchable(embedding_text(stem, options, passage, max_characters=None))


def searchable(text: str) -> str:
    """Bring a text or a query into the one form in which they are compared: NFKC, single spaces.

    NFKC makes full-width letters, compatibility ideographs (金 has two code points) and half-width kana equal
    to their usual forms; PDFs are full of them.
    """
    return plain(unicodedata.normalize("NFKC", text))


def plain(text: str) -> str:
    """NFC, single spaces instead of any white space, and no lone surrogates (UTF-8 cannot write them)."""
    joined = " ".join(LONE_SURROGATE.sub("\ufffd", text).split())
    return unicodedata.normalize("NFC", joined)
