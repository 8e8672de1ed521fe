"""`prune` as a person types it; what it drops and keeps is tried in `defs/test_history.py`."""

from pathlib import Path

import pytest

from study_pipeline_tests.cli.conftest import Cli, answer_of


def test_a_library_without_old_history_loses_nothing(cli: Cli, own_library: Path):
    before = cli("status", "--json").stdout
    assert answer_of(cli("prune", "--older-than", "0h", "--dry-run", "--json")) == {
        "dry_run": True,
        "runs": 0,
        "catalog_rows": 0,
    }
    assert cli("prune").stdout == "0 runs and 0 rows of the catalog were dropped.\n"
    assert cli("status", "--json").stdout == before


@pytest.mark.parametrize("age", ["90", "d", "-1d", "1.5d", "90 days", "99999d"])
def test_an_age_that_cannot_be_meant_says_how_one_is_written(cli: Cli, library: Path, age: str):
    refused = cli("prune", f"--older-than={age}")
    assert refused.exit_code == 2
    assert f"'{age}' is no age: write it as 90d or 12h." in refused.stderr
