"""A data folder of its own for each test, with real stores and an embedder that costs nothing."""

import dataclasses
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from study_pipeline.ingest import intake, notifying
from study_pipeline.ingest.services import Services, open_services
from study_pipeline.language import SETTING
from study_pipeline.resources.pdf.workers import PdfWorkers
from study_pipeline.resources.settings.settings import Settings, read_settings
from study_pipeline_tests.fakes import CountingEmbedder
from study_pipeline_tests.postgres import PostgresServer, postgres_server

# Other work must not fail a property, and neither must a draw that nobody can repeat: the examples are the same on
# every machine. `pytest --hypothesis-profile=search` looks for new ones.
patient = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("search", patient)
hypothesis.settings.register_profile("repeat", patient, derandomize=True)
hypothesis.settings.load_profile("repeat")


os.environ[SETTING] = "en"  # before Dagster's definitions are imported: their descriptions are made then


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sentences are compared in English, whatever the machine's locale."""
    monkeypatch.setenv(SETTING, "en")


@pytest.fixture(autouse=True)
def without_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """One look takes all that is there, and one round sends all, however long a busy machine needs for it."""
    monkeypatch.setattr(intake, "TICK_SECONDS", 600.0)
    monkeypatch.setattr(notifying, "SENDING_SECONDS", 600.0)


@pytest.fixture(scope="session")
def workers() -> Iterator[PdfWorkers]:
    """Real worker processes, shared by all tests: they keep nothing from one PDF to the next."""
    with PdfWorkers(count=2, timeout_seconds=60, memory_mb=2048) as pool:
        yield pool


@pytest.fixture
def installed(tmp_path: Path) -> Settings:
    """The settings of an installation whose uploads settle at once."""
    return read_settings({"STUDY_DATA": str(tmp_path / "data"), "STUDY_SETTLE_SECONDS": "0"})


@pytest.fixture
def embedder() -> CountingEmbedder:
    return CountingEmbedder()


@pytest.fixture
def services(installed: Settings, workers: PdfWorkers, embedder: CountingEmbedder) -> Iterator[Services]:
    with open_services(installed) as opened:
        # a retry's wait is decided, never waited for
        yield dataclasses.replace(
            opened, embedder=embedder, workers=workers, sleep=lambda _: None, chance=lambda: 0.0
        )


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL server, shared by all tests: each has a schema or a database of its own."""
    with postgres_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def catalog_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty catalog's address, on either database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'deep' / 'catalog.db'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_schema(uuid.uuid4().hex)
