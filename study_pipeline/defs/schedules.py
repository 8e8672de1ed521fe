"""Schedules, named when + what."""

import dagster as dg

from study_pipeline.defs.jobs import compact_bank, write_operations_report
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

hourly_operations_report = dg.ScheduleDefinition(
    name="hourly_operations_report",
    job=write_operations_report,
    cron_schedule="2 * * * *",
    execution_timezone="Asia/Seoul",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description=translate("Writes the report of the work anew, two minutes after each hour."),
)
