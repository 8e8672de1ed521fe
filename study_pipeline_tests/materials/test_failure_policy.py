"""What follows a failure: the seed's numbers row by row, and what holds for any failure."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.materials.failure_policy import (
    LONGEST_RETRY_AFTER_SECONDS,
    LONGEST_WAIT_IN_BATCH_SECONDS,
    RULES,
    Cause,
    FailureKind,
    Verdict,
    kind_of_code,
    may_share_a_run,
    rule_for,
    verdict_on,
)


def verdicts(*kinds: FailureKind, chance: float = 0.0, retry_after: float | None = None) -> list[Verdict]:
    """What follows each failure, until the last."""
    cause = Cause(frozenset(kinds), "Broken", retry_after)
    found = [verdict_on(cause, attempt=1, chance=chance)]
    while not found[-1].final:
        found.append(verdict_on(cause, attempt=len(found) + 1, chance=chance))
    return found


@pytest.mark.parametrize(
    ("kind", "waits", "at_last"),
    [
        ("database", [5, 5], "fail"),
        ("timeout", [10, 10], "fail"),
        ("other", [3, 18, 83, 258], "fail"),
        ("rate_limit", [3, 18, 83, 258], "fail"),
        ("reader", [10, 10], "quarantine"),
        ("run_alone", [10, 10], "quarantine"),
        ("run", [10, 10], "fail"),
        ("permanent", [], "fail"),
        ("gone", [], "discard"),
    ],
)
def test_each_kind_is_tried_as_often_and_after_as_long_as_the_seed_says(
    kind: FailureKind, waits: list[float], at_last: str
) -> None:
    found = verdicts(kind)
    assert [verdict.seconds for verdict in found[:-1]] == waits
    assert found[-1].followed == at_last
    assert {verdict.attempts for verdict in found} == {len(waits) + 1}


def test_a_short_wait_is_spent_in_the_batch_and_a_longer_one_is_not() -> None:
    assert [verdict.followed for verdict in verdicts("other")] == [
        "wait",
        "postpone",
        "postpone",
        "postpone",
        "fail",
    ]
    assert [verdict.followed for verdict in verdicts("timeout")] == ["wait", "wait", "fail"]


def test_what_kills_its_reader_is_tried_again_only_after_its_neighbours_are_done() -> None:
    assert [verdict.followed for verdict in verdicts("reader")] == ["postpone", "postpone", "quarantine"]


@given(st.integers(0, 9), st.integers(1, 200))
def test_fewer_and_fewer_share_a_run_that_died_until_each_has_its_own(deaths: int, batch_size: int) -> None:
    shared_by = [may_share_a_run(n, batch_size=batch_size) for n in range(deaths + 1)]
    assert shared_by[0] == batch_size
    assert shared_by == sorted(shared_by, reverse=True)
    assert shared_by[-1] == 1 or deaths < rule_for({"run_alone"}).attempts - 1


@pytest.mark.parametrize(("asked", "followed"), [(0.5, "wait"), (7.0, "wait"), (90.0, "postpone")])
def test_a_rate_limit_is_waited_for_as_long_as_the_server_asks(asked: float, followed: str) -> None:
    first = verdicts("rate_limit", retry_after=asked)[0]
    assert (first.seconds, first.followed) == (asked, followed)


def test_a_server_cannot_make_a_material_wait_for_years() -> None:
    assert verdicts("rate_limit", retry_after=1e12)[0].seconds == LONGEST_RETRY_AFTER_SECONDS


def test_the_most_specific_rule_decides_and_what_fits_none_follows_the_last() -> None:
    assert rule_for({"timeout", "database"}).kind == "database"
    assert rule_for({"permanent", "timeout"}).kind == "permanent"
    assert rule_for(set()).kind == "other"
    assert RULES[-1].kind == "other"


def test_a_pdf_is_read_again_only_where_its_reader_died() -> None:
    codes = ("reader_died", "timeout", "deleted", "encrypted", "damaged", "needs_ocr", "no_room")
    assert [kind_of_code(code) for code in codes] == ["reader", "reader", "gone", *["permanent"] * 4]


kinds = st.sampled_from([rule.kind for rule in RULES])


@given(st.sets(kinds), st.integers(1, 50), st.floats(0, 1), st.none() | st.floats(0, 1e9))
def test_every_failure_comes_to_an_end_and_no_batch_waits_long(
    found: set[FailureKind], attempt: int, chance: float, retry_after: float | None
) -> None:
    cause = Cause(frozenset(found), "Broken", retry_after)
    verdict = verdict_on(cause, attempt=attempt, chance=chance)
    assert verdict.final == (attempt >= verdict.attempts)
    assert verdict.attempts <= 5
    if verdict.followed == "wait":
        assert verdict.seconds <= LONGEST_WAIT_IN_BATCH_SECONDS


@given(st.floats(0, 1))
def test_the_waits_of_an_unforeseen_failure_grow_and_stray_by_15_percent_at_most(chance: float) -> None:
    plain = [verdict.seconds for verdict in verdicts("other")[:-1]]
    strayed = [verdict.seconds for verdict in verdicts("other", chance=chance)[:-1]]
    assert all(first < second for first, second in pairwise(strayed))
    assert all(one <= two <= one * 1.15 + 1e-9 for one, two in zip(plain, strayed, strict=True))
