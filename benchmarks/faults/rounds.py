"""Rounds of papers in an installation that is harmed in each; afterwards all must be as if nothing had happened.

Each round drops papers into the upload folder of a real `study-pipeline run`, does the damage, and waits until every
paper has its end. Vectors come from an embedding server of its own, which counts what it is asked for; failures would
be told to a web hook of its own. Prints the invariants of docs/reliability.md that do not hold, if any.
"""

import os
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.faults.invariants import Outcome, files_that_hold, read_outcome, undisturbed, violations
from benchmarks.installation import Installation, wait_for
from study_pipeline.ingest.graphing import changes_to_take
from study_pipeline.ingest.services import open_services
from study_pipeline_tests.fakes_channels import http_sink
from study_pipeline_tests.fakes_openai import FakeOpenAI
from study_pipeline_tests.pdfs import stems_about, write_paper

PAPERS = 10  # in a round
QUESTIONS = 40  # in a paper of 8 pages
CALL_TEXTS = 100  # in one call to the embedding server
END_SECONDS = 300.0
SECRET = "canary-key-that-must-show-nowhere"
GRAPH_SECONDS = 180.0  # a run that died at its end is looked at after 30 s, and holds the graph up so long
LATELY = 5  # runs
SEED = 20

Damage = Callable[[Installation, random.Random, float], str]
"""Does harm while papers are taken in, and says what it hit; "missed" where the run was over already.

Told how many seconds a run has taken lately.
"""


@dataclass(frozen=True, slots=True)
class Faults:
    """What is done to an installation, and which installation it is done to.

    ``in_a_run``: a round's damage begins with its run; otherwise as soon as its papers are in the folder.
    """

    name: str
    damage: Damage
    count: int
    in_a_run: bool = True
    environment: Mapping[str, str] = field(default_factory=dict)
    options: Sequence[str] = ()
    secrets: Sequence[str] = ()


def suffer(faults: Faults) -> None:
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
            **faults.environment,
        }
        (folder / "installed").mkdir()
        installation = Installation(folder / "installed" / "data", environment, *faults.options)
        installation.start()
        try:
            hits, waits = _rounds(installation, faults)
            wait_for(lambda: not installation.unfinished_runs(), 120, "the end of all runs")
            wait_for(lambda: _graph_is_whole(installation), GRAPH_SECONDS, "the graph to take everything in")
            wait_for(lambda: not installation.unfinished_runs(), 120, "the end of all runs")
        finally:
            installation.stop()
        sent = Counter(server.texts_sent())
        (folder / "alone").mkdir()
        alone = {**os.environ, **dict.fromkeys(faults.environment, "")}
        expected = undisturbed(installation.settings.uploads, folder / "alone" / "data", alone)
        found = read_outcome(installation.settings)
        _report(faults.name, hits, waits, expected, found)
        repeated = sum(times - 1 for times in sent.values())
        allowed = CALL_TEXTS * sum(times for hit, times in hits.items() if hit != "missed")
        print(f"I4: {len(sent)} distinct texts paid for, {repeated} again (at most {allowed} allowed)")
        print(f"I5: {len(sink.messages)} messages, though nothing failed in the end")
        holding = {file for secret in (SECRET, *faults.secrets) for file in files_that_hold(folder, secret)}
        print(f"I7: {len(holding)} files hold a secret")


def _rounds(installation: Installation, faults: Faults) -> tuple[Counter[str], list[float]]:
    """Drop, harm, wait; until the damage was done so often. What it hit, and the seconds from it to the end."""
    rng = random.Random(SEED)
    hits: Counter[str] = Counter()
    waits: list[float] = []
    number = dropped = 0
    while hits.total() - hits["missed"] < faults.count and number <= 3 * faults.count:
        # a run that is only ending is not the one to be hurt
        wait_for(lambda: not installation.run_workers(), END_SECONDS, "the last run to end")
        installation.drop(_papers(installation.data.parent / "papers", number), f"round-{number}")
        dropped += PAPERS
        if faults.in_a_run or not number:
            wait_for(lambda: bool(installation.run_workers()), END_SECONDS, "a run to start", every=0.05)
        started = time.monotonic()
        if number:
            hit = faults.damage(installation, rng, statistics.median(installation.run_durations()[:LATELY]))
            hits[hit] += 1
        wait_for(lambda: installation.all_ended(dropped), END_SECONDS, f"round {number} to end")  # noqa: B023
        waited = time.monotonic() - started
        if number:
            waits.append(waited)
            print(f"round {number}: {hit}, all ended {waited:.1f} s after its begin", flush=True)
        else:
            wait_for(lambda: bool(installation.run_durations()), END_SECONDS, "the first run to end")
            run_seconds = max(installation.run_durations())
            print(f"undisturbed: a run takes {run_seconds:.1f} s, all ended after {waited:.1f} s", flush=True)
        number += 1
    return hits, waits


def _graph_is_whole(installation: Installation) -> bool:
    """Whether the graph has all that the bank has, vectors too: those of a paper may come an attempt later."""
    with open_services(installation.settings) as services:
        return not changes_to_take(services)


def _papers(folder: Path, number: int) -> list[Path]:
    """The papers of a round, each with other bytes and other texts."""
    folder.mkdir(exist_ok=True)
    return [
        write_paper(folder / f"{number}-{paper}.pdf", stems_about(f"subject {number} {paper}", QUESTIONS))
        for paper in range(PAPERS)
    ]


def _report(name: str, hits: Counter[str], waits: list[float], expected: Outcome, found: Outcome) -> None:
    """Print what was done and what came of it."""
    print(f"{name}: {dict(hits)}")
    print(
        f"a round's begin -> all ended: median {statistics.median(waits):.1f} s, longest {max(waits):.1f} s"
    )
    print(f"uploads: {dict(Counter(found.statuses.values()))}")
    print(
        f"questions: {sum(map(len, found.questions.values()))} of {sum(map(len, expected.questions.values()))}"
    )
    wrong = violations(expected, found)
    print("\n".join(wrong) if wrong else "I1, I2, I9 hold: everything equals the undisturbed run's")
