"""Lanes: what Dagster's own queue takes first with our settings, and what is held until it is let go."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.remote_origin import RegisteredCodeLocationOrigin, RemoteJobOrigin, RemoteRepositoryOrigin
from dagster._daemon.controller import create_daemons_from_instance
from dagster._daemon.run_coordinator.queued_run_coordinator_daemon import QueuedRunCoordinatorDaemon

from study_pipeline.defs.due_sensors import attempts_due, scheduled_work
from study_pipeline.defs.resources import StudyServices
from study_pipeline.defs.runs import batch_tags
from study_pipeline.defs.sensors import lost_runs, new_uploads
from study_pipeline.resources.catalog import lanes as catalog_lanes
from study_pipeline.resources.catalog.records import Batch
from study_pipeline.resources.catalog.retries import NextAttempt
from study_pipeline_tests.defs.conftest import write_paper
from study_pipeline_tests.defs.test_due_sensors import PAST, accepted, put_off
from study_pipeline_tests.defs.test_ingest_assets import run_ingest
from study_pipeline_tests.defs.test_sensors import age_request, asked, tick

ROOT = Path(__file__).parents[2]
ORIGIN = RemoteJobOrigin(
    RemoteRepositoryOrigin(RegisteredCodeLocationOrigin("study_pipeline"), "__repository__"), "any_job"
)
STARTED, QUEUED = dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.QUEUED


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    """An instance with the settings of `dagster.yaml`."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copyfile(ROOT / "dagster.yaml", home / "dagster.yaml")
    monkeypatch.setenv("STUDY_DAGSTER_DIR", str(home))
    with dg.DagsterInstance.from_config(str(home)) as instance:
        yield instance


def add(instance: dg.DagsterInstance, lane: str, status: dg.DagsterRunStatus = QUEUED) -> str:
    """A batch's run of this lane, as the sensors ask for it."""
    tags = batch_tags(Batch("batch", lane, (), None, 0))
    nothing = dict.fromkeys(
        (
            "run_id",
            "run_config",
            "root_run_id",
            "parent_run_id",
            "step_keys_to_execute",
            "execution_plan_snapshot",
            "job_snapshot",
            "parent_job_snapshot",
            "asset_selection",
            "asset_check_selection",
            "resolved_op_selection",
            "op_selection",
            "job_code_origin",
            "asset_graph",
        )
    )
    run = instance.create_run(
        job_name="any_job", status=status, tags=tags, remote_job_origin=ORIGIN, **nothing
    )
    return run.run_id


def started_next(instance: dg.DagsterInstance) -> list[str]:
    """The lanes of the runs that Dagster's queue starts now."""
    daemon = QueuedRunCoordinatorDaemon(interval_seconds=1)
    runs = daemon._get_runs_to_dequeue(instance, instance.get_concurrency_config(), 1.0)
    return [run.tags["lane"] for run in runs]


@pytest.mark.parametrize(
    ("going_on", "waiting", "expected"),
    [
        (["low"], ["low"] * 49 + ["high"], ["high"]),
        ([], ["low"] * 49 + ["high"], ["high", "low"]),
        ([], ["low"] * 50, ["low"]),
        ([], ["low", "default", "high"], ["high", "default"]),
        (["default"], ["default", "high"], ["high"]),
        (["default", "low"], ["high"], []),
        (["high"], ["default", "high"], ["high"]),
    ],
)
def test_the_low_lane_never_has_both_slots_and_a_high_run_is_next_however_many_wait(
    queue: dg.DagsterInstance, going_on: Sequence[str], waiting: Sequence[str], expected: list[str]
) -> None:
    for lane in going_on:
        add(queue, lane, STARTED)
    for lane in waiting:
        add(queue, lane)
    assert started_next(queue) == expected


def test_fifty_low_pdfs_delay_a_high_one_by_one_batch_at_most(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path, queue: dg.DagsterInstance
) -> None:
    (uploads / "low").mkdir()
    (uploads / "high").mkdir()
    for number in range(50):
        write_paper(uploads / "low" / f"{number}.pdf", subject=f"{number}")
    low = asked(tick(new_uploads, instance, study))
    assert len(low) == 1
    write_paper(uploads / "high" / "urgent.pdf", subject="urgent")
    high = asked(tick(new_uploads, instance, study))
    assert [request.tags["lane"] for request in [*low, *high]] == ["low", "high"]
    for request in low:
        add(queue, request.tags["lane"], STARTED)
    for request in high:
        add(queue, request.tags["lane"])
    assert started_next(queue) == ["high"]


def hold(study: StudyServices, lane: str) -> None:
    with study.open() as services:
        catalog_lanes.hold(services.catalog.engine, lane)


def let_go(study: StudyServices, lane: str) -> None:
    with study.open() as services:
        catalog_lanes.let_go(services.catalog.engine, lane)


def test_nothing_of_a_held_lane_is_asked_for_until_it_is_let_go_and_then_once(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path
) -> None:
    for lane in ("low", "high"):
        (uploads / lane).mkdir()
        write_paper(uploads / lane / "a.pdf", subject=lane)
    hold(study, "low")
    assert [request.tags["lane"] for request in asked(tick(new_uploads, instance, study))] == ["high"]
    assert asked(tick(new_uploads, instance, study)) == []
    let_go(study, "low")
    assert [request.tags["lane"] for request in asked(tick(new_uploads, instance, study))] == ["low"]
    assert asked(tick(new_uploads, instance, study)) == []


def test_runs_of_a_held_lane_stay_in_the_daemon_s_queue_whatever_they_are_to_do_and_start_once_it_is_let_go(
    study: StudyServices, queue: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDY_DATA", study.settings["STUDY_DATA"])
    monkeypatch.delenv("STUDY_CATALOG_URL", raising=False)
    assert create_daemons_from_instance(queue)
    for lane in ("default", "low", "high"):
        add(queue, lane)
    hold(study, "default")
    hold(study, "high")
    assert started_next(queue) == ["low"]
    let_go(study, "default")
    assert started_next(queue) == ["default", "low"]
    let_go(study, "high")
    assert started_next(queue) == ["high", "default"]
    add(queue, "low", STARTED)
    hold(study, "low")
    let_go(study, "low")
    assert started_next(queue) == ["high"], "the lane has the limit again that it had before"


def test_nothing_is_asked_for_twice_while_a_queued_run_is_held(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path
) -> None:
    write_paper(uploads / "a.pdf", subject="a")
    (queued,) = asked(tick(new_uploads, instance, study))
    hold(study, "default")
    age_request(study, 600)
    assert asked(tick(lost_runs, instance, study)) == []
    let_go(study, "default")
    assert asked(tick(new_uploads, instance, study)) == []
    assert run_ingest(instance, study, partition=queued.partition_key, tags=queued.tags).success
    with study.open() as services:
        (material,) = services.catalog.all_materials()
    assert material.status == "completed"


def test_what_is_due_in_a_held_lane_waits_as_well(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path
) -> None:
    first, second = accepted(study, uploads, "a.pdf", "b.pdf")
    with study.open() as services:
        again = NextAttempt(PAST, "questions", 1, 5)
        services.catalog.fail(first, stage="questions", sentence="No.", again=again)
    put_off(study, "ingest", [second], PAST)
    hold(study, "default")
    for sensor in (attempts_due, scheduled_work, new_uploads):
        assert asked(tick(sensor, instance, study)) == []
    let_go(study, "default")
    assert len(asked(tick(attempts_due, instance, study))) == 1
    assert len(asked(tick(scheduled_work, instance, study))) == 1
