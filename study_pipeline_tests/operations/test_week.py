"""A week of work: exact figures, on the clock of a zone, in the words of a message."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.operations.reasons import Tries
from study_pipeline.operations.week import last_whole_week, week_body, week_of, week_title
from study_pipeline_tests.operations.test_figures import NOON, standing

SEOUL = ZoneInfo("Asia/Seoul")
ZONES = ["Asia/Seoul", "America/New_York", "Australia/Lord_Howe", "Europe/Berlin", "UTC"]


def test_the_week_is_the_one_that_is_over_on_the_clock_of_the_zone() -> None:
    sunday_night_in_london = datetime(2026, 11, 22, 16, tzinfo=UTC)  # Monday, 01:00, in Seoul
    assert [f"{one:%Y-%m-%d %H:%M}" for one in last_whole_week(sunday_night_in_london, SEOUL)] == [
        "2026-11-16 00:00",
        "2026-11-23 00:00",
    ]
    assert last_whole_week(sunday_night_in_london, ZoneInfo("UTC"))[1] == datetime(2026, 11, 16, tzinfo=UTC)


@given(st.integers(0, 40 * 366 * 24 * 60), st.sampled_from(ZONES))
def test_weeks_are_seven_days_on_the_clock_and_the_last_one_is_always_over(minutes: int, zone: str) -> None:
    now = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    start, end = last_whole_week(now, ZoneInfo(zone))
    assert start.weekday() == end.weekday() == 0
    assert end.date() - start.date() == timedelta(days=7)
    assert end <= now < end + timedelta(days=7, hours=1)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_message_says_what_the_week_brought(monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.setenv("STUDY_LANGUAGE", language)
    week_ago, day = 7 * 24 * 60, 24 * 60
    waiting = standing("pending", minutes_ago=125, file="high/영어.pdf")
    often = standing("completed", file="생물.pdf", title="생물")
    standings = [
        waiting,
        often,
        standing("failed", minutes_ago=4 * day, sentence="수학 is damaged."),
        standing("failed", minutes_ago=3 * day, sentence="수학.pdf is damaged."),
        standing("failed", minutes_ago=2 * week_ago, sentence="수학 is damaged."),  # of another week
    ]
    week = week_of(
        last_whole_week(NOON, SEOUL),
        now=NOON,
        standings=standings,
        tries=[Tries(often.id, 4), Tries(waiting.id, 1)],
        completed=1037,
        questions_gained=20_400,
    )
    said = {
        "en": (
            "2026-11-16 to 2026-11-22: 1,037 completed, 2 failed",
            [
                "- 1,037 materials completed",
                "- 20,400 questions gained",
                "- 2 materials failed and were not completed since",
                "  - 2 × is damaged.",
                "- Oldest waiting: high/영어.pdf, 2 h 5 min",
                "- Failed most often:",
                "  - 4 × 생물.pdf (completed)",
                "The week is that of Asia/Seoul; `study-pipeline stats` has the figures of now.",
            ],
        ),
        "ko": (
            "2026-11-16~2026-11-22: 완료 1,037건, 실패 2건",
            [
                "- 자료 1,037개 완료",
                "- 문항 20,400개 추가",
                "- 자료 2개가 실패한 뒤 아직 완료되지 않음",
                "  - 2 × is damaged.",
                "- 가장 오래 기다린 자료: high/영어.pdf, 2시간 5분",
                "- 가장 많이 실패한 자료:",
                "  - 4 × 생물.pdf (완료)",
                "한 주는 Asia/Seoul 기준입니다. 지금의 수치는 `study-pipeline stats`가 보여 줍니다.",
            ],
        ),
    }
    assert (week_title(week), week_body(week).splitlines()) == said[language]


def test_a_week_in_which_nothing_happened_says_so() -> None:
    week = week_of(
        last_whole_week(NOON, SEOUL), now=NOON, standings=[], tries=[], completed=0, questions_gained=0
    )
    assert week_body(week).splitlines() == [
        "- 0 materials completed",
        "- 0 questions gained",
        "- 0 materials failed and were not completed since",
        "- Nothing waits for a run.",
        "The week is that of Asia/Seoul; `study-pipeline stats` has the figures of now.",
    ]
