"""One partition is one material version; its key is the material's id."""

from collections.abc import Sequence

import dagster as dg

from study_pipeline.language import translate
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.records import Batch

MATERIAL_PARTITIONS = "materials"
BATCH_TAG = "study_pipeline/batch"
LANE_TAG = "lane"

materials_partitions = dg.DynamicPartitionsDefinition(name=MATERIAL_PARTITIONS)


def batch_keys(context: dg.AssetExecutionContext, catalog: Catalog) -> list[str]:
    """The materials that this run handles.

    A range of dynamic partitions takes in whatever was added between its ends, and a reversed range is empty
    and succeeds. A run that was asked for a batch therefore handles exactly that batch: what else is in its
    range (a material that left the batch, because somebody processed it by hand) is left alone.

    Raises:
        Failure: A material of the batch is not in the run's range.
    """
    keys = sorted(context.partition_keys)
    batch_id = context.run.tags.get(BATCH_TAG)
    if batch_id is None:
        return keys
    batch = catalog.batch(batch_id)
    wanted = sorted(batch.material_ids) if batch else []
    if batch is None or not set(wanted) <= set(keys):
        raise dg.Failure(
            translate(
                "The run's range of {partitions} partitions does not hold the {materials} materials of "
                "its batch {batch_id}: process them one by one."
            ).format(partitions=len(keys), materials=len(wanted), batch_id=batch_id),
            allow_retries=False,
        )
    return still_wanted(context, keys, batch, catalog)


def still_wanted(
    context: dg.OpExecutionContext | dg.AssetExecutionContext,
    keys: Sequence[str],
    batch: Batch | None,
    catalog: Catalog,
) -> list[str]:
    """Those of a run's materials that are of its batch still; somebody may have taken others by hand.

    What was deleted meanwhile is among them: its attempt ends as discarded.
    """
    if batch is None:
        return list(keys)
    known = catalog.materials(keys)
    wanted = [key for key in keys if key in batch.material_ids or key not in known]
    if len(wanted) < len(keys):
        context.log.warning("Not of this batch, left alone: %s", ", ".join(set(keys) - set(wanted)))
    return wanted
