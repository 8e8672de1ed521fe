"""Where a question prints formulas or glyphs that could not be read for sure: to be seen as pictures."""

from collections.abc import Iterable

from study_pipeline.materials.pages.glyphs import FORMULA_FONTS, holds_unread
from study_pipeline.materials.pages.page import Box, Figure, Word
from study_pipeline.materials.pages.rectangles import clusters
from study_pipeline.questions.wrapping import Fragment

MAX_REGIONS = 20  # of one question
MARGIN_SIZES = 0.5  # around a line: scripts and bars stick out of it
NEAR = 2.0  # points between lines of one formula


def unread_formulas(fragments: Iterable[Fragment]) -> tuple[Figure, ...]:
    """The lines among ``fragments`` that hold such glyphs, joined where they touch; in reading order of pages."""
    boxes: dict[int, list[Box]] = {}
    for fragment in fragments:
        if any(map(_is_unread, fragment.words)):
            margin = MARGIN_SIZES * max(word.size for word in fragment.words)
            x0, top, x1, bottom = fragment.box
            boxes.setdefault(fragment.page, []).append(Box(x0, top - margin, x1, bottom + margin))
    return tuple(
        Figure(page, box)
        for page, found in sorted(boxes.items())
        for box in sorted(clusters(found[:MAX_REGIONS], NEAR), key=lambda box: (box.top, box.x0))
    )


def _is_unread(word: Word) -> bool:
    return word.font in FORMULA_FONTS or holds_unread(word.text)
