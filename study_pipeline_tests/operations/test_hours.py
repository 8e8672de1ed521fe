"""Throughput: real hours, each completion in one of them, also where a clock is put back."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.operations.hours import Hour, Wait, hours

SEOUL = ZoneInfo("Asia/Seoul")
NEW_YORK = ZoneInfo("America/New_York")
ZONES = ["Asia/Seoul", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Europe/Berlin", "UTC"]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def counted(found: list[Hour]) -> dict[str, int]:
    return {hour.start.isoformat(): hour.completed for hour in found if hour.completed}


def test_three_completions_in_two_hours_are_two_and_one():
    done = [utc("2026-11-24T01:05"), utc("2026-11-24T01:59:59.999"), utc("2026-11-24T02:00")]
    found = hours(done, [], now=utc("2026-11-24T02:30"), zone=SEOUL, count=3)
    assert [(hour.start.isoformat(), hour.completed) for hour in found] == [
        ("2026-11-24T09:00:00+09:00", 0),
        ("2026-11-24T10:00:00+09:00", 2),
        ("2026-11-24T11:00:00+09:00", 1),
    ]


def test_the_same_hour_of_two_days_is_two_hours():
    done = [utc("2026-11-23T01:30"), utc("2026-11-24T01:30"), utc("2026-11-24T01:40")]
    found = hours(done, [], now=utc("2026-11-24T01:50"), zone=SEOUL, count=25)
    assert counted(found) == {"2026-11-23T10:00:00+09:00": 1, "2026-11-24T10:00:00+09:00": 2}


def test_the_hour_that_comes_twice_when_summer_time_ends_is_two_hours():
    done = [utc("2026-11-01T05:30"), utc("2026-11-01T06:10"), utc("2026-11-01T06:50")]
    found = hours(done, [], now=utc("2026-11-01T07:30"), zone=NEW_YORK, count=4)
    assert [(hour.start.isoformat(), hour.completed) for hour in found] == [
        ("2026-11-01T00:00:00-04:00", 0),
        ("2026-11-01T01:00:00-04:00", 1),
        ("2026-11-01T01:00:00-05:00", 2),
        ("2026-11-01T02:00:00-05:00", 0),
    ]


def test_the_hour_that_summer_time_leaves_out_is_none():
    found = hours([], [], now=utc("2026-03-08T07:30"), zone=NEW_YORK, count=2)
    assert [hour.start.isoformat() for hour in found] == [
        "2026-03-08T01:00:00-05:00",
        "2026-03-08T03:00:00-04:00",
    ]


def test_an_hour_of_a_zone_with_an_odd_offset_begins_where_its_clocks_say():
    (hour,) = hours([], [], now=utc("2026-11-24T01:20"), zone=ZoneInfo("Asia/Kathmandu"), count=1)
    assert hour.start.isoformat() == "2026-11-24T07:00:00+05:45"


@given(
    zone=st.sampled_from(ZONES),
    now=st.integers(0, 365 * 24 * 3600),
    ago=st.lists(st.integers(0, 40 * 3600)),
    count=st.integers(1, 60),
)
def test_every_completion_is_in_one_hour_and_hours_follow_each_other(zone, now, ago, count):
    end = utc("2026-01-01") + timedelta(seconds=now)
    done = [end - timedelta(seconds=seconds) for seconds in ago]
    found = hours(done, [], now=end, zone=ZoneInfo(zone), count=count)
    starts = [hour.start.astimezone(UTC) for hour in found]
    assert len(found) == count
    assert all(timedelta(minutes=30) <= b - a <= timedelta(minutes=90) for a, b in pairwise(starts))
    assert starts[-1] <= end < starts[-1] + timedelta(minutes=90)
    assert sum(hour.completed for hour in found) == sum(moment >= starts[0] for moment in done)


@pytest.mark.parametrize(
    ("waits", "seconds"),
    [
        ([], [0, 0]),
        ([Wait(utc("2026-11-24T00:30"), None)], [1800, 2700]),
        ([Wait(utc("2026-11-24T00:30"), utc("2026-11-24T00:50"))], [0, 0]),
        ([Wait(utc("2026-11-23T00:00"), utc("2026-11-24T01:10"))], [25 * 3600, 0]),
        ([Wait(utc("2026-11-24T00:30"), None), Wait(utc("2026-11-24T00:59"), None)], [1800, 2700]),
    ],
)
def test_the_longest_wait_of_an_hour_is_that_of_what_had_no_end_when_it_was_over(waits, seconds):
    found = hours([], waits, now=utc("2026-11-24T01:15"), zone=ZoneInfo("UTC"), count=2)
    assert [hour.longest_wait_seconds for hour in found] == seconds
