"""How far long work is, drawn on the terminal's standard error; nothing is drawn where that is no terminal."""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Self, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress

from study_pipeline.cli.safe_text import one_line
from study_pipeline.language import translate
from study_pipeline.operations.progress import Progress
from study_pipeline.operations.progress_words import words_beside_bar

PROGRESS_LOGGER = "study_pipeline.ingest"


class ProgressBar:
    """A bar that is told what is going on, and how much of it is done."""

    def __init__(self, terminal: TextIO) -> None:
        self._progress = RichProgress(
            SpinnerColumn(),
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False),
            console=Console(file=terminal, markup=False, emoji=False, highlight=False),
            transient=True,
            redirect_stdout=False,  # what others print is not for the bar's terminal
            redirect_stderr=False,
            disable=not terminal.isatty(),
        )
        self._task = self._progress.add_task("", total=None)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def show(self, description: str, *, done: int = 0, total: int | None = None) -> None:
        """Say what is done now; without ``total`` the bar only shows that something moves."""
        (bar,) = self._progress.tasks
        bar.total = total  # `update` takes None for "as it was"
        self._progress.update(self._task, description=one_line(description), completed=done)


@contextmanager
def run_progress(title: str) -> Iterator[None]:
    """Draw the progress of a run in this process, from what the ingest logs.

    Dagster prints each of its events on standard error, and copies whatever is printed there into the run's
    log. So the bar draws on a copy of the terminal, while both standard streams lead nowhere: the events are
    in the run's log, the reason of a failure in the catalog.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    with os.fdopen(os.dup(2), "w", encoding="utf-8") as terminal, ProgressBar(terminal) as bar:
        bar.show(title)
        with _streams_lead_nowhere(), _listening(_LogToBar(bar)):
            yield


@contextmanager
def _streams_lead_nowhere() -> Iterator[None]:
    """For Python code, and below it for libraries and child processes."""
    kept = [(descriptor, os.dup(descriptor)) for descriptor in (1, 2)]
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        try:
            for descriptor, _ in kept:
                os.dup2(nowhere.fileno(), descriptor)
            yield
        finally:
            for descriptor, copy in kept:
                os.dup2(copy, descriptor)
                os.close(copy)


@contextmanager
def _listening(handler: logging.Handler) -> Iterator[None]:
    logger = logging.getLogger(PROGRESS_LOGGER)
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


class _LogToBar(logging.Handler):
    """Shows the ingest's log lines, translated; what one says of a run's progress moves the bar."""

    def __init__(self, bar: ProgressBar) -> None:
        super().__init__(logging.INFO)
        self._bar = bar

    def emit(self, record: logging.LogRecord) -> None:
        match getattr(record, "progress", None):
            case Progress() as progress:
                total = progress.units_total or None
                self._bar.show(words_beside_bar(progress), done=progress.units, total=total)
            case _:
                said = translate(str(record.msg))
                self._bar.show(said % record.args if record.args else said)
