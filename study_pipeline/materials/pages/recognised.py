"""A page read from its picture: what the engines of OCR have to give, whichever they are."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from study_pipeline.materials.pages.drawings import Drawings
from study_pipeline.materials.pages.page import PageFlag, Word

RECOGNISED: PageFlag = "ocr_pages"  # of a page whose words were read from its picture
READ_FROM_PICTURE = "picture"
UNSURE_FROM_PICTURE = "picture, unsure"
PICTURE_FONTS = frozenset((READ_FROM_PICTURE, UNSURE_FROM_PICTURE))
"""What stands as the font of words from a picture, whose own fonts nobody knows."""


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """The words and rules of one page, turned upright and level. Pages count from 1, sizes are in points."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    drawings: Drawings


class PageRecogniser(Protocol):
    """Reads pages from their pictures."""

    def recognise(self, path: Path, number: int) -> RecognisedPage:
        """Read page ``number`` of the PDF at ``path`` as a picture."""
