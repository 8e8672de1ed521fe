"""Glyphs that a PDF maps to no character, by the names that its fonts give them."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from study_pipeline.materials.pages.characters import SYMBOL_FONT_BASE, Character
from study_pipeline.materials.pages.glyphs import is_private_use
from study_pipeline.materials.pages.second_look import look_again

if TYPE_CHECKING:
    from pdfminer.pdfpage import PDFPage

MAX_FONTS = 200  # of one page
NAMED_FONTS = ("MathematicalPi-One", "MathematicalPi-Two", "MathematicalPi-Three", "MathematicalPi-Four")
GLYPHS_BY_NAME = {
    "H11001": "+",
    "H11002": "−",
    "H11003": "×",
    "H11005": "=",
    "H11006": "±",
    "H11021": "<",
    "H11022": ">",
    "H11032": "′",
    "H11033": "″",
    "H11061": "≅",
    **{f"H{number}": letter for number, letter in enumerate("αβγδεζηθ", start=9251)},
}
"""Adobe's Mathematical Pi, the same names in all of its fonts: read off published papers and journals."""

Shown = Mapping[tuple[str, str], str]
"""What is shown, by font and the character that pdfium gives for it."""


class GlyphNames:
    """The names of one PDF's glyphs. The file is opened a second time only where a page needs them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._by_page: dict[int, Shown] | None = None

    def named(self, characters: Sequence[Character], page: int) -> Sequence[Character]:
        """``characters`` of ``page`` (from 1), with those that only their glyph's name tells as what they show."""
        if not any(c.font in NAMED_FONTS and is_private_use(c.text) for c in characters):
            return characters
        if self._by_page is None:
            # without them, glyphs stay flagged as unread
            self._by_page = look_again(self._path, _names_of) or {}
        shown = self._by_page.get(page, {})
        return [c._replace(text=shown.get((c.font, c.text), c.text)) for c in characters]


def _names_of(pages: Iterator["PDFPage"]) -> dict[int, Shown]:
    """What the fonts of each page show."""
    return {number: _of_page(page) for number, page in enumerate(pages, start=1)}


def _of_page(page: "PDFPage") -> Shown:
    from pdfminer.pdftypes import dict_value, list_value
    from pdfminer.psparser import literal_name

    found: dict[tuple[str, str], str] = {}
    fonts = dict_value(page.resources.get("Font", {}))
    for reference in islice(fonts.values(), MAX_FONTS):
        font = dict_value(reference)
        name = str(literal_name(font.get("BaseFont"))).split("+", 1)[-1]
        encoding = font.get("Encoding")
        if name not in NAMED_FONTS or encoding is None:
            continue
        code = 0
        for entry in list_value(dict_value(encoding).get("Differences", [])):
            if isinstance(entry, int):
                code = entry
                continue
            text = GLYPHS_BY_NAME.get(str(literal_name(entry)))
            key = (name, chr(SYMBOL_FONT_BASE + code % 256))
            if text is not None:
                # two subsets of one font may give a code two meanings: then it has none
                found[key] = text if found.get(key, text) == text else key[1]
            code += 1
    return MappingProxyType(found)
