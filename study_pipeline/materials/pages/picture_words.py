"""Small pictures that stand in a line of text like a letter: option marks that a paper prints as images."""

from collections.abc import Sequence

from study_pipeline.materials.pages.page import Box, Word

PICTURE = "\ufffc"  # Unicode's object replacement character
MAX_HEIGHT_SIZES, MAX_WIDTH_SIZES = 1.7, 3.2  # of the size of the word beside it
MAX_GAP_SIZES, MAX_OVERLAP_SIZES = 0.9, 1.8  # a picture's white margin may lie under the word
MAX_PICTURES = 400  # a page with more is drawn in tiles


def picture_words(images: Sequence[Box], words: Sequence[Word]) -> list[Word]:
    """One word (U+FFFC) for each of ``images`` that stands right before a word, as tall as a letter."""
    if len(images) > MAX_PICTURES:
        return []
    found = []
    for image in images:
        beside = next((word for word in words if _stands_before(image, word)), None)
        if beside is not None:
            box = Box(image.x0, beside.box.top, min(image.x1, beside.box.x0), beside.box.bottom)
            found.append(Word(PICTURE, box, "", beside.size, True))
    return found


def _stands_before(image: Box, word: Word) -> bool:
    middle = (image.top + image.bottom) / 2
    return (
        -MAX_OVERLAP_SIZES * word.size <= word.box.x0 - image.x1 <= MAX_GAP_SIZES * word.size
        and image.x0 <= word.box.x0 - 0.5 * word.size
        and word.box.top <= middle <= word.box.bottom
        and 0.4 * word.size <= image.bottom - image.top <= MAX_HEIGHT_SIZES * word.size
        and 0.3 * word.size <= image.x1 - image.x0 <= MAX_WIDTH_SIZES * word.size
    )
