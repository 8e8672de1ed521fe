"""A folder dropped at once, taken in by a real daemon; and the same work without Dagster, in one run.

    python benchmarks/ingest_throughput.py [DIR | NUMBER]     (a folder of PDFs, or so many made-up one-page papers)

Prints how long the drop took to end, the CPU seconds per PDF of the whole process tree, and how they divide:
what extraction, embedding, bank and graph need by themselves is measured without Dagster on the same files; the
rest is orchestration. Also: how long one PDF dropped on an idle system waits for its run, five times.
"""

import importlib.util
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from benchmarks.installation import Installation, cpu_seconds, wait_for
from benchmarks.made_up import write_papers
from study_pipeline.ingest.batch import ingest
from study_pipeline.ingest.graphing import update_graph
from study_pipeline.ingest.services import open_services
from study_pipeline.materials.status import STAGES
from study_pipeline.resources.settings.settings import BATCH_SIZE, read_settings

IDLE_DROPS = 5
IDLE_SECONDS = 20.0
PATIENCE_SECONDS = 1800.0


def main(source: str) -> None:
    """Measure with Dagster, then without."""
    with tempfile.TemporaryDirectory() as scratch:
        files = papers(source, Path(scratch))
        alone = without_dagster(files, Path(scratch) / "alone")
        wall, tree, waits = with_dagster(files, Path(scratch) / "daemon")
    count = len(files)
    print(f"{count} PDFs, batches of {BATCH_SIZE}, two figures of one run:")
    print(f"drop -> all ended        {wall:.1f} s, {count / wall:.2f} PDFs/s")
    print(f"CPU of everything        {tree / count:.3f} CPU-s per PDF")
    for name, seconds in alone.items():
        print(f"  {name:22} {seconds / count:.3f}")
    print(f"  {'orchestration':22} {(tree - sum(alone.values())) / count:.3f}")
    print(
        f"bytecode of the packages: {'compiled' if is_compiled() else 'NONE, so each process compiles them'}"
    )
    print(f"idle drop -> run started {statistics.median(waits):.1f} s (median of {len(waits)}: {waits})")


def papers(source: str, scratch: Path) -> list[Path]:
    """The PDFs of a folder, or made-up ones."""
    if source.isdigit():
        return write_papers(scratch / "papers", int(source), topic="throughput")
    return sorted(Path(source).glob("*.pdf"))


def without_dagster(files: list[Path], folder: Path) -> dict[str, float]:
    """CPU seconds of intake and the stages by themselves, the PDF workers' included."""
    settings = read_settings({**os.environ, "STUDY_DATA": str(folder), "STUDY_SETTLE_SECONDS": "0"})
    seconds: defaultdict[str, float] = defaultdict(float)
    with open_services(settings) as services:
        for file in files:
            shutil.copy(file, settings.uploads)
        names = {"materials": "extraction", "questions": "bank", "embeddings": "embedding"}
        started = cpu()
        while services.intake.take_news().left:
            continue
        batches = services.catalog.make_batches(size=BATCH_SIZE)
        seconds["extraction"] += cpu() - started  # the door opens each PDF too
        for batch in batches:
            for stage in STAGES:
                started = cpu()
                for _ in ingest(services, batch.material_ids, [stage], run_id=batch.id):
                    pass
                seconds[names[stage]] += cpu() - started
        started = cpu()
        update_graph(services)
        seconds["graph"] += cpu() - started
        started = cpu()
    seconds["extraction"] += cpu() - started  # the workers' time counts when they have ended
    return dict(seconds)


def with_dagster(files: list[Path], folder: Path) -> tuple[float, float, list[float]]:
    """Wall seconds and CPU seconds from the drop to the end of all, and the waits of single drops before it."""
    folder.mkdir()
    installation = Installation(folder / "data", {})
    installation.start()
    try:
        waits = [idle_wait(installation, number) for number in range(IDLE_DROPS)]
        installation.wait_until_quiet(PATIENCE_SECONDS)
        idle = idle_rate(installation)
        before, started = cpu_seconds(installation.members()), time.monotonic()
        installation.drop(files, "drop")
        expected = len(files) + IDLE_DROPS
        wait_for(lambda: installation.all_ended(expected), PATIENCE_SECONDS, "all to end")
        wall = time.monotonic() - started
        installation.wait_until_quiet(PATIENCE_SECONDS)
        lasted = time.monotonic() - started
        return wall, cpu_seconds(installation.members()) - before - idle * lasted, waits
    finally:
        installation.stop()


def idle_rate(installation: Installation) -> float:
    """The part of a core that Dagster takes when there is nothing to do."""
    before = cpu_seconds(installation.members())
    time.sleep(IDLE_SECONDS)
    return (cpu_seconds(installation.members()) - before) / IDLE_SECONDS


def idle_wait(installation: Installation, number: int) -> float:
    """Seconds from one PDF's drop until a run has it."""
    (file,) = write_papers(installation.data.parent / "single", 1, topic=f"single{number}")
    time.sleep(3 * number + 1)  # so that the drops meet the sensors at other moments
    started = time.monotonic()
    shutil.move(file, installation.settings.uploads / file.name)
    wait_for(
        lambda: installation.statuses().get(file.name, "pending") != "pending", PATIENCE_SECONDS, "its run"
    )
    waited = round(time.monotonic() - started, 1)
    wait_for(lambda: installation.all_ended(number + 1), PATIENCE_SECONDS, "it to end")
    return waited


def is_compiled() -> bool:
    """Whether the packages have their bytecode beside them: without it, starting a process costs twice as much."""
    spec = importlib.util.find_spec("dagster")
    return spec is not None and Path(importlib.util.cache_from_source(str(spec.origin))).exists()


def cpu() -> float:
    """CPU seconds of this process and of the children that have ended."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "100")
