"""Glyphs without a character in the PDF's own map, read by the names that its fonts give them."""

from pathlib import Path

import pytest

from study_pipeline.materials.reading import read_pages
from study_pipeline_tests.pdfs import write_objects

PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R "
    b"/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>"
)
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding << /Type /Encoding /Differences [%s] >> >>"


def paper(path: Path, differences: str, font: str = "AAAAAA+MathematicalPi-One") -> Path:
    """One page that prints ``A``, then codes 2 to 4 of ``font``, whose encoding is ``differences``."""
    content = rb"BT /F1 12 Tf 50 100 Td (A) Tj /F2 12 Tf (\002\003\004) Tj ET"
    write_objects(
        path,
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            PAGE,
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            FONT % (font.encode(), differences.encode()),
        ],
    )
    return path


def text(path: Path) -> str:
    (page,) = read_pages(path)
    return "".join("".join(line.text.split()) for line in page.lines)


def test_minus_equals_and_prime_signs_are_read_by_their_names(tmp_path: Path) -> None:
    assert text(paper(tmp_path / "a.pdf", "2 /H11032 /H11002 /H11005")) == "A′−="


def test_a_code_may_begin_anywhere_in_the_list(tmp_path: Path) -> None:
    assert text(paper(tmp_path / "a.pdf", "4 /H11005 2 /H11001 /H11003")) == "A+×="


@pytest.mark.parametrize(
    ("differences", "font"),
    [
        ("2 /H99999 /H77 /H1", "MathematicalPi-One"),
        ("2 /H11032 /H11002 /H11005", "AnotherFont"),
        ("", "MathematicalPi-One"),
    ],
    ids=["unknown names", "another font", "no names"],
)
def test_what_no_name_tells_stays_unread(tmp_path: Path, differences: str, font: str) -> None:
    assert text(paper(tmp_path / "a.pdf", differences, font)) == "A\uf002\uf003\uf004"


def test_names_of_a_file_that_is_too_broken_for_a_second_look_are_left_alone(tmp_path: Path) -> None:
    path = paper(tmp_path / "a.pdf", "2 /H11032 /H11002 /H11005")
    path.write_bytes(path.read_bytes().replace(b"/Differences [2 ", b"/Differences [<"))
    assert text(path).startswith("A")
