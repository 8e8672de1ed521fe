"""Ink that looks like letters and that nothing has read: single digits in a table, numbers at the heads of lines."""

from collections.abc import Sequence
from statistics import median

from study_pipeline.materials.pages.page import Box
from study_pipeline.materials.pages.recognised_words import LETTERS_SHARE, SeenWord, letters_of
from study_pipeline.materials.pages.rectangles import centre_in, clusters
from study_pipeline.resources.ocr.picture_shapes import box_of, components
from study_pipeline.resources.ocr.text_boxes import Picture

LETTER_HEIGHTS = (0.5, 1.2)  # of the usual letters' height: a small digit, a bracket
WITHIN_WORD = 0.5  # of it: from one digit of a number to the next
MIN_HEAD = 0.25  # of a line's letters: less is the white that an engine leaves out of its box
MAX_HEAD = 2.5  # of it: more is a word that was not read
MIN_COLUMN_INK = 2  # pixels: fewer are a speck
DARK = 110  # of 255: ink, not the grey at its edge
MAX_PIECES = 400


def unread_in_tables(ink: Picture, tables: Sequence[Box], lines: Sequence[Box]) -> list[Box]:
    """Groups of letters in ``tables`` that no detected line holds, as the lines that they are."""
    if not tables or not lines:
        return []
    usual = LETTERS_SHARE * median(line.bottom - line.top for line in lines)
    low, high = (share * usual for share in LETTER_HEIGHTS)
    letters = []
    for region, _ in components(ink):
        box = box_of(region)
        if not (low <= region.height <= high and region.width <= high):
            continue
        if any(centre_in(table, box) for table in tables) and not any(centre_in(line, box) for line in lines):
            letters.append(box)
    margin = (1 - LETTERS_SHARE) / LETTERS_SHARE / 2 * usual
    return [
        Box(group.x0 - margin, group.top - margin, group.x1 + margin, group.bottom + margin)
        for group in clusters(letters[:MAX_PIECES], WITHIN_WORD * usual)
    ]


def unread_heads(ink: Picture, lines: Sequence[Box], words: Sequence[SeenWord]) -> list[Box]:
    """Where a line's ink begins well before its first word, up to that word; signs such as ``.`` are no word."""
    heads = []
    for line in lines:
        inside = [word for word in words if centre_in(line, word.box) and any(map(str.isalnum, word.text))]
        if not inside:
            continue
        band = letters_of(line)
        height = band.bottom - band.top
        end = min(word.box.x0 for word in inside)
        left = max(0, int(line.x0 - height))
        columns = (ink[int(band.top) : int(band.bottom), left : int(end)] >= DARK).sum(axis=0)
        inked = (columns >= MIN_COLUMN_INK).nonzero()[0]
        if len(inked) and MIN_HEAD * height <= end - (start := float(left + inked[0])) <= MAX_HEAD * height:
            heads.append(Box(start, band.top, left + float(inked[-1]) + 1, band.bottom))
    return heads[:MAX_PIECES]
