"""A graph that failed is tried again by the failure policy's waits, which no run sits through."""

import dagster as dg
import pytest

from study_pipeline.defs.graph_retries import PERMANENT_TAG, next_attempt
from study_pipeline.defs.runs import WILL_RETRY_TAG
from study_pipeline_tests.defs.empty_job import empty_job


def fail(instance: dg.DagsterInstance, times: int = 1, **tags: str) -> None:
    for _ in range(times):
        instance.report_run_failed(instance.create_run_for_job(empty_job, tags=tags))


def attempt(instance: dg.DagsterInstance, *, seconds_later: float) -> int | None:
    """What is due so long after the newest run ended."""
    (newest,) = instance.get_run_records(limit=1)
    assert newest.end_time is not None
    return next_attempt(instance, empty_job.name, now=newest.end_time + seconds_later)


@pytest.mark.parametrize(("failures", "wait"), [(1, 3), (2, 18), (3, 83), (4, 258)])
def test_each_attempt_waits_as_long_as_the_policy_says(
    instance: dg.DagsterInstance, failures: int, wait: float
) -> None:
    fail(instance, failures)
    assert attempt(instance, seconds_later=wait - 0.001) is None
    assert attempt(instance, seconds_later=wait) == failures + 1


def test_the_fifth_failure_is_the_last(instance: dg.DagsterInstance) -> None:
    fail(instance, 5)
    assert attempt(instance, seconds_later=1e6) is None


def test_a_success_ends_the_count(instance: dg.DagsterInstance) -> None:
    fail(instance, 4)
    assert empty_job.execute_in_process(instance=instance).success
    assert attempt(instance, seconds_later=1e6) is None
    fail(instance)
    assert attempt(instance, seconds_later=3) == 2


def test_what_somebody_has_to_change_first_is_not_tried_again(instance: dg.DagsterInstance) -> None:
    fail(instance, **{PERMANENT_TAG: "true"})
    assert attempt(instance, seconds_later=1e6) is None


def test_what_dagster_runs_again_itself_is_left_to_it(instance: dg.DagsterInstance) -> None:
    fail(instance, **{WILL_RETRY_TAG: "true"})
    assert attempt(instance, seconds_later=1e6) is None
