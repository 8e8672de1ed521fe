"""Dagster's history grows without an end: what of it is dropped, and what is kept however old it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import dagster as dg
from dagster import DagsterEventType, DagsterRunStatus

from study_pipeline.ingest.maintenance import sweep_leftovers
from study_pipeline.ingest.services import Services
from study_pipeline.resources.catalog.pruning import count_prunable
from study_pipeline.resources.catalog.pruning import prune as prune_catalog

FINISHED = [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED]
AT_ONCE = 500
KEEP_HISTORY_DAYS = 90


def old_runs(instance: dg.DagsterInstance, *, before: datetime) -> list[str]:
    """The runs that ended before this moment and that nothing points to any more, oldest first.

    A run that made the newest version of an asset, or of one of its partitions, stays: without it the UI would
    show as missing what is there.
    """
    kept = set(_newest_makers(instance, before))
    ended = dg.RunsFilter(statuses=FINISHED, updated_before=before)
    return [run.run_id for run in reversed(instance.get_runs(ended)) if run.run_id not in kept]


def drop_run(instance: dg.DagsterInstance, run_id: str) -> None:
    """Remove a run with its events and logs."""
    instance.compute_log_manager.delete_logs(prefix=[run_id])
    instance.delete_run(run_id)


def _newest_makers(instance: dg.DagsterInstance, before: datetime) -> Iterator[str]:
    """The runs before this moment that made what is still the newest of an asset's partition."""
    for asset in instance.get_asset_keys():
        by_partition = instance.get_latest_storage_id_by_partition(
            asset, DagsterEventType.ASSET_MATERIALIZATION
        )
        newest = set(by_partition.values())
        without_partition = instance.get_latest_materialization_event(asset)
        if without_partition is not None:
            yield without_partition.run_id
        older = dg.AssetRecordsFilter(asset, before_timestamp=before.astimezone(UTC).timestamp())
        cursor: str | None = None
        more = True
        while more:
            page = instance.fetch_materializations(older, limit=AT_ONCE, cursor=cursor)
            yield from (record.run_id for record in page.records if record.storage_id in newest)
            cursor, more = page.cursor, page.has_more


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was dropped, or would be: runs of Dagster, rows of the catalog, leftovers of killed processes."""

    runs: int
    rows: int
    leftovers: int


def prune(instance: dg.DagsterInstance, services: Services, *, before: datetime, dry_run: bool) -> Pruned:
    """Drop what ended before this moment and nothing points to any more. Ticks are dropped by Dagster itself."""
    runs = old_runs(instance, before=before)
    if dry_run:
        return Pruned(len(runs), count_prunable(services.catalog.engine, before), 0)
    for run_id in runs:
        drop_run(instance, run_id)
    return Pruned(len(runs), prune_catalog(services.catalog.engine, before), sweep_leftovers(services))
