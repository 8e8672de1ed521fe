"""A real `study-pipeline run` in a data folder of its own, to be measured, or hurt."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import dagster as dg
import psutil

from study_pipeline.defs.launcher import WatchedRunLauncher
from study_pipeline.defs.partitions import BATCH_TAG
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.dagster_processes import session_members
from study_pipeline.resources.settings.settings import Settings, read_settings
from study_pipeline_tests.installation import free_port

READY_SECONDS = 180.0
STOP_SECONDS = 60.0
QUIET_SECONDS = 15.0  # the graph is asked for up to 10 s after the last ingest
RUN_PROCESS = "multiprocessing.spawn"  # how a code server starts the process of a run
UI_PROCESS = "dagster_webserver"
OPEN = ("pending", "processing")


class Installation:
    """One data folder, and the processes that work on it while they are started."""

    def __init__(self, data: Path, environment: Mapping[str, str], *options: str) -> None:
        self.data = data
        self.options = options
        self._given = environment
        self.environment = {**os.environ, **environment, "STUDY_DATA": str(data)}
        self.settings: Settings = read_settings(self.environment)
        self.settings.uploads.mkdir(parents=True)
        self.catalog = Catalog.open(self.settings.catalog_url)
        self.process: subprocess.Popen[bytes] | None = None
        self.address = ""
        self._starts = 0

    def start(self) -> None:
        """Start UI and daemon, and wait until they are ready."""
        self._starts += 1
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        output = self.data.parent / f"output-{self._starts}.txt"
        with output.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "study_pipeline.cli.main", "run", "--port", str(port), *self.options],
                env=self.environment,
                stdout=out,
                stderr=out,
            )
        wait_for(lambda: b"Ctrl-C" in output.read_bytes(), READY_SECONDS, f"a ready start (see {output})")
        # what looks into Dagster's history from here reads these
        folder = str(self.settings.dagster)
        os.environ.update(self._given, STUDY_DAGSTER_DIR=folder, DAGSTER_HOME=folder)

    def stop(self) -> float:
        """Ask everything to end, and say after how many seconds it had."""
        started = time.monotonic()
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(STOP_SECONDS)
        return time.monotonic() - started

    def kill_everything(self) -> None:
        """End UI, daemon, code server, runs and PDF readers as a loss of power would."""
        processes = self.members()
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(processes, timeout=10)

    def members(self) -> list[psutil.Process]:
        """Every process of Dagster's session."""
        return session_members(int((self.settings.dagster / "session.pid").read_text()))

    def members_like(self, words: str) -> list[psutil.Process]:
        """Those of them with these words in their command line."""
        found = []
        for process in self.members():
            with suppress(psutil.NoSuchProcess):
                if words in " ".join(process.cmdline()):
                    found.append(process)
        return found

    def readers(self) -> list[psutil.Process]:
        """The processes that read PDFs at the moment."""
        return self.members_like("study_pipeline.resources.pdf.worker")

    def wait_until_quiet(self, seconds: float) -> None:
        """Wait until no run's process has been there for a while: the graph's comes after the last ingest."""
        last_seen = time.monotonic()

        def is_quiet() -> bool:
            nonlocal last_seen
            if self.members_like(RUN_PROCESS):
                last_seen = time.monotonic()
            return time.monotonic() - last_seen > QUIET_SECONDS

        wait_for(is_quiet, seconds, "the end of all runs")

    def run_starts(self) -> dict[str, float]:
        """When the first run of each batch began its work, in seconds since 1970."""
        with dg.DagsterInstance.get() as instance:
            records = instance.get_run_records()
        starts: dict[str, float] = {}
        for record in records:
            batch = record.dagster_run.tags.get(BATCH_TAG)
            if batch and record.start_time:
                starts[batch] = min(record.start_time, starts.get(batch, record.start_time))
        return starts

    def run_workers(self) -> list[int]:
        """The process ids of the ingest runs that have started."""
        with dg.DagsterInstance.get() as instance:
            launcher = instance.run_launcher
            assert isinstance(launcher, WatchedRunLauncher)
            runs = instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED]))
            workers = [launcher.worker(run.run_id) for run in runs if run.job_name.startswith("ingest")]
        return [worker[0] for worker in workers if worker is not None]

    def run_durations(self) -> list[float]:
        """How many seconds each ingest run took that has ended, the newest first."""
        with dg.DagsterInstance.get() as instance:
            records = instance.get_run_records(dg.RunsFilter(statuses=[dg.DagsterRunStatus.SUCCESS]))
        return [
            record.end_time - record.start_time
            for record in records
            if record.dagster_run.job_name.startswith("ingest") and record.start_time and record.end_time
        ]

    def unfinished_runs(self) -> list[str]:
        """Runs that Dagster counts as under way."""
        under_way = [
            dg.DagsterRunStatus.STARTED,
            dg.DagsterRunStatus.STARTING,
            dg.DagsterRunStatus.QUEUED,
            dg.DagsterRunStatus.CANCELING,
        ]
        with dg.DagsterInstance.get() as instance:
            return [run.run_id for run in instance.get_runs(dg.RunsFilter(statuses=under_way))]

    def drop(self, files: Sequence[Path], folder: str) -> None:
        """Put files into the upload folder at once, whole."""
        staged = self.data.parent / "staged"
        staged.mkdir()
        for file in files:
            shutil.copy(file, staged)
        staged.rename(self.settings.uploads / folder)

    def statuses(self) -> dict[str, str]:
        """The status of each uploaded path."""
        paths = self.catalog.paths()  # first: what is taken in meanwhile has a material by the next line
        by_id = {material.id: material.status for material in self.catalog.all_materials()}
        return {path: by_id[material_id] for material_id, known in paths.items() for path in known}

    def all_ended(self, count: int) -> bool:
        """Whether so many uploads are known and each has an end."""
        statuses = self.statuses()
        return len(statuses) >= count and not any(status in OPEN for status in statuses.values())


def cpu_seconds(processes: Iterable[psutil.Process]) -> float:
    """CPU seconds of living processes and of their children that have ended."""
    total = 0.0
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            total += sum(process.cpu_times()[:4])
    return total


def wait_for(happened: Callable[[], bool], seconds: float, what: str, *, every: float = 0.5) -> None:
    """Look again and again until it happened.

    Raises:
        TimeoutError: It did not within so many seconds.
    """
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:g} s for {what}")
        time.sleep(every)
