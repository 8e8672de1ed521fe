"""The partitions of deleted materials: removed once no run needs them.

A run that was asked for a range breaks, with all that it handles, if the partition at an end of the range is gone.
"""

import dagster as dg
from dagster._core.storage.dagster_run import NOT_FINISHED_STATUSES

from study_pipeline.defs.partitions import MATERIAL_PARTITIONS
from study_pipeline.defs.runs import RANGE_JOB
from study_pipeline.resources.catalog.catalog import Catalog


def forget_deleted_partitions(instance: dg.DagsterInstance, catalog: Catalog) -> int:
    """Remove the partitions without a material, unless a run waits or goes on; count them."""
    open_runs = dg.RunsFilter(job_name=RANGE_JOB, statuses=list(NOT_FINISHED_STATUSES))
    if instance.get_runs_count(open_runs):
        return 0
    partitions = instance.get_dynamic_partitions(
        MATERIAL_PARTITIONS
    )  # first: a material is known before its partition
    known = {material.id for material in catalog.all_materials()}
    deleted = [key for key in partitions if key not in known]
    for key in deleted:
        instance.delete_dynamic_partition(MATERIAL_PARTITIONS, key)
    return len(deleted)
