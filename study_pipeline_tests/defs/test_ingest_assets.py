"""The per-material assets on a real instance: isolation of failures, retry of one, the range's traps."""

from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.job_base import InMemoryJob
from dagster._core.execution.api import execute_run

from study_pipeline.definitions import defs
from study_pipeline.defs.assembly import build_defs
from study_pipeline.defs.deleted_partitions import forget_deleted_partitions
from study_pipeline.defs.ingest_events import log_progress
from study_pipeline.defs.listed_job import JOB_NAME, listed_config
from study_pipeline.defs.partitions import BATCH_TAG, MATERIAL_PARTITIONS
from study_pipeline.defs.resources import StudyServices
from study_pipeline.defs.runs import range_tags
from study_pipeline.defs.sensors import new_uploads
from study_pipeline.ingest.maintenance import delete_material
from study_pipeline.operations.progress import Progress
from study_pipeline.resources.catalog import attempts as catalog_attempts
from study_pipeline.resources.catalog.failures import untold
from study_pipeline.resources.catalog.records import Batch
from study_pipeline_tests.defs.conftest import write_paper, write_picture_only
from study_pipeline_tests.hostile import make

STAGES = ("materials", "questions", "embeddings")


def run_ingest(
    instance: dg.DagsterInstance, study: StudyServices, *, partition: str | None = None, **options: object
) -> dg.ExecuteInProcessResult:
    job = build_defs(study).resolve_job_def("ingest_materials")
    return job.execute_in_process(instance=instance, partition_key=partition, raise_on_error=False, **options)


def accept_all(instance: dg.DagsterInstance, study: StudyServices) -> tuple[str, ...]:
    """Take what is in the upload folder and add its partitions, as the sensor does; give the batch's materials."""
    with study.open() as services:
        services.intake.take_news()
        (batch,) = services.catalog.make_batches(size=50)
    instance.add_dynamic_partitions(MATERIAL_PARTITIONS, list(batch.material_ids))
    return batch.material_ids


def requested(instance: dg.DagsterInstance, study: StudyServices) -> list[dg.RunRequest]:
    """What the sensor asks for."""
    result = new_uploads(dg.build_sensor_context(instance=instance), services=study)
    assert isinstance(result, dg.SensorResult)
    return list(result.run_requests or [])


def materialized(instance: dg.DagsterInstance, asset: str) -> set[str]:
    return set(instance.get_materialized_partitions(dg.AssetKey(asset)))


def failed(instance: dg.DagsterInstance, asset: str, partitions: tuple[str, ...]) -> set[str]:
    known = defs().resolve_asset_graph().get(dg.AssetKey(asset)).partitions_def
    status = instance.get_status_by_partition(dg.AssetKey(asset), list(partitions), known)
    return {key for key, value in status.items() if value is not None and value.name == "FAILED"}


def test_one_bad_pdf_among_fifty_fails_alone_and_is_retried_alone(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path
) -> None:
    for number in range(49):
        write_paper(uploads / f"paper {number:02}.pdf", subject=f"topic {number}")
    write_picture_only(uploads / "paper 23b.pdf")
    keys = accept_all(instance, study)
    (bad,) = [key for key in keys if key.startswith("paper-23b")]

    result = run_ingest(instance, study, tags=range_tags(keys))

    assert not result.success
    assert materialized(instance, "materials") == set(keys)
    assert materialized(instance, "questions") == materialized(instance, "embeddings") == set(keys) - {bad}
    assert failed(instance, "materials", keys) == set()
    assert failed(instance, "questions", keys) == failed(instance, "embeddings", keys) == {bad}
    with study.open() as services:
        statuses = {m.id: m.status for m in services.catalog.all_materials()}
        sentence = services.catalog.materials([bad])[bad].error_message
        assert services.bank.count() == 49 * 3
        # the PDF is replaced in the store by one that can be read, and only it is run again
        sha256 = services.catalog.materials([bad])[bad].sha256
        assert sha256 is not None
        write_paper(services.store.pdf(sha256), subject="the mended paper")
    assert statuses == {key: "failed" if key == bad else "completed" for key in keys}
    assert sentence is not None
    assert "paper 23b" in sentence

    again = run_ingest(instance, study, partition=bad)

    assert again.success
    assert failed(instance, "embeddings", keys) == set()
    with study.open() as services:
        assert {m.status for m in services.catalog.all_materials()} == {"completed"}
        assert services.bank.repeated_ids() == []
        assert services.bank.count() == 50 * 3


