"""Scattered materials in one run: the same events as any run, by list instead of by range."""

from pathlib import Path

import dagster as dg
import pytest

from study_pipeline.defs.assembly import build_defs
from study_pipeline.defs.checks import SPECS
from study_pipeline.defs.listed_job import JOB_NAME, ingest_listed_materials, listed_config
from study_pipeline.defs.partitions import MATERIAL_PARTITIONS, materials_partitions
from study_pipeline.defs.resources import StudyServices
from study_pipeline.defs.runs import request_batch, side_by_side
from study_pipeline_tests.defs.conftest import write_paper, write_picture_only

STAGES = ("materials", "questions", "embeddings")


@pytest.fixture
def installed(study: StudyServices, monkeypatch: pytest.MonkeyPatch) -> StudyServices:
    """The installation as the environment names it, which is how the job finds it."""
    for name, value in study.settings.items():
        monkeypatch.setenv(name, value)
    return study


def accepted(instance: dg.DagsterInstance, study: StudyServices) -> list[str]:
    with study.open() as services:
        services.intake.take_news()
        (batch,) = services.catalog.make_batches(size=50)
    instance.add_dynamic_partitions(MATERIAL_PARTITIONS, list(batch.material_ids))
    return list(batch.material_ids)


def states(instance: dg.DagsterInstance, asset: str, keys: list[str]) -> dict[str, str | None]:
    found = instance.get_status_by_partition(dg.AssetKey(asset), keys, materials_partitions) or {}
    return {key: state.name if (state := found.get(key)) else None for key in keys}


def test_scattered_materials_go_in_one_run_and_a_failure_among_them_is_shown_at_its_asset(
    instance: dg.DagsterInstance, installed: StudyServices, uploads: Path
) -> None:
    for number in range(5):
        write_paper(uploads / f"{number}.pdf", subject=f"subject {number}")
    write_picture_only(uploads / "3 picture.pdf")
    keys = accepted(instance, installed)
    bad = next(key for key in keys if "picture" in key)
    listed = [keys[0], keys[2], bad]

    result = ingest_listed_materials.execute_in_process(
        instance=instance, run_config=listed_config(listed), raise_on_error=False
    )

    assert not result.success
    assert len(instance.get_runs()) == 1
    untouched = dict.fromkeys(set(keys) - set(listed))
    done = {key: "MATERIALIZED" for key in listed if key != bad}
    assert states(instance, "materials", keys) == untouched | done | {bad: "MATERIALIZED"}
    assert states(instance, "questions", keys) == untouched | done | {bad: "FAILED"}
    assert states(instance, "embeddings", keys) == untouched | done | {bad: "FAILED"}
    assert checked(instance, result.run_id) == {spec.name for spec in SPECS}


def checked(instance: dg.DagsterInstance, run_id: str) -> set[str]:
    records = instance.get_records_for_run(run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION).records
    events = [record.event_log_entry.dagster_event for record in records]
    return {event.asset_check_evaluation_data.check_name for event in events if event}


def test_a_list_can_be_of_one_stage_only(
    instance: dg.DagsterInstance, installed: StudyServices, uploads: Path
) -> None:
    write_paper(uploads / "one.pdf", subject="one")
    keys = accepted(instance, installed)
    config = listed_config(keys, ["materials"])
    assert ingest_listed_materials.execute_in_process(instance=instance, run_config=config).success
    assert states(instance, "materials", keys) == {keys[0]: "MATERIALIZED"}
    assert states(instance, "questions", keys) == {keys[0]: None}


def test_a_batch_is_asked_for_as_a_range_where_it_is_one_and_as_a_list_where_it_is_not(
    instance: dg.DagsterInstance, installed: StudyServices, uploads: Path
) -> None:
    for number in range(3):
        write_paper(uploads / f"{number}.pdf", subject=f"subject {number}")
    with installed.open() as services:
        services.intake.take_news()
        (batch,) = services.catalog.make_batches(size=50)
        together = request_batch(instance, services.catalog, batch)
        instance.delete_dynamic_partition(MATERIAL_PARTITIONS, batch.material_ids[1])
        instance.add_dynamic_partitions(MATERIAL_PARTITIONS, ["another", batch.material_ids[1]])
        scattered = request_batch(instance, services.catalog, batch)
    assert (together.job_name, together.run_config) == ("ingest_materials", {})
    assert "dagster/asset_partition_range_start" in together.tags
    assert (scattered.job_name, scattered.run_config) == (JOB_NAME, listed_config(batch.material_ids))
    assert "dagster/asset_partition_range_start" not in scattered.tags


def test_keys_are_side_by_side_only_in_the_order_of_the_partitions() -> None:
    partitions = ["a", "b", "c", "d"]
    assert side_by_side(["b", "c"], partitions)
    assert not side_by_side(["c", "b"], partitions)
    assert not side_by_side(["a", "c"], partitions)


def test_the_job_finds_its_resources_where_dagster_loads_it() -> None:
    assert build_defs(StudyServices()).resolve_job_def(JOB_NAME).resource_defs["services"]
