"""The status words and the stages that are left, over everything that can be recorded of a material."""

from itertools import product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.materials.status import STAGES, Stage, Status, stages_to_go, status_of


@pytest.mark.parametrize(
    ("discarded", "running", "error", "finished", "status"),
    [
        (False, False, None, None, "pending"),
        (False, False, None, "materials", "pending"),
        (False, False, None, "questions", "pending"),
        (False, False, None, "embeddings", "completed"),
        (False, True, None, None, "processing"),
        (False, True, "is damaged.", None, "processing"),
        (False, True, None, "embeddings", "processing"),
        (False, False, "is damaged.", None, "failed"),
        (False, False, "is damaged.", "embeddings", "failed"),
        (True, False, None, "embeddings", "discarded"),
        (True, True, "is damaged.", "questions", "discarded"),
    ],
)
def test_each_record_has_its_word(
    discarded: bool, running: bool, error: str | None, finished: Stage | None, status: Status
) -> None:
    assert status_of(discarded=discarded, running=running, error=error, finished=finished) == status


def test_every_word_can_be_reached_and_no_other() -> None:
    records = product((True, False), (True, False), (None, "is damaged."), (None, *STAGES))
    words = {status_of(discarded=d, running=r, error=e, finished=f) for d, r, e, f in records}
    assert words == set(get_args(Status))


@given(
    finished=st.sampled_from([None, "materials", "questions"]), discarded=st.booleans(), running=st.booleans()
)
def test_nothing_is_complete_before_its_last_stage(
    finished: Stage | None, discarded: bool, running: bool
) -> None:
    assert status_of(discarded=discarded, running=running, error=None, finished=finished) != "completed"


@given(
    asked=st.sets(st.sampled_from(STAGES), min_size=1),
    finished=st.sampled_from([None, *STAGES]),
    failed=st.sampled_from([None, "door", *STAGES]),
)
def test_no_stage_is_gone_through_over_one_that_is_missing_and_none_that_is_there_unasked(
    asked: set[Stage], finished: Stage | None, failed: str | None
) -> None:
    to_go = stages_to_go(asked, finished=finished, failed=failed)
    there = set(STAGES[: STAGES.index(finished) + 1] if finished else ())
    there -= set(STAGES[STAGES.index(failed) :] if failed in STAGES else ())
    assert set(to_go) >= asked
    assert list(to_go) == sorted(to_go, key=STAGES.index)
    first = STAGES.index(min(asked, key=STAGES.index))
    assert set(to_go) - asked == set(STAGES[:first]) - there