@pytest.mark.parametrize("stage", STAGES)
def test_each_asset_can_be_materialised_alone(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path, stage: str
) -> None:
    write_paper(uploads / "alone.pdf", subject="solitude")
    (key,) = accept_all(instance, study)
    assert run_ingest(instance, study, partition=key).success

    result = run_ingest(instance, study, partition=key, asset_selection=[dg.AssetKey(stage)])

    assert result.success
    assert {event.asset_key.to_user_string() for event in result.get_asset_materialization_events()} == {
        stage
    }
    with study.open() as services:
        (material,) = services.catalog.all_materials()
        assert (material.status, services.bank.count()) == ("completed", 3)


def two_of_one_batch(study: StudyServices, uploads: Path) -> Batch:
    write_paper(uploads / "first.pdf", subject="one")
    write_paper(uploads / "last.pdf", subject="two")
    with study.open() as services:
        services.intake.take_news()
        (batch,) = services.catalog.make_batches(size=50)
    return batch


def test_what_came_between_the_ends_of_a_batch_s_range_is_left_alone(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path
) -> None:
    batch = two_of_one_batch(study, uploads)
    first, last = batch.material_ids
    instance.add_dynamic_partitions(MATERIAL_PARTITIONS, [first, "an-intruder-00000000", last])

    result = run_ingest(instance, study, tags={**range_tags(batch.material_ids), BATCH_TAG: batch.id})

    assert result.success
    assert materialized(instance, "embeddings") == {first, last}


def test_a_range_that_misses_a_material_of_its_batch_fails_instead_of_succeeding_with_no_work(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path
) -> None:
    batch = two_of_one_batch(study, uploads)
    first, last = batch.material_ids
    instance.add_dynamic_partitions(MATERIAL_PARTITIONS, [last, first])  # so that the range is reversed

    result = run_ingest(instance, study, tags={**range_tags(batch.material_ids), BATCH_TAG: batch.id})

    assert not result.success
    assert materialized(instance, "materials") == set()


@pytest.mark.parametrize("job_name", ["ingest_materials", JOB_NAME])
def test_a_run_does_nothing_for_a_material_that_somebody_claimed_meanwhile(
    instance: dg.DagsterInstance,
    study: StudyServices,
    uploads: Path,
    monkeypatch: pytest.MonkeyPatch,
    job_name: str,
) -> None:
    for name, value in study.settings.items():
        monkeypatch.setenv(name, value)
    write_paper(uploads / "a.pdf", subject="claims")
    (key,) = accept_all(instance, study)
    with study.open() as services:
        (batch,) = services.catalog.open_batches()
        services.catalog.claim([key], size=50)
    result = (
        build_defs(study)
        .resolve_job_def(job_name)
        .execute_in_process(
            instance=instance,
            partition_key=key if job_name != JOB_NAME else None,
            run_config=listed_config([key]) if job_name == JOB_NAME else None,
            tags={BATCH_TAG: batch.id},
        )
    )
    assert result.success
    assert materialized(instance, "materials") == set()


@pytest.mark.parametrize("deleted", [0, 1, 2])
def test_a_material_that_is_deleted_while_its_run_is_queued_is_discarded_and_the_run_succeeds(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path, deleted: int
) -> None:
    for number in range(3):
        write_paper(uploads / f"{number}.pdf", subject=f"topic {number}")
    (request,) = requested(instance, study)
    keys = instance.get_dynamic_partitions(MATERIAL_PARTITIONS)
    gone = keys[deleted]
    with study.open() as services:
        job = build_defs(study).resolve_job_def("ingest_materials")
        run = instance.create_run_for_job(job, tags=request.tags)
        delete_material(services, services.catalog.materials([gone])[gone])
        assert forget_deleted_partitions(instance, services.catalog) == 0

        assert execute_run(InMemoryJob(job), run, instance).success

        assert forget_deleted_partitions(instance, services.catalog) == 1
        assert set(instance.get_dynamic_partitions(MATERIAL_PARTITIONS)) == set(keys) - {gone}
        (discarded,) = catalog_attempts.of_material(services.catalog.engine, gone)
        assert discarded.followed == "discard"
    assert materialized(instance, "embeddings") == set(keys) - {gone}
    with study.open() as services:
        assert {m.status for m in services.catalog.all_materials()} == {"completed"}
        assert untold(services.catalog.engine) == []


