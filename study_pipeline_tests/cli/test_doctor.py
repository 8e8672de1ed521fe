import json
import os
import shlex
import time
from pathlib import Path

import dagster as dg
import pytest
from dagster._daemon.types import DaemonHeartbeat

from study_pipeline.resources.files.held_file import hold
from study_pipeline.resources.settings.specs import SPECS
from study_pipeline_tests.cli.conftest import Cli, answer_of

SECRET = "sk-do-not-show"


def findings(cli: Cli) -> dict[str, dict[str, object]]:
    listed = json.loads(cli("doctor", "--json").stdout)["findings"]
    return {finding["what"]: finding for finding in listed}


def test_doctor_names_every_setting_version_store_and_the_daemon(cli: Cli, own_library: Path):
    found = findings(cli)
    assert {spec.name for spec in SPECS} <= found.keys()
    assert {"dagster", "lancedb", "pypdfium2", "Dagster daemon", "free disk"} <= found.keys()
    assert found["catalog"] == {"what": "catalog", "found": "4 materials", "well": True}
    assert found["question bank"]["found"] == "22 questions"
    assert "not running" in str(found["Dagster daemon"]["found"])
    assert cli("doctor").exit_code == 0


def test_a_daemon_that_ended_a_moment_ago_is_not_running(cli: Cli, own_library: Path):
    home = own_library / "dagster"
    assert "not running" in str(findings(cli)["Dagster daemon"]["found"])
    with dg.DagsterInstance.get() as instance:
        for daemon in instance.get_required_daemon_types():
            instance.add_daemon_heartbeat(DaemonHeartbeat(time.time(), daemon, "gone", errors=[]))
    with hold(home / "daemon.lock"):
        alive = findings(cli)["Dagster daemon"]
    assert alive == {"what": "Dagster daemon", "found": f"alive, history in {home}", "well": True}
    assert "not running" in str(findings(cli)["Dagster daemon"]["found"])


def test_doctor_shows_no_secret(cli: Cli, own_library: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    monkeypatch.setenv("STUDY_CATALOG_URL", f"sqlite:///{own_library}/catalog.db?password={SECRET}")
    monkeypatch.setenv("STUDY_POSTGRES_URL", f"postgresql+psycopg2://u:{SECRET}@127.0.0.1:1/study")
    monkeypatch.setenv("STUDY_NOTIFY_OPERATORS", f"slack://{SECRET}/b/c")
    monkeypatch.setenv("STUDY_NOTIFY_OWNERS", json.dumps({"kim": f"mailto://kim:{SECRET}@host"}))
    assert SECRET not in cli("doctor").output
    assert SECRET not in cli("env").output
    monkeypatch.delenv("STUDY_CATALOG_URL")
    assert SECRET not in cli("doctor").output  # its database does not answer
    monkeypatch.delenv("STUDY_POSTGRES_URL")
    (own_library / "catalog.elsewhere").unlink()
    assert SECRET not in cli("doctor").output
    assert findings(cli)["notifications"]["found"] == (
        "operators: slack://***; owners: kim mailto://***; 0 messages wait"
    )


def test_doctor_says_what_ocr_lacks_and_takes_it_for_no_fault(
    cli: Cli, own_library: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("PATH", str(tmp_path))
    ocr = findings(cli)["OCR"]
    assert str(ocr["found"]).startswith("not installed: `make ocr` (missing: ")
    assert "tesseract" in str(ocr["found"])
    assert ocr["well"] is None
    monkeypatch.setenv("STUDY_OCR", "off")
    assert findings(cli)["OCR"] == {"what": "OCR", "found": "switched off (STUDY_OCR)", "well": None}


def test_a_broken_store_is_found_and_hides_no_other(cli: Cli, own_library: Path):
    (own_library / "graph" / "current").write_text("no version")
    result = cli("doctor", "--json")
    assert result.exit_code == 1
    assert result.stderr == "Error: Broken: knowledge graph.\n"
    found = {f["what"]: f["well"] for f in json.loads(result.stdout)["findings"]}
    assert found["question bank"] is True
    assert found["knowledge graph"] is False


def test_a_catalog_that_is_no_database_is_found(cli: Cli, environment: Path):
    environment.mkdir()
    (environment / "catalog.db").write_bytes(b"no database" * 1000)
    result = cli("doctor", "--json")
    assert result.stderr == "Error: Broken: catalog.\n"
    assert result.exit_code == 1


def test_env_prints_what_a_shell_can_evaluate(cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    data = tmp_path / "자료 $(x)"
    monkeypatch.setenv("STUDY_DATA", str(data))
    lines = cli("env").stdout.splitlines()
    read = dict(shlex.split(line.removeprefix("export "))[0].split("=", 1) for line in lines)
    assert read == answer_of(cli("env", "--json"))
    assert read["STUDY_DATA"] == str(data)
    assert read["DAGSTER_HOME"] == read["STUDY_DAGSTER_DIR"] == os.fspath(data / "dagster")
    assert (data / "dagster" / "dagster.yaml").resolve().is_file()
