"""Runs without the daemon: in the calling process, recorded in the same history. For the command line."""

from collections.abc import Sequence

import dagster as dg

from study_pipeline.defs.assembly import build_defs
from study_pipeline.defs.deleted_partitions import forget_deleted_partitions
from study_pipeline.defs.listed_job import JOB_NAME, listed_config
from study_pipeline.defs.partitions import BATCH_TAG, MATERIAL_PARTITIONS
from study_pipeline.defs.resources import StudyServices
from study_pipeline.materials.status import Stage
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.records import Batch


def ingest_here(batches: Sequence[Batch], stages: Sequence[Stage]) -> bool:
    """Take claimed materials through the stages, a run for each batch; True if all ended well."""
    job = build_defs(StudyServices()).resolve_job_def(JOB_NAME)
    with dg.DagsterInstance.get() as instance:
        ended_well = True
        for batch in batches:
            instance.add_dynamic_partitions(MATERIAL_PARTITIONS, list(batch.material_ids))
            result = job.execute_in_process(
                instance=instance,
                run_config=listed_config(batch.material_ids, stages),
                tags={BATCH_TAG: batch.id},
                raise_on_error=False,
            )
            ended_well &= result.success
    return ended_well


def update_graph_here() -> bool:
    """Bring the knowledge graph up to date; True if that went well."""
    with dg.DagsterInstance.get() as instance:
        job = build_defs(StudyServices()).resolve_job_def("update_knowledge_graph")
        return job.execute_in_process(instance=instance, raise_on_error=False).success


def forget_deleted(catalog: Catalog) -> None:
    """Remove the partitions of deleted materials. Dagster keeps the history of their runs."""
    with dg.DagsterInstance.get() as instance:
        forget_deleted_partitions(instance, catalog)
