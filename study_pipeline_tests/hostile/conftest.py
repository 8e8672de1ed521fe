"""An installation with tight limits, so that what would cost minutes and gigabytes costs a moment."""

import dataclasses
from collections.abc import Iterator

import pytest

from study_pipeline.ingest.services import Services, open_services
from study_pipeline.resources.pdf.workers import PdfWorkers
from study_pipeline.resources.settings.settings import Settings
from study_pipeline_tests.fakes import CountingEmbedder
from study_pipeline_tests.hostile.neighbours import MEMORY_MB, TIMEOUT_SECONDS


@pytest.fixture(scope="session")
def workers() -> Iterator[PdfWorkers]:
    """Real worker processes for all hostile files: each must leave them fit for the next."""
    with PdfWorkers(count=2, timeout_seconds=TIMEOUT_SECONDS, memory_mb=MEMORY_MB) as pool:
        yield pool


@pytest.fixture
def services(installed: Settings, workers: PdfWorkers, embedder: CountingEmbedder) -> Iterator[Services]:
    """As elsewhere, with the workers of this folder."""
    with open_services(installed) as opened:
        yield dataclasses.replace(opened, embedder=embedder, workers=workers)
