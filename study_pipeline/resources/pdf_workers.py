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
from study_pipeline.materials.page import Figure
from study_pipeline.questions.model import Extraction
from study_pipeline.resources.pdf_process import PdfProcess
from study_pipeline.resources.pdf_tasks import PdfAnswer, PdfTask
from study_pipeline.resources.settings import PDF_RANGE_PAGES, Settings

log = logging.getLogger(__name__)

OnRange = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PdfRequest:
    """A PDF to extract; ``crops`` is where its figures go, None for nowhere."""

    path: Path
    pages: int
    crops: Path | None = None


@dataclass(frozen=True, slots=True)
class PdfResult:
    """What one request of several gave; ``seconds`` is how long workers were busy with it."""

    index: int
    result: Extraction | UnreadableMaterial
    seconds: float


@dataclass(slots=True)
class PdfWorkers:
    """A pool of PDF workers. Use it as a context manager; workers start when first needed."""

    count: int
    timeout_seconds: float
    memory_mb: int
    _threads: ThreadPoolExecutor = field(init=False)
    _processes: "tuple[PdfProcess, ...]" = field(init=False)
    _idle: "queue.SimpleQueue[PdfProcess]" = field(init=False, default_factory=queue.SimpleQueue)

    def __post_init__(self) -> None:
        self._threads = ThreadPoolExecutor(self.count, thread_name_prefix="pdf-worker")
        self._processes = tuple(PdfProcess(self.memory_mb) for _ in range(self.count))
        for process in self._processes:
            self._idle.put(process)

    @classmethod
    def from_settings(cls, settings: Settings) -> "PdfWorkers":
        """Size the pool as the settings say."""
        return cls(settings.workers, settings.pdf_timeout_seconds, settings.pdf_memory_mb)

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

    def extract_many(
        self, requests: Sequence[PdfRequest], on_range: OnRange | None = None
    ) -> Iterator[PdfResult]:
        """Read many PDFs side by side; give each result as it comes.

        A long PDF is read in page ranges by several workers, then put together by one; ``on_range`` hears of each
        range, by the index of its request, how many pages it has.

        Raises:
            PermanentError: No worker starts.
        """
        with tempfile.TemporaryDirectory(prefix="study-pages-") as scratch:
            waiting: dict[Future[PdfAnswer], int] = {}
            ranges: dict[int, list[PdfTask]] = {}
            open_ranges: dict[int, int] = {}
            failed: set[int] = set()
            seconds: dict[int, float] = defaultdict(float)
            for index, request in enumerate(requests):
                tasks = _tasks(request, Path(scratch) / str(index))
                if tasks[0].kind == "read":
                    ranges[index], open_ranges[index] = tasks, len(tasks)
                waiting.update({self._threads.submit(self._run, task): index for task in tasks})
            try:
                while waiting:
                    future = next(as_completed(waiting))
                    index = waiting.pop(future)
                    if index in failed:
                        continue
                    answer = future.result()
                    seconds[index] += answer.seconds
                    refusal = _refusal(answer)
                    if refusal is not None:
                        failed.add(index)
                        _give_up(waiting, index)
                        yield PdfResult(index, refusal, seconds[index])
                    elif open_ranges.get(index):
                        open_ranges[index] -= 1
                        if on_range is not None:
                            on_range(index, answer.pages or 0)
                        if not open_ranges[index]:
                            task = _assemble(requests[index], ranges[index])
                            waiting[self._threads.submit(self._run, task)] = index
                    else:
                        yield PdfResult(index, _extraction(answer), seconds[index])
            finally:
                for future in waiting:  # nobody waits for them any more
                    future.cancel()

    def _run(self, task: PdfTask) -> PdfAnswer:
        process = self._idle.get()
        try:
            return process.ask(task, timeout_seconds=self.timeout_seconds)
        finally:
            self._idle.put(process)


def _tasks(request: PdfRequest, scratch: Path) -> list[PdfTask]:
    if request.pages <= PDF_RANGE_PAGES:
        return [PdfTask("extract", request.path, crops=request.crops)]
    scratch.mkdir()
    return [
        PdfTask(
            "read",
            request.path,
            first_page=first,
            last_page=min(first + PDF_RANGE_PAGES - 1, request.pages),
            pages_file=scratch / f"{first}.json",
        )
        for first in range(1, request.pages + 1, PDF_RANGE_PAGES)
    ]


def _assemble(request: PdfRequest, ranges: Sequence[PdfTask]) -> PdfTask:
    files = tuple(task.pages_file for task in ranges if task.pages_file is not None)
    return PdfTask("assemble", request.path, pages_files=files, crops=request.crops)


def _give_up(waiting: dict[Future[PdfAnswer], int], index: int) -> None:
    """Take back the ranges of a PDF that no worker has begun: fifty of them could each hang."""
    for future in [future for future, of in waiting.items() if of == index and future.cancel()]:
        del waiting[future]


def _refusal(answer: PdfAnswer) -> UnreadableMaterial | None:
    if answer.crash is not None:
        log.warning("A PDF broke its reader:\n%s", answer.crash)
        return errors.reader_died()
    if answer.refusal is not None:
        return UnreadableMaterial(answer.refusal_code or "refused", answer.refusal)
    return None


def _pages(answer: PdfAnswer) -> int:
    refusal = _refusal(answer)
    if refusal is not None:
        raise refusal
    if answer.pages is None:
        raise errors.reader_died()
    return answer.pages


def _extraction(answer: PdfAnswer) -> Extraction | UnreadableMaterial:
    return answer.extraction if answer.extraction is not None else errors.reader_died()
