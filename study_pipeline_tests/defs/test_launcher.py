"""The launcher's one addition: a run whose process is gone is noticed, and a healthy one is left alone."""

import os
import subprocess
import sys
import time

import dagster as dg
import psutil
import pytest
from dagster._core.events import EngineEventData
from dagster._core.launcher.base import WorkerStatus

from study_pipeline.defs.launcher import WatchedRunLauncher, is_alive
from study_pipeline_tests.defs.empty_job import empty_job


@pytest.fixture
def launcher(instance: dg.DagsterInstance) -> WatchedRunLauncher:
    launcher = WatchedRunLauncher()
    launcher.register_instance(instance)
    return launcher


def reported_run(instance: dg.DagsterInstance, process_id: int) -> dg.DagsterRun:
    """A run whose worker said that it has this process id, as Dagster writes it."""
    run = instance.create_run_for_job(empty_job)
    data = EngineEventData(metadata={"pid": dg.MetadataValue.text(str(process_id))})
    instance.report_engine_event("Started process for run", run, data)
    return run


def test_dagster_still_reports_the_process_id_where_it_is_looked_for(
    instance: dg.DagsterInstance, launcher: WatchedRunLauncher
) -> None:
    result = empty_job.execute_in_process(instance=instance)
    worker = launcher.worker(result.run_id)
    assert worker is not None
    assert worker[0] == os.getpid()


def test_a_living_process_is_healthy(instance: dg.DagsterInstance, launcher: WatchedRunLauncher) -> None:
    run = reported_run(instance, os.getpid())
    assert launcher.check_run_worker_health(run).status == WorkerStatus.RUNNING


def test_a_killed_process_is_not(instance: dg.DagsterInstance, launcher: WatchedRunLauncher) -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as child:
        run = reported_run(instance, child.pid)
        assert launcher.check_run_worker_health(run).status == WorkerStatus.RUNNING
        child.kill()
    assert launcher.check_run_worker_health(run).status == WorkerStatus.FAILED


def test_a_zombie_is_dead() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    try:
        process = psutil.Process(child.pid)
        deadline = time.monotonic() + 20
        while process.status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < deadline
        assert not is_alive(child.pid, time.time())
    finally:
        child.wait()


def test_a_younger_process_of_the_same_number_is_another_one() -> None:
    assert not is_alive(os.getpid(), psutil.Process().create_time() - 3600)


def test_a_run_that_has_not_reported_yet_is_not_ended(
    instance: dg.DagsterInstance, launcher: WatchedRunLauncher
) -> None:
    run = instance.create_run_for_job(empty_job)
    assert launcher.check_run_worker_health(run).status == WorkerStatus.RUNNING
