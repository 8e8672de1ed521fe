"""What was read, drawn on the page."""

from dataclasses import replace
from pathlib import Path

from PIL import Image

from study_pipeline.materials.pages.debug_overlay import LINE_COLOURS, draw_overlay
from study_pipeline.materials.reading import read_pages
from study_pipeline_tests.materials.setting import show, write_pdf

PNG = b"\x89PNG"


def test_each_page_becomes_one_picture(tmp_path: Path) -> None:
    contents = [f"50 400 100 50 re S\n{show(60, 420, 'framed')}", show(60, 300, "second")]
    path = write_pdf(tmp_path / "paper.pdf", *contents)
    written = draw_overlay(path, read_pages(path), tmp_path / "pictures")
    assert [picture.name for picture in written] == ["paper-001.png", "paper-002.png"]
    assert all(picture.read_bytes().startswith(PNG) for picture in written)


def test_only_the_pages_given_are_drawn(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "paper.pdf", show(60, 420, "one"), show(60, 420, "two"))
    written = draw_overlay(path, read_pages(path, first_page=2), tmp_path)
    assert [picture.name for picture in written] == ["paper-002.png"]


def test_lines_of_each_column_have_a_colour_of_their_own(tmp_path: Path) -> None:
    rows = [show(60, 500 - 40 * column, f"column {column}") for column in range(4)]  # 0 spans, then three
    path = write_pdf(tmp_path / "paper.pdf", "\n".join(rows))
    (page,) = read_pages(path)
    lines = tuple(replace(line, column=column) for column, line in enumerate(page.lines))
    (written,) = draw_overlay(path, [replace(page, lines=lines)], tmp_path)
    with Image.open(written) as picture:
        colours = {colour for _, colour in picture.convert("RGB").getcolors() or []}
    assert colours.issuperset(LINE_COLOURS)
