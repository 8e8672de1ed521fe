"""Jobs: what runs together. Parallelism comes from the PDF workers, so every job runs in one process."""

from datetime import UTC, datetime, timedelta

import dagster as dg

from study_pipeline.defs.deleted_partitions import forget_deleted_partitions
from study_pipeline.defs.history import KEEP_HISTORY_DAYS, prune
from study_pipeline.defs.resources import StudyServices
from study_pipeline.ingest.consistency import catch_up, embed_missing
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


write_weekly_report = dg.define_asset_job(
    "write_weekly_report",
    selection=dg.AssetSelection.assets("operations_report", "weekly_report"),
    executor_def=dg.in_process_executor,
    description=translate("Write the report of the work, and tell the operators of the week that is over."),
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


@dg.op
def prune_old_history(context: dg.OpExecutionContext, services: StudyServices) -> None:
    """Drop runs with their events and logs, and rows of the catalog, that nothing points to any more."""
    before = datetime.now(UTC) - timedelta(days=KEEP_HISTORY_DAYS)
    with services.open() as opened:
        pruned = prune(context.instance, opened, before=before, dry_run=False)
    context.log.info("%d runs and %d rows of the catalog dropped.", pruned.runs, pruned.rows)


@dg.op
def compare_stores(context: dg.OpExecutionContext, services: StudyServices) -> None:
    """Compare catalog, store and bank; ask for a new run of what that mends, and name the rest.

    Raises:
        Failure: Something is left that only a person can mend.
    """
    with services.open() as opened:
        found = catch_up(opened)
    for one in found:
        context.log.warning(one.sentence)
    left = [one.sentence for one in found if one.read_again is None]
    if left:
        raise dg.Failure("\n".join(left), allow_retries=False)


@dg.op
def embed_what_is_missing(context: dg.OpExecutionContext, services: StudyServices) -> None:
    """Embed the questions that have no vector, a hundred at a time until none is left."""
    with services.open() as opened:
        context.log.info("%d questions got their vector.", embed_missing(opened))


@dg.job(
    executor_def=dg.in_process_executor,
    description=translate("Drop old runs, events and logs; keep what made the newest version of anything."),
)
def prune_history() -> None:
    """The nightly pruning."""
    prune_old_history()


@dg.job(
    executor_def=dg.in_process_executor,
    description=translate("See that the stores tell the same, and catch up with what is missing."),
)
def check_stores() -> None:
    """The nightly check: its two steps need nothing of each other."""
    embed_what_is_missing()
    compare_stores()


@dg.job(
    executor_def=dg.in_process_executor,
    description=translate("Keep search fast: merge the bank's small files."),
)
def compact_bank() -> None:
    """The nightly upkeep: its two steps need nothing of each other."""
    compact_question_bank()
    clear_leftovers()
