"""PDFs, opened only in worker processes, each with a wall limit and a memory limit.

A worker that hangs or dies fails the one task that it had; its place is taken by a fresh process.
"""

import logging
import os
import queue
import selectors
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from study_pipeline.materials import errors
from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.questions.model import Extraction
from study_pipeline.resources.errors import PermanentError
from study_pipeline.resources.pdf_tasks import ANSWER, TASK, PdfAnswer, PdfTask
from study_pipeline.resources.settings import PDF_RANGE_PAGES, Settings

log = logging.getLogger(__name__)

TASKS_PER_PROCESS = 25  # a fresh process then, so that what a library leaks stays small
START_SECONDS = 60.0
COMPLAINT_CHARACTERS = 500
MAX_ANSWER_BYTES = 200_000_000
READ_BYTES = 1 << 20
KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "PYTHONPATH", "SYSTEMROOT")


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
    _processes: "tuple[_Process, ...]" = field(init=False)
    _idle: "queue.SimpleQueue[_Process]" = field(init=False, default_factory=queue.SimpleQueue)

    def __post_init__(self) -> None:
        self._threads = ThreadPoolExecutor(self.count, thread_name_prefix="pdf-worker")
        self._processes = tuple(_Process(self.memory_mb) for _ in range(self.count))
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

    def extract_many(self, requests: Sequence[PdfRequest]) -> Iterator[PdfResult]:
        """Read many PDFs side by side; give each result as it comes.

        A long PDF is read in page ranges by several workers, then put together by one.

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
                        yield PdfResult(index, refusal, seconds[index])
                    elif open_ranges.get(index):
                        open_ranges[index] -= 1
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


class _Process:
    """One worker process, started when first asked, replaced when it hung, died or grew old."""

    def __init__(self, memory_mb: int) -> None:
        self._memory_mb = memory_mb
        self._popen: subprocess.Popen[bytes] | None = None
        self._tasks = 0

    def ask(self, task: PdfTask, *, timeout_seconds: float) -> PdfAnswer:
        if self._tasks >= TASKS_PER_PROCESS or (self._popen is not None and self._popen.poll() is not None):
            self.stop()  # one that died while it was idle says nothing about the next PDF
        popen = self._popen or self._start()
        self._tasks += 1
        started = time.monotonic()
        answer = self._ask(popen, task, timeout_seconds)
        return replace(answer, seconds=time.monotonic() - started)

    def _ask(self, popen: "subprocess.Popen[bytes]", task: PdfTask, timeout_seconds: float) -> PdfAnswer:
        try:
            if popen.stdin is None:
                raise RuntimeError("a PDF worker was started without pipes")
            popen.stdin.write(TASK.dump_json(task) + b"\n")
            popen.stdin.flush()
            line = _read_line(_descriptor(popen), timeout_seconds)
            return ANSWER.validate_json(line)
        except TimeoutError:
            log.warning("A PDF worker was stopped after %g s with %s.", timeout_seconds, task.path.name)
            self.stop()
            error = errors.took_too_long(timeout_seconds)
            return PdfAnswer(refusal_code=error.code, refusal=error.message)
        except (OSError, EOFError, ValidationError) as failure:
            self.stop()
            log.warning(
                "A PDF worker ended with %s while reading %s: %r", popen.returncode, task.path.name, failure
            )
            error = errors.reader_died()
            return PdfAnswer(refusal_code=error.code, refusal=error.message)

    def kill(self) -> None:
        """End the process, from any thread; whoever waits for its answer reads its end."""
        popen = self._popen
        if popen is not None:
            popen.kill()

    def stop(self) -> None:
        if self._popen is not None:
            self._popen.kill()
            self._popen.communicate()
        self._popen = None
        self._tasks = 0

    def _start(self) -> "subprocess.Popen[bytes]":
        # No secrets and no settings: the process that opens hostile bytes needs none.
        environment = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
        with tempfile.TemporaryFile() as complaints:
            popen = subprocess.Popen(
                [sys.executable, "-m", "study_pipeline.resources.pdf_worker", str(self._memory_mb)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                env=environment,
            )
            self._popen = popen
            try:
                _read_line(
                    _descriptor(popen), START_SECONDS
                )  # it says that it is ready before it reads a byte
            except (TimeoutError, EOFError) as error:
                self.stop()
                complaints.seek(0)
                said = complaints.read().decode("utf-8", "replace").strip()
                log.error("The PDF reader does not start:\n%s", said)
                reason = (said.splitlines() or ["nothing"])[-1][:COMPLAINT_CHARACTERS]
                raise PermanentError(
                    f"The PDF reader does not start; install again. It said: {reason}"
                ) from error
        return popen


def _descriptor(popen: "subprocess.Popen[bytes]") -> int:
    if popen.stdout is None:
        raise RuntimeError("a PDF worker was started without pipes")
    return popen.stdout.fileno()


def _read_line(descriptor: int, timeout_seconds: float) -> bytes:
    deadline = time.monotonic() + timeout_seconds
    parts: list[bytes] = []
    size = 0
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while selector.select(max(0.0, deadline - time.monotonic())):
            part = os.read(descriptor, READ_BYTES)
            if not part:
                raise EOFError("the worker closed its output")
            parts.append(part)
            size += len(part)
            if part.endswith(b"\n"):
                return b"".join(parts)
            if size > MAX_ANSWER_BYTES:
                raise EOFError("the worker's answer was too long")
    raise TimeoutError


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
