"""Processes are killed while papers are ingested; afterwards everything must be as if nothing had happened.

    python benchmarks/faults/kills.py run 40          F2: the run's process, at a random moment
    python benchmarks/faults/kills.py reader 40       F1: a PDF reader, at a random moment
    python benchmarks/faults/kills.py commit 20       F2: the run's process, right after a write to the bank's files
    python benchmarks/faults/kills.py everything 10   F3: UI, daemon, code server, runs and readers; started again
    python benchmarks/faults/kills.py stop 20         F5: SIGTERM to all, started again

What a round is and what is compared: `rounds.py`.
"""

import os
import random
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

from benchmarks.faults.rounds import Damage, Faults, suffer
from benchmarks.installation import Installation

DOWN_SECONDS = 5.0


def kill_run(installation: Installation, rng: random.Random, run_seconds: float) -> str:
    """F2: SIGKILL for a run's process at a random moment of its life."""
    workers = installation.run_workers()
    time.sleep(rng.uniform(0, 0.7 * run_seconds))  # it is seen a moment after its start
    return kill(alive(installation, workers))


def kill_reader(installation: Installation, rng: random.Random, run_seconds: float) -> str:
    """F1: SIGKILL for one process that reads PDFs."""
    readers = installation.readers()
    while not readers and installation.run_workers():
        time.sleep(0.02)
        readers = installation.readers()
    time.sleep(rng.uniform(0, 0.1 * run_seconds))
    return kill([rng.choice(readers).pid] if readers else [])


def kill_at_commit(installation: Installation, rng: random.Random, _run_seconds: float) -> str:
    """F2, aimed: SIGKILL once the bank's files change; before its version is committed, or right after."""
    workers = installation.run_workers()
    table = installation.settings.data / "lancedb" / "questions.lance"
    aim = rng.choice(["data", "_versions"])
    before = names(table / aim)
    deadline = time.monotonic() + 60
    while names(table / aim) <= before:
        if time.monotonic() > deadline or not any(psutil.pid_exists(worker) for worker in workers):
            return "missed"
    hit = kill(alive(installation, workers))
    return (
        hit if hit == "missed" else {"data": "between write and commit", "_versions": "after a commit"}[aim]
    )


def kill_everything(installation: Installation, rng: random.Random, run_seconds: float) -> str:
    """F3: SIGKILL for all at once, and a start some seconds later."""
    time.sleep(rng.uniform(0, run_seconds))
    installation.kill_everything()
    time.sleep(DOWN_SECONDS)
    installation.start()
    return "hit"


def stop_everything(installation: Installation, rng: random.Random, run_seconds: float) -> str:
    """F5: SIGTERM, as for an upgrade, and a start."""
    time.sleep(rng.uniform(0, run_seconds))
    seconds = installation.stop()
    installation.start()
    return "stopped within 15 s" if seconds <= 15 else f"stopped after {seconds:.0f} s"


DAMAGES: dict[str, Damage] = {
    "run": kill_run,
    "reader": kill_reader,
    "commit": kill_at_commit,
    "everything": kill_everything,
    "stop": stop_everything,
}


def alive(installation: Installation, process_ids: list[int]) -> list[int]:
    """Those of these processes that are still this installation's: a number may be another's by now."""
    living = {process.pid for process in installation.members()}
    return [process_id for process_id in process_ids if process_id in living]


def kill(process_ids: list[int]) -> str:
    """End processes by SIGKILL; "missed" where none was there."""
    hit = 0
    for process_id in process_ids:
        with suppress(ProcessLookupError):
            os.kill(process_id, signal.SIGKILL)
            hit += 1
    return "hit" if hit else "missed"


def names(folder: Path) -> set[str]:
    """The files in a folder, which may not be there yet."""
    try:
        return {entry.name for entry in os.scandir(folder)}
    except FileNotFoundError:
        return set()


if __name__ == "__main__":
    suffer(Faults(sys.argv[1], DAMAGES[sys.argv[1]], int(sys.argv[2])))
