"""What has a time runs at its time, once: attempts at what failed, and work that somebody put off."""

from datetime import timedelta
from pathlib import Path

import dagster as dg
import pytest

from study_pipeline.defs.due_sensors import attempts_due, scheduled_work
from study_pipeline.defs.listed_job import JOB_NAME
from study_pipeline.defs.resources import StudyServices
from study_pipeline.defs.sensors import new_uploads
from study_pipeline.resources.catalog import schedule as catalog_schedule
from study_pipeline.resources.catalog.retries import NextAttempt
from study_pipeline.resources.catalog.schedule import Scheduled
from study_pipeline.resources.clock import as_stored, now
from study_pipeline_tests.defs.conftest import write_paper
from study_pipeline_tests.defs.test_sensors import asked, empty_job, tick

PAST, FUTURE = as_stored(now() - timedelta(minutes=1)), as_stored(now() + timedelta(hours=1))


def accepted(study: StudyServices, uploads: Path, *names: str) -> list[str]:
    for name in names:
        write_paper(uploads / name, subject=name)
    with study.open() as services:
        return [material.id for material in services.intake.take_news().accepted]


def put_off(study: StudyServices, work: str, ids: list[str], at: str) -> Scheduled:
    with study.open() as services, services.catalog.engine.begin() as connection:
        return catalog_schedule.schedule(connection, work, ids, at=at, zone="UTC")  # type: ignore[arg-type]


def listed(request: dg.RunRequest) -> dict[str, list[str]]:
    return request.run_config["ops"]["ingest_listed"]["config"]


def launched(instance: dg.DagsterInstance, request: dg.RunRequest) -> None:
    """What the daemon does with a request."""
    tags = {**request.tags, "dagster/run_key": request.run_key or ""}
    instance.create_run_for_job(empty_job, tags=tags)


def test_an_attempt_is_asked_for_when_it_is_due_with_the_stages_that_are_left(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path
) -> None:
    (material,) = accepted(study, uploads, "one.pdf")
    for at, expected in ((FUTURE, []), (PAST, [[material]])):
        with study.open() as services:
            again = NextAttempt(at, "embeddings", 2, 5)
            services.catalog.fail(material, stage="embeddings", sentence="No.", again=again)
        requests = asked(tick(attempts_due, instance, study))
        assert [listed(request)["material_ids"] for request in requests] == expected
    assert (requests[0].job_name, listed(requests[0])["stages"]) == (JOB_NAME, ["embeddings"])
    assert asked(tick(attempts_due, instance, study)) == []
    assert asked(tick(new_uploads, instance, study)) == []


def test_work_runs_once_however_often_the_sensor_looks_before_dagster_has_its_run(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path
) -> None:
    ids = accepted(study, uploads, "a.pdf", "b.pdf")
    one = put_off(study, "ingest", ids, PAST)
    (first,) = asked(tick(scheduled_work, instance, study))
    (again,) = asked(
        tick(scheduled_work, instance, study)
    )  # as if the daemon had died before it made the run
    assert first.run_key == again.run_key == f"sched:{one.id}"
    assert (listed(first), first.tags) == (listed(again), again.tags)
    assert sorted(listed(first)["material_ids"]) == sorted(ids)
    launched(instance, first)
    assert asked(tick(scheduled_work, instance, study)) == []
    with study.open() as services:
        assert catalog_schedule.waiting(services.catalog.engine) == []
    assert asked(tick(new_uploads, instance, study)) == []


def test_nothing_that_is_put_off_runs_before_its_time_or_after_it_was_cancelled(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path
) -> None:
    ids = accepted(study, uploads, "a.pdf")
    one = put_off(study, "ingest", ids, FUTURE)
    for sensor in (scheduled_work, new_uploads):
        assert asked(tick(sensor, instance, study)) == []
    with study.open() as services:
        catalog_schedule.bring_forward(services.catalog.engine, one.id)
        catalog_schedule.cancel(services.catalog.engine, one.id)
    for sensor in (scheduled_work, new_uploads):
        assert asked(tick(sensor, instance, study)) == []


@pytest.mark.parametrize(("work", "job"), [("embed", JOB_NAME), ("graph", "update_knowledge_graph")])
def test_embedding_and_the_graph_are_put_off_alike(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path, work: str, job: str
) -> None:
    ids = accepted(study, uploads, "a.pdf") if work == "embed" else []
    one = put_off(study, work, ids, PAST)
    (request,) = asked(tick(scheduled_work, instance, study))
    assert (request.job_name, request.run_key) == (job, f"sched:{one.id}")
    if work == "embed":
        assert listed(request)["stages"] == ["embeddings"]
    launched(instance, request)
    assert asked(tick(scheduled_work, instance, study)) == []


def test_a_sidecar_says_when_its_pdf_is_to_be_ingested(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path
) -> None:
    (uploads / "night.yaml").write_text("run_at: 2999-12-01 03:00 America/New_York\n", "utf-8")
    write_paper(uploads / "night.pdf", subject="night")
    assert asked(tick(new_uploads, instance, study)) == []
    with study.open() as services:
        (one,) = catalog_schedule.waiting(services.catalog.engine)
        assert one.at == "2999-12-01T08:00:00.000+00:00"
    (uploads / "night.yaml").write_text("title: Night\n", "utf-8")
    assert len(asked(tick(new_uploads, instance, study))) == 1


def test_a_time_that_comes_after_the_run_is_said_and_changes_nothing(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path
) -> None:
    (material,) = accepted(study, uploads, "a.pdf")
    with study.open() as services:
        services.catalog.start([material], run_id="run", batch_id=None)
        (uploads / "a.yaml").write_text("run_at: 2999-12-01 03:00\n", "utf-8")
        (sentence,) = services.intake.take_news().notices
        assert services.intake.take_news().notices == ()
        assert catalog_schedule.waiting(services.catalog.engine) == []
    assert sentence == "a.yaml: its run_at came too late, because a run has begun with its PDF already."


def test_a_pdf_waits_while_its_sidecar_still_arrives(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path
) -> None:
    patient = StudyServices(settings={**study.settings, "STUDY_SETTLE_SECONDS": "60"})
    write_paper(uploads / "a.pdf", subject="a")
    assert len(accepted(study, uploads)) == 1
    write_paper(uploads / "b.pdf", subject="b")
    (uploads / "b.yaml").write_text("run_at: 2999-12-01 03:00\n", "utf-8")
    with patient.open() as services:
        report = services.intake.take_news()
    assert report.accepted == ()
