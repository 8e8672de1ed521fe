"""Figures as PNG files: the region as printed, once each, whole or not at all."""

from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from study_pipeline.materials.pages.crops import DOTS_PER_INCH, MAX_PIXELS, crop_name, write_crops
from study_pipeline.materials.pages.page import Box, Figure
from study_pipeline_tests.pdfs import ENGLISH_PAPER, write_objects

INCH = 72.0


def test_a_crop_is_the_region_at_150_dots_an_inch(tmp_path: Path) -> None:
    figure = Figure(1, Box(INCH, INCH, 3 * INCH, 2 * INCH))
    (file,) = write_crops(ENGLISH_PAPER, [figure], tmp_path / "crops")
    with Image.open(file) as picture:
        assert picture.size == (2 * DOTS_PER_INCH, DOTS_PER_INCH)
        crop = picture.convert("L").tobytes()
    with pypdfium2.PdfDocument(ENGLISH_PAPER) as pdf:
        page = pdf[0].render(scale=DOTS_PER_INCH / INCH).to_pil().convert("L")
    same_region = page.crop((DOTS_PER_INCH, DOTS_PER_INCH, 3 * DOTS_PER_INCH, 2 * DOTS_PER_INCH))
    assert min(crop) < 128  # there is print in it
    assert sum(abs(a - b) for a, b in zip(crop, same_region.tobytes(), strict=True)) / len(crop) < 8


def test_the_same_region_is_drawn_once_and_named_once(tmp_path: Path) -> None:
    figure = Figure(1, Box(72.2, 72, 200, 150))
    first, second = write_crops(ENGLISH_PAPER, [figure, figure], tmp_path)
    assert first == second
    assert [path.name for path in tmp_path.iterdir()] == [crop_name(figure)] == ["p1-72-72-200-150.png"]
    drawn = first.stat().st_mtime_ns
    write_crops(ENGLISH_PAPER, [figure], tmp_path)
    assert first.stat().st_mtime_ns == drawn


def test_no_figures_make_no_folder(tmp_path: Path) -> None:
    assert write_crops(ENGLISH_PAPER, [], tmp_path / "crops") == []
    assert not (tmp_path / "crops").exists()


def test_a_drawing_that_fails_leaves_no_half_a_picture(tmp_path: Path) -> None:
    with pytest.raises(pypdfium2.PdfiumError):
        write_crops(ENGLISH_PAPER, [Figure(99, Box(0, 0, 9, 9))], tmp_path)
    assert list(tmp_path.iterdir()) == []


edges = st.floats(-1e4, 1e4, allow_nan=False)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(box=st.builds(Box, edges, edges, edges, edges))
def test_any_box_gives_a_picture_and_never_a_failure(tmp_path: Path, box: Box) -> None:
    (file,) = write_crops(ENGLISH_PAPER, [Figure(1, box)], tmp_path)
    with Image.open(file) as picture:
        assert picture.width * picture.height <= MAX_PIXELS


def test_a_page_ten_metres_wide_becomes_no_huge_picture(tmp_path: Path) -> None:
    path = tmp_path / "poster.pdf"
    write_objects(
        path,
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 14400 14400] >>",
        ],
    )
    (file,) = write_crops(path, [Figure(1, Box(0, 0, 14400, 14400))], tmp_path)
    with Image.open(file) as picture:
        assert picture.width * picture.height <= MAX_PIXELS * 1.01
