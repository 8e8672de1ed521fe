"""How extraction grows: with a PDF's pages, in memory, and with a second worker process.

    python benchmarks/extraction_scaling.py LONG.pdf PAPER.pdf [PAPER.pdf ...]

LONG is cut to its first 20 and 100 pages; each length is read in a process of its own, CPU seconds after the imports.
The papers are read by pools of one and of two PDF workers in turn, as a batch of ours reads them, and so is LONG, in
page ranges. What a second worker brings is told twice: by the time until the last is read, the best of the rounds,
which needs two idle cores; and by the CPU seconds of the busier worker, which bound that time on any machine.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil
import pypdfium2

from benchmarks.extraction_speed import BYTES_PER_MAXRSS, measure
from study_pipeline.resources.pdf.workers import PdfRequest, PdfWorkers

LENGTHS = (20, 100)  # pages, beside the whole
MAX_PAGES, MAX_FILE_MB = 5_000, 1_000
TIMEOUT_SECONDS, MEMORY_MB = 600.0, 2048  # far off: the limits are not what is measured


def first_pages(path: Path, pages: int, directory: Path) -> Path:
    """Write the first ``pages`` of a PDF as a PDF of their own."""
    cut = directory / f"{pages}.pdf"
    source, target = pypdfium2.PdfDocument(path), pypdfium2.PdfDocument.new()
    target.import_pages(source, range(pages))
    target.save(cut)
    target.close()
    source.close()
    return cut


def count_pages(path: Path) -> int:
    """The number of pages of a PDF."""
    document = pypdfium2.PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()


def print_growth(path: Path, rounds: int) -> None:
    """Print CPU seconds and memory by the number of pages."""
    pages = count_pages(path)
    print(f"{'pages':>8}{'CPU-s':>9}{'ms a page':>12}{'of the shortest':>18}{'peak, MB':>11}")
    with tempfile.TemporaryDirectory() as scratch:
        cuts = {length: first_pages(path, length, Path(scratch)) for length in LENGTHS if length < pages}
        files = {**cuts, pages: path}
        runs = [{length: measure("ours", file) for length, file in files.items()} for _ in range(rounds)]
    shortest = 0.0
    for length in files:
        seconds = median(run[length]["seconds"] for run in runs)
        shortest = shortest or seconds / length
        peak = max(run[length]["peak_mb"] for run in runs)
        print(
            f"{length:>8}{seconds:>9.2f}{1000 * seconds / length:>12.1f}"
            f"{seconds / length / shortest:>16.2f} x{peak:>11.0f}"
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """How long a pool took until the last file was read, and the CPU seconds of its busiest worker."""

    wall_seconds: float
    cpu_seconds: float


def read(files: Sequence[Path], count: int) -> Reading:
    """Read ``files`` side by side in ``count`` workers, all of them started before."""
    requests = [PdfRequest(file, count_pages(file)) for file in files]
    with PdfWorkers(count, TIMEOUT_SECONDS, MEMORY_MB) as workers:
        for _ in range(count):  # the worker that waited longest is asked
            workers.check(files[0], max_pages=MAX_PAGES, max_file_mb=MAX_FILE_MB)
        before = cpu_seconds_of_children()
        start = time.perf_counter()
        ended = list(workers.extract_many(requests))
        wall = time.perf_counter() - start
        after = cpu_seconds_of_children()
    if len(ended) != len(files) or before.keys() != after.keys():
        raise RuntimeError(
            f"{len(files)} files were given, and {len(ended)} were read, or a worker was replaced"
        )
    return Reading(wall, max(after[worker] - before[worker] for worker in after))


def cpu_seconds_of_children() -> dict[int, float]:
    """CPU seconds of each process that this one started, by its number."""
    times = {child.pid: child.cpu_times() for child in psutil.Process().children()}
    return {pid: spent.user + spent.system for pid, spent in times.items()}


def print_workers(batches: dict[str, Sequence[Path]], rounds: int) -> None:
    """Print what a second worker brings for each batch of files."""
    print(f"{'read by one and by two':24}{'wall, s':>15}{'gain':>7}{'busier, CPU-s':>18}{'gain':>7}")
    for name, files in batches.items():
        readings = [[read(files, count) for count in (1, 2)] for _ in range(rounds)]
        columns = list(zip(*readings, strict=True))
        one, two = (min(reading.wall_seconds for reading in column) for column in columns)
        alone, busier = (min(reading.cpu_seconds for reading in column) for column in columns)
        print(
            f"{name:24}{one:>8.2f}{two:>7.2f}{one / two:>6.2f}x{alone:>11.2f}{busier:>7.2f}{alone / busier:>6.2f}x"
        )
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * BYTES_PER_MAXRSS / 1e6
    print(f"the largest worker took {peak:.0f} MB; load of the machine: {os.getloadavg()[0]:.1f}\n")


def main() -> int:
    """Measure growth, then workers."""
    parser = argparse.ArgumentParser(description="How extraction grows with pages and workers.")
    parser.add_argument("long", type=Path, metavar="LONG")
    parser.add_argument("papers", type=Path, nargs="+", metavar="PAPER")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    print_workers(
        {f"{len(arguments.papers)} papers": arguments.papers, arguments.long.stem[:22]: [arguments.long]},
        arguments.rounds,
    )
    print_growth(arguments.long, arguments.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
