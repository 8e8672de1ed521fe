"""What is done with a scan's picture before an engine reads it, on pictures that are drawn here."""

import numpy as np
import pytest

from study_pipeline.resources.ocr.page_pictures import without_grain
from study_pipeline.resources.ocr.picture_shapes import WHITE, Region, faint_ink_of, find_rings, ink_of
from study_pipeline.resources.ocr.text_boxes import Picture

pytest.importorskip("cv2", reason="OCR is not installed (make ocr)")

PAPER, LETTERS, THIN = 235, 40, 120  # of 255
SIDE = 200
MARK = Region(left=20, top=20, width=42, height=42)
LINE_HEIGHT = 45.0


def page(*, grain: float) -> Picture:
    """A bar as dark as letters, and the thin, light ring of a mark, on grey paper."""
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    distance = np.hypot(x - 41, y - 41)
    drawn = np.where((distance > 18) & (distance < 20.5), THIN, PAPER).astype(float)
    drawn[120:140, 20:180] = LETTERS
    noise = np.random.default_rng(7).normal(0, grain, drawn.shape)
    return np.asarray(np.clip(drawn + noise, 0, WHITE), dtype=np.uint8)


def test_grain_is_smoothed_paper_becomes_white_and_ink_black() -> None:
    read = without_grain(page(grain=8))
    assert (read[150:, :] == WHITE).mean() > 0.99
    assert read[125:135, 30:170].max() < 30


def test_a_page_with_hardly_any_ink_stays_as_it_is() -> None:
    empty: Picture = np.full((SIDE, SIDE), PAPER, dtype=np.uint8)
    assert (without_grain(empty) == empty).all()


def test_the_faint_ring_of_a_mark_is_found_under_grain() -> None:
    picture = page(grain=24)
    assert find_rings(ink_of(picture), LINE_HEIGHT) == []
    rings = find_rings(faint_ink_of(picture), LINE_HEIGHT)
    assert len(rings) == 1
    assert abs(rings[0].left - MARK.left) < 5
    assert abs(rings[0].width - MARK.width) < 6
