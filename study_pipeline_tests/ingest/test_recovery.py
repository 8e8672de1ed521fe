"""Materials whose run is gone: asked for again while that can help, given an end when it cannot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.ingest.recovery import (
    MAX_REQUESTS,
    REQUEST_GRACE_SECONDS,
    RETRY_GRACE_SECONDS,
    RunFacts,
    fail_unfinished,
    recover,
)
from study_pipeline.ingest.services import Services
from study_pipeline_tests.ingest.flow import named, run, take_and_run
from study_pipeline_tests.pdfs import stems_about, write_paper

GONE = RunFacts(finished=True, will_retry=False, age_seconds=0)
GOING_ON = RunFacts(finished=False, will_retry=False, age_seconds=0)
PROMISED = RunFacts(finished=True, will_retry=True, age_seconds=1)
PROMISE_BROKEN = RunFacts(finished=True, will_retry=True, age_seconds=RETRY_GRACE_SECONDS)


@pytest.mark.parametrize(
    ("run_facts", "requests", "seconds_ago", "action"),
    [
        (None, 0, None, "request"),
        (None, 1, 0.0, "wait"),
        (None, 1, REQUEST_GRACE_SECONDS, "wait"),
        (None, 1, REQUEST_GRACE_SECONDS + 1, "request"),
        (None, MAX_REQUESTS, REQUEST_GRACE_SECONDS + 1, "fail"),
        (None, MAX_REQUESTS, 1.0, "wait"),
        (GOING_ON, MAX_REQUESTS, 10_000.0, "wait"),
        (PROMISED, 1, 10_000.0, "wait"),
        (PROMISE_BROKEN, 1, 10_000.0, "fail"),
        (GONE, 1, 1.0, "fail"),
    ],
)
def test_what_is_done_about_materials_without_an_end(
    run_facts: RunFacts | None, requests: int, seconds_ago: float | None, action: str
) -> None:
    assert recover(run_facts, requests=requests, requested_seconds_ago=seconds_ago) == action


seconds = st.floats(0, 1e9)
facts = st.builds(RunFacts, finished=st.booleans(), will_retry=st.booleans(), age_seconds=seconds)


@given(run_facts=facts, requests=st.integers(0, 9), ago=st.none() | seconds)
def test_nothing_is_asked_for_while_a_run_is_known(
    run_facts: RunFacts, requests: int, ago: float | None
) -> None:
    assert recover(run_facts, requests=requests, requested_seconds_ago=ago) != "request"


@given(run_facts=st.none() | facts, requests=st.integers(0, 9), ago=seconds)
def test_nothing_waits_for_ever_unless_its_run_goes_on(
    run_facts: RunFacts | None, requests: int, ago: float
) -> None:
    long_after = max(REQUEST_GRACE_SECONDS, RETRY_GRACE_SECONDS) + 1
    if run_facts is not None:
        run_facts = RunFacts(run_facts.finished, run_facts.will_retry, run_facts.age_seconds + long_after)
    action = recover(run_facts, requests=requests, requested_seconds_ago=ago + long_after)
    assert (action == "wait") == (run_facts is not None and not run_facts.finished)


def test_asking_again_comes_to_an_end() -> None:
    requests = 0
    while recover(None, requests=requests, requested_seconds_ago=REQUEST_GRACE_SECONDS + 1) == "request":
        requests += 1
    assert requests == MAX_REQUESTS


def test_materials_of_a_lost_run_fail_at_the_stage_that_they_had_not_reached(services: Services) -> None:
    for number in range(3):
        write_paper(services.settings.uploads / f"{number}.pdf", stems_about(f"topic {number}"))
    services.intake.take_news()
    unread, read, done = services.catalog.all_materials()
    run(services, [read], ["materials"])
    run(services, [done])
    services.catalog.start([unread.id, read.id], run_id="killed", batch_id=None)

    assert fail_unfinished(services.catalog, [unread.id, read.id, done.id]) == 2

    after = services.catalog.materials([unread.id, read.id, done.id])
    assert (after[unread.id].failed_stage, after[read.id].failed_stage) == ("materials", "questions")
    assert after[done.id].status == "completed"
    assert after[unread.id].error_message == (
        "0 was not finished, because its run was stopped or ran out of memory: process it again."
    )
    assert services.catalog.running() == {}


def test_a_material_that_was_given_an_end_completes_when_it_is_processed_again(services: Services) -> None:
    paper = write_paper(services.settings.uploads / "paper.pdf", stems_about("rivers"))
    services.intake.take_news()
    services.catalog.start([named(services, paper.name).id], run_id="killed", batch_id=None)
    fail_unfinished(services.catalog, [named(services, paper.name).id])
    assert take_and_run(services) == []  # what failed is not asked for again by itself
    run(services, [named(services, paper.name)])
    assert named(services, paper.name).status == "completed"
