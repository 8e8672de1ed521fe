"""One PDF worker process, seen from outside: started, asked, bounded in time, replaced."""

import contextlib
import logging
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from typing import IO

from pydantic import ValidationError

from study_pipeline.language import translate
from study_pipeline.materials import errors
from study_pipeline.resources.errors import PermanentError, TransientError
from study_pipeline.resources.pdf.tasks import ANSWER, TASK, PdfAnswer, PdfTask

log = logging.getLogger(__name__)

TASKS_PER_PROCESS = 25  # a fresh process then, so that what a library leaks stays small
START_SECONDS = 60.0
START_TRIES = 3  # of a process that is killed meanwhile, by who wants its memory or by hand
EXIT_SECONDS = 5.0  # from its closed output to its end
COMPLAINT_CHARACTERS = 500
MAX_ANSWER_BYTES = 64_000_000  # 2,000 pages of questions are some 20 MB; Dagster's process has to hold it
READ_BYTES = 1 << 20
KEPT_ENVIRONMENT = (
    "PATH",
    "LANG",
    "LC_ALL",
    "LC_MESSAGES",
    "LC_CTYPE",
    "STUDY_LANGUAGE",
    "TMPDIR",
    "TESSDATA_PREFIX",
    "PYTHONPATH",
    "SYSTEMROOT",
)


class PdfProcess:
    """One worker process, started when first asked, replaced when it hung, died or grew old."""

    def __init__(self, memory_mb: int) -> None:
        self._memory_mb = memory_mb
        self._popen: subprocess.Popen[bytes] | None = None
        self._tasks = 0
        self._wanted = True

    def ask(self, task: PdfTask, *, timeout_seconds: float) -> PdfAnswer:
        """Have a task done; a process that hangs or dies over it is stopped, and the answer says so.

        Raises:
            PermanentError: No process starts.
            TransientError: Each is killed before it is ready.
        """
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
        """End the process for good, from any thread; whoever waits for its answer reads its end."""
        self._wanted = False
        popen = self._popen
        if popen is not None:
            _kill(popen)

    def stop(self) -> None:
        """End the process, if there is one, and wait for its end."""
        if self._popen is not None:
            _kill(self._popen)
            self._popen.communicate()
        self._popen = None
        self._tasks = 0

    def _start(self) -> "subprocess.Popen[bytes]":
        """Start a process; one that something outside ends before it is ready is started again."""
        for _ in range(START_TRIES):
            with tempfile.TemporaryFile() as complaints:
                popen = self._popen = self._spawn(complaints)
                try:
                    _read_line(_descriptor(popen), START_SECONDS)  # it is ready before it reads a byte
                except (TimeoutError, EOFError) as error:
                    was_killed = isinstance(error, EOFError) and _exit_code(popen) < 0
                    self.stop()
                    complaints.seek(0)
                    said = complaints.read().decode("utf-8", "replace").strip()
                    log.error("The PDF reader does not start:\n%s", said)
                    if not (was_killed and self._wanted):
                        raise _does_not_start(said) from error
                else:
                    return popen
        raise TransientError(
            translate(
                "The PDF reader was stopped from outside again and again while it started: "
                "look whether memory is short."
            )
        )

    def _spawn(self, complaints: IO[bytes]) -> "subprocess.Popen[bytes]":
        # No secrets and no settings: the process that opens hostile bytes needs none.
        environment = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
        return subprocess.Popen(
            [sys.executable, "-m", "study_pipeline.resources.pdf.worker", str(self._memory_mb)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=environment,
            process_group=0,  # so that what it started, tesseract, ends with it
        )


def _does_not_start(said: str) -> PermanentError:
    reason = (said.splitlines() or ["nothing"])[-1][:COMPLAINT_CHARACTERS]
    return PermanentError(
        translate("The PDF reader does not start; install again. It said: {reason}").format(reason=reason)
    )


def _exit_code(popen: "subprocess.Popen[bytes]") -> int:
    """What a process that closed its output ended with; negative for a signal, 0 while it still runs."""
    try:
        return popen.wait(EXIT_SECONDS)
    except subprocess.TimeoutExpired:
        return 0


def _kill(popen: "subprocess.Popen[bytes]") -> None:
    """End a process and those that it started. One that has been waited for is gone with its group."""
    if popen.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(popen.pid, signal.SIGKILL)


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
