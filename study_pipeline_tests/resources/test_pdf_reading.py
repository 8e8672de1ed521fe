"""The tasks that one PDF goes through: pages without text are recognised one by one, and fail alone."""

from pathlib import Path

import pytest

from study_pipeline.materials import errors
from study_pipeline.questions.model import Extraction
from study_pipeline.resources.pdf.reading import PdfReading, PdfRequest
from study_pipeline.resources.pdf.tasks import PdfAnswer, PdfTask
from study_pipeline.resources.settings.settings import PDF_RANGE_PAGES

PAPER = Extraction("paper", 3)
SCAN = Extraction("scan", 3, flags=("needs_ocr",))
READ = PdfAnswer(pages=3)


@pytest.fixture
def reading(tmp_path: Path) -> PdfReading:
    return PdfReading(PdfRequest(tmp_path / "scan.pdf", 3), tmp_path / "scratch", ("kor",))


def recognising(reading: PdfReading, *pages: int) -> list[PdfTask]:
    (task,) = reading.begin()
    return reading.follow(task, PdfAnswer(pages=3, in_need=pages), None)


def test_each_page_in_need_is_a_task_and_the_pdf_is_read_again_once_all_are_done(reading: PdfReading) -> None:
    first, second = recognising(reading, 1, 3)
    assert [(task.kind, task.first_page) for task in (first, second)] == [("recognise", 1), ("recognise", 3)]
    assert reading.follow(second, READ, None) == []
    (again,) = reading.follow(first, READ, None)
    assert (again.kind, again.asks_for_ocr) == ("extract", False)
    assert set(again.recognised_files) == {first.pages_file, second.pages_file}
    assert reading.follow(again, PdfAnswer(extraction=PAPER), None) == []
    assert reading.result() == PAPER


def test_a_page_that_fails_costs_only_itself(reading: PdfReading) -> None:
    first, second = recognising(reading, 1, 3)
    reading.follow(first, PdfAnswer(), errors.took_too_long(60))
    (again,) = reading.follow(second, READ, None)
    assert (again.unreadable, again.recognised_files) == ((1,), (second.pages_file,))
    reading.follow(again, PdfAnswer(extraction=PAPER), None)
    assert reading.result() == PAPER


def test_a_pdf_whose_pages_all_fail_has_their_sentence(reading: PdfReading) -> None:
    (task,) = recognising(reading, 2)
    failure = errors.ocr_failed()
    (again,) = reading.follow(task, PdfAnswer(), failure)
    reading.follow(again, PdfAnswer(extraction=SCAN), None)
    assert reading.result() is failure


def test_without_ocr_nothing_is_asked_for(tmp_path: Path) -> None:
    reading = PdfReading(PdfRequest(tmp_path / "scan.pdf", 3), tmp_path / "scratch", ())
    (task,) = reading.begin()
    assert not task.asks_for_ocr
    reading.follow(task, PdfAnswer(extraction=SCAN), None)
    assert reading.result() == SCAN


def test_a_long_pdf_waits_for_the_pages_of_each_range(tmp_path: Path) -> None:
    request = PdfRequest(tmp_path / "scan.pdf", PDF_RANGE_PAGES + 1)
    reading = PdfReading(request, tmp_path / "scratch", ("kor",))
    whole, rest = reading.begin()
    assert reading.follow(whole, READ, None) == []
    (page,) = reading.follow(rest, PdfAnswer(pages=1, in_need=(PDF_RANGE_PAGES + 1,)), None)
    (again,) = reading.follow(page, READ, None)
    assert (again.kind, again.first_page) == ("read", PDF_RANGE_PAGES + 1)
    (together,) = reading.follow(again, READ, None)
    assert (together.kind, len(together.pages_files)) == ("assemble", 2)
