"""A PDF worker process: reads tasks from standard input, answers on standard output. Opens every hostile byte."""

import errno
import gc
import os
import resource
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pypdfium2

from study_pipeline.materials import errors
from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.materials.pages.crops import write_crops
from study_pipeline.materials.pages.damage import find_damage
from study_pipeline.materials.pages.page import Figure, Page
from study_pipeline.materials.reading import NO_TEXT, read_pages
from study_pipeline.materials.validation import check_document
from study_pipeline.questions.damaged_papers import with_damage
from study_pipeline.questions.extraction import extract
from study_pipeline.questions.model import Extraction
from study_pipeline.resources.ocr.tesseract import TesseractFailed
from study_pipeline.resources.pdf.tasks import ANSWER, PAGES, RECOGNISED_PAGE, TASK, PdfAnswer, PdfTask
from study_pipeline.resources.storage_failures import is_of, reading_refusal, saving_refusal

MEGABYTE = 1_000_000
MAX_WRITTEN_MB = 256  # the text of a page range is some 2 MB, a crop less
COLLECT_AFTER = 50_000  # records; Python's own 700 make it look for cycles at every other row of a page
OF_THE_READER = (errno.EFBIG, errno.ENOMEM, None)  # its own limits, or a library's complaint about the PDF


def main() -> None:
    """Serve tasks until standard input ends. ``argv[1]`` is the memory limit in MB."""
    limit_memory(int(sys.argv[1]))
    limit_written_files()
    collect_seldom()
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # whatever a library prints must not look like an answer
        answers.write(b"ready\n")
        answers.flush()
        serve(sys.stdin.buffer, answers)


def serve(tasks: BinaryIO, answers: BinaryIO) -> None:
    """Answer each task line with one answer line."""
    for line in tasks:
        answers.write(ANSWER.dump_json(answer(TASK.validate_json(line))) + b"\n")
        answers.flush()


def answer(task: PdfTask) -> PdfAnswer:
    """Do one task. A PDF may break its reader in any way, so every exception becomes an answer."""
    try:
        return _do(task)
    except UnreadableMaterial as error:
        return _refused(error)
    except OSError as error:
        if error.errno in OF_THE_READER and task.path.exists():
            return PdfAnswer(crash=traceback.format_exc(limit=20))
        return _refused(_refusal(task, error))
    except pypdfium2.PdfiumError:
        return _refused(errors.damaged_page())
    except Exception:  # noqa: BLE001  # hostile bytes raise anything, and the next PDF must still be read
        return PdfAnswer(crash=traceback.format_exc(limit=20))


def _refused(error: UnreadableMaterial) -> PdfAnswer:
    return PdfAnswer(refusal_code=error.code, refusal=error.message)


def _refusal(task: PdfTask, error: OSError) -> UnreadableMaterial:
    if not task.path.exists():
        return errors.vanished()
    return reading_refusal(error) if is_of(task.path, error) else saving_refusal(error)


def _do(task: PdfTask) -> PdfAnswer:
    return TASKS[task.kind](task)


def _check(task: PdfTask) -> PdfAnswer:
    pages = check_document(task.path, max_pages=task.max_pages, max_file_mb=task.max_file_mb)
    return PdfAnswer(pages=pages)


def _extract(task: PdfTask) -> PdfAnswer:
    pages = _pages(task)
    in_need = _in_need(task, pages)
    return PdfAnswer(pages=len(pages), in_need=in_need) if in_need else _questions(task, pages)


def _read(task: PdfTask) -> PdfAnswer:
    pages = _pages(task)
    in_need = _in_need(task, pages)
    if not in_need:
        _named(task.pages_file).write_bytes(PAGES.dump_json(pages))
    return PdfAnswer(pages=len(pages), in_need=in_need)


def _assemble(task: PdfTask) -> PdfAnswer:
    pages = [page for file in task.pages_files for page in PAGES.validate_json(file.read_bytes())]
    return _questions(task, pages)


