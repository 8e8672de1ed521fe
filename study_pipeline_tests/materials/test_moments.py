"""When something is to run: what a person writes, and the one instant that it means, also when clocks change."""

import contextlib
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.materials.moments import UnfitTime, moment_at, moment_in, zone_called

SEOUL = ZoneInfo("Asia/Seoul")
NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-01 12:00", "2026-12-01T03:00:00+00:00"),
        ("2026-12-01T12:00:30", "2026-12-01T03:00:30+00:00"),
        (" 2026-12-01   9:05 ", "2026-12-01T00:05:00+00:00"),
        ("2026-12-01 12:00 America/New_York", "2026-12-01T17:00:00+00:00"),
        ("2026-12-01 12:00+09:00", "2026-12-01T03:00:00+00:00"),
        ("2026-12-01T12:00Z", "2026-12-01T12:00:00+00:00"),
        ("2028-02-29 00:00", "2028-02-28T15:00:00+00:00"),
    ],
)
def test_a_time_means_one_instant(text: str, expected: str) -> None:
    moment = moment_at(text, SEOUL)
    assert (moment.at.isoformat(), moment.note) == (expected, None)


@pytest.mark.parametrize(
    "text",
    [
        "tomorrow",
        "2026-12-01",
        "12:00",
        "2026-13-01 12:00",
        "2027-02-29 00:00",
        "2026-12-01 25:00",
        "2026-12-01 12:00 Mars/Olympus",
        "2026-12-01 12:00 ../../etc/passwd",
        "2026-12-01 12:00+99:00",
        "0001-01-01 00:00",
        "9999-12-31 23:59 America/New_York",
    ],
)
def test_what_is_no_time_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(UnfitTime, match=r"is no|write it like"):
        moment_at(text, SEOUL)


def test_a_time_that_the_clocks_skip_is_moved_forward_and_said() -> None:
    moment = moment_at("2026-03-08 02:30", NEW_YORK)
    assert moment.at == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)
    assert moment.note == (
        "02:30 does not exist on that day (America/New_York), because the clocks skip it: "
        "2026-03-08 03:30-04:00."
    )


def test_of_a_time_that_comes_twice_the_first_is_meant_and_said() -> None:
    moment = moment_at("2026-11-01 01:30", NEW_YORK)
    assert moment.at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert moment.note == (
        "01:30 comes twice on that day (America/New_York): the first one is meant, 2026-11-01 01:30-04:00."
    )


@given(
    st.datetimes(  # as a person writes them: without a zone
        datetime(1990, 1, 1),  # noqa: DTZ001
        datetime(2037, 12, 31),  # noqa: DTZ001
    ),
    st.sampled_from(["Asia/Seoul", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "UTC"]),
)
def test_every_time_that_exists_once_is_read_back_as_it_was_written(naive: datetime, name: str) -> None:
    written = f"{naive:%Y-%m-%d %H:%M}"
    moment = moment_at(written, ZoneInfo(name))
    if moment.note is None:
        assert f"{moment.at.astimezone(ZoneInfo(name)):%Y-%m-%d %H:%M}" == written


@pytest.mark.parametrize(
    ("text", "minutes"), [("90m", 90), ("1h", 60), ("1h30m", 90), ("2 d", 2_880), ("1W", 10_080), ("0s", 0)]
)
def test_a_span_counts_from_now(text: str, minutes: int) -> None:
    assert moment_in(text, SEOUL, now=NOW).at == NOW + timedelta(minutes=minutes)


def test_a_span_of_hours_is_as_long_on_the_night_of_a_clock_change() -> None:
    evening = datetime(2026, 3, 8, 1, 0, tzinfo=NEW_YORK)
    assert moment_in("3h", NEW_YORK, now=evening).at - evening.astimezone(UTC) == timedelta(hours=3)


@pytest.mark.parametrize("text", ["", "h", "1", "1x", "-1h", "1h2", "1.5h", "99999999h", "9999d"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(UnfitTime):
        moment_in(text, SEOUL, now=NOW)


@given(st.text(max_size=60))
def test_no_text_does_anything_but_be_a_time_or_none(text: str) -> None:
    for read in (
        lambda: moment_at(text, SEOUL),
        lambda: moment_in(text, SEOUL, now=NOW),
        lambda: zone_called(text),
    ):
        with contextlib.suppress(UnfitTime):
            read()
