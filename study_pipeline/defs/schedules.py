"""Schedules, named when + what, on the clock of an installation's time zone."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import dagster as dg

from study_pipeline.defs.jobs import (
    check_stores,
    compact_bank,
    prune_history,
    write_operations_report,
    write_weekly_report,
)
from study_pipeline.language import translate


def schedules(zone: ZoneInfo) -> Sequence[dg.ScheduleDefinition]:
    """All schedules, switched on; their hours are those of a clock in this zone."""
    return [
        _schedule(
            "nightly_bank_compaction",
            compact_bank.name,
            "30 3 * * *",
            zone,
            translate(
                "Keeps search fast: merges the bank's small files and indexes new rows, at 03:30 ({zone})."
            ),
        ),
        _schedule(
            "nightly_history_pruning",
            prune_history.name,
            "0 4 * * *",
            zone,
            translate(
                "Drops runs, events and logs of before 90 days, but for what made the newest version of anything, "
                "at 04:00 ({zone})."
            ),
        ),
        _schedule(
            "nightly_store_check",
            check_stores.name,
            "30 4 * * *",
            zone,
            translate(
                "Compares catalog, store and question bank, reads again what differs, and embeds what has no "
                "vector, at 04:30 ({zone})."
            ),
        ),
        _schedule(
            "hourly_operations_report",
            write_operations_report.name,
            "2 * * * *",
            zone,
            translate("Writes the report of the work anew, two minutes after each hour."),
        ),
        _schedule(
            "weekly_operations_report",
            write_weekly_report.name,
            "5 8 * * 1",
            zone,
            translate("Tells the operators what the last week brought, on Mondays at 08:05 ({zone})."),
        ),
    ]


def _schedule(
    name: str,
    job_name: str,
    cron: str,
    zone: ZoneInfo,
    description: str,
) -> dg.ScheduleDefinition:
    return dg.ScheduleDefinition(
        name=name,
        job_name=job_name,
        cron_schedule=cron,
        execution_timezone=zone.key,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description=description.format(zone=zone.key),
    )
