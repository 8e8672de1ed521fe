"""What a page's picture shows beside text: ruled lines, and rings that may be circled digits."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from study_pipeline.materials.pages.page import Box
from study_pipeline.resources.ocr.text_boxes import Picture

MIN_RULE = 90  # pixels, 22 points at 300 dpi: longer than any stroke of a letter
MAX_THICKNESS = 14  # pixels, 3.4 points
MAX_RULES = 400
RING_ASPECT = (0.8, 1.25)
RING_LINES = (0.35, 1.1)  # of the height of a line: from a mark in small print to one as tall as its line
MIN_ROUNDNESS = 0.86  # how much of the disc that a box holds, and nothing else, the outline of a ring covers
MAX_INK = 0.62  # of a ring's box: a filled disc is a bullet
MAX_RINGS = 400
GRAIN_PIXELS = (
    1.0  # of the blur that takes out a scan's grain: with it 99 % of a noisy page's text is right, not 89 %
)
FAINTER = 20  # of 255, than what parts letters from paper: with 0 a third of a noisy page's rings are broken
INK = WHITE = 255  # in black and white; in grey


class Region(NamedTuple):
    """A rectangle of pixels."""

    left: int
    top: int
    width: int
    height: int


def box_of(region: Region) -> Box:
    """A region's corners."""
    left, top, width, height = map(float, region)
    return Box(left, top, left + width, top + height)


def region_of(box: Box) -> Region:
    """The pixels that a box covers, at least one."""
    left, top = max(0, round(box.x0)), max(0, round(box.top))
    return Region(left, top, max(1, round(box.x1) - left), max(1, round(box.bottom) - top))


def ink_of(pixels: Picture) -> Picture:
    """Black and white of a grey picture: 255 where there is ink, else 0."""
    import cv2  # comes with the extra `ocr`

    _, ink = cv2.threshold(pixels, 0, INK, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    found: Picture = ink
    return found


def faint_ink_of(pixels: Picture) -> Picture:
    """Like `ink_of`, with strokes that are thinner and lighter than letters whole: the ring of a ①."""
    import cv2  # comes with the extra `ocr`

    smooth = cv2.GaussianBlur(pixels, (0, 0), GRAIN_PIXELS)
    between, _ = cv2.threshold(smooth, 0, INK, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    _, ink = cv2.threshold(smooth, between + FAINTER, INK, cv2.THRESH_BINARY_INV)
    found: Picture = ink
    return found


def find_rules(ink: Picture) -> tuple[list[Region], list[Region]]:
    """The horizontal and the vertical rules, longest first."""
    return _rules(ink, (MIN_RULE, 1)), _rules(ink, (1, MIN_RULE))


def _rules(ink: Picture, kernel: tuple[int, int]) -> list[Region]:
    import cv2  # comes with the extra `ocr`

    element = cv2.getStructuringElement(cv2.MORPH_RECT, kernel)
    opened = cv2.morphologyEx(ink, cv2.MORPH_OPEN, element)
    regions = [region for region, _ in components(opened)]
    thin = [region for region in regions if min(region.width, region.height) <= MAX_THICKNESS]
    return sorted(thin, key=lambda region: -max(region.width, region.height))[:MAX_RULES]


def find_rings(ink: Picture, line_height: float) -> list[Region]:
    """Outlines as round as a circled digit, in the size that lines of ``line_height`` pixels have them."""
    least, most = (share * line_height for share in RING_LINES)
    rings = []
    for region, pixels in components(ink):
        if not (
            least <= region.height <= most
            and RING_ASPECT[0] <= region.width / region.height <= RING_ASPECT[1]
        ):
            continue
        if pixels > MAX_INK * region.width * region.height:
            continue
        piece = ink[region.top : region.top + region.height, region.left : region.left + region.width]
        if _roundness(piece > 0) >= MIN_ROUNDNESS:
            rings.append(region)
    return rings[:MAX_RINGS]


def components(ink: Picture) -> list[tuple[Region, int]]:
    """The connected pieces of ink, each with how many pixels it has."""
    import cv2  # comes with the extra `ocr`

    _, _, statistics, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return [
        (Region(int(left), int(top), int(width), int(height)), int(pixels))
        for left, top, width, height, pixels in statistics[1:]
    ]


def _roundness(piece: npt.NDArray[np.bool_]) -> float:
    """How far what lies within the outline of ``piece`` and the disc in its box are the same (0..1)."""
    height, width = piece.shape
    from_left = np.maximum.accumulate(piece, axis=1)
    from_right = np.maximum.accumulate(piece[:, ::-1], axis=1)[:, ::-1]
    from_top = np.maximum.accumulate(piece, axis=0)
    from_below = np.maximum.accumulate(piece[::-1], axis=0)[::-1]
    filled = from_left & from_right & from_top & from_below
    y, x = np.mgrid[0:height, 0:width]
    disc = ((x + 0.5) / width - 0.5) ** 2 + ((y + 0.5) / height - 0.5) ** 2 <= 0.25
    return float((filled & disc).sum() / (filled | disc).sum())
