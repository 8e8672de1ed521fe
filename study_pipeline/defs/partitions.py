"""One partition is one material version; its key is the material's id."""

import dagster as dg

from study_pipeline.resources.catalog import Catalog

MATERIAL_PARTITIONS = "materials"
BATCH_TAG = "study_pipeline/batch"
LANE_TAG = "queue"

materials_partitions = dg.DynamicPartitionsDefinition(name=MATERIAL_PARTITIONS)


def batch_keys(context: dg.AssetExecutionContext, catalog: Catalog) -> list[str]:
    """The materials that this run handles.

    A range of dynamic partitions takes in whatever was added between its ends, and a reversed range is empty
    and succeeds: a run that was asked for a batch must therefore have exactly that batch's keys.

    Raises:
        Failure: It has not.
    """
    keys = sorted(context.partition_keys)
    batch_id = context.run.tags.get(BATCH_TAG)
    batch = catalog.batch(batch_id) if batch_id else None
    if batch_id and (batch is None or sorted(batch.material_ids) != keys):
        raise dg.Failure(
            f"The run's range holds {len(keys)} partitions, which are not those of its batch {batch_id}: "
            "retry its materials one by one.",
            allow_retries=False,
        )
    return keys
