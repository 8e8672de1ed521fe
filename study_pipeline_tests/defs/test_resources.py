"""The Dagster resource opens only what belongs together: data, history, and no second instance."""

from pathlib import Path

import pytest

from study_pipeline.defs.resources import StudyServices
from study_pipeline.resources.errors import SettingError


def test_a_process_that_was_not_told_its_data_folder_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STUDY_DATA", "STUDY_DAGSTER_DIR", "DAGSTER_HOME"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SettingError, match="STUDY_DATA is not set"), StudyServices().open():
        pass


@pytest.mark.parametrize("missing", ["DAGSTER_HOME", "STUDY_DAGSTER_DIR"])
def test_a_command_that_would_open_a_second_history_stops(
    study: StudyServices, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.delenv(missing, raising=False)
    settings = {name: value for name, value in study.settings.items() if name != missing}
    with pytest.raises(SettingError, match="another place"), StudyServices(settings=settings).open():
        pass


def test_an_empty_installation_opens_and_makes_its_upload_folder(
    study: StudyServices, tmp_path: Path
) -> None:
    with study.open() as services:
        assert services.bank.count() == 0
    assert (tmp_path / "data" / "uploads").is_dir()
