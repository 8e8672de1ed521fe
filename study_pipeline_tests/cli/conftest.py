"""A data folder to run verbs on: made once from the samples, without Dagster, and copied for who changes it."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from study_pipeline.cli.main import main
from study_pipeline.ingest.batch import ingest
from study_pipeline.ingest.graphing import update_graph
from study_pipeline.ingest.services import open_services
from study_pipeline.materials.status import STAGES
from study_pipeline.resources.settings.settings import read_settings
from study_pipeline.resources.settings.specs import SPECS

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
BROKEN = SAMPLES / "2학기_중간고사_전송중단.pdf"
KOREAN = SAMPLES / "고1_국어_통합사회_모의평가.pdf"
ENGLISH = SAMPLES / "earth_science_practice_test.pdf"
KEY = SAMPLES / "earth_science_practice_test_key.pdf"

Cli = Callable[..., Result]


@pytest.fixture(scope="session")
def sample_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an installation that has taken in three samples and refused a broken one."""
    data = tmp_path_factory.mktemp("library") / "data"
    with open_services(read_settings({"STUDY_DATA": str(data), "STUDY_WORKERS": "2"})) as services:
        added = [services.intake.add(sample) for sample in (KOREAN, ENGLISH, KEY, BROKEN)]
        accepted = [material.id for material in added if material.error_message is None]
        list(ingest(services, accepted, STAGES, run_id="made for tests"))
        update_graph(services)
    return data


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Nothing of the machine's own settings, and an empty data folder; put back afterwards."""
    for name in [*(spec.name for spec in SPECS), "COLUMNS", "FORCE_COLOR"]:
        monkeypatch.delenv(name, raising=False)
    data = tmp_path / "data"
    for name in ("STUDY_DATA", "STUDY_DAGSTER_DIR", "DAGSTER_HOME"):
        monkeypatch.setenv(name, str(data))
    monkeypatch.setenv("STUDY_WORKERS", "1")
    monkeypatch.setenv("STUDY_LANGUAGE", "en")
    return data


@pytest.fixture
def library(sample_library: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shared data folder: for verbs that only read."""
    monkeypatch.setenv("STUDY_DATA", str(sample_library))
    return sample_library


@pytest.fixture
def own_library(sample_library: Path, environment: Path) -> Path:
    """A copy of it: for verbs that change something."""
    shutil.copytree(sample_library, environment)
    return environment


@pytest.fixture
def cli() -> Iterator[Cli]:
    """Run a verb as a person types it; standard output and standard error are kept apart."""
    before = dict(os.environ)

    def run(*arguments: str | Path, width: int | None = None) -> Result:
        environment = {"COLUMNS": str(width)} if width else {}
        return CliRunner(env=environment).invoke(main, [str(argument) for argument in arguments])

    yield run
    os.environ.clear()
    os.environ.update(before)


def answer_of(result: Result) -> dict[str, object]:
    """The JSON on standard output; anything else there is an error."""
    answer = json.loads(result.stdout)
    assert isinstance(answer, dict)
    return answer
