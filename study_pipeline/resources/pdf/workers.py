"""PDFs, opened only in worker processes, each with a wall limit and a memory limit.

A worker that hangs or dies fails the one task that it had; its place is taken by a fresh process.
"""

import logging
import queue
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from study_pipeline.materials import errors
from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.materials.pages.page import Figure
from study_pipeline.questions.model import Extraction
from study_pipeline.resources.ocr.installation import missing_for_ocr
from study_pipeline.resources.pdf.reading import PdfReading, PdfRequest
from study_pipeline.resources.pdf.tasks import PdfAnswer, PdfTask
from study_pipeline.resources.pdf.worker_process import PdfProcess
from study_pipeline.resources.settings.settings import Settings

__all__ = ["PdfRequest", "PdfResult", "PdfWorkers"]

log = logging.getLogger(__name__)

OnRange = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PdfResult:
    """What one request of several gave; ``seconds`` is how long workers were busy with it."""

    index: int
    result: Extraction | UnreadableMaterial
    seconds: float


@dataclass(slots=True)
class PdfWorkers:
    """A pool of PDF workers. Use it as a context manager; workers start when first needed.

    Pages without text are read by OCR in ``ocr_languages`` (tesseract's names), where it is installed; without
    languages it is switched off.
    """

    count: int
    timeout_seconds: float
    memory_mb: int
    ocr_languages: tuple[str, ...] = ()
    _threads: ThreadPoolExecutor = field(init=False)
    _processes: "tuple[PdfProcess, ...]" = field(init=False)
    _idle: "queue.SimpleQueue[PdfProcess]" = field(init=False, default_factory=queue.SimpleQueue)
    _missing_for_ocr: list[str] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._threads = ThreadPoolExecutor(self.count, thread_name_prefix="pdf-worker")
        self._processes = tuple(PdfProcess(self.memory_mb) for _ in range(self.count))
        for process in self._processes:
            self._idle.put(process)

    @classmethod
    def from_settings(cls, settings: Settings) -> "PdfWorkers":
        """Size the pool as the settings say."""
        return cls(
            settings.workers, settings.pdf_timeout_seconds, settings.pdf_memory_mb, settings.ocr_languages
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop all workers, also one that is reading: what it would answer is wanted no more."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in self._processes:
            process.kill()
        self._threads.shutdown()
        for process in self._processes:
            process.stop()

    def check(self, path: Path, *, max_pages: int, max_file_mb: int) -> int:
        """Count the pages of a PDF that may be taken.

        Raises:
            UnreadableMaterial: It may not, with the sentence why.
        """
        task = PdfTask("check", path, max_pages=max_pages, max_file_mb=max_file_mb)
        return _pages(self._threads.submit(self._run, task).result())

    def extract(self, request: PdfRequest) -> Extraction:
        """Read one PDF's questions.

        Raises:
            UnreadableMaterial: Nothing could be read, with the sentence why.
        """
        (only,) = self.extract_many([request])
        if isinstance(only.result, UnreadableMaterial):
            raise only.result
        return only.result

    def draw(self, path: Path, directory: Path) -> int:
        """Write a PNG of each page with what was seen drawn over it; count them.

        Raises:
            UnreadableMaterial: Nothing could be read, with the sentence why.
        """
        directory.mkdir(parents=True, exist_ok=True)
        task = PdfTask("draw", path.resolve(), crops=directory.resolve())
        return _pages(self._threads.submit(self._run, task).result())

    def crop(self, path: Path, regions: Sequence[Figure], directory: Path) -> None:
        """Write a PNG of each region that ``directory`` lacks, named by ``crop_name``.

        Raises:
            UnreadableMaterial: Some could not be drawn, with the sentence why.
        """
        task = PdfTask("crop", path.resolve(), regions=tuple(regions), crops=directory.resolve())
        _pages(self._threads.submit(self._run, task).result())

    def why_without_text(self) -> UnreadableMaterial:
        """Why a PDF without text was not read: OCR is switched off, or lacks something."""
        missing = self._what_ocr_lacks()
        return errors.no_ocr(", ".join(missing)) if missing else errors.no_text()

    def _what_ocr_lacks(self) -> list[str]:
        """What is not installed of what OCR needs; asked once, since tesseract is started for the answer."""
        if self._missing_for_ocr is None:
            self._missing_for_ocr = missing_for_ocr(self.ocr_languages)
        return self._missing_for_ocr

    def extract_many(
        self, requests: Sequence[PdfRequest], on_range: OnRange | None = None
    ) -> Iterator[PdfResult]:
        """Read many PDFs side by side; give each result as it comes.

        A long PDF is read in page ranges by several workers, then put together by one; ``on_range`` hears of each
        range, by the index of its request, how many pages it has. Pages without text are recognised one by one,
        where OCR is installed.

        Raises:
            PermanentError: No worker starts.
            TransientError: Each is killed before it is ready.
        """
        languages = () if self._what_ocr_lacks() else self.ocr_languages
        with tempfile.TemporaryDirectory(prefix="study-pages-") as scratch:
            readings = [
                PdfReading(request, Path(scratch) / str(index), languages)
                for index, request in enumerate(requests)
            ]
            waiting: dict[Future[PdfAnswer], tuple[int, PdfTask]] = {}
            seconds: dict[int, float] = defaultdict(float)
            for index, reading in enumerate(readings):
                self._submit(waiting, index, reading.begin())
            try:
                while waiting:
                    future = next(as_completed(waiting))
                    index, task = waiting.pop(future)
                    reading = readings[index]
                    if reading.result() is not None:
                        continue
                    answer = future.result()
                    seconds[index] += answer.seconds
                    refusal = _refusal(answer)
                    self._submit(waiting, index, reading.follow(task, answer, refusal))
                    if (result := reading.result()) is not None:
                        _give_up(waiting, index)
                        yield PdfResult(index, result, seconds[index])
                    elif task.kind == "read" and not answer.in_need and on_range is not None:
                        on_range(index, answer.pages or 0)
            finally:
                for future in waiting:  # nobody waits for them any more
                    future.cancel()

    def _submit(
        self, waiting: dict[Future[PdfAnswer], tuple[int, PdfTask]], index: int, tasks: Sequence[PdfTask]
    ) -> None:
        waiting.update({self._threads.submit(self._run, task): (index, task) for task in tasks})

    def _run(self, task: PdfTask) -> PdfAnswer:
        process = self._idle.get()
        try:
            return process.ask(task, timeout_seconds=self.timeout_seconds)
        finally:
            self._idle.put(process)


def _give_up(waiting: dict[Future[PdfAnswer], tuple[int, PdfTask]], index: int) -> None:
    """Take back the tasks of a PDF that no worker has begun: fifty of them could each hang."""
    for future in [future for future, (of, _) in waiting.items() if of == index and future.cancel()]:
        del waiting[future]


def _refusal(answer: PdfAnswer) -> UnreadableMaterial | None:
    if answer.crash is not None:
        log.warning("A PDF broke its reader:\n%s", answer.crash)
    if answer.refusal is not None:
        return UnreadableMaterial(answer.refusal_code or "refused", answer.refusal)
    return errors.reader_died() if answer.crash is not None else None


def _pages(answer: PdfAnswer) -> int:
    refusal = _refusal(answer)
    if refusal is not None:
        raise refusal
    if answer.pages is None:
        raise errors.reader_died()
    return answer.pages
