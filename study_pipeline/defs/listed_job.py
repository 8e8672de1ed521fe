"""One run for materials that do not stand side by side among the partitions.

Dagster runs one partition, or a range; a backfill of 30 scattered partitions is 30 runs. This job takes a list in
its configuration and writes the same events by hand: what it plans, what it materialises, what it checks. A
partition that was planned and not materialised when the run fails is shown as failed, as in any other run.
"""

from collections.abc import Sequence

import dagster as dg
from dagster._core.events import AssetMaterializationPlannedData, DagsterEvent
from pydantic import Field

from study_pipeline.defs.ingest_events import ingest_events
from study_pipeline.defs.partitions import BATCH_TAG, still_wanted
from study_pipeline.defs.resources import StudyServices
from study_pipeline.language import translate
from study_pipeline.materials.status import STAGES, Stage

JOB_NAME = "ingest_listed_materials"
OP_NAME = "ingest_listed"


def _all_stages() -> list[str]:
    return list(STAGES)


class ListedMaterials(dg.Config):
    """The materials of one run, by id, and the stages that they go through."""

    material_ids: list[str] = Field(min_length=1)
    stages: list[str] = Field(default_factory=_all_stages)


@dg.op(name=OP_NAME)
def ingest_listed(context: dg.OpExecutionContext, config: ListedMaterials, services: StudyServices) -> None:
    """Take the listed materials through the stages, and tell Dagster of each partition."""
    stages = [stage for stage in STAGES if stage in config.stages]
    with services.open() as opened:
        batch_id = context.run.tags.get(BATCH_TAG)
        batch = opened.catalog.batch(batch_id) if batch_id else None
        ids = still_wanted(context, config.material_ids, batch, opened.catalog)
        _plan(context, ids, stages)
        checked = "questions" in stages
        for event in ingest_events(opened, ids, stages, run=context.run, checked=checked):
            if isinstance(event, dg.AssetMaterialization):
                context.log_event(event)
            else:  # Dagster takes an evaluation here; its annotation does not say so
                context.log_event(_evaluation(event))  # type: ignore[arg-type]


@dg.job(
    name=JOB_NAME,
    executor_def=dg.in_process_executor,
    # bound here: Dagster rebuilds sensors whose jobs lack a resource, by a parameter that it warns of itself
    resource_defs={"services": StudyServices()},
    description=translate(
        "Ingest materials from anywhere in one run: the list is in the run's configuration."
    ),
)
def ingest_listed_materials() -> None:
    """The one step for a list."""
    ingest_listed()


def listed_config(material_ids: Sequence[str], stages: Sequence[Stage] = STAGES) -> dict[str, object]:
    """The run configuration that lists these materials."""
    return {"ops": {OP_NAME: {"config": {"material_ids": list(material_ids), "stages": list(stages)}}}}


def _plan(context: dg.OpExecutionContext, material_ids: Sequence[str], stages: Sequence[Stage]) -> None:
    for material_id in material_ids:
        for stage in stages:
            planned = AssetMaterializationPlannedData(dg.AssetKey(stage), partition=material_id)
            event = DagsterEvent.build_asset_materialization_planned_event(context.job_name, OP_NAME, planned)
            context.instance.report_dagster_event(event, context.run_id)


def _evaluation(result: dg.AssetCheckResult) -> dg.AssetCheckEvaluation:
    if result.asset_key is None or result.check_name is None:
        raise ValueError("a check result outside an asset must name both")
    return dg.AssetCheckEvaluation(
        asset_key=result.asset_key,
        check_name=result.check_name,
        passed=result.passed,
        metadata=result.metadata,
        severity=result.severity,
    )