def test_the_only_material_of_a_run_that_is_deleted_meanwhile_is_discarded(
    instance: dg.DagsterInstance, study: StudyServices
) -> None:
    instance.add_dynamic_partitions(MATERIAL_PARTITIONS, ["gone-12345678"])
    result = run_ingest(instance, study, partition="gone-12345678")
    assert result.success
    assert materialized(instance, "materials") == set()


def test_the_ui_gets_numbers_and_a_table_of_the_first_questions(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path
) -> None:
    write_paper(uploads / "shown.pdf", subject="metadata")
    (key,) = accept_all(instance, study)
    result = run_ingest(instance, study, partition=key)
    metadata = {
        event.asset_key.to_user_string(): event.materialization.metadata
        for event in result.get_asset_materialization_events()
    }
    assert metadata["materials"]["file"].value == "shown.pdf"
    assert metadata["materials"]["pages"].value == 2
    assert metadata["questions"]["questions"].value == 3
    assert metadata["questions"]["answers"].value == 3
    assert metadata["embeddings"]["new vectors"].value == 3
    (first, *_) = metadata["questions"]["first questions"].records
    assert first.data["answer"].strip(".") == "A"


def test_asset_checks_warn_of_missing_answers_and_numbers_and_pass_on_ids(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path
) -> None:
    write_paper(uploads / "checked.pdf", subject="checks")
    (key,) = accept_all(instance, study)
    result = run_ingest(instance, study, partition=key)
    checks = {check.check_name: check.passed for check in result.get_asset_check_evaluations()}
    assert checks == {
        "no_duplicate_ids": True,
        "no_numbering_gaps": True,
        "equal_option_counts": True,
        "answers_known": True,
        "questions_sure": True,
        "formulas_whole": True,
        "passages_closed": True,
        "key_numbers_found": True,
        "pages_readable": True,
        "text_in_questions": True,
    }


def test_asset_checks_warn_of_text_outside_every_question_and_of_pages_that_could_not_be_read(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path
) -> None:
    essay = tuple(f"Text of row {row} that ended in no question of this paper." for row in range(20))
    second = ("2. Where does it rain?", *make.QUESTION[1:])
    make.write_broken_page(uploads / "worn.pdf", essay, make.QUESTION, second, broken=3)
    (key,) = accept_all(instance, study)
    result = run_ingest(instance, study, partition=key)
    warned = {check.check_name: check for check in result.get_asset_check_evaluations() if not check.passed}
    assert warned.keys() >= {"text_in_questions", "pages_readable"}
    assert {check.severity for check in warned.values()} == {dg.AssetCheckSeverity.WARN}
    faults = {
        name: [record.data["faults"] for record in check.metadata["faults"].records]
        for name, check in warned.items()
    }
    assert faults["pages_readable"] == ["page 3"]
    (outside,) = faults["text_in_questions"]
    (event,) = result.asset_materializations_for_node("ingest")[1:2]
    assert (
        outside == f"{event.metadata['text outside questions'].value:.0%} of the text outside every question"
    )
    assert event.metadata["flags"].value == (
        "much text outside every question, pages that could not be read, or not to their end"
    )


def test_no_secret_reaches_events_or_metadata(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret-value")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9")  # nobody listens there
    write_paper(uploads / "secret.pdf", subject="secrets")
    (key,) = accept_all(instance, study)
    result = run_ingest(instance, study, partition=key)
    assert not result.success
    written = "\n".join(str(event) for event in result.all_events)
    assert "sk-very-secret-value" not in written
    with study.open() as services:
        (material,) = services.catalog.all_materials()
        assert material.failed_stage == "embeddings"
        assert "sk-very-secret-value" not in (material.error_message or "")


def test_the_log_of_a_run_says_how_far_it_is(instance: dg.DagsterInstance) -> None:
    @dg.op
    def long_work() -> None:
        log_progress(Progress("materials", 0, 50, 0, 1024, seconds=0.0))
        log_progress(Progress("materials", 12, 50, 310, 1024, seconds=100.0))

    @dg.job
    def work() -> None:
        long_work()

    result = work.execute_in_process(instance=instance)
    lines = [entry.user_message for entry in instance.all_logs(result.run_id) if entry.dagster_event is None]
    assert lines == ["12 of 50 read, page 310 of 1,024, 3.1 pages/s, about 3 min left"]
