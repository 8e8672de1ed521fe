"""A thousand PDFs dropped at once into a running installation, and whether its UI still answers meanwhile.

    python benchmarks/thousand_at_once.py [NUMBER] [--pictures FOLDER]     (needs Chromium)

Made-up one-page papers are moved into the upload folder of a real `study-pipeline run`. Until they have ended,
somebody opens the pages of the UI one after the other, as fast as a hurried person does; what the pages ask is
recorded from a real browser before. Prints how all ended, how long each page took, how long the papers waited for
their run and their end, and the CPU seconds per PDF. ``--pictures`` keeps what the pages show with half of it done.
"""

import argparse
import os
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.browser import browser
from benchmarks.ingest_throughput import idle_rate, is_compiled, without_dagster
from benchmarks.installation import UI_PROCESS, Installation, cpu_seconds, wait_for
from benchmarks.made_up import write_papers
from benchmarks.ui_pages import PAGES, print_waits, recorded_queries, somebody_looks, spread
from study_pipeline.resources.catalog.completions import completed_since

PATIENCE_SECONDS = 3600.0
CALM_SECONDS = 30.0


def main(count: int, pictures: Path | None) -> None:
    """Drop, look, wait; then print."""
    with tempfile.TemporaryDirectory() as scratch:
        files = write_papers(Path(scratch) / "papers", count, topic="thousand")
        alone = without_dagster(files, Path(scratch) / "alone")
        (Path(scratch) / "installed").mkdir()
        installation = Installation(Path(scratch) / "installed" / "data", {})
        installation.start()
        try:
            measure(installation, files, alone, pictures)
        finally:
            installation.stop()


def measure(
    installation: Installation, files: list[Path], alone: dict[str, float], pictures: Path | None
) -> None:
    """What `main` does, with the installation running."""
    count = len(files)
    queries = recorded_queries(installation.address)
    installation.wait_until_quiet(PATIENCE_SECONDS)
    idle = idle_rate(installation)
    with somebody_looks(installation.address, queries) as calm:
        time.sleep(CALM_SECONDS)
    ui_before = cpu_seconds(installation.members_like(UI_PROCESS))
    before = cpu_seconds(installation.members())
    dropped, started = time.time(), time.monotonic()
    with somebody_looks(installation.address, queries) as busy:
        installation.drop(files, "drop")
        if pictures:
            wait_for(lambda: completed(installation) >= count / 2, PATIENCE_SECONDS, "half of them", every=1)
            take_pictures(installation.address, pictures)
        wait_for(lambda: installation.all_ended(count), PATIENCE_SECONDS, "all to end", every=1)
        wall = time.monotonic() - started
    installation.wait_until_quiet(PATIENCE_SECONDS)
    lasted = time.monotonic() - started
    ui = cpu_seconds(installation.members_like(UI_PROCESS)) - ui_before
    tree = cpu_seconds(installation.members()) - before - idle * lasted - ui

    print(f"{count} PDFs dropped at once, load of the machine now {os.getloadavg()[0]:.1f}:")
    print(f"ended                  {dict(Counter(installation.statuses().values()))}")
    print(f"drop -> all ended      {wall:.0f} s, {count / wall:.2f} PDFs/s")
    print_paper_waits(installation, dropped)
    print("pages of the UI while nothing happens")
    print_waits(calm)
    print("pages of the UI meanwhile")
    print_waits(busy)
    print(f"CPU, without the UI    {tree / count:.3f} CPU-s per PDF")
    for name, seconds in alone.items():
        print(f"  {name:20} {seconds / count:.3f}")
    print(f"  {'orchestration':20} {(tree - sum(alone.values())) / count:.3f}")
    print(f"CPU of the UI          {ui:.0f} CPU-s for {sum(map(len, busy.pages.values()))} pages")
    if not is_compiled():
        print("the packages have NO bytecode, so each process compiles them")


def completed(installation: Installation) -> int:
    """How many papers are done."""
    return Counter(installation.statuses().values())["completed"]


def print_paper_waits(installation: Installation, dropped: float) -> None:
    """How long the papers waited for their run, and for their end."""
    starts = installation.run_starts()
    materials = installation.catalog.all_materials()
    started = [starts[m.batch_id] - dropped for m in materials if m.batch_id in starts]
    waits = completed_since(installation.catalog.engine, datetime.fromtimestamp(dropped, UTC))
    ended = [wait.until.timestamp() - dropped for wait in waits if wait.until]
    print(f"drop -> run started    {spread(started)}")
    print(f"drop -> completed      {spread(ended)}")


def take_pictures(address: str, folder: Path) -> None:
    """Open each page in a browser, and keep what it shows."""
    folder.mkdir(parents=True, exist_ok=True)
    with browser() as opened:
        for number, (name, path) in enumerate(PAGES.items()):
            opened.queries_of(address + path)
            opened.picture(folder / f"{number} {name}.png")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Drop many PDFs at once, and look at the UI meanwhile.")
    parser.add_argument("number", nargs="?", type=int, default=1000)
    parser.add_argument("--pictures", type=Path)
    given = parser.parse_args()
    main(given.number, given.pictures)
