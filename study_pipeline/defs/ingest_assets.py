"""The per-material assets: `materials`, `questions`, `embeddings`, handled together, a batch a run.

One multi-asset, because only then does one broken PDF fail alone while the others go all the way.
"""

from collections.abc import Iterator

import dagster as dg

from study_pipeline.defs.checks import SPECS
from study_pipeline.defs.ingest_events import Event, ingest_events
from study_pipeline.defs.partitions import batch_keys, materials_partitions
from study_pipeline.defs.resources import StudyServices
from study_pipeline.language import translate
from study_pipeline.materials.status import STAGES
from study_pipeline.resources.settings.settings import BATCH_SIZE

OWNERS = ["team:content"]


@dg.multi_asset(
    name="ingest",
    specs=[
        dg.AssetSpec(
            "materials",
            description=translate(
                "One uploaded PDF version: its bytes in the store, and what its pages show."
            ),
            kinds={"pdf", "python"},
            owners=OWNERS,
            skippable=True,
        ),
        dg.AssetSpec(
            "questions",
            deps=["materials"],
            description=translate(
                "A material's questions in the bank: stem, options, passage, figures and answer."
            ),
            kinds={"lancedb", "python"},
            owners=OWNERS,
            skippable=True,
        ),
        dg.AssetSpec(
            "embeddings",
            deps=["questions"],
            description=translate("One vector for each question of a material, for search by meaning."),
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
    with services.open() as opened:
        keys = batch_keys(context, opened.catalog)
        yield from ingest_events(
            opened, keys, selected, run=context.run, checked=bool(context.selected_asset_check_keys)
        )
