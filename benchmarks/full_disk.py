"""A data folder on a disk that is too small: what is said, and whether all ends well once there is room.

Mounts a tmpfs of each size in kB, so it needs root on Linux: ``python benchmarks/full_disk.py 300 500 700 900``.
"""

import dataclasses
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from study_pipeline.ingest.batch import ingest
from study_pipeline.ingest.services import open_services
from study_pipeline.materials.status import STAGES
from study_pipeline.resources.catalog.leases import HOLD_SECONDS
from study_pipeline.resources.errors import PermanentError
from study_pipeline.resources.pdf.workers import PdfWorkers
from study_pipeline.resources.settings.settings import Settings, read_settings
from study_pipeline_tests.fakes import CountingEmbedder
from study_pipeline_tests.pdfs import stems_about, write_paper

PAPERS = 6
QUESTIONS = 12
ROOM = "60m"


def attempt(settings: Settings, workers: PdfWorkers, run_id: str) -> None:
    """One look at the folder and one run of all that is open; each failure's sentence is printed."""
    try:
        with open_services(settings) as opened:
            services = dataclasses.replace(opened, embedder=CountingEmbedder(), workers=workers)
            try:
                services.intake.take_news()
            except PermanentError as error:
                print(f"  look: {error}")
            waiting = [m.id for m in services.catalog.all_materials() if m.status != "completed"]
            if waiting:
                list(ingest(services, waiting, STAGES, run_id=run_id))
    except PermanentError as error:
        print(f"  run: {error}")


def outcome(settings: Settings) -> str:
    with open_services(settings) as services:
        statuses = Counter(material.status for material in services.catalog.all_materials())
        twice = services.bank.repeated_ids()
        return f"{dict(statuses)}, {services.bank.count()} questions, {len(twice)} twice"


def try_size(size_kb: int, workers: PdfWorkers, papers: Path) -> None:
    with tempfile.TemporaryDirectory() as mounted:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size_kb}k", "none", mounted], check=True)
        try:
            shutil.copytree(papers, Path(mounted) / "uploads")
            settings = read_settings({"STUDY_DATA": mounted, "STUDY_SETTLE_SECONDS": "0"})
            print(f"{size_kb} kB")
            attempt(settings, workers, "full")
            subprocess.run(["mount", "-o", f"remount,size={ROOM}", mounted], check=True)
            if "processing" in outcome(settings):
                time.sleep(HOLD_SECONDS + 1)  # the run could not even note that it ended; its lease does
            attempt(settings, workers, "with room")
            print(f"  with room: {outcome(settings)}")
        finally:
            subprocess.run(["umount", "--lazy", mounted], check=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as made, PdfWorkers(1, timeout_seconds=60, memory_mb=2048) as workers:
        for number in range(PAPERS):
            write_paper(Path(made) / f"{number}.pdf", stems_about(f"topic {number}", QUESTIONS))
        for size_kb in map(int, sys.argv[1:]):
            try_size(size_kb, workers, Path(made))


if __name__ == "__main__":
    main()
