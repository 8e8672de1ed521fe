"""One daemon alone works on a Dagster home; the next one may once the first has ended, however it did."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest
from dagster._daemon.controller import create_daemons_from_instance

ROOT = Path(__file__).parents[2]
HOLDER = """
import sys
from study_pipeline.resources.files.held_file import hold
lock = hold(__import__("pathlib").Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(ROOT / "dagster.yaml", tmp_path)
    monkeypatch.setenv("STUDY_DAGSTER_DIR", str(tmp_path))
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    return tmp_path


def test_a_second_daemon_on_a_home_is_refused_with_a_sentence(home: Path) -> None:
    with dg.DagsterInstance.get() as first, dg.DagsterInstance.get() as second:
        assert create_daemons_from_instance(first)
        with pytest.raises(SystemExit) as refused:
            create_daemons_from_instance(second)
    assert str(refused.value) == (
        f"A Dagster daemon already works on {home} (process {os.getpid()}): stop that one first."
    )


def test_whoever_asks_for_a_run_or_looks_at_the_queue_s_limits_is_not(home: Path) -> None:
    with dg.DagsterInstance.get() as daemon, dg.DagsterInstance.get() as other:
        assert create_daemons_from_instance(daemon)
        queue = other.get_concurrency_config().run_queue_config
        assert queue is not None
        assert queue.max_concurrent_runs == 2
        assert queue.max_user_code_failure_retries == 3
        assert other.get_required_daemon_types()


def test_a_daemon_that_was_killed_holds_nothing(home: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home / "daemon.lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as held:
        assert held.stdout is not None
        assert held.stdout.readline() == "held\n"
        with dg.DagsterInstance.get() as second, pytest.raises(SystemExit, match=f"process {held.pid}"):
            create_daemons_from_instance(second)
        held.kill()
        held.wait()
        with dg.DagsterInstance.get() as second:
            assert create_daemons_from_instance(second)
