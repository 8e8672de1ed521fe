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
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import psutil
from made_up import write_papers

from study_pipeline.ingest.batch import ingest
from study_pipeline.ingest.graphing import update_graph
from study_pipeline.ingest.services import open_services
from study_pipeline.materials.status import STAGES
from study_pipeline.resources.catalog import Catalog
from study_pipeline.resources.dagster_processes import session_members
from study_pipeline.resources.settings import BATCH_SIZE, read_settings

IDLE_DROPS = 5
IDLE_SECONDS = 20.0
QUIET_SECONDS = 15.0  # the graph is asked for up to 10 s after the last ingest
RUN_PROCESS = "multiprocessing.spawn"  # how a code server starts the process of a run
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
    seconds: Counter[str] = Counter()
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
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    (data / "uploads").mkdir(parents=True)
    environment = {**os.environ, "STUDY_DATA": str(data)}
    command = [sys.executable, "-m", "study_pipeline.cli.main", "run", "--port", str(port)]
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        wait_for(lambda: b"Ctrl-C" in (folder / "output.txt").read_bytes())
        catalog = Catalog.open(read_settings(environment).catalog_url)
        waits = [idle_wait(catalog, data, number) for number in range(IDLE_DROPS)]
        wait_for_quiet(data)
        before_idle = tree_cpu(data)
        time.sleep(IDLE_SECONDS)
        idle_rate = (tree_cpu(data) - before_idle) / IDLE_SECONDS
        before, started = tree_cpu(data), time.monotonic()
        staged = folder / "staged"
        staged.mkdir()
        for file in files:
            shutil.copy(file, staged)
        staged.rename(data / "uploads" / "drop")
        expected = len(files)
        wait_for(lambda: ended(catalog) >= expected + IDLE_DROPS)
        wall = time.monotonic() - started
        wait_for_quiet(data)
        lasted = time.monotonic() - started
        return wall, tree_cpu(data) - before - idle_rate * lasted, waits
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def idle_wait(catalog: Catalog, data: Path, number: int) -> float:
    """Seconds from one PDF's drop until a run has it."""
    (file,) = write_papers(data.parent / "single", 1, topic=f"single{number}")
    time.sleep(3 * number + 1)  # so that the drops meet the sensors at other moments
    started = time.monotonic()
    shutil.move(file, data / "uploads" / file.name)
    title = file.stem
    wait_for(lambda: any(m.title == title and m.status != "pending" for m in catalog.all_materials()))
    waited = round(time.monotonic() - started, 1)
    wait_for(lambda: all(m.status in ("completed", "failed") for m in catalog.all_materials()))
    return waited


def ended(catalog: Catalog) -> int:
    """How many uploads have an end; aliases count with the material whose bytes they are."""
    statuses = {material.id: material.status for material in catalog.all_materials()}
    return sum(
        len(paths)
        for material_id, paths in catalog.paths().items()
        if statuses.get(material_id) in ("completed", "failed")
    )


def wait_for_quiet(data: Path) -> None:
    """Wait until no run's process has been there for a while: the graph's comes after the last ingest."""
    last_seen = time.monotonic()

    def is_quiet() -> bool:
        nonlocal last_seen
        if any(RUN_PROCESS in " ".join(command_of(process)) for process in dagster_processes(data)):
            last_seen = time.monotonic()
        return time.monotonic() - last_seen > QUIET_SECONDS

    wait_for(is_quiet)


def is_compiled() -> bool:
    """Whether the packages have their bytecode beside them: without it, starting a process costs twice as much."""
    spec = importlib.util.find_spec("dagster")
    return spec is not None and Path(importlib.util.cache_from_source(str(spec.origin))).exists()


def dagster_processes(data: Path) -> list[psutil.Process]:
    """The living processes of this installation's Dagster."""
    return session_members(int((data / "dagster" / "session.pid").read_text()))


def command_of(process: psutil.Process) -> list[str]:
    """A process's command line; empty when it has ended."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def wait_for(happened: Callable[[], bool]) -> None:
    """Look twice a second until it happened."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.5)


def cpu() -> float:
    """CPU seconds of this process and of the children that have ended."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def tree_cpu(data: Path) -> float:
    """CPU seconds of Dagster's living processes and of their children that have ended."""
    total = 0.0
    for process in dagster_processes(data):
        try:
            total += sum(process.cpu_times()[:4])
        except psutil.NoSuchProcess:
            continue
    return total


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "100")
