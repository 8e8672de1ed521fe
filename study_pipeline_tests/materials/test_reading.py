"""Real small PDFs read to pages: order, bands, frames, figures, rotation, flags."""

from pathlib import Path

import pytest

from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.materials.pages.drawings import Drawings
from study_pipeline.materials.pages.figures import find_figures
from study_pipeline.materials.pages.page import Box, Page
from study_pipeline.materials.reading import read_pages
from study_pipeline_tests.materials.setting import row, show, write_pdf


def texts(page: Page) -> list[str]:
    return [line.text for line in page.lines]


def two_columns(rows: int = 12) -> str:
    left = [show(40, 500 - 20 * i, f"left {i} runs on to the gutter") for i in range(rows)]
    right = [show(220, 500 - 20 * i, f"right {i} runs on to the edge") for i in range(rows)]
    return "\n".join(part for pair in zip(left, right, strict=True) for part in pair)


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    (page,) = read_pages(write_pdf(tmp_path / "a.pdf", two_columns()))
    assert [line.column for line in page.lines] == [1] * 12 + [2] * 12
    assert texts(page)[11] == "left 11 runs on to the gutter"
    assert texts(page)[12] == "right 0 runs on to the edge"


def test_a_heading_across_both_columns_comes_first(tmp_path: Path) -> None:
    heading = show(60, 520, "A heading that spans both of the columns of this page")
    (page,) = read_pages(write_pdf(tmp_path / "a.pdf", f"{two_columns()}\n{heading}"))
    assert texts(page)[0].startswith("A heading")
    assert page.lines[0].column == 0


def test_one_column_stays_one_column(tmp_path: Path) -> None:
    rows = [
        show(40, 500 - 20 * i, f"row {i} of a text that crosses the middle of its page") for i in range(9)
    ]
    (page,) = read_pages(write_pdf(tmp_path / "a.pdf", "\n".join(rows)))
    assert {line.column for line in page.lines} == {0}


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_page_is_read_as_it_is_held(rotate: int, tmp_path: Path) -> None:
    matrix = {0: "1 0 0 1 50 500", 90: "0 1 -1 0 100 50", 180: "-1 0 0 -1 350 100", 270: "0 -1 1 0 300 550"}[
        rotate
    ]
    content = f"BT /F1 12 Tf {matrix} Tm (first line) Tj 0 -20 Td (second line) Tj ET"
    (page,) = read_pages(write_pdf(tmp_path / "a.pdf", content, rotate=rotate))
    assert texts(page) == ["first line", "second line"]
    assert (page.width > page.height) == (rotate % 180 == 90)
    for line in page.lines:
        assert 0 <= line.box.x0 < line.box.x1 <= page.width
        assert 0 <= line.box.top < line.box.bottom <= page.height


def test_running_header_footer_and_page_number_are_set_aside(tmp_path: Path) -> None:
    contents = [
        "\n".join(
            [
                show(40, 575, f"Biology Test {number}"),
                *(
                    show(40, 480 - 20 * i, f"{number}{i} body text of page {number} goes here")
                    for i in range(5)
                ),
                show(190, 20, f"- {number} -"),
            ]
        )
        for number in (1, 2, 3)
    ]
    pages = read_pages(write_pdf(tmp_path / "a.pdf", *contents))
    assert [len(page.lines) for page in pages] == [5, 5, 5]
    assert [page.header[0].text for page in pages] == ["Biology Test 1", "Biology Test 2", "Biology Test 3"]
    assert [page.footer[0].text for page in pages] == ["- 1 -", "- 2 -", "- 3 -"]


def test_a_question_number_at_the_top_of_every_page_is_no_page_number(tmp_path: Path) -> None:
    contents = [
        "\n".join([show(40, 560, f"{number}."), show(60, 560, "Which is true?"), show(60, 540, "A. this")])
        for number in (1, 2, 3)
    ]
    pages = read_pages(write_pdf(tmp_path / "a.pdf", *contents))
    assert [page.lines[0].text.split()[0] for page in pages] == ["1.", "2.", "3."]


def test_slanted_watermarks_are_left_out(tmp_path: Path) -> None:
    mark = "BT /F1 40 Tf 0.7 0.7 -0.7 0.7 100 100 Tm (SECRET) Tj ET"
    body = "\n".join(show(40, 500 - 20 * i, f"row {i} of the text") for i in range(5))
    (page,) = read_pages(write_pdf(tmp_path / "a.pdf", f"{mark}\n{body}"))
    assert "SECRET" not in " ".join(texts(page))
    assert len(page.lines) == 5


def test_a_drawn_frame_is_a_box_and_no_figure(tmp_path: Path) -> None:
    content = f"50 400 300 100 re S\n{show(60, 450, 'text in a frame')}"
    (page,) = read_pages(write_pdf(tmp_path / "a.pdf", content))
    (box,) = page.boxes
    assert tuple(box) == pytest.approx((50, 100, 350, 200), abs=1.5)
    assert page.figures == ()


def test_a_frame_closed_by_single_rules_is_a_box(tmp_path: Path) -> None:
    rules = "50 400 m 50 500 l S 350 400 m 350 500 l S 50 400 m 350 400 l S 50 500 m 350 500 l S"
    (page,) = read_pages(write_pdf(tmp_path / "a.pdf", f"{rules}\n{show(60, 450, 'text in a frame')}"))
    assert len(page.boxes) == 1


