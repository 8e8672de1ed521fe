"""Schedules, named when + what."""

import dagster as dg

from study_pipeline.defs.jobs import check_stores, compact_bank, prune_history, write_operations_report
from study_pipeline.language import translate

nightly_bank_compaction = dg.ScheduleDefinition(
    name="nightly_bank_compaction",
    job=compact_bank,
    cron_schedule="30 3 * * *",
    execution_timezone="Asia/Seoul",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description=translate(
        "Keeps search fast: merges the bank's small files and indexes new rows, at 03:30 in Seoul."
    ),
)

nightly_history_pruning = dg.ScheduleDefinition(
    name="nightly_history_pruning",
    job=prune_history,
    cron_schedule="0 4 * * *",
    execution_timezone="Asia/Seoul",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description=translate(
        "Drops runs, events and logs of before 90 days, but for what made the newest version of anything, "
        "at 04:00 in Seoul."
    ),
)

nightly_store_check = dg.ScheduleDefinition(
    name="nightly_store_check",
    job=check_stores,
    cron_schedule="30 4 * * *",
    execution_timezone="Asia/Seoul",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description=translate(
        "Compares catalog, store and question bank, reads again what differs, and embeds what has no vector, "
        "at 04:30 in Seoul."
    ),
)

hourly_operations_report = dg.ScheduleDefinition(
    name="hourly_operations_report",
    job=write_operations_report,
    cron_schedule="2 * * * *",
    execution_timezone="Asia/Seoul",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description=translate("Writes the report of the work anew, two minutes after each hour."),
)
