"""`run`: the UI and the daemon, started together, stopped together."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.installation import (
    dagster_environment,
    project_folder,
    settings,
)
from study_pipeline.cli.printing import say
from study_pipeline.resources.catalog import Catalog
from study_pipeline.resources.dagster_processes import DagsterProcesses
from study_pipeline.resources.errors import PermanentError
from study_pipeline.resources.settings import Settings

REPORT_SECONDS = 2.0


class _Stop(Exception):
    """Somebody asked for the end."""


@click.command(
    short_help="Start the Dagster UI and the daemon.",
    epilog=examples("study-pipeline run --port 3001"),
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address that the UI listens on.",
)
@click.option(
    "--port",
    default=3000,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="Its port.",
)
def command(host: str, port: int) -> None:
    """Start the Dagster UI and daemon with all sensors and schedules; Ctrl-C stops everything."""
    installed = settings()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, _stop)
    installed.data.mkdir(parents=True, exist_ok=True)
    with (installed.data / ".running").open("a+") as lock:
        _lock(lock, installed.data)
        environment = os.environ | dagster_environment(installed)
        log = installed.dagster / "dagster.log"
        processes = DagsterProcesses(project_folder() / "workspace.yaml", host, port, environment, log)
        try:
            processes.stop_leftovers()
            _require_free(host, port)
            _first_samples(installed)
            _prepare_history(installed, environment)
            processes.start()
            processes.wait_until_ready()
            _say_where(installed, processes.address)
            _watch(installed, processes)
        except _Stop:
            say("Stopping …")
        finally:
            processes.stop()
    say("Stopped. `make run` goes on where this left off.")


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)  # the end is under way: a second Ctrl-C must not break it
    raise _Stop


def _lock(lock: IO[str], data: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise PermanentError(
            f"study-pipeline already runs on {data} (process {lock.read().strip()}): stop that one first."
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()


def _require_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PermanentError(
                f"Port {port} of {host} cannot be used ({error.strerror}): "
                "choose another, as in `make run PORT=3001`."
            ) from None


def _first_samples(installed: Settings) -> None:
    """Put the samples into the upload folder when there is no upload folder yet."""
    if installed.uploads.exists():
        return
    partial = installed.uploads.with_name(".uploads.part")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for sample in sorted((project_folder() / "data" / "samples").glob("*.pdf")):
        shutil.copy(sample, partial)
    partial.rename(installed.uploads)


def _prepare_history(installed: Settings, environment: dict[str, str]) -> None:
    """Create or migrate Dagster's tables once: several processes doing so at once race on SQLite."""
    installed.dagster.mkdir(parents=True, exist_ok=True)
    say("Starting Dagster …")
    done = subprocess.run(
        [sys.executable, "-m", "dagster", "instance", "migrate"],
        env=environment,
        cwd=installed.dagster,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise PermanentError(
            f"Dagster's history cannot be opened: {(done.stderr or done.stdout).strip()[-2000:]}"
        )


def _say_where(installed: Settings, address: str) -> None:
    say(f"\nThe Dagster UI:    {address}")
    say(f"Drop PDFs into:    {installed.uploads}")
    say("What became of it: study-pipeline status")
    say('Ask the bank:      study-pipeline search "…"')
    say("Ctrl-C stops everything.\n")


def _watch(installed: Settings, processes: DagsterProcesses) -> None:
    """Say how many materials have which status, whenever that changes, until somebody stops us."""
    catalog = Catalog.open(installed.catalog_url)
    said: Counter[str] = Counter()
    while True:
        processes.check()
        counts: Counter[str] = Counter(material.status for material in catalog.all_materials())
        if counts != said:
            say(", ".join(f"{count} {status}" for status, count in sorted(counts.items())))
            said = counts
        time.sleep(REPORT_SECONDS)
