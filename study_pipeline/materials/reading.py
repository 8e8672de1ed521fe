"""A PDF's pages as a reader reads them: lines in order, figures, frames."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import pypdfium2 as pdfium

from study_pipeline.materials.formulas.drawn_fractions import with_drawn_fractions
from study_pipeline.materials.formulas.formulas import write_formulas
from study_pipeline.materials.pages.bands import BandedPage, BandInput, split_bands
from study_pipeline.materials.pages.characters import Character, CharacterLayer, read_characters
from study_pipeline.materials.pages.columns import crossings, find_gutters, reading_blocks
from study_pipeline.materials.pages.drawings import Drawings, read_drawings
from study_pipeline.materials.pages.figures import find_figures, find_frames
from study_pipeline.materials.pages.glyph_names import NAMED_FONTS, GlyphNames
from study_pipeline.materials.pages.glyphs import FONT_GLYPHS, FORMULA_FONTS, is_private_use, shown
from study_pipeline.materials.pages.lines import set_lines
from study_pipeline.materials.pages.page import Box, Figure, Line, Page, PageFlag, Word
from study_pipeline.materials.pages.picture_words import picture_words
from study_pipeline.materials.pages.recognised import RECOGNISED, RecognisedPage
from study_pipeline.materials.pages.rectangles import area, centre_in
from study_pipeline.materials.pages.tables import find_tables
from study_pipeline.materials.pages.words import join_words
from study_pipeline.materials.validation import open_document

FEW_CHARACTERS = 40  # a page of print holds hundreds; a scan at most a stamp's or a page number's
MANY_PATHS = 150  # outlined letters: one path each
LARGE_IMAGE = 0.35  # of the page
MAX_UNMAPPED_SHARE = 0.05
MIN_REPEATS, MIN_REPEAT_SHARE = 3, 0.5  # pages, and share of the pages read together, with the same picture
NOTHING_RECOGNISED: Mapping[int, RecognisedPage] = MappingProxyType({})
NO_TEXT: PageFlag = "no_text"  # of a page that only OCR reads
MIN_TABLE_UPRIGHTS = 3  # at a row of a table; a masthead's rule has at most the one between the columns
MIN_TABLE_SHARE = 0.5  # of a page's words
GUTTER_SLACK = 12.0  # points: the same gutter on another page
A4 = (595.0, 842.0)  # points; the size of a page that cannot be loaded
NOTHING_DRAWN = Drawings((), (), (), (), (), 0)
UNREADABLE: tuple[PageFlag, ...] = ("pages_unreadable",)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One page before its bands and columns are known."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    drawings: Drawings
    frames: tuple[Box, ...]
    flags: tuple[PageFlag, ...]


def read_pages(
    path: Path,
    *,
    first_page: int = 1,
    last_page: int | None = None,
    recognised: Mapping[int, RecognisedPage] = NOTHING_RECOGNISED,
) -> list[Page]:
    """Read pages ``first_page`` to ``last_page`` (both included, from 1) of the PDF at ``path``.

    Running headers are recognised by repetition within this range. A page that cannot be loaded is an empty one,
    flagged ``pages_unreadable``. What was ``recognised`` in a page's picture, by its number, stands in place of
    its own text.

    Raises:
        UnreadableMaterial: The file cannot be opened, with the sentence why.
    """
    document = open_document(path)
    names = GlyphNames(path)
    try:
        last = len(document) if last_page is None else min(last_page, len(document))
        sheets = []
        for number in range(max(1, first_page), last + 1):
            if number in recognised:
                sheets.append(_recognised_sheet(recognised[number]))
                continue
            try:
                sheets.append(_read_sheet(document, number, names))
            except pdfium.PdfiumError:
                log.info("Page %d of %s cannot be read", number, path.name, exc_info=True)
                sheets.append(
                    _Sheet(number, *A4, words=(), drawings=NOTHING_DRAWN, frames=(), flags=UNREADABLE)
                )
    finally:
        document.close()
    return _lay_out(sheets)


def _read_sheet(document: pdfium.PdfDocument, number: int, names: GlyphNames) -> _Sheet:
    page = document[number - 1]
    try:
        return _sheet_of(page, number, names)
    finally:
        page.close()


def _sheet_of(page: pdfium.PdfPage, number: int, names: GlyphNames) -> _Sheet:
    layer = read_characters(page)
    characters = _as_shown(layer, names, number)
    drawings = read_drawings(page, layer.frame)
    flags = _flags(layer, drawings)
    words = with_drawn_fractions(join_words(characters), drawings.horizontal_rules, drawings.vertical_rules)
    words += picture_words(drawings.images, words)
    width, height = layer.frame.width, layer.frame.height
    frames = tuple(find_frames(drawings, Box(0.0, 0.0, width, height)))
    return _Sheet(number, width, height, tuple(words), drawings, frames, flags)


def _recognised_sheet(page: RecognisedPage) -> _Sheet:
    frames = tuple(find_frames(page.drawings, Box(0.0, 0.0, page.width, page.height)))
    return _Sheet(page.number, page.width, page.height, page.words, page.drawings, frames, (RECOGNISED,))


def _as_shown(layer: CharacterLayer, names: GlyphNames, page: int) -> Sequence[Character]:
    """The characters that ``layer`` shows, formulas written out; a page of plain fonts alone has them as they are."""
    characters: Sequence[Character] = layer.characters
    if not layer.fonts.isdisjoint(NAMED_FONTS):
        characters = names.named(characters, page)
    if layer.private_use or not layer.fonts.isdisjoint(FONT_GLYPHS):
        characters = [_meant(character) for character in characters]
    return characters if layer.fonts.isdisjoint(FORMULA_FONTS) else write_formulas(characters)


def _meant(character: Character) -> Character:
    font = character.font
    if font in FORMULA_FONTS or not (font in FONT_GLYPHS or is_private_use(character.text)):
        return character
    return character._replace(text=shown(character.text, font))


def _flags(layer: CharacterLayer, drawings: Drawings) -> tuple[PageFlag, ...]:
    flags: list[PageFlag] = []
    page_area = layer.frame.width * layer.frame.height
    large_image = any(area(image) >= LARGE_IMAGE * page_area for image in drawings.images)
    nonsense = layer.unmapped > 0.5 * len(layer.characters)
    if len(layer.characters) - layer.unmapped < FEW_CHARACTERS and (
        large_image or nonsense or drawings.paths >= MANY_PATHS
    ):
        flags.append(NO_TEXT)
    if layer.unmapped > MAX_UNMAPPED_SHARE * len(layer.characters):
        flags.append("unmapped_font")
    if not layer.fonts.isdisjoint(FORMULA_FONTS):
        flags.append("formula_font")
    return tuple(flags)


def _without_decoration(sheets: Sequence[_Sheet]) -> list[_Sheet]:
    """``sheets`` without the pictures that most of them have at the same place: emblems, watermarks."""
    places = [{_place(box) for box in (*sheet.drawings.images, *sheet.drawings.shapes)} for sheet in sheets]
    counts = Counter(place for found in places for place in found)
    usual = {
        place for place, count in counts.items() if count >= max(MIN_REPEATS, MIN_REPEAT_SHARE * len(sheets))
    }
    return [
        replace(sheet, drawings=_without(sheet.drawings, usual)) if not found.isdisjoint(usual) else sheet
        for sheet, found in zip(sheets, places, strict=True)
    ]


def _place(box: Box) -> tuple[int, int, int, int]:
    return round(box.x0), round(box.top), round(box.x1), round(box.bottom)


def _without(drawings: Drawings, usual: set[tuple[int, int, int, int]]) -> Drawings:
    return replace(
        drawings,
        images=tuple(box for box in drawings.images if _place(box) not in usual),
        shapes=tuple(box for box in drawings.shapes if _place(box) not in usual),
    )


def _lay_out(sheets: Sequence[_Sheet]) -> list[Page]:
    sheets = _without_decoration(sheets)
    banded = split_bands(
        [
            BandInput(sheet.words, _free_rules(sheet), sheet.width, sheet.height, sheet.number)
            for sheet in sheets
        ]
    )
    gutters = _gutters(sheets, banded)
    return [_page(sheet, bands, found) for sheet, bands, found in zip(sheets, banded, gutters, strict=True)]


def _free_rules(sheet: _Sheet) -> list[Box]:
    """Horizontal rules that are no side of a frame and no row of a table."""
    sides = [y for frame in sheet.frames for y in (frame.top, frame.bottom)]
    free = [
        rule for rule in sheet.drawings.horizontal_rules if not any(abs(rule.top - y) <= 3 for y in sides)
    ]
    if RECOGNISED not in sheet.flags:
        return free
    return [rule for rule in free if _uprights_at(rule, sheet.drawings.vertical_rules) < MIN_TABLE_UPRIGHTS]


def _uprights_at(rule: Box, vertical_rules: Sequence[Box]) -> int:
    """How many vertical rules stand on a horizontal one, or hang from it."""
    return sum(
        rule.x0 - 3 <= upright.x0 <= rule.x1 + 3 and upright.top - 3 <= rule.top <= upright.bottom + 3
        for upright in vertical_rules
    )


def _gutters(sheets: Sequence[_Sheet], banded: Sequence[BandedPage]) -> list[tuple[float, ...]]:
    """Each page's gutters; a page with little text, or an empty column, takes those of most pages of the range."""
    found = [
        ()
        if _is_one_table(sheet, bands)
        else find_gutters(bands.body, sheet.drawings.vertical_rules, sheet.width)
        for sheet, bands in zip(sheets, banded, strict=True)
    ]
    common = Counter(_places(gutters) for gutters in found if gutters)
    if not common:
        return found
    places, count = max(common.items(), key=lambda item: (item[1], len(item[0])))
    if count < 0.5 * len([bands for bands in banded if len(bands.body) >= 8]):
        return found
    usual = next(gutters for gutters in found if _places(gutters) == places)
    return [
        usual
        if len(gutters) < len(usual)
        and bands.body
        and crossings(bands.body, usual) <= max(1, 0.02 * len(bands.body))
        else gutters
        for gutters, bands in zip(found, banded, strict=True)
    ]


