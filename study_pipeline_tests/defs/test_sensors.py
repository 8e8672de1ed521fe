"""What the sensors decide, on a real instance, real stores and a real upload folder."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.events import JobFailureData, RunFailureReason
from sqlalchemy import update

from study_pipeline.defs.assembly import build_defs
from study_pipeline.defs.due_sensors import attempts_due
from study_pipeline.defs.listed_job import JOB_NAME, listed_config
from study_pipeline.defs.partitions import BATCH_TAG, MATERIAL_PARTITIONS
from study_pipeline.defs.resources import StudyServices
from study_pipeline.defs.runs import WILL_RETRY_TAG
from study_pipeline.defs.sensors import bank_changed, failures_to_tell, lost_runs, new_uploads
from study_pipeline.ingest.batch import ingest
from study_pipeline.materials.failure_policy import QUARANTINED
from study_pipeline.materials.status import STAGES
from study_pipeline.questions.extraction import RULES_VERSION
from study_pipeline.resources.catalog import attempts as catalog_attempts
from study_pipeline.resources.catalog import retries as catalog_retries
from study_pipeline.resources.catalog.due import make_due
from study_pipeline.resources.catalog.retries import next_attempts
from study_pipeline.resources.catalog.tables import batches
from study_pipeline.resources.clock import utc_now
from study_pipeline.resources.errors import PermanentError
from study_pipeline_tests.defs.conftest import write_paper, write_picture_only
from study_pipeline_tests.defs.empty_job import empty_job
from study_pipeline_tests.fakes_channels import http_sink
from study_pipeline_tests.ingest.flow import in_the_bank


def tick(
    sensor: dg.SensorDefinition, instance: dg.DagsterInstance, study: StudyServices, cursor: str | None = None
) -> dg.SensorResult | dg.SkipReason:
    context = dg.build_sensor_context(instance=instance, cursor=cursor)
    return sensor(context, services=study)


def asked(result: dg.SensorResult | dg.SkipReason) -> list[dg.RunRequest]:
    return list(result.run_requests or []) if isinstance(result, dg.SensorResult) else []


def status_of_only(study: StudyServices) -> str:
    with study.open() as services:
        (material,) = services.catalog.all_materials()
        return material.status


def age_request(study: StudyServices, seconds: float) -> None:
    """Pretend that the only batch was asked for so long ago."""
    then = (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat(timespec="milliseconds")
    with study.open() as services, services.catalog.engine.begin() as connection:
        connection.execute(update(batches).values(requested_at=then))


def test_new_uploads_become_one_range_and_are_asked_for_once(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path
) -> None:
    for number in range(3):
        write_paper(uploads / f"{number}.pdf", subject=str(number))
    (request,) = asked(tick(new_uploads, instance, study))
    keys = instance.get_dynamic_partitions(MATERIAL_PARTITIONS)
    assert len(keys) == 3
    assert request.tags["dagster/asset_partition_range_start"] == keys[0]
    assert request.tags["dagster/asset_partition_range_end"] == keys[-1]
    assert asked(tick(new_uploads, instance, study)) == []


def test_what_a_change_of_rules_makes_due_goes_as_one_list(
    instance: dg.DagsterInstance, study: StudyServices
) -> None:
    with study.open() as services:
        stale = [in_the_bank(services, f"{number}.pdf", rules=RULES_VERSION - 1).id for number in range(3)]
        instance.add_dynamic_partitions(MATERIAL_PARTITIONS, [stale[0], "between", *stale[1:]])
        with services.catalog.engine.begin() as connection:
            make_due(connection, stale)
    (request,) = asked(tick(new_uploads, instance, study))
    assert (request.job_name, request.run_config) == (JOB_NAME, listed_config(stale))
    assert asked(tick(new_uploads, instance, study)) == []


def test_a_single_upload_is_asked_for_by_its_partition(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path
) -> None:
    write_paper(uploads / "one.pdf", subject="one")
    (request,) = asked(tick(new_uploads, instance, study))
    assert request.partition_key == instance.get_dynamic_partitions(MATERIAL_PARTITIONS)[0]


def test_a_file_that_changed_a_moment_ago_waits(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path
) -> None:
    patient = StudyServices(settings={**study.settings, "STUDY_SETTLE_SECONDS": "60"})
    write_paper(uploads / "growing.pdf", subject="growth")
    result = tick(new_uploads, instance, patient)
    assert isinstance(result, dg.SkipReason)
    assert "1 uploads are still settling" in (result.skip_message or "")


def test_lanes_become_tags_priorities_and_batches_of_their_own(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path
) -> None:
    for lane in ("low", "high"):
        (uploads / lane).mkdir()
        write_paper(uploads / lane / f"{lane}.pdf", subject=lane)
    first, second = asked(tick(new_uploads, instance, study))
    assert (first.tags["lane"], second.tags["lane"]) == ("high", "low")
    assert int(first.tags["dagster/priority"]) > int(second.tags["dagster/priority"])


def test_a_file_that_the_door_refuses_gets_no_partition_and_a_sentence(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path
) -> None:
    (uploads / "no.pdf").write_bytes(b"this is no PDF")
    assert asked(tick(new_uploads, instance, study)) == []
    assert instance.get_dynamic_partitions(MATERIAL_PARTITIONS) == []
    assert status_of_only(study) == "failed"


def test_the_folder_that_cannot_be_read_is_an_error_and_not_an_empty_folder(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path
) -> None:
    uploads.rmdir()
    uploads.write_text("a file where the folder should be")
    with pytest.raises((OSError, PermanentError), match="data"):
        tick(new_uploads, instance, study)


def test_a_request_that_became_no_run_is_made_again(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path
) -> None:
    write_paper(uploads / "lost.pdf", subject="loss")
    (first,) = asked(tick(new_uploads, instance, study))
    assert asked(tick(lost_runs, instance, study)) == []
    age_request(study, 600)
    (second,) = asked(tick(lost_runs, instance, study))
    assert second.run_key != first.run_key
    assert second.partition_key == first.partition_key


def killed(instance: dg.DagsterInstance, request: dg.RunRequest, reason: str | None = None) -> dg.DagsterRun:
    """What Dagster knows of a request whose run's process was killed, or saw its own end for a reason."""
    run = instance.create_run_for_job(empty_job, tags={BATCH_TAG: request.tags[BATCH_TAG]})
    why = JobFailureData(error=None, failure_reason=RunFailureReason(reason)) if reason else None
    instance.report_run_failed(run, job_failure_data=why)
    return run


