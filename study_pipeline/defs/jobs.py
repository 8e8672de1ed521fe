"""Jobs: what runs together. Parallelism comes from the PDF workers, so every job runs in one process."""

import dagster as dg

from study_pipeline.defs.deleted_partitions import forget_deleted_partitions
from study_pipeline.defs.resources import StudyServices
from study_pipeline.ingest.maintenance import compact_bank as compact
from study_pipeline.ingest.maintenance import sweep_leftovers
from study_pipeline.language import translate

ingest_materials = dg.define_asset_job(
    "ingest_materials",
    selection=dg.AssetSelection.assets("materials", "questions", "embeddings"),
    executor_def=dg.in_process_executor,
    description=translate(
        "Read PDFs, write their questions to the bank, embed them. One partition is one material."
    ),
)

update_knowledge_graph = dg.define_asset_job(
    "update_knowledge_graph",
    selection=dg.AssetSelection.assets("knowledge_graph"),
    executor_def=dg.in_process_executor,
    description=translate("Bring the knowledge graph up to date with the bank."),
)

write_operations_report = dg.define_asset_job(
    "write_operations_report",
    selection=dg.AssetSelection.assets("operations_report"),
    executor_def=dg.in_process_executor,
    description=translate("Look at the work, and write the report of it."),
)


@dg.op
def compact_question_bank(services: StudyServices) -> None:
    """Merge the bank's small files and index its new rows."""
    with services.open() as opened:
        compact(opened)


@dg.op
def clear_leftovers(context: dg.OpExecutionContext, services: StudyServices) -> None:
    """Clear away what killed processes left in the store and the upload folder."""
    with services.open() as opened:
        context.log.info("%d leftovers of killed processes cleared away.", sweep_leftovers(opened))
        forgotten = forget_deleted_partitions(context.instance, opened.catalog)
        context.log.info("%d partitions of deleted materials removed.", forgotten)


@dg.job(
    executor_def=dg.in_process_executor,
    description=translate("Keep search fast: merge the bank's small files."),
)
def compact_bank() -> None:
    """The nightly upkeep: its two steps need nothing of each other."""
    compact_question_bank()
    clear_leftovers()