def _is_one_table(sheet: _Sheet, bands: BandedPage) -> bool:
    """Whether a recognised page is little else than a table, whose columns are none of the page."""
    if RECOGNISED not in sheet.flags:
        return False
    tables = find_tables(sheet.drawings, bands.body, sheet.number)
    inside = sum(any(centre_in(table.box, word.box) for table in tables) for word in bands.body)
    return inside > MIN_TABLE_SHARE * len(bands.body)


def _places(gutters: Sequence[float]) -> tuple[int, ...]:
    return tuple(round(gutter / GUTTER_SLACK) for gutter in gutters)


def _page(sheet: _Sheet, bands: BandedPage, gutters: Sequence[float]) -> Page:
    paper = Box(0.0, 0.0, sheet.width, sheet.height)
    lines: list[Line] = []
    for column, words in reading_blocks(bands.body, gutters):
        lines += set_lines(words, page=sheet.number, column=column)
    frames = [box for box in sheet.frames if _in_body(box, bands)]
    figures = [
        box for box in find_figures(sheet.drawings, sheet.frames, bands.body, paper) if _in_body(box, bands)
    ]
    return Page(
        number=sheet.number,
        width=sheet.width,
        height=sheet.height,
        lines=tuple(lines),
        figures=tuple(Figure(sheet.number, box) for box in figures),
        boxes=tuple(frames),
        flags=sheet.flags,
        header=tuple(set_lines(bands.header, page=sheet.number, column=0)),
        footer=tuple(set_lines(bands.footer, page=sheet.number, column=0)),
        tables=tuple(find_tables(sheet.drawings, bands.body, sheet.number)),
    )


def _in_body(box: Box, bands: BandedPage) -> bool:
    """Whether a drawing stands between the header's and the footer's text."""
    middle = (box.top + box.bottom) / 2
    header_ends = max((word.box.bottom for word in bands.header), default=middle)
    footer_begins = min((word.box.top for word in bands.footer), default=middle)
    return header_ends <= middle <= footer_begins
