"""One PDF on its way through the workers: which tasks it still needs, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from study_pipeline.materials import errors
from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.questions.model import Extraction
from study_pipeline.resources.pdf.tasks import PdfAnswer, PdfTask
from study_pipeline.resources.settings.settings import PDF_RANGE_PAGES

NEEDS_OCR = "needs_ocr"


@dataclass(frozen=True, slots=True)
class PdfRequest:
    """A PDF to extract; ``crops`` is where its figures go, None for nowhere."""

    path: Path
    pages: int
    crops: Path | None = None


@dataclass(slots=True)
class _Part:
    """One `extract` or `read` task, and the pages of it that OCR is asked to read first."""

    task: PdfTask
    open_pages: set[int] = field(default_factory=set)
    recognised: dict[int, Path] = field(default_factory=dict)
    failures: dict[int, UnreadableMaterial] = field(default_factory=dict)
    is_done: bool = False


class PdfReading:
    """The tasks of one PDF, in their order.

    A short PDF is one part; a long one is read in ranges, which are parts, and put together at the end. A part
    that holds pages without text is asked for again once these have been recognised, each as a task of its own:
    one that fails costs only its page.
    """

    def __init__(self, request: PdfRequest, scratch: Path, languages: Sequence[str]) -> None:
        """Files between tasks go to ``scratch``. ``languages`` are those of OCR; none: there is no OCR."""
        self._result: Extraction | UnreadableMaterial | None = None
        self._request = request
        self._scratch = scratch
        self._languages = tuple(languages)
        scratch.mkdir()
        self._parts = [_Part(task) for task in self._reading_tasks()]

    def result(self) -> Extraction | UnreadableMaterial | None:
        """What came of it; None until the last task is answered."""
        return self._result

    def begin(self) -> list[PdfTask]:
        """The first tasks."""
        return [part.task for part in self._parts]

    def follow(self, task: PdfTask, answer: PdfAnswer, refusal: UnreadableMaterial | None) -> list[PdfTask]:
        """Take in one answer, or the refusal that it was; give the tasks that follow from it."""
        if task.kind == "recognise":
            return self._recognised(task, refusal)
        if refusal is not None:
            self._result = refusal
            return []
        if task.kind in {"extract", "assemble"} and not answer.in_need:
            self._result = self._final(answer.extraction)
            return []
        part = next(part for part in self._parts if part.task.first_page == task.first_page)
        if answer.in_need:
            part.open_pages = set(answer.in_need)
            return [self._recognising(number) for number in answer.in_need]
        part.is_done = True
        return [self._assembling()] if all(part.is_done for part in self._parts) else []

    def _reading_tasks(self) -> list[PdfTask]:
        path, pages, crops = self._request.path, self._request.pages, self._request.crops
        asks = bool(self._languages)
        if pages <= PDF_RANGE_PAGES:
            return [PdfTask("extract", path, crops=crops, asks_for_ocr=asks)]
        return [
            PdfTask(
                "read",
                path,
                first_page=first,
                last_page=min(first + PDF_RANGE_PAGES - 1, pages),
                pages_file=self._scratch / f"{first}.json",
                asks_for_ocr=asks,
            )
            for first in range(1, pages + 1, PDF_RANGE_PAGES)
        ]

    def _recognising(self, number: int) -> PdfTask:
        file = self._scratch / f"recognised-{number}.json"
        return PdfTask(
            "recognise", self._request.path, first_page=number, pages_file=file, languages=self._languages
        )

    def _recognised(self, task: PdfTask, refusal: UnreadableMaterial | None) -> list[PdfTask]:
        number = task.first_page
        part = next(part for part in self._parts if number in part.open_pages)
        part.open_pages.discard(number)
        if refusal is not None:
            part.failures[number] = refusal
        elif task.pages_file is not None:
            part.recognised[number] = task.pages_file
        if part.open_pages:
            return []
        return [
            replace(
                part.task,
                asks_for_ocr=False,
                recognised_files=tuple(part.recognised.values()),
                unreadable=tuple(part.failures),
            )
        ]

    def _assembling(self) -> PdfTask:
        files = tuple(part.task.pages_file for part in self._parts if part.task.pages_file is not None)
        return PdfTask("assemble", self._request.path, pages_files=files, crops=self._request.crops)

    def _final(self, extraction: Extraction | None) -> Extraction | UnreadableMaterial:
        if extraction is None:
            return errors.reader_died()
        failures = [failure for part in self._parts for failure in part.failures.values()]
        return failures[0] if failures and NEEDS_OCR in extraction.flags else extraction
