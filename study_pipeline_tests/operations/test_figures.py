"""Counts, order of service, reasons, runs: from plain records, with exact numbers."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from study_pipeline.materials.status import Status
from study_pipeline.operations.amounts import duration_words, size_words
from study_pipeline.operations.progress import Progress
from study_pipeline.operations.progress_words import progress_words
from study_pipeline.operations.reasons import Reason, Tries, most_retried, reasons
from study_pipeline.operations.running import Told, runs
from study_pipeline.operations.standing import (
    Standing,
    counts,
    counts_by_lane,
    oldest_waiting,
    queue,
    unresolved,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
_ids = count()


def standing(
    status: Status = "pending", *, minutes_ago: float = 0, lane: str = "default", **values
) -> Standing:
    since = NOON - timedelta(minutes=minutes_ago)
    known = {
        "id": f"m{next(_ids):03}",
        "title": "수학",
        "file": "수학.pdf",
        "owner": None,
        "finished": None,
        "pages": 4,
        "asked": since,
    }
    return Standing(**{**known, **values}, lane=lane, status=status, since=since)


def test_every_status_is_counted_also_one_that_nothing_has():
    found = [standing("failed"), standing("failed"), standing("completed")]
    assert counts(found) == {"pending": 0, "processing": 0, "completed": 1, "failed": 2, "discarded": 0}


def test_the_counts_of_the_lanes_add_up_to_the_counts_of_all():
    found = [
        standing(status, lane=lane) for status in ("pending", "failed") for lane in ("low", "high", "odd")
    ]
    by_lane = counts_by_lane(found)
    assert list(by_lane) == ["high", "default", "low", "odd"]
    assert {status: sum(lane[status] for lane in by_lane.values()) for status in counts(found)} == counts(
        found
    )


def test_what_waits_is_served_by_lane_then_by_how_long_it_has_waited():
    low = standing(lane="low", minutes_ago=90)
    late, early = standing(minutes_ago=1), standing(minutes_ago=5)
    high = standing(lane="high")
    assert queue([low, late, early, high, standing("completed"), standing("processing")]) == [
        high,
        early,
        late,
        low,
    ]
    assert oldest_waiting([low, late, early, high]) == low
    assert oldest_waiting([standing("failed")]) is None


def test_what_failed_and_was_completed_since_is_not_listed_and_the_newest_failure_is_first():
    old, new = standing("failed", minutes_ago=60), standing("failed", minutes_ago=1)
    assert unresolved([old, standing("completed"), standing("processing"), new]) == [new, old]


def test_one_reason_of_many_files_is_one_reason_whatever_they_are_called_and_however_long_they_are():
    failed = [
        standing("failed", title="국어", file="a/국어.pdf", sentence="국어 has 2,345 pages, more than 2000."),
        standing("failed", title="영어", file="영어.pdf", sentence="영어 has 9 pages, more than 2000."),
        standing("failed", title="x", file="x/역사.pdf", sentence="역사.pdf is empty (0 bytes)."),
        standing("failed", title="물리", file="물리.pdf", sentence="물리: The server is away."),
    ]
    assert reasons(failed) == [
        Reason("has … pages, more than ….", 2),
        Reason("The server is away.", 1),
        Reason("is empty (… bytes).", 1),
    ]


def test_the_file_that_failed_most_often_ranks_first_and_one_failure_is_no_retry():
    flaky, twice, once = standing("completed"), standing("failed"), standing("failed")
    tries = [Tries(twice.id, 2), Tries(once.id, 1), Tries(flaky.id, 4), Tries("deleted", 9)]
    found = most_retried(tries, [flaky, twice, once])
    assert [(one.id, tried.failed) for one, tried in found] == [(flaky.id, 4), (twice.id, 2)]


def test_a_run_shows_what_it_has_not_completed_with_its_stage_and_how_many_pages_are_read():
    book = standing("processing", run="r1", pages=400, minutes_ago=3)
    short = standing("processing", run="r1", pages=4, minutes_ago=3)
    read = standing("processing", run="r1", finished="materials", minutes_ago=3)
    done = standing("processing", run="r1", finished="embeddings", minutes_ago=3)
    other = standing("processing", run="r2", finished="questions", minutes_ago=9)
    progress = Progress("materials", 2, 4, units=120, units_total=412, seconds=60, pages_read={book.id: 80})
    first, second = runs([done, read, short, book, other, standing()], {"r1": Told(progress, NOON)})
    assert (first.id, first.told, first.silent_seconds(NOON)) == ("r2", None, 9 * 60)
    assert [(one.stage, one.page, one.pages) for one in first.materials] == [("embeddings", 4, 4)]
    assert [(one.standing.id, one.stage, one.page, one.pages) for one in second.materials] == [
        (book.id, "materials", 80, 400),
        (short.id, "materials", 0, 4),
        (read.id, "questions", 4, 4),
    ]


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (
            Progress("materials", 12, 50, units=310, units_total=1024, seconds=100),
            "12 of 50 read, page 310 of 1,024, 3.1 pages/s, about 3 min left",
        ),
        (Progress("materials", 0, 50, units=0, units_total=1024), "0 of 50 read, page 0 of 1,024"),
        (
            Progress("materials", 50, 50, units=1024, units_total=1024, seconds=2),
            "50 of 50 read, page 1,024 of 1,024, 512.0 pages/s",
        ),
        (Progress("questions", 0, 50), "stage questions, materials: 50"),
        (
            Progress("embeddings", 0, 50, units=300, units_total=1200, seconds=10),
            "300 of 1,200 texts embedded, 30.0 texts/s, about 30 s left",
        ),
    ],
)
def test_progress_is_one_sentence(progress, words):
    assert progress_words(progress) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (11100, "3 h 5 min"), (187200, "2 d 4 h")],
)
def test_a_span_of_time_is_told_in_its_two_largest_units(seconds, words):
    assert duration_words(seconds) == words


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (12_345_678, "12.3 MB"), (None, "on another machine")],
)
def test_a_size_is_told_as_disks_are_sold(size, words):
    assert size_words(size) == words
