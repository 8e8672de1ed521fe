import shutil
from pathlib import Path

import pytest

from study_pipeline_tests.cli.conftest import BROKEN, Cli, answer_of

HOSTILE_NAME = "\x1b[2J[red]시험\u202efdp\nfailed.pdf"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    file = tmp_path / HOSTILE_NAME
    shutil.copy(BROKEN, file)
    return file


def test_a_hostile_file_name_is_shown_and_not_obeyed(cli: Cli, hostile: Path):
    added = cli("add", hostile)
    listed = cli("status")
    refused = cli("extract", hostile)
    for result in (added, listed, refused):
        for printed in (result.stdout, result.stderr):
            assert not {"\x1b", "\u202e"} & set(printed)
    assert refused.exit_code == added.exit_code == 1
    assert "[red]시험" in listed.stdout
    rows = [line for line in listed.stdout.splitlines() if line.startswith("failed")]
    assert len(rows) == 1


def test_usage_errors_quote_it_harmlessly(cli: Cli, tmp_path: Path):
    (tmp_path / HOSTILE_NAME).mkdir()
    result = cli("extract", tmp_path / HOSTILE_NAME)
    assert result.exit_code == 2
    assert not {"\x1b", "\u202e"} & set(result.stderr)


def test_json_escapes_what_json_must(cli: Cli, hostile: Path):
    cli("add", hostile)
    materials = answer_of(cli("status", "--json"))["materials"]
    assert isinstance(materials, list)
    assert len(materials) == 1
