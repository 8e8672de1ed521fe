"""Schedules go by the clock of their zone: once a day and every hour, also on the days on which clocks change."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

import pytest
from dagster._utils.schedules import schedule_execution_time_iterator

from study_pipeline.defs.schedules import schedules


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Asia/Seoul", "2028-02-29", 24),
        ("America/New_York", "2026-03-08", 23),
        ("America/New_York", "2026-11-01", 25),
        ("Europe/Berlin", "2026-03-29", 23),
        ("Europe/Berlin", "2026-10-25", 25),
    ],
)
def test_every_schedule_keeps_its_hours_on_a_day_of_a_clock_change(zone: str, day: str, hours: int) -> None:
    begin = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone))
    end = (begin + timedelta(days=1)).astimezone(UTC)  # a day of the zone's clock, however long it is
    asked: Counter[str] = Counter()
    instants: Counter[tuple[str, datetime]] = Counter()
    for one in schedules(ZoneInfo(zone)):
        times = schedule_execution_time_iterator(
            begin.timestamp(), str(one.cron_schedule), one.execution_timezone
        )
        for time in takewhile(lambda time: time.astimezone(UTC) < end, times):
            asked[one.name] += 1
            instants[one.name, time.astimezone(UTC)] += 1
    assert set(instants.values()) == {1}
    assert asked["hourly_operations_report"] == hours
    nightly = [name for name in asked if name.startswith("nightly_")]
    assert len(nightly) == 3
    assert {asked[name] for name in nightly} == {1}
