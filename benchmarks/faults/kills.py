"""Processes are killed while papers are ingested; afterwards everything must be as if nothing had happened.

    python benchmarks/faults/kills.py run 40          F2: the run's process, at a random moment
    python benchmarks/faults/kills.py reader 40       F1: a PDF reader, at a random moment
    python benchmarks/faults/kills.py commit 20       F2: the run's process, right after a write to the bank's files
    python benchmarks/faults/kills.py everything 10   F3: UI, daemon, code server, runs and readers; started again
    python benchmarks/faults/kills.py stop 20         F5: SIGTERM to all, started again

Each round drops papers into the upload folder of a real `study-pipeline run`, waits for a run to start, does the
damage, and waits until every paper has its end. Vectors come from an embedding server of its own, which counts what
it is asked for; failures would be told to a web hook of its own. Prints the invariants that do not hold, if any.
"""

import os
import random
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

from benchmarks.faults.invariants import Outcome, files_that_hold, read_outcome, undisturbed, violations
from benchmarks.installation import Installation, wait_for
from study_pipeline.resources.graph_store import GraphStore
from study_pipeline_tests.fakes_channels import http_sink
from study_pipeline_tests.fakes_openai import FakeOpenAI
from study_pipeline_tests.pdfs import stems_about, write_paper

PAPERS = 10  # in a round
QUESTIONS = 40  # in a paper of 8 pages
CALL_TEXTS = 100  # in one call to the embedding server
END_SECONDS = 300.0
SECRET = "canary-key-that-must-show-nowhere"
DOWN_SECONDS = 5.0
GRAPH_SECONDS = 180.0  # a run that died at its end is looked at after 30 s, and holds the graph up so long
LATELY = 5  # runs
SEED = 20

Damage = Callable[[Installation, random.Random, float], str]
"""Does harm while a run is under way, and says what it hit; "missed" where the run was over already.

Told how many seconds a run has taken lately.
"""


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


def main(fault: str, count: int) -> None:
    """Do the rounds, then compare."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        FakeOpenAI() as server,
        http_sink() as (hook, sink),
    ):
        folder = Path(scratch)
        environment = {
            "OPENAI_BASE_URL": server.base_url,
            "OPENAI_API_KEY": SECRET,
            "STUDY_NOTIFY_OPERATORS": hook,
            "STUDY_NOTIFY_OWNERS": f'{{"*": "{hook}"}}',
        }
        (folder / "installed").mkdir()
        installation = Installation(folder / "installed" / "data", environment)
        installation.start()
        try:
            hits, waits = rounds(installation, DAMAGES[fault], count)
            wait_for(lambda: not installation.unfinished_runs(), 120, "the end of all runs")
            wait_for(lambda: graph_is_whole(installation), GRAPH_SECONDS, "the graph to take everything in")
            wait_for(lambda: not installation.unfinished_runs(), 120, "the end of all runs")
        finally:
            installation.stop()
        sent = Counter(server.texts_sent())
        (folder / "alone").mkdir()
        expected = undisturbed(installation.settings.uploads, folder / "alone" / "data", dict(os.environ))
        found = read_outcome(installation.settings)
        report(fault, hits, waits, expected, found)
        repeated = sum(times - 1 for times in sent.values())
        allowed = CALL_TEXTS * sum(times for hit, times in hits.items() if hit != "missed")
        print(f"I4: {len(sent)} distinct texts paid for, {repeated} again (at most {allowed} allowed)")
        print(f"I5: {len(sink.messages)} messages, though nothing failed in the end")
        print(f"I7: {len(files_that_hold(installation.data, SECRET))} files hold the key")


def rounds(installation: Installation, damage: Damage, count: int) -> tuple[Counter[str], list[float]]:
    """Drop, harm, wait; until the damage was done so often. What it hit, and the seconds from it to the end."""
    rng = random.Random(SEED)
    hits: Counter[str] = Counter()
    waits: list[float] = []
    number = dropped = 0
    while hits.total() - hits["missed"] < count and number <= 3 * count:
        # a run that is only ending is not the one to be hurt
        wait_for(lambda: not installation.run_workers(), END_SECONDS, "the last run to end")
        installation.drop(papers(installation.data.parent / "papers", number), f"round-{number}")
        dropped += PAPERS
        wait_for(lambda: bool(installation.run_workers()), END_SECONDS, "a run to start", every=0.05)
        started = time.monotonic()
        if number:
            hit = damage(installation, rng, statistics.median(installation.run_durations()[:LATELY]))
            hits[hit] += 1
        wait_for(lambda: installation.all_ended(dropped), END_SECONDS, f"round {number} to end")  # noqa: B023
        waited = time.monotonic() - started
        if number:
            waits.append(waited)
            print(f"round {number}: {hit}, all ended {waited:.1f} s after the run's start", flush=True)
        else:
            wait_for(lambda: bool(installation.run_durations()), END_SECONDS, "the first run to end")
            run_seconds = max(installation.run_durations())
            print(f"undisturbed: a run takes {run_seconds:.1f} s, all ended after {waited:.1f} s", flush=True)
        number += 1
    return hits, waits


def graph_is_whole(installation: Installation) -> bool:
    """Whether the graph has every paper that is completed."""
    completed = Counter(installation.statuses().values())["completed"]
    return len(GraphStore(installation.settings.graph).load().materials) == completed


def papers(folder: Path, number: int) -> list[Path]:
    """The papers of a round, each with other bytes and other texts."""
    folder.mkdir(exist_ok=True)
    return [
        write_paper(folder / f"{number}-{paper}.pdf", stems_about(f"subject {number} {paper}", QUESTIONS))
        for paper in range(PAPERS)
    ]


def report(fault: str, hits: Counter[str], waits: list[float], expected: Outcome, found: Outcome) -> None:
    """Print what was done and what came of it."""
    print(f"{fault}: {dict(hits)}")
    print(
        f"the run's start -> all ended: median {statistics.median(waits):.1f} s, longest {max(waits):.1f} s"
    )
    print(f"uploads: {dict(Counter(found.statuses.values()))}")
    print(
        f"questions: {sum(map(len, found.questions.values()))} of {sum(map(len, expected.questions.values()))}"
    )
    wrong = violations(expected, found)
    print("\n".join(wrong) if wrong else "I1, I2, I9 hold: everything equals the undisturbed run's")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