def _recognise(task: PdfTask) -> PdfAnswer:
    # RapidOCR takes a second to import, and comes with the extra `ocr`
    from study_pipeline.resources.ocr.page_recogniser import recogniser

    try:
        page = recogniser(task.languages).recognise(task.path, task.first_page)
    except TesseractFailed as error:
        return replace(_refused(errors.ocr_failed()), crash=str(error))
    _named(task.pages_file).write_bytes(RECOGNISED_PAGE.dump_json(page))
    return PdfAnswer(pages=1)


def _draw(task: PdfTask) -> PdfAnswer:
    # pdfplumber takes a third of a second to import, and only this task draws
    from study_pipeline.materials.pages.debug_overlay import draw_overlay

    return PdfAnswer(pages=len(draw_overlay(task.path, read_pages(task.path), _named(task.crops))))


def _crop(task: PdfTask) -> PdfAnswer:
    return PdfAnswer(pages=len(write_crops(task.path, task.regions, _named(task.crops))))


TASKS: dict[str, Callable[[PdfTask], PdfAnswer]] = {
    "check": _check,
    "extract": _extract,
    "read": _read,
    "assemble": _assemble,
    "recognise": _recognise,
    "draw": _draw,
    "crop": _crop,
}


def _named(path: Path | None) -> Path:
    if path is None:
        raise ValueError("the task does not say where its result goes")
    return path


def _pages(task: PdfTask) -> list[Page]:
    found = [RECOGNISED_PAGE.validate_json(file.read_bytes()) for file in task.recognised_files]
    recognised = {page.number: page for page in found}
    pages = read_pages(task.path, first_page=task.first_page, last_page=task.last_page, recognised=recognised)
    return [
        replace(page, flags=(*page.flags, "ocr_failed")) if page.number in task.unreadable else page
        for page in pages
    ]


def _in_need(task: PdfTask, pages: Sequence[Page]) -> tuple[int, ...]:
    if not task.asks_for_ocr:
        return ()
    silent = not any(_has_text(page) for page in pages)
    return tuple(
        page.number for page in pages if NO_TEXT in page.flags or (silent and _shows_something(page))
    )


def _has_text(page: Page) -> bool:
    return bool(page.lines or page.header or page.footer)


def _shows_something(page: Page) -> bool:
    return bool(page.figures or page.boxes or NO_TEXT in page.flags)


def _questions(task: PdfTask, pages: list[Page]) -> PdfAnswer:
    damage = find_damage(task.path, pages)
    if any(map(_has_text, pages)):
        extraction = extract(pages)
    elif any(map(_shows_something, pages)) and not task.recognised_files:
        extraction = Extraction("scan", len(pages), flags=("needs_ocr",))
    elif damage:
        extraction = Extraction("notes", len(pages))
    else:
        raise errors.nothing_on_its_pages()
    extraction = with_damage(extraction, damage)
    if task.crops is not None:
        write_crops(task.path, _regions(extraction), task.crops)
    return PdfAnswer(pages=extraction.pages, extraction=extraction)


def _regions(extraction: Extraction) -> list[Figure]:
    """All that is to be seen as a picture, once each."""
    questions = extraction.questions
    regions = [region for question in questions for region in (*question.figures, *question.formulas)]
    regions += [figure for q in questions if q.passage is not None for figure in q.passage.figures]
    return list(dict.fromkeys(regions))


def limit_memory(megabytes: int) -> None:
    """Bound the address space, so that a bomb ends this process and not the machine (macOS ignores it)."""
    _limit(resource.RLIMIT_AS, megabytes)


def limit_written_files() -> None:
    """Bound what a PDF can make of itself on the disk."""
    _limit(resource.RLIMIT_FSIZE, MAX_WRITTEN_MB)


def collect_seldom() -> None:
    """Look for garbage in cycles less often: reading makes a million records a paper and hardly a cycle."""
    gc.set_threshold(COLLECT_AFTER)


def _limit(kind: int, megabytes: int) -> None:
    _, hard = resource.getrlimit(kind)
    limit = megabytes * MEGABYTE
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(kind, (limit, hard))


if __name__ == "__main__":
    main()
