"""The check at the door, each refusal with its sentence."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from study_pipeline.materials.errors import UnreadableMaterial, took_too_long
from study_pipeline.materials.validation import HEADER_WITHIN_BYTES, check_document
from study_pipeline_tests.pdfs import (
    BROKEN,
    KOREAN_PAPER,
    TABLE_PAPER,
    write_locked,
    write_objects,
    write_pages,
)


def refusal(path: Path, *, max_pages: int = 100, max_file_mb: int = 10) -> UnreadableMaterial:
    with pytest.raises(UnreadableMaterial) as caught:
        check_document(path, max_pages=max_pages, max_file_mb=max_file_mb)
    return caught.value


def test_a_good_pdf_passes_with_its_number_of_pages() -> None:
    assert check_document(KOREAN_PAPER, max_pages=3, max_file_mb=1) == 3


def test_junk_before_the_header_passes_as_it_does_in_viewers(tmp_path: Path) -> None:
    path = tmp_path / "mailed.pdf"
    path.write_bytes(b"Content-Type: application/pdf\r\n\r\n" + TABLE_PAPER.read_bytes())
    assert check_document(path, max_pages=3, max_file_mb=1) == 1


def write_text(path: Path) -> None:
    path.write_text("1. What is this?\n" * 200)


def write_late_header(path: Path) -> None:
    path.write_bytes(b" " * HEADER_WITHIN_BYTES + TABLE_PAPER.read_bytes())


def write_half(path: Path) -> None:
    path.write_bytes(TABLE_PAPER.read_bytes()[:4000])


def write_without_pages(path: Path) -> None:
    write_objects(path, [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 0 /Kids [] >>"])


@pytest.mark.parametrize(
    ("write", "code", "sentence"),
    [
        (Path.touch, "empty", "is empty (0 bytes): upload it again."),
        (write_text, "not_a_pdf", "is not a PDF: save or print it as a PDF and upload that."),
        (write_late_header, "not_a_pdf", "is not a PDF: save or print it as a PDF and upload that."),
        (
            lambda p: shutil.copyfile(BROKEN, p),
            "damaged",
            "is damaged or incomplete and cannot be opened: upload it again.",
        ),
        (write_half, "damaged", "is damaged or incomplete and cannot be opened: upload it again."),
        (write_locked, "encrypted", "is locked with a password: upload a copy without one."),
        (write_without_pages, "damaged", "is damaged or incomplete and cannot be opened: upload it again."),
        (
            lambda p: write_pages(p, 101),
            "too_many_pages",
            "has 101 pages, more than the limit of 100 (STUDY_MAX_PAGES): split it.",
        ),
    ],
)
def test_each_refusal_says_what_is_wrong_and_what_to_do(
    write: Callable[[Path], object], code: str, sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / "upload.pdf"
    write(path)
    error = refusal(path)
    assert (error.code, error.message) == (code, sentence)


def test_a_pdf_without_pages_is_not_called_locked_because_the_one_before_was(tmp_path: Path) -> None:
    write_locked(tmp_path / "locked.pdf")
    write_without_pages(tmp_path / "empty.pdf")
    assert refusal(tmp_path / "locked.pdf").code == "encrypted"
    assert refusal(tmp_path / "empty.pdf").code == "damaged"
    assert refusal(tmp_path / "locked.pdf").code == "encrypted"


def test_a_file_just_above_the_limit_is_said_to_be_above_it(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    path.write_bytes(b"%PDF-1.4" + bytes(1_000_000))
    error = refusal(path, max_file_mb=1)
    assert error.message == "is 2 MB, more than the limit of 1 MB (STUDY_MAX_FILE_MB): split it."
    path.write_bytes(bytes(1_000_000))
    assert refusal(path, max_file_mb=1).code == "not_a_pdf"


def test_every_reason_is_one_sentence_without_the_name() -> None:
    sentence = took_too_long(120).message
    assert sentence.startswith("could not be read within 120 s")
    assert "\n" not in sentence


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(at=st.integers(0, 30_000), junk=st.binary(min_size=1, max_size=200))
def test_any_damage_ends_in_a_page_count_or_in_a_sentence(tmp_path: Path, at: int, junk: bytes) -> None:
    content = bytearray(TABLE_PAPER.read_bytes())
    content[at : at + len(junk)] = junk
    path = tmp_path / "damaged.pdf"
    path.write_bytes(content)
    try:
        pages = check_document(path, max_pages=100, max_file_mb=10)
    except UnreadableMaterial:
        return
    assert 1 <= pages <= 100
