"""How long a look at the upload folder takes, by how many files are in it.

    python benchmarks/upload_tick.py [FILES ...]     (1000 20000)

Prints the seconds of a look without news, and of the whole sensor tick around it, beside the smallest folder.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import dagster as dg

from study_pipeline.defs.resources import StudyServices
from study_pipeline.defs.sensors import new_uploads
from study_pipeline.ingest.services import Services
from study_pipeline.resources.catalog.records import NewMaterial

FILES_PER_FOLDER = 500
LOOKS = 3


def main(sizes: list[int]) -> None:
    """Print one line for each size."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder, dg.DagsterInstance.ephemeral() as instance:
            data = Path(folder) / "data"
            history = str(data / "dagster")
            settings = {"STUDY_DATA": str(data), "STUDY_DAGSTER_DIR": history, "DAGSTER_HOME": history}
            study = StudyServices(settings=settings)
            with study.open() as services:
                fill(services, size)
                look = min(seconds(services.intake.take_news) for _ in range(LOOKS))
            context = dg.build_sensor_context(instance=instance)
            tick = min(seconds(partial(new_uploads, context, services=study)) for _ in range(LOOKS))
        print(f"{size:>7,} files: a look without news {look:.2f} s, the whole tick {tick:.2f} s", flush=True)


def fill(services: Services, size: int) -> None:
    """Files in the folder that the catalog knows and that have an end."""
    uploads = services.settings.uploads
    for number in range(size):
        path = f"{number // FILES_PER_FOLDER:03}/{number:06}.pdf"
        file = uploads / path
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"%PDF-1.4")
        facts = file.stat()
        material = NewMaterial(
            f"m{number}", f"{number:064}", path, "default", facts.st_size, refusal="made up"
        )
        services.catalog.accept(path, size_bytes=facts.st_size, mtime_ns=facts.st_mtime_ns, material=material)


def seconds(work: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1_000, 20_000])
