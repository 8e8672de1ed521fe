"""`backup` and `restore` as a person types them; what they copy is tried in `ingest/test_backup.py`."""

import fcntl
import re
from pathlib import Path

import pytest

from study_pipeline_tests.cli.conftest import Cli, answer_of


def test_a_library_comes_back_into_an_empty_folder_question_for_question(
    cli: Cli, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    made = answer_of(cli("backup", tmp_path / "backup", "--json"))
    assert (made["materials"], made["questions"]) == (4, 22)
    status, found = cli("status", "--json").stdout, cli("search", "대기", "--json").stdout
    monkeypatch.setenv("STUDY_DATA", str(tmp_path / "again"))
    restored = cli("restore", tmp_path / "backup")
    assert restored.exit_code == 0, restored.stderr
    assert re.search(r" is as it was at \d{4}-\d\d-\d\d \d\d:\d\d \(Asia/Seoul\): ", restored.stdout)
    assert "4 materials, 22 questions." in restored.stdout
    assert cli("status", "--json").stdout == status
    assert cli("search", "대기", "--json").stdout == found


def test_nothing_is_restored_where_something_runs(
    cli: Cli, library: Path, environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    assert cli("backup", tmp_path / "backup").exit_code == 0
    environment.mkdir()
    monkeypatch.setenv("STUDY_DATA", str(environment))
    with (environment / ".running").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("4711")
        lock.flush()
        refused = cli("restore", tmp_path / "backup")
    assert refused.exit_code == 1
    assert "process 4711" in refused.stderr
    assert [path.name for path in environment.iterdir()] == [".running"]


def test_a_backup_that_cannot_be_made_is_one_sentence(cli: Cli, library: Path, tmp_path: Path):
    refused = cli("backup", tmp_path)
    assert refused.exit_code == 1
    assert refused.stderr == f"Error: {tmp_path} is there already: choose a name that is not.\n"