def test_a_drawing_is_one_figure_with_its_labels(tmp_path: Path) -> None:
    triangle = "100 300 m 200 300 l 150 400 l s"
    labels = "\n".join([show(90, 296, "A"), show(204, 296, "B"), show(147, 404, "C")])
    rows = "\n".join(show(40, 500 - 15 * i, f"row {i} of the text of this page") for i in range(4))
    (page,) = read_pages(write_pdf(tmp_path / "a.pdf", f"{triangle}\n{labels}\n{rows}"))
    (figure,) = page.figures
    assert figure.box.x0 < 100
    assert figure.box.x1 > 200
    assert figure.box.top < 200


def test_an_emblem_that_most_pages_have_at_one_place_is_no_figure(tmp_path: Path) -> None:
    emblem = "300 60 m 340 60 l 320 100 l s"
    triangle = "100 300 m 200 300 l 150 400 l s"
    rows = "\n".join(show(40, 500 - 15 * i, f"row {i} of the text of this page") for i in range(4))
    pages = read_pages(
        write_pdf(tmp_path / "a.pdf", f"{emblem}\n{triangle}\n{rows}", *[f"{emblem}\n{rows}"] * 3)
    )
    assert [len(page.figures) for page in pages] == [1, 0, 0, 0]


def test_an_image_within_a_line_of_text_is_a_piece_of_it_and_no_figure() -> None:
    paper = Box(0, 0, 595, 842)
    words = tuple(row("the letter in a box and what follows it", 60, 100))
    images = (Box(100, 88, 115, 102), Box(100, 200, 300, 400))
    drawings = Drawings(images, (), (), (), (), 0)
    assert find_figures(drawings, (), words, paper) == [images[1]]


def test_a_page_of_outlines_without_text_is_flagged(tmp_path: Path) -> None:
    outlines = "\n".join(
        f"{20 + i} {100 + i} m {30 + i} {110 + i} l {25 + i} {130 + i} l s" for i in range(200)
    )
    (page,) = read_pages(write_pdf(tmp_path / "a.pdf", outlines))
    assert page.flags == ("no_text",)


def test_an_empty_page_is_an_empty_page(tmp_path: Path) -> None:
    (page,) = read_pages(write_pdf(tmp_path / "a.pdf", ""))
    assert (page.lines, page.figures, page.flags) == ((), (), ())


def test_a_range_of_pages_is_read_with_its_own_numbers(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", *(show(40, 300, f"text {n}") for n in range(1, 6)))
    assert [page.number for page in read_pages(path, first_page=2, last_page=4)] == [2, 3, 4]
    assert [page.number for page in read_pages(path, first_page=4)] == [4, 5]


def test_what_is_no_pdf_says_so_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 and nothing more")
    with pytest.raises(UnreadableMaterial, match="damaged"):
        read_pages(path)


@pytest.mark.parametrize("form", ["{}. What is shown here?", "{} What is shown here?"])
def test_a_question_at_the_top_of_each_page_is_no_running_header(tmp_path: Path, form: str) -> None:
    below = [show(60, 500 - 20 * row, f"\\({mark}\\) word {row}") for row, mark in enumerate("ABCD")]
    contents = [
        "\n".join([show(40, 585, form.format(3 * number + 1)), show(40, 540, "Look."), *below])
        for number in range(4)
    ]
    pages = read_pages(write_pdf(tmp_path / "a.pdf", *contents))
    assert [page.lines[0].text for page in pages] == [form.format(n) for n in (1, 4, 7, 10)]


def test_codes_and_the_page_count_under_them_are_a_running_header(tmp_path: Path) -> None:
    contents = [
        "\n".join(
            [
                show(x0, 575, "10110-11610"),
                show(x0, 562, "40110-41510"),
                show(x0, 526, f"Page {number} of 3"),
                show(x0, 550, "70110-70210"),
                show(x0, 538, "90110-91110"),
                show(40, 480, f"text {'abc'[number - 1]}"),
            ]
        )
        for number, x0 in ((1, 40), (2, 300), (3, 40))
    ]
    pages = read_pages(write_pdf(tmp_path / "a.pdf", *contents))
    assert [[line.text for line in page.lines] for page in pages] == [["text a"], ["text b"], ["text c"]]


def test_a_number_alone_at_the_top_is_a_questions_where_its_neighbours_stand_alone_too(
    tmp_path: Path,
) -> None:
    contents = [
        "\n".join(show(40, 570 - 90 * place, str(first + place)) for place in range(5))
        + "\n"
        + "\n".join(
            show(40, 555 - 90 * place, f"What is {'abcdefghij'[first + place - 5]}?") for place in range(5)
        )
        for first in (5, 10)
    ]
    pages = read_pages(write_pdf(tmp_path / "a.pdf", *contents))
    assert [page.lines[0].text for page in pages] == ["5", "10"]


def test_a_page_number_before_the_running_title_is_taken_off(tmp_path: Path) -> None:
    contents = [
        "\n".join(
            [show(40, 585, f"{number} History of the World"), show(40, 500, f"text {'ab'[number % 2]}")]
        )
        for number in range(1, 5)
    ]
    pages = read_pages(write_pdf(tmp_path / "a.pdf", *contents))
    assert [len(page.lines) for page in pages] == [1, 1, 1, 1]
