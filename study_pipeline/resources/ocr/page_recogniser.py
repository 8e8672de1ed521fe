"""OCR of one page: tesseract for the text, column by column, RapidOCR for marks and numbers, joined by position."""

from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from statistics import median

import numpy as np

from study_pipeline.materials.pages.drawings import Drawings
from study_pipeline.materials.pages.page import Box
from study_pipeline.materials.pages.recognised import PageRecogniser, RecognisedPage
from study_pipeline.materials.pages.recognised_words import (
    NUMBER,
    SeenWord,
    is_number,
    letters_of,
    may_be_number,
    mean_percent,
    placed,
    with_numbers,
    within_lines,
    without_doubles,
)
from study_pipeline.materials.pages.rectangles import centre_in
from study_pipeline.resources.ocr import tesseract
from study_pipeline.resources.ocr.page_pictures import draw_page, upright, without_grain
from study_pipeline.resources.ocr.picture_blocks import (
    cut_out,
    scaled,
    strip_of,
    tables_of,
)
from study_pipeline.resources.ocr.picture_shapes import (
    INK,
    WHITE,
    Region,
    box_of,
    faint_ink_of,
    find_rings,
    find_rules,
    ink_of,
    region_of,
)
from study_pipeline.resources.ocr.picture_text import read_text, surest_reading
from study_pipeline.resources.ocr.text_boxes import Picture, TextBoxes
from study_pipeline.resources.ocr.unread_ink import unread_heads, unread_in_tables

CERTAIN_SCORE = 0.6  # of RapidOCR for a number; what it takes Hangul for scores less
CERTAIN_SIGNS_SCORE = 0.9  # for one with letters or brackets, which Hangul looks like more often
MARGIN = 0.15  # of a piece's height, on each side of it
MAX_SHORT_HEIGHTS = 2.2  # how wide a line with nothing but a number is
MAX_STROKE_HEIGHTS = 3.0  # how long strokes of neighbouring syllables run on, where they touch
MARK_REACH = 1.0  # heights before a line: a mark that was not detected as its beginning


@cache
def recogniser(languages: tuple[str, ...]) -> PageRecogniser:
    """The recogniser of this process: its models are loaded once."""
    return TwoEngineRecogniser(languages)


