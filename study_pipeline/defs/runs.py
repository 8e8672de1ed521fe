"""Runs as Dagster knows them: asking for a batch's run, and looking what became of one."""

import time
from collections.abc import Sequence

import dagster as dg

from study_pipeline.defs.listed_job import JOB_NAME, listed_config
from study_pipeline.defs.partitions import BATCH_TAG, LANE_TAG, MATERIAL_PARTITIONS
from study_pipeline.ingest.recovery import RunFacts
from study_pipeline.materials.status import Stage
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.records import Batch

RANGE_JOB = "ingest_materials"
PRIORITIES = {"high": "10", "default": "0", "low": "-10"}  # Dagster: higher is sooner
RANGE_START_TAG = "dagster/asset_partition_range_start"
RANGE_END_TAG = "dagster/asset_partition_range_end"
PRIORITY_TAG = "dagster/priority"
RUN_KEY_TAG = "dagster/run_key"
ROOT_RUN_TAG = "dagster/root_run_id"
WILL_RETRY_TAG = "dagster/will_retry"
FAILURE_REASON_TAG = "dagster/failure_reason"  # which a process writes that sees its own end


def request_batch(instance: dg.DagsterInstance, catalog: Catalog, batch: Batch) -> dg.RunRequest:
    """Add the batch's partitions and write the request for its run.

    A range where the batch's partitions stand side by side, which is as Dagster likes it best; a list otherwise.
    The catalog notes the request first: a crash right after it is found by the sensor `lost_runs`, whereas a
    request without a note would be made twice.
    """
    instance.add_dynamic_partitions(MATERIAL_PARTITIONS, list(batch.material_ids))
    catalog.mark_requested(batch.id)
    tags = batch_tags(batch)
    run_key = f"{batch.id}-{batch.requests + 1}"
    if len(batch.material_ids) == 1:
        key = batch.material_ids[0]
        return dg.RunRequest(run_key=run_key, job_name=RANGE_JOB, partition_key=key, tags=tags)
    if side_by_side(batch.material_ids, instance.get_dynamic_partitions(MATERIAL_PARTITIONS)):
        tags |= range_tags(batch.material_ids)
        return dg.RunRequest(run_key=run_key, job_name=RANGE_JOB, tags=tags)
    config = listed_config(batch.material_ids)
    return dg.RunRequest(run_key=run_key, job_name=JOB_NAME, run_config=config, tags=tags)


def request_stages(
    instance: dg.DagsterInstance, batch: Batch, stages: Sequence[Stage], *, run_key: str | None = None
) -> dg.RunRequest:
    """Write the request for a run that takes a batch through these stages alone; it counts as asked for already."""
    instance.add_dynamic_partitions(MATERIAL_PARTITIONS, list(batch.material_ids))
    config = listed_config(batch.material_ids, stages)
    run_key = run_key or f"{batch.id}-{batch.requests}"
    return dg.RunRequest(run_key=run_key, job_name=JOB_NAME, run_config=config, tags=batch_tags(batch))


def batch_tags(batch: Batch) -> dict[str, str]:
    """The tags of a batch's run: whose it is, and what Dagster's queue orders and limits it by."""
    return {
        BATCH_TAG: batch.id,
        LANE_TAG: batch.lane,
        PRIORITY_TAG: PRIORITIES.get(batch.lane, PRIORITIES["default"]),
    }


def side_by_side(keys: Sequence[str], partitions: Sequence[str]) -> bool:
    """Whether a range from the first to the last of these keys holds exactly them, in this order."""
    start = partitions.index(keys[0])
    return list(partitions[start : start + len(keys)]) == list(keys)


def range_tags(material_ids: tuple[str, ...]) -> dict[str, str]:
    """The tags that make a run handle these partitions, which were added one after the other."""
    return {RANGE_START_TAG: material_ids[0], RANGE_END_TAG: material_ids[-1]}


def has_run(instance: dg.DagsterInstance, run_key: str) -> bool:
    """Whether a sensor's request of this key became a run."""
    return bool(instance.get_runs_count(dg.RunsFilter(tags={RUN_KEY_TAG: run_key})))


def newest_run_of_batch(instance: dg.DagsterInstance, batch_id: str) -> RunFacts | None:
    """The newest run of a batch, retries among them; None when Dagster never made one."""
    return _newest(instance, dg.RunsFilter(tags={BATCH_TAG: batch_id}))


def newest_run_of_retries(instance: dg.DagsterInstance, run_id: str) -> RunFacts | None:
    """The newest among a run and its automatic retries; None when Dagster does not know the run."""
    run = instance.get_run_by_id(run_id)
    if run is None:
        return None
    root = run.tags.get(ROOT_RUN_TAG, run_id)
    return _newest(instance, dg.RunsFilter(tags={ROOT_RUN_TAG: root})) or _newest(
        instance, dg.RunsFilter(run_ids=[run_id])
    )


def _newest(instance: dg.DagsterInstance, runs: dg.RunsFilter) -> RunFacts | None:
    records = instance.get_run_records(runs, limit=1)
    if not records:
        return None
    run = records[0].dagster_run
    age = time.time() - (records[0].end_time or time.time())
    return RunFacts(
        run.run_id,
        finished=run.is_finished,
        canceled=run.status == dg.DagsterRunStatus.CANCELED,
        killed=run.status == dg.DagsterRunStatus.FAILURE and FAILURE_REASON_TAG not in run.tags,
        will_retry=run.tags.get(WILL_RETRY_TAG) == "true",
        age_seconds=age,
    )
