"""Runs without the daemon: in the calling process, recorded in the same history. For the command line."""

from collections.abc import Sequence

import dagster as dg

from study_pipeline.defs.assembly import build_defs
from study_pipeline.defs.partitions import MATERIAL_PARTITIONS
from study_pipeline.defs.resources import StudyServices
from study_pipeline.defs.runs import range_tags
from study_pipeline.materials.status import Stage
from study_pipeline.resources.settings import BATCH_SIZE


def ingest_here(material_ids: Sequence[str], stages: Sequence[Stage]) -> bool:
    """Take materials through the stages, in as few runs as contiguous partitions allow; True if all ended well."""
    job = build_defs(StudyServices()).resolve_job_def("ingest_materials")
    selection = [dg.AssetKey(stage) for stage in stages]
    with dg.DagsterInstance.get() as instance:
        instance.add_dynamic_partitions(MATERIAL_PARTITIONS, list(material_ids))
        ended_well = True
        for keys in contiguous(material_ids, instance.get_dynamic_partitions(MATERIAL_PARTITIONS)):
            result = job.execute_in_process(
                instance=instance,
                asset_selection=selection,
                partition_key=keys[0] if len(keys) == 1 else None,
                tags=range_tags(keys) if len(keys) > 1 else None,
                raise_on_error=False,
            )
            ended_well &= result.success
    return ended_well


def update_graph_here() -> bool:
    """Bring the knowledge graph up to date; True if that went well."""
    with dg.DagsterInstance.get() as instance:
        job = build_defs(StudyServices()).resolve_job_def("update_knowledge_graph")
        return job.execute_in_process(instance=instance, raise_on_error=False).success


def forget_partition(material_id: str) -> None:
    """Remove a material's partition. Dagster keeps the history of its runs."""
    with dg.DagsterInstance.get() as instance:
        instance.delete_dynamic_partition(MATERIAL_PARTITIONS, material_id)


def contiguous(wanted: Sequence[str], partitions: Sequence[str]) -> list[tuple[str, ...]]:
    """Group keys that stand side by side among the partitions, at most `BATCH_SIZE` in a group."""
    wanted_keys = set(wanted)
    groups: list[tuple[str, ...]] = []
    group: list[str] = []
    for key in partitions:
        if key in wanted_keys:
            group.append(key)
        if group and (key not in wanted_keys or len(group) == BATCH_SIZE):
            groups.append(tuple(group))
            group = []
    return [*groups, tuple(group)] if group else groups