class TwoEngineRecogniser:
    """Reads pages with tesseract and RapidOCR. ``languages`` are tesseract's names, the likeliest first."""

    def __init__(self, languages: Sequence[str]) -> None:
        self._languages = tuple(languages)
        self._boxes = TextBoxes()

    def recognise(self, path: Path, number: int) -> RecognisedPage:
        """Read page ``number`` of the PDF at ``path`` as a picture."""
        heard: dict[str, float] = {}  # languages of the page's longest lines, and how surely they were read
        picture = upright(*draw_page(path, number), self._boxes, partial(self._sureness, heard))
        languages = sorted(self._languages, key=lambda language: -heard.get(language, 0.0))
        pixels, points = picture.pixels, picture.points
        lines = [Box(*line.min(axis=0), *line.max(axis=0)) for line in picture.lines]
        ink = ink_of(pixels)
        horizontal, vertical = find_rules(ink)
        horizontal = [rule for rule in horizontal if not _is_stroke(box_of(rule), lines)]
        drawings = _drawings(horizontal, vertical, points)
        ink = _blanked(ink, [*horizontal, *vertical], 0)
        tables = tables_of(lines, drawings, points)
        lines += unread_in_tables(ink, tables, lines)
        faint = _blanked(faint_ink_of(pixels), [*horizontal, *vertical], 0)
        marks = [mark for mark in self._numbers(pixels, _rings(faint, lines)) if not mark.text.isdecimal()]
        short = self._numbers(pixels, _short(lines))
        numbers = [*marks, *(one for one in short if not any(centre_in(mark.box, one.box) for mark in marks))]
        marked = [*horizontal, *vertical, *(region_of(number.box) for number in numbers)]
        bare = _blanked(pixels, marked, WHITE)
        rules = [box_of(rule) for rule in vertical]
        text = read_text(languages, without_grain(bare), lines, tables, rules, numbers)
        words = without_doubles(within_lines(text, lines))
        doubtful = [word.box for word in words if may_be_number(word)]
        doubtful += unread_heads(INK - bare, lines, [*words, *numbers])
        words = with_numbers(words, [*numbers, *self._numbers(bare, doubtful)])
        height, width = pixels.shape
        return RecognisedPage(number, width * points, height * points, tuple(placed(words, points)), drawings)

    def _numbers(self, pixels: Picture, places: Sequence[Box]) -> list[SeenWord]:
        """The numbers and marks that stand alone in ``places``; the first of two that overlap counts."""
        found: list[SeenWord] = []
        read = self._boxes.read([_piece(pixels, place) for place in places])
        for place, piece in zip(places, read, strict=True):
            certain = CERTAIN_SCORE if NUMBER.fullmatch(piece.text) else CERTAIN_SIGNS_SCORE
            if piece.score < certain or not is_number(piece.text, place):
                continue
            if not any(centre_in(number.box, place) for number in found):
                found.append(SeenWord(piece.text, place, 100 * piece.score))
        return found

    def _sureness(self, heard: dict[str, float], lines: Sequence[Picture]) -> float:
        """How surely tesseract reads ``lines`` as they stand; ``heard`` takes the language that it read them in."""
        if not lines:
            return 0.0
        language, words = surest_reading(self._languages, strip_of(lines)[0], tesseract.BLOCK)
        percent = mean_percent(words)
        heard[language] = max(percent, heard.get(language, 0.0))
        return percent


def _is_stroke(rule: Box, lines: Sequence[Box]) -> bool:
    """Whether a short rule runs through the letters of a line: strokes of syllables that touch, not an underline."""
    for line in lines:
        height = line.bottom - line.top
        if rule.x1 - rule.x0 <= MAX_STROKE_HEIGHTS * height and centre_in(letters_of(line), rule):
            return True
    return False


def _drawings(horizontal: Sequence[Region], vertical: Sequence[Region], points: float) -> Drawings:
    return Drawings(
        images=(),
        horizontal_rules=tuple(scaled(box_of(rule), points) for rule in horizontal),
        vertical_rules=tuple(scaled(box_of(rule), points) for rule in vertical),
        frames=(),
        shapes=(),
        paths=0,
    )


def _rings(ink: Picture, lines: Sequence[Box]) -> list[Box]:
    """Rings that stand in a line of text, or before it."""
    if not lines:
        return []
    usual = median(line.bottom - line.top for line in lines)
    reach = MARK_REACH * usual
    longer = [Box(line.x0 - reach, line.top, line.x1, line.bottom) for line in lines]
    rings = map(box_of, find_rings(ink, usual))
    return [ring for ring in rings if any(centre_in(line, ring) for line in longer)]


def _short(lines: Sequence[Box]) -> list[Box]:
    """Lines as short as a number: the cells of an answer key, page numbers."""
    return [
        letters_of(line)
        for line in lines
        if line.x1 - line.x0 <= MAX_SHORT_HEIGHTS * (line.bottom - line.top)
    ]


def _piece(pixels: Picture, place: Box) -> Picture:
    margin = MARGIN * (place.bottom - place.top)
    return cut_out(
        pixels,
        region_of(Box(place.x0 - margin, place.top - margin, place.x1 + margin, place.bottom + margin)),
    )


def _blanked(pixels: Picture, regions: Sequence[Region], value: int) -> Picture:
    """A picture with ``value`` in place of ``regions``: rules and marks, of which tesseract would make letters."""
    clean: Picture = np.array(pixels)
    for left, top, width, height in regions:
        clean[max(0, top - 2) : top + height + 2, max(0, left - 2) : left + width + 2] = value
    return clean
