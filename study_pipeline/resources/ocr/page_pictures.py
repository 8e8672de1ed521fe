"""A PDF's page as a grey picture, turned upright and level by where its lines of text lie."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from study_pipeline.materials.validation import open_document
from study_pipeline.resources.ocr.picture_shapes import GRAIN_PIXELS, WHITE
from study_pipeline.resources.ocr.text_boxes import Picture, TextBoxes

DOTS_PER_INCH = 300  # what tesseract was trained on
POINTS_PER_INCH = 72
MAX_PIXELS = 20_000_000  # A3 at 300 dpi has 17 million; larger pages are drawn coarser
LONG = 4.0  # times as wide as high: a line of text whose direction is sure
MIN_SLANT_DEGREES, MAX_SLANT_DEGREES = 0.25, 15.0
JUDGED_LINES = 5  # the longest: enough to tell whether a page stands on its head
UPRIGHT_PERCENT = (
    75.0  # read so surely, lines are not tried on their heads; chosen by eye on samples, not measured
)


INK_PERCENT, PAPER_PERCENT = 2, 50  # of the pixels, from the darkest: as dark as ink, and paper
MIN_CONTRAST = 128  # of 255
WHITE_FROM = 0.85  # of the way from ink to paper: stains and what shows through from the back are lighter
SAMPLED = 8  # every so many pixels of each row and column tell how dark ink is


@dataclass(frozen=True, slots=True)
class UprightPicture:
    """A page's picture as it is read; ``points`` is points per pixel, ``lines`` as `TextBoxes.detect` gives them."""

    pixels: Picture
    points: float
    lines: npt.NDArray[np.float64]


def draw_page(path: Path, number: int) -> tuple[Picture, float]:
    """Page ``number`` of the PDF at ``path`` in grey, and how many points a pixel is."""
    document = open_document(path)
    try:
        page = document[number - 1]
        width, height = page.get_size()
        largest = (MAX_PIXELS / max(1.0, width * height)) ** 0.5
        scale = min(DOTS_PER_INCH / POINTS_PER_INCH, largest)
        bitmap = page.render(scale=scale, grayscale=True)
        pixels: Picture = np.array(bitmap.to_numpy(), dtype=np.uint8).squeeze()
        bitmap.close()
        page.close()
    finally:
        document.close()
    return pixels, 1 / scale


def upright(
    pixels: Picture, points: float, boxes: TextBoxes, read_surely: Callable[[Sequence[Picture]], float]
) -> UprightPicture:
    """Turn a picture so that its lines of text run level, from left to right.

    ``read_surely`` says how sure (0..100) the letters of some lines can be read as these lines stand.
    """
    lines = boxes.detect(pixels)
    if _is_on_its_side(lines):
        pixels = np.ascontiguousarray(np.rot90(pixels))
        lines = boxes.detect(pixels)
    slant = _slant(lines)
    if MIN_SLANT_DEGREES <= abs(slant) <= MAX_SLANT_DEGREES:
        pixels = _turned(pixels, slant)
        lines = boxes.detect(pixels)
    judged = _longest(pixels, lines)
    surely = read_surely(judged)
    if judged and surely < UPRIGHT_PERCENT and read_surely([line[::-1, ::-1] for line in judged]) > surely:
        pixels = np.ascontiguousarray(np.rot90(pixels, 2))
        lines = boxes.detect(pixels)
    return UprightPicture(pixels, points, lines)


def _sides(lines: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    width = np.hypot(*(lines[:, 1] - lines[:, 0]).T)
    height = np.hypot(*(lines[:, 3] - lines[:, 0]).T)
    return width, height


def _is_on_its_side(lines: npt.NDArray[np.float64]) -> bool:
    width, height = _sides(lines)
    return bool((height > 2 * width).sum() > (width > 2 * height).sum())


def _longest(pixels: Picture, lines: npt.NDArray[np.float64]) -> list[Picture]:
    width, _ = _sides(lines)
    pieces = []
    for line in lines[np.argsort(-width)[:JUDGED_LINES]]:
        left, top = np.maximum(line.min(axis=0), 0).astype(int)
        right, bottom = np.ceil(line.max(axis=0)).astype(int)
        pieces.append(pixels[top:bottom, left:right])
    return [piece for piece in pieces if piece.size]


def _slant(lines: npt.NDArray[np.float64]) -> float:
    """Degrees by which the lines fall to the right; 0 where no line is long enough to tell."""
    width, height = _sides(lines)
    along = (lines[:, 1] - lines[:, 0])[width > LONG * height]
    return float(np.median(np.degrees(np.arctan2(along[:, 1], along[:, 0])))) if len(along) else 0.0


def without_grain(pixels: Picture) -> Picture:
    """A picture whose paper is white and whose ink is black, without the grain of scanner and JPEG.

    For letters alone: the thin ring of a ① may go with the grain.
    """
    import cv2  # comes with the extra `ocr`

    smooth = cv2.GaussianBlur(pixels, (0, 0), GRAIN_PIXELS)
    ink, paper = np.percentile(smooth[::SAMPLED, ::SAMPLED], (INK_PERCENT, PAPER_PERCENT))
    if paper - ink < MIN_CONTRAST:  # little is printed, as in a key: how dark ink is does not show
        return pixels
    span = WHITE_FROM * (paper - ink)
    levels = np.clip((np.arange(WHITE + 1) - ink) / span * WHITE, 0, WHITE).astype(np.uint8)
    cleared: Picture = levels[smooth]
    return cleared


def _turned(pixels: Picture, degrees: float) -> Picture:
    import cv2  # comes with the extra `ocr`

    height, width = pixels.shape
    matrix: Any = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned: Picture = cv2.warpAffine(
        pixels,
        matrix,
        (width, height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=WHITE,
    )
    return turned
