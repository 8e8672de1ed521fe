"""The per-material assets: `materials`, `questions`, `embeddings`, handled together, a batch a run.

One multi-asset, because only then does one broken PDF fail alone while the others go all the way.
"""

from collections.abc import Iterator, Sequence

import dagster as dg

from study_pipeline.defs.checks import SPECS, check_results
from study_pipeline.defs.metadata import metadata_of
from study_pipeline.defs.partitions import BATCH_TAG, batch_keys, materials_partitions
from study_pipeline.defs.resources import StudyServices
from study_pipeline.ingest.batch import UnknownMaterial, ingest
from study_pipeline.ingest.outcome import Outcome
from study_pipeline.materials.status import STAGES
from study_pipeline.resources.catalog import Catalog
from study_pipeline.resources.settings import BATCH_SIZE

OWNERS = ["team:content"]
MAX_NAMED_FAILURES = 5

Event = dg.AssetMaterialization | dg.AssetCheckResult


@dg.multi_asset(
    name="ingest",
    specs=[
        dg.AssetSpec(
            "materials",
            description="One uploaded PDF version: its bytes in the store, and what its pages show.",
            kinds={"pdf", "python"},
            owners=OWNERS,
            skippable=True,
        ),
        dg.AssetSpec(
            "questions",
            deps=["materials"],
            description="A material's questions in the bank: stem, options, passage, figures and answer.",
            kinds={"lancedb", "python"},
            owners=OWNERS,
            skippable=True,
        ),
        dg.AssetSpec(
            "embeddings",
            deps=["questions"],
            description="One vector for each question of a material, for search by meaning.",
            kinds={"lancedb", "numpy"},
            owners=OWNERS,
            skippable=True,
        ),
    ],
    check_specs=SPECS,
    group_name="ingest",
    partitions_def=materials_partitions,
    backfill_policy=dg.BackfillPolicy.multi_run(BATCH_SIZE),
    can_subset=True,
)
def ingest_assets(context: dg.AssetExecutionContext, services: StudyServices) -> Iterator[Event]:
    """Take the run's materials through its selected stages; what failed is raised when all is done."""
    selected = [stage for stage in STAGES if dg.AssetKey(stage) in context.selected_asset_keys]
    outcomes: list[Outcome] = []
    with services.open() as opened:
        try:
            keys = batch_keys(context, opened.catalog)
            batch_id = context.run.tags.get(BATCH_TAG)
            for outcome in ingest(opened, keys, selected, run_id=context.run.run_id, batch_id=batch_id):
                outcomes.append(outcome)
                if outcome.sentence is None:
                    yield _materialization(outcome, opened.catalog)
                else:
                    context.log.error("%s (stage %s)", outcome.sentence, outcome.stage)
        except UnknownMaterial as error:
            raise dg.Failure(str(error), allow_retries=False) from error
        if context.selected_asset_check_keys:
            yield from check_results(outcomes, opened.bank)
    failures = [outcome for outcome in outcomes if outcome.sentence is not None]
    if failures:
        raise dg.Failure(_summary(failures, len(context.partition_keys)), allow_retries=False)


def _materialization(outcome: Outcome, catalog: Catalog) -> dg.AssetMaterialization:
    # a material that somebody deletes while it is handled is described as it was before the stage
    material = catalog.materials([outcome.material.id]).get(outcome.material.id, outcome.material)
    file = next(iter(catalog.paths_of(material.id)), material.title)
    metadata = metadata_of(outcome, material, file=file)
    return dg.AssetMaterialization(outcome.stage, partition=material.id, metadata=metadata)


def _summary(failures: Sequence[Outcome], total: int) -> str:
    named = " ".join(failure.sentence or "" for failure in failures[:MAX_NAMED_FAILURES])
    more = f" And {len(failures) - MAX_NAMED_FAILURES} more." if len(failures) > MAX_NAMED_FAILURES else ""
    return f"{len(failures)} of {total} materials failed, the others are complete. {named}{more}"
