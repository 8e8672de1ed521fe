"""Who is told what of failures, and when: row by row, and for any failures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.materials.notices import (
    MAX_NAMED,
    PATIENCE_SECONDS,
    UPLOAD_GAP_SECONDS,
    Arrival,
    Failure,
    Notice,
    telling,
)
from study_pipeline.materials.status import Status

NOW = 1_000_000.0


def failure(
    number: int,
    material: str,
    *,
    attempt: int = 1,
    final: bool = True,
    owner: str | None = "kim",
    ago: float = 1,
) -> Failure:
    return Failure(
        number, material, owner, f"{material} is damaged.", attempt, final, NOW - ago, first=attempt == 1
    )


def arrival(material: str, status: Status = "failed", *, owner: str | None = "kim", at: float = 0) -> Arrival:
    return Arrival(material, owner, at, status)


def test_one_file_that_failed_is_one_message_to_its_owner() -> None:
    told = telling([failure(7, "a")], [arrival("a")], now=NOW)
    assert told.notices == (Notice("kim", False, "A file could not be used", "- a is damaged."),)
    assert told.settled == (7,)


def test_a_bulk_upload_is_one_digest_with_its_numbers() -> None:
    upload = [arrival(f"{n}", "completed", at=n) for n in range(35)] + [
        arrival("x", at=36),
        arrival("y", at=37),
    ]
    (notice,) = telling([failure(1, "x"), failure(2, "y")], upload, now=NOW).notices
    assert notice.title == "37 files: 35 ok, 2 failed"
    assert notice.body == "- x is damaged.\n- y is damaged."


@pytest.mark.parametrize("waiting", ["pending", "processing"])
def test_a_digest_waits_for_the_rest_of_its_upload_but_not_for_ever(waiting: Status) -> None:
    upload = [arrival("a"), arrival("b", waiting)]
    assert telling([failure(1, "a")], upload, now=NOW).settled == ()
    late = telling([failure(1, "a", ago=PATIENCE_SECONDS)], upload, now=NOW)
    assert late.notices[0].title == "2 files: 0 ok, 1 failed, 1 still waiting"


def test_what_somebody_gave_up_is_neither_ok_nor_failed_in_a_digest() -> None:
    upload = [arrival("a"), arrival("b", "completed"), arrival("c", "discarded")]
    (notice,) = telling([failure(1, "a")], upload, now=NOW).notices
    assert notice.title == "2 files: 1 ok, 1 failed"


def test_another_owner_s_files_and_those_of_another_day_are_no_part_of_an_upload() -> None:
    others = [arrival("b", "pending", owner="lee"), arrival("c", "pending", at=UPLOAD_GAP_SECONDS + 1)]
    (notice,) = telling([failure(1, "a")], [arrival("a"), *others], now=NOW).notices
    assert notice.title == "A file could not be used"


@pytest.mark.parametrize(
    ("attempt", "final", "owner_told", "operators_told"),
    [
        (1, False, True, False),
        (1, True, True, False),
        (2, False, False, False),
        (2, True, True, False),
        (3, False, False, True),
        (4, False, False, True),
        (5, True, True, True),
    ],
)
def test_the_owner_hears_of_the_first_and_the_final_failure_the_operators_from_the_third_attempt(
    attempt: int, final: bool, owner_told: bool, operators_told: bool
) -> None:
    told = telling([failure(1, "a", attempt=attempt, final=final)], [arrival("a")], now=NOW)
    assert [notice.to_operators for notice in told.notices] == [False] * owner_told + [True] * operators_told
    assert told.settled == (1,)
    if attempt > 1 and told.notices:
        next_one = "the last" if final else "it is tried again by itself"
        assert told.notices[0].body == f"- a is damaged. (attempt {attempt}, {next_one})"


def test_the_first_failure_says_so_when_it_is_tried_again_by_itself() -> None:
    upload = [arrival("a"), arrival("b")]
    failures = [failure(1, "a", final=False), failure(2, "b")]
    (notice,) = telling(failures, upload, now=NOW).notices
    assert notice.body == "- a is damaged. (it is tried again by itself)\n- b is damaged."


def test_a_failure_whose_attempts_were_all_in_one_run_is_told_in_the_digest_and_to_the_operators() -> None:
    alone = Failure(1, "a", "kim", "a timed out.", attempt=3, final=True, at=NOW, first=True)
    owner, operators = telling([alone], [arrival("a"), arrival("b", "completed")], now=NOW).notices
    assert (owner.title, owner.to_operators) == ("2 files: 1 ok, 1 failed", False)
    assert (operators.body, operators.to_operators) == ("- a timed out. (attempt 3, the last)", True)


def test_a_long_list_of_failures_is_cut_and_says_so() -> None:
    failures = [failure(n, f"{n}") for n in range(MAX_NAMED + 5)]
    (notice,) = telling(failures, [arrival(one.material) for one in failures], now=NOW).notices
    assert notice.body.count("\n") == MAX_NAMED
    assert notice.body.endswith("And 5 more: `study-pipeline status` lists them.")


names = st.sampled_from("abcdef")
owners = st.sampled_from([None, "kim", "lee"])
statuses = st.sampled_from(["pending", "processing", "completed", "failed", "discarded"])


@given(
    st.dictionaries(names, st.tuples(owners, st.floats(0, 5_000), statuses)),
    st.lists(st.tuples(names, st.integers(1, 6), st.booleans(), st.floats(0, 4_000))),
)
def test_every_failure_is_told_of_once_it_cannot_wait_any_longer_and_each_final_one_once_to_its_owner(
    materials: dict[str, tuple[str | None, float, Status]],
    failed: list[tuple[str, int, bool, float]],
) -> None:
    arrivals = [Arrival(name, owner, at, status) for name, (owner, at, status) in materials.items()]
    failures = [
        Failure(
            number,
            name,
            materials[name][0],
            f"sentence {number}.",
            attempt,
            final,
            NOW - ago,
            first=attempt == 1,
        )
        for number, (name, attempt, final, ago) in enumerate(failed)
        if name in materials
    ]
    told = telling(failures, arrivals, now=NOW)
    assert {f.id for f in failures if NOW - f.at >= PATIENCE_SECONDS} <= set(told.settled)
    for one in failures:
        lines = [
            notice
            for notice in told.notices
            if not notice.to_operators and f"- {one.sentence}" in notice.body
        ]
        wanted = one.id in told.settled and (one.attempt == 1 or one.final)
        assert len(lines) == wanted
        assert all(notice.owner == one.owner for notice in lines)
