"""What tesseract reads on a page's picture: the cells of tables one by one, all else column by column."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from study_pipeline.materials.pages.page import Box
from study_pipeline.materials.pages.recognised_words import SURE_PERCENT, SeenWord, is_in_script, mean_percent
from study_pipeline.materials.pages.rectangles import centre_in
from study_pipeline.resources.ocr import tesseract
from study_pipeline.resources.ocr.picture_blocks import STRIP_GAP, column_blocks, cut_out, moved, strip_of
from study_pipeline.resources.ocr.picture_shapes import region_of
from study_pipeline.resources.ocr.text_boxes import Picture


def read_text(
    languages: Sequence[str],
    pixels: Picture,
    lines: Sequence[Box],
    tables: Sequence[Box],
    rules: Sequence[Box],
    numbers: Sequence[SeenWord],
) -> list[SeenWord]:
    """The words of ``lines``, their boxes on the whole picture; cells that are ``numbers`` are not read again."""
    cells = [line for line in lines if any(centre_in(table, line) for table in tables)]
    others = [line for line in lines if not any(centre_in(table, line) for table in tables)]
    unread = [cell for cell in cells if not any(centre_in(cell, number.box) for number in numbers)]
    seen = _read_pieces(languages, pixels, unread)
    for block in column_blocks(others, rules, pixels.shape):
        first = max((word.line for word in seen), default=-1) + 1
        _, words = surest_reading(languages, cut_out(pixels, block), tesseract.COLUMN)
        seen += [
            replace(word, box=moved(word.box, block.left, block.top), line=word.line + first)
            for word in words
        ]
    return seen


def surest_reading(languages: Sequence[str], pixels: Picture, mode: int) -> tuple[str, list[SeenWord]]:
    """What the first language reads surely and in its own script, or else the one that reads most surely."""
    height, width = pixels.shape
    picture = b"P5 %d %d 255\n" % (width, height) + pixels.tobytes()
    best: tuple[str, list[SeenWord]] = (languages[0], [])
    for language in languages:
        words = tesseract.read_words(picture, language, mode=mode)
        if mean_percent(words) > mean_percent(best[1]):
            best = (language, words)
        if mean_percent(best[1]) >= SURE_PERCENT and is_in_script(best[1], language):
            break
    return best


def _read_pieces(languages: Sequence[str], pixels: Picture, places: Sequence[Box]) -> list[SeenWord]:
    if not places:
        return []
    regions = [region_of(place) for place in places]
    strip, tops = strip_of([cut_out(pixels, region) for region in regions])
    _, read = surest_reading(languages, strip, tesseract.BLOCK)
    words = []
    for word in read:
        at = max(0, bisect_right(tops, (word.box.top + word.box.bottom) / 2) - 1)
        box = moved(word.box, regions[at].left - STRIP_GAP, regions[at].top - tops[at])
        words.append(replace(word, box=box))
    return words