def test_a_run_that_dagster_will_retry_is_waited_for_and_one_that_ended_is_a_failed_attempt(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path
) -> None:
    write_picture_only(uploads / "killed.pdf")
    (request,) = asked(tick(new_uploads, instance, study))
    run = killed(instance, request)
    instance.add_run_tags(run.run_id, {WILL_RETRY_TAG: "true"})
    tick(lost_runs, instance, study)
    assert status_of_only(study) == "pending"
    instance.add_run_tags(run.run_id, {WILL_RETRY_TAG: "false"})
    tick(lost_runs, instance, study)
    assert status_of_only(study) == "failed"
    assert asked(tick(new_uploads, instance, study)) == asked(tick(lost_runs, instance, study)) == []
    with study.open() as services:
        ((material_id, again),) = catalog_retries.planned(services.catalog.engine).items()
        (failed,) = catalog_attempts.of_material(services.catalog.engine, material_id)
    assert (again.attempt, again.attempts) == (1, 3)
    waits = datetime.fromisoformat(again.at) - datetime.fromisoformat(failed.at)
    assert timedelta(seconds=10) <= waits < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("reason", "expected"),
    [(None, ["postpone", "postpone", "quarantine"]), ("STEP_FAILURE", ["postpone"] * 2 + ["fail"])],
)
def test_what_kills_each_of_its_runs_is_asked_for_three_times_and_set_aside_and_its_neighbour_completes(
    instance: dg.DagsterInstance,
    study: StudyServices,
    uploads: Path,
    reason: str | None,
    expected: list[str],
) -> None:
    for name in ("killer", "neighbour"):
        write_paper(uploads / f"{name}.pdf", subject=name)
    requests = asked(tick(new_uploads, instance, study))
    with study.open() as services:
        (killer,) = services.catalog.find("killer.pdf")
    asked_for: list[int] = []
    while requests:
        asked_for.append(len(requests))
        for request in requests:
            ids = listed_ids(study, request)
            if killer.id in ids:
                killed(instance, request, reason)
            else:
                with study.open() as services:
                    list(ingest(services, ids, STAGES, run_id=request.tags[BATCH_TAG]))
        tick(lost_runs, instance, study)
        with study.open() as services, services.catalog.engine.begin() as connection:
            connection.execute(update(next_attempts).values(at=utc_now()))
        requests = asked(tick(attempts_due, instance, study))
    with study.open() as services:
        attempts = catalog_attempts.of_material(services.catalog.engine, killer.id)
        status = {one.title: (one.status, one.flags) for one in services.catalog.all_materials()}
    assert asked_for == [1, 1, 2]
    assert [one.followed for one in attempts] == expected
    assert len({one.run_id for one in attempts}) == 3
    assert status == {
        "killer": ("failed", (QUARANTINED,) if reason is None else ()),
        "neighbour": ("completed", ()),
    }


