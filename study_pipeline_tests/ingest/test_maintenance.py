"""The nightly sweep: what killed processes left goes, and what materials have stays."""

import os
import time
from pathlib import Path

from study_pipeline.ingest.maintenance import sweep_leftovers
from study_pipeline.ingest.services import Services
from study_pipeline_tests.ingest.flow import drop, take_and_run
from study_pipeline_tests.pdfs import ENGLISH_PAPER, KOREAN_PAPER

TWO_DAYS = 172_800.0


def age_everything_below(directory: Path) -> None:
    """Make all files below a folder two days old."""
    then = time.time() - TWO_DAYS
    for path in directory.rglob("*"):
        os.utime(path, (then, then))


def test_what_a_process_left_that_ended_between_copy_and_record_is_kept_in_the_trash(
    services: Services,
) -> None:
    drop(services, ENGLISH_PAPER, "paper.pdf")
    take_and_run(services)
    unrecorded = services.store.take(KOREAN_PAPER)
    (services.settings.uploads / f".{'0' * 32}.part").touch()
    assert sweep_leftovers(services) == 0
    age_everything_below(services.settings.store)
    (part,) = services.settings.uploads.glob(".*.part")
    os.utime(part, (0, 0))
    before = {path for path in services.settings.store.iterdir() if unrecorded not in path.name}
    assert sweep_leftovers(services) == 2
    assert set(services.settings.store.iterdir()) == before
    (kept,) = (services.settings.trash / "store").iterdir()
    assert kept.read_bytes() == KOREAN_PAPER.read_bytes()
    assert [path.name for path in services.settings.uploads.iterdir()] == ["paper.pdf"]
    assert services.intake.take_news().accepted == ()


def test_a_half_finished_ingest_is_not_swept(services: Services) -> None:
    drop(services, KOREAN_PAPER, "paper.pdf")
    assert services.intake.take_news().accepted
    age_everything_below(services.settings.store)
    assert sweep_leftovers(services) == 0
