"""Runs that were being launched when everything was killed are run again at once, and no other is touched."""

import subprocess
import sys
import time

import dagster as dg
import pytest

from study_pipeline.defs.broken_launches import end_broken_launches
from study_pipeline_tests.defs.empty_job import empty_job


@pytest.fixture
def launching(instance: dg.DagsterInstance) -> dg.DagsterRun:
    """A run that Dagster is about to launch."""
    run = instance.create_run_for_job(empty_job)
    starting = dg.DagsterEvent(dg.DagsterEventType.RUN_STARTING.value, job_name=run.job_name)
    instance.report_dagster_event(starting, run.run_id)
    return run


def status(instance: dg.DagsterInstance, run: dg.DagsterRun) -> dg.DagsterRunStatus:
    found = instance.get_run_by_id(run.run_id)
    assert found is not None
    return found.status


def test_a_launch_of_an_earlier_session_has_failed(
    instance: dg.DagsterInstance, launching: dg.DagsterRun
) -> None:
    assert end_broken_launches(instance, session_began=time.time() + 1) == 1
    assert status(instance, launching) == dg.DagsterRunStatus.FAILURE


def test_a_launch_of_this_session_is_waited_for(
    instance: dg.DagsterInstance, launching: dg.DagsterRun
) -> None:
    assert end_broken_launches(instance, session_began=time.time() - 60) == 0
    assert status(instance, launching) == dg.DagsterRunStatus.STARTING


def test_a_run_that_has_started_is_left_to_the_look_at_its_process(instance: dg.DagsterInstance) -> None:
    run = instance.create_run_for_job(empty_job, status=dg.DagsterRunStatus.STARTED)
    assert end_broken_launches(instance, session_began=time.time() + 1) == 0
    assert status(instance, run) == dg.DagsterRunStatus.STARTED


def test_a_session_begins_with_its_first_process() -> None:
    look = "from study_pipeline.defs.broken_launches import session_began; print(session_began())"
    before = time.time()
    said = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", look],
        capture_output=True,
        check=True,
        start_new_session=True,
        text=True,
    )
    assert before - 2 < float(said.stdout) < time.time() + 2  # the kernel counts from a whole second
