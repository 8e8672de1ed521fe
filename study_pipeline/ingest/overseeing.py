"""One look at the work: what the catalog and the disk say of it now, as the figures that people ask for."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from study_pipeline.operations.statistics import Records, Statistics, statistics
from study_pipeline.operations.week import Week, last_whole_week, week_of
from study_pipeline.resources.catalog import schedule as catalog_schedule
from study_pipeline.resources.catalog.completions import completed_since
from study_pipeline.resources.catalog.standings import standings, tries
from study_pipeline.resources.catalog.weeks import count_completed, questions_gained
from study_pipeline.resources.files.stored_bytes import stored_bytes
from study_pipeline.resources.settings.settings import Settings


def figures(engine: Engine, settings: Settings, *, now: datetime, hour_count: int) -> Statistics:
    """The figures of the last hours, in the zone of the settings."""
    records = Records(
        standings=standings(engine),
        # the first hour may have begun before that many hours ago
        waits=completed_since(engine, now - timedelta(hours=hour_count + 1)),
        tries=tries(engine),
        scheduled=catalog_schedule.count_waiting(engine),
        stored_bytes=stored_bytes(settings),
    )
    return statistics(records, now=now, zone=settings.timezone, hour_count=hour_count)


def week_figures(engine: Engine, *, now: datetime, zone: ZoneInfo) -> Week:
    """The figures of the last week that is over, in this zone."""
    start, end = last_whole_week(now, zone)
    return week_of(
        (start, end),
        now=now,
        standings=standings(engine),
        tries=tries(engine, since=start, until=end),
        completed=count_completed(engine, start, end),
        questions_gained=questions_gained(engine, start, end),
    )