def listed_ids(study: StudyServices, request: dg.RunRequest) -> tuple[str, ...]:
    with study.open() as services:
        batch = services.catalog.batch(request.tags[BATCH_TAG])
    return batch.material_ids if batch else ()


def test_failures_are_told_by_the_sensor_without_a_run_and_without_an_address_in_its_log(
    instance: dg.DagsterInstance,
    study: StudyServices,
    uploads: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (uploads / "no.pdf").write_bytes(b"this is no PDF")
    with http_sink() as (url, sink):
        monkeypatch.setenv("STUDY_NOTIFY_OWNERS", json.dumps({"*": url}))
        tick(new_uploads, instance, study)
        sent = tick(failures_to_tell, instance, study)
        assert isinstance(sent, dg.SkipReason)
        assert sent.skip_message == "1 message was sent."
        assert sink.messages[0]["message"].startswith("- no.pdf is not a PDF")
        (uploads / "no.pdf").write_bytes(b"this is no PDF either, and longer")
        sink.status = 500
        tick(new_uploads, instance, study)
        tick(failures_to_tell, instance, study)
    assert "json://*** did not go out" in caplog.text
    assert "secret-token" not in caplog.text


def test_the_graph_is_asked_for_once_per_bank_version_and_not_while_ingests_go_on(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path
) -> None:
    assert asked(tick(bank_changed, instance, study)) == []
    write_paper(uploads / "graph.pdf", subject="graphs")
    (request,) = asked(tick(new_uploads, instance, study))
    job = build_defs(study).resolve_job_def("ingest_materials")
    assert job.execute_in_process(instance=instance, partition_key=request.partition_key).success
    first = tick(bank_changed, instance, study)
    assert len(asked(first)) == 1
    assert isinstance(first, dg.SensorResult)
    assert asked(tick(bank_changed, instance, study, cursor=first.cursor)) == []
    (uploads / "graph.yaml").write_text("answers: {1: D}", "utf-8")
    tick(new_uploads, instance, study)  # another answer is another version of the bank, and no other graph
    unchanged = tick(bank_changed, instance, study, cursor=first.cursor)
    assert isinstance(unchanged, dg.SkipReason)
    assert unchanged.skip_message == "What the graph takes from the bank is as it was."
    write_paper(uploads / "another.pdf", subject="more graphs")
    tick(new_uploads, instance, study)
    assert asked(tick(bank_changed, instance, study)) == []
