"""The parts of a page's picture that are read at a time: its columns, its tables, and pieces set below each other."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from study_pipeline.materials.pages.columns import find_gutters, reading_blocks
from study_pipeline.materials.pages.drawings import Drawings
from study_pipeline.materials.pages.page import Box, Table, Word
from study_pipeline.materials.pages.recognised_words import letters_of
from study_pipeline.materials.pages.rectangles import union
from study_pipeline.materials.pages.tables import find_tables
from study_pipeline.resources.ocr.picture_shapes import WHITE, Region
from study_pipeline.resources.ocr.text_boxes import Picture

COLUMN_MARGIN = 16  # pixels round a column, so that no letter touches the picture's edge
STRIP_GAP = 40  # pixels between pieces that are set below each other: about a line
MIN_TABLE_ROWS, MIN_TABLE_COLUMNS = 4, 4  # whose cells are read one by one; smaller ones read well as text
MAX_BLOCKS = 12  # of columns and rows across them; a page with more is read as one
WORD_HEIGHTS = 2.5  # how long a word is, in any script


def column_blocks(lines: Sequence[Box], rules: Sequence[Box], shape: tuple[int, ...]) -> list[Region]:
    """The columns of a picture of ``shape`` (height, width), and the rows across them."""
    height, width = shape
    words = [word for line in lines for word in _as_words(letters_of(line))]
    blocks = reading_blocks(words, find_gutters(words, rules, float(width)))
    if len(blocks) > MAX_BLOCKS:
        blocks = [(0, words)]
    return [_with_margin(union(word.box for word in block), width, height) for _, block in blocks]


def tables_of(lines: Sequence[Box], drawings: Drawings, points: float) -> list[Box]:
    """The ruled tables of a picture whose pixels are so many ``points``, which ``drawings`` are in."""
    words = [Word("x", scaled(line, points), "", 1.0) for line in lines]
    found = [table for table in find_tables(drawings, words, 1) if _is_large(table)]
    return [scaled(table.box, 1 / points) for table in found]


def strip_of(pieces: Sequence[Picture]) -> tuple[Picture, list[int]]:
    """``pieces`` set below each other on white, all from STRIP_GAP on, and where each begins."""
    height = sum(piece.shape[0] + STRIP_GAP for piece in pieces) + STRIP_GAP
    width = max((piece.shape[1] for piece in pieces), default=0) + 2 * STRIP_GAP
    strip: Picture = np.full((height, width), WHITE, dtype=np.uint8)
    tops = []
    top = STRIP_GAP
    for piece in pieces:
        tops.append(top)
        strip[top : top + piece.shape[0], STRIP_GAP : STRIP_GAP + piece.shape[1]] = piece
        top += piece.shape[0] + STRIP_GAP
    return strip, tops


def cut_out(pixels: Picture, region: Region) -> Picture:
    """The part of a picture that ``region`` covers."""
    left, top, width, height = region
    return pixels[top : top + height, left : left + width]


def scaled(box: Box, factor: float) -> Box:
    """A box in another unit."""
    return Box(*(edge * factor for edge in box))


def moved(box: Box, right: float, down: float) -> Box:
    """A box at another place."""
    return Box(box.x0 + right, box.top + down, box.x1 + right, box.bottom + down)


def _as_words(line: Box) -> list[Word]:
    """A line cut in pieces as long as words: what finds columns weighs by words."""
    height = line.bottom - line.top
    count = max(1, round((line.x1 - line.x0) / (WORD_HEIGHTS * height)))
    step = (line.x1 - line.x0) / count
    edges = [line.x0 + place * step for place in range(count + 1)]
    return [Word("x", Box(x0, line.top, x1, line.bottom), "", height) for x0, x1 in pairwise(edges)]


def _is_large(table: Table) -> bool:
    return len(table.rows) >= MIN_TABLE_ROWS and len(table.rows[0]) >= MIN_TABLE_COLUMNS


def _with_margin(box: Box, width: int, height: int) -> Region:
    left, top = max(0, int(box.x0) - COLUMN_MARGIN), max(0, int(box.top) - COLUMN_MARGIN)
    right, bottom = min(width, int(box.x1) + COLUMN_MARGIN), min(height, int(box.bottom) + COLUMN_MARGIN)
    return Region(left, top, right - left, bottom - top)
