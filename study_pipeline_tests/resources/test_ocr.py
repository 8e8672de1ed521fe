"""Scanned pages of our own samples, read by tesseract and RapidOCR in real workers. Each page costs seconds."""

import dataclasses
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from rapidfuzz import fuzz

from study_pipeline.ingest.services import Services
from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.questions.model import Extraction, Question
from study_pipeline.resources.ocr.installation import missing_for_ocr
from study_pipeline.resources.pdf.workers import PdfRequest, PdfWorkers
from study_pipeline_tests.ingest.flow import named, run, take_and_run
from study_pipeline_tests.installation import lives
from study_pipeline_tests.outlines import write_outlined_key
from study_pipeline_tests.pdfs import (
    ENGLISH_KEY,
    ENGLISH_PAPER,
    KOREAN_PAPER,
    stems_about,
    write_paper,
    write_picture_of,
    write_scan,
)

LANGUAGES = ("kor", "eng")
SECONDS = 300.0  # of a page, on a machine busy with other tests


@pytest.fixture(scope="module")
def ocr() -> Iterator[PdfWorkers]:
    """Workers that read pictures. Where OCR is not installed the tests are skipped, but not where it is required."""
    missing = missing_for_ocr(LANGUAGES)
    if missing and os.environ.get("STUDY_TEST_OCR") != "required":
        pytest.skip(f"OCR is not installed (make ocr); missing: {', '.join(missing)}")
    assert missing == []
    with PdfWorkers(2, SECONDS, 2048, LANGUAGES) as workers:
        yield workers


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A paper of two short questions: quickly read."""
    return write_paper(tmp_path / "small.pdf", stems_about("granite", 2))


def read(workers: PdfWorkers, path: Path) -> Extraction:
    return workers.extract(PdfRequest(path, 1))


def by_number(extraction: Extraction) -> dict[str, Question]:
    return {question.number: question for question in extraction.questions}


def alike(scanned: str, printed: str) -> float:
    """How far two texts are the same, white space aside (0..100)."""
    return fuzz.ratio("".join(scanned.split()), "".join(printed.split()))


def test_a_scanned_korean_page_of_two_columns_gives_the_questions_that_the_printed_one_has(
    ocr: PdfWorkers, workers: PdfWorkers, tmp_path: Path
) -> None:
    scanned = read(ocr, write_scan(tmp_path / "scan.pdf", KOREAN_PAPER, page=2))
    printed = by_number(workers.extract(PdfRequest(KOREAN_PAPER, 3)))
    assert scanned.kind == "paper"
    assert scanned.questions
    for question in scanned.questions:
        same = printed[question.number]
        assert alike(question.stem, same.stem) > 80
        assert [option.label for option in question.options] == [option.label for option in same.options]
        assert {"ocr", "ocr_unsure"} & set(question.flags)
        assert question.confidence < 0.9


def test_a_scanned_english_page_is_read_as_english_also_when_it_lies_on_its_side_and_askew(
    ocr: PdfWorkers, workers: PdfWorkers, tmp_path: Path
) -> None:
    scan = write_scan(tmp_path / "scan.pdf", ENGLISH_PAPER, turn=90, slant_degrees=1.5)
    scanned, printed = by_number(read(ocr, scan)), by_number(workers.extract(PdfRequest(ENGLISH_PAPER, 3)))
    for number in ("1", "2", "3"):
        assert alike(scanned[number].stem, printed[number].stem) > 95
        assert [option.label for option in scanned[number].options] == ["A", "B", "C", "D"]


def test_a_page_on_its_head_is_turned(ocr: PdfWorkers, tmp_path: Path) -> None:
    scanned = read(ocr, write_scan(tmp_path / "scan.pdf", KOREAN_PAPER, page=3, turn=180))
    assert scanned.kind == "answer_key"
    given = {entry.number: entry.answer for entry in scanned.answers}
    assert {number: given.get(number) for number in "2345689"} == {
        "2": "①",
        "3": "②",
        "4": "①",
        "5": "④",
        "6": "④",
        "8": "④",
        "9": "③",
    }


def test_a_key_whose_letters_are_outlines_gives_every_answer(ocr: PdfWorkers, tmp_path: Path) -> None:
    printed = {str(n): "①②③④⑤"[n % 5] if n % 4 else str(37 * n % 100) for n in range(1, 21)}
    key = read(ocr, write_outlined_key(tmp_path / "key.pdf", printed))
    assert key.kind == "answer_key"
    assert {entry.number: entry.answer for entry in key.answers} == printed


def test_a_scan_dropped_before_ocr_was_installed_is_read_when_it_is_processed_again(
    services: Services, ocr: PdfWorkers, small: Path
) -> None:
    write_scan(services.settings.uploads / "scan.pdf", small)
    take_and_run(services)
    assert named(services, "scan.pdf").flags == ("needs_ocr",)
    with_ocr = dataclasses.replace(services, workers=ocr)
    run(with_ocr, [named(services, "scan.pdf")])
    scan = named(services, "scan.pdf")
    assert (scan.status, scan.questions) == ("completed", 2)


def fake_tesseract(folder: Path, does: str) -> None:
    """A program that knows the languages, and then ``does`` something in place of reading."""
    program = folder / "tesseract"
    program.write_text(
        f"#!{sys.executable}\nimport sys, time\n"
        f"if '--list-langs' in sys.argv: print('languages:', 'eng', 'kor', sep='\\n'); sys.exit()\n{does}\n"
    )
    program.chmod(0o755)


def refusal(path: Path, *, seconds: float = SECONDS) -> str:
    with (
        PdfWorkers(1, seconds, 2048, LANGUAGES) as workers,
        pytest.raises(UnreadableMaterial) as caught,
    ):
        read(workers, path)
    return caught.value.message


def test_a_tesseract_that_dies_costs_one_sentence(
    ocr: PdfWorkers, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_tesseract(tmp_path, "sys.exit('no data')")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refusal(write_scan(tmp_path / "scan.pdf", small)) == (
        "has only pictures of text, and OCR broke off over them: process it again, or upload a version whose text "
        "can be selected."
    )


def test_a_tesseract_that_hangs_is_ended_with_its_worker(
    ocr: PdfWorkers, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_tesseract(tmp_path, "time.sleep(600)")
    monkeypatch.setenv("PATH", str(tmp_path))
    scan = write_scan(tmp_path / "scan.pdf", small)
    assert refusal(scan, seconds=10).startswith("could not be read within 10 s")
    program = str(tmp_path / "tesseract")
    left = [one for one in psutil.process_iter(["cmdline"]) if program in (one.info["cmdline"] or [])]
    deadline = time.monotonic() + 60
    while any(lives(one) for one in left):  # killed, and perhaps not gone yet
        assert time.monotonic() < deadline


def test_a_picture_of_30_000_pixels_a_side_costs_one_sentence(ocr: PdfWorkers, tmp_path: Path) -> None:
    with pytest.raises(UnreadableMaterial) as caught:
        read(ocr, write_picture_of(tmp_path / "large.pdf", 30_000))
    assert caught.value.message.endswith(".")
    assert read(ocr, ENGLISH_KEY).kind == "answer_key"
