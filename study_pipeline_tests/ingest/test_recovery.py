"""Materials whose run is gone: asked for again while that can help, given an end when it cannot."""

import dataclasses
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from study_pipeline.ingest.recovery import (
    MAX_REQUESTS,
    REQUEST_GRACE_SECONDS,
    RETRY_GRACE_SECONDS,
    RunFacts,
    end_unfinished,
    recover,
)
from study_pipeline.ingest.services import Services
from study_pipeline.materials.failure_policy import QUARANTINED
from study_pipeline.resources.catalog import attempts as catalog_attempts
from study_pipeline.resources.catalog import retries as catalog_retries
from study_pipeline.resources.catalog.records import Material
from study_pipeline.resources.catalog.retries import next_attempts
from study_pipeline.resources.clock import utc_now
from study_pipeline_tests.ingest.flow import in_the_bank, named, run, take_and_run
from study_pipeline_tests.pdfs import stems_about, write_paper

GONE = RunFacts("killed", finished=True, canceled=False, killed=True, will_retry=False, age_seconds=0)
GOING_ON = dataclasses.replace(GONE, finished=False, killed=False)
PROMISED = dataclasses.replace(GONE, will_retry=True, age_seconds=1)
PROMISE_BROKEN = dataclasses.replace(GONE, will_retry=True, age_seconds=RETRY_GRACE_SECONDS)
CANCELED = dataclasses.replace(GONE, canceled=True, killed=False)
BROKE_OFF = dataclasses.replace(GONE, killed=False)


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
facts = st.builds(
    RunFacts,
    id=st.just("run"),
    finished=st.booleans(),
    canceled=st.booleans(),
    killed=st.booleans(),
    will_retry=st.booleans(),
    age_seconds=seconds,
)


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
        run_facts = dataclasses.replace(run_facts, age_seconds=run_facts.age_seconds + long_after)
    action = recover(run_facts, requests=requests, requested_seconds_ago=ago + long_after)
    assert (action == "wait") == (run_facts is not None and not run_facts.finished)


def test_asking_again_comes_to_an_end() -> None:
    requests = 0
    while recover(None, requests=requests, requested_seconds_ago=REQUEST_GRACE_SECONDS + 1) == "request":
        requests += 1
    assert requests == MAX_REQUESTS


def begun(services: Services, *names: str) -> list[Material]:
    """Uploads that one run has taken and not ended."""
    for name in names:
        write_paper(services.settings.uploads / f"{name}.pdf", stems_about(name))
    services.intake.take_news()
    materials = [named(services, f"{name}.pdf") for name in names]
    begin(services, materials)
    return materials


def begin(services: Services, materials: Sequence[Material]) -> None:
    services.catalog.start([one.id for one in materials], run_id="killed", batch_id=None)


def test_materials_of_a_killed_run_failed_once_at_the_stage_that_they_had_not_reached(
    services: Services,
) -> None:
    for number in range(3):
        write_paper(services.settings.uploads / f"{number}.pdf", stems_about(f"topic {number}"))
    services.intake.take_news()
    unread, read, done = services.catalog.all_materials()
    run(services, [read], ["materials"])
    run(services, [done])
    services.catalog.start([unread.id, read.id], run_id="killed", batch_id=None)

    assert end_unfinished(services, [unread.id, read.id, done.id], GONE) == 2
    assert end_unfinished(services, [unread.id, read.id, done.id], GONE) == 0

    after = services.catalog.materials([unread.id, read.id, done.id])
    assert (after[unread.id].failed_stage, after[read.id].failed_stage) == ("materials", "questions")
    assert after[done.id].status == "completed"
    assert after[unread.id].error_message == (
        "0: its run ended before it was finished, because it was killed, ran out of memory or broke off: the "
        "run's log in the Dagster UI has why."
    )
    assert services.catalog.running() == {}
    (attempt,) = catalog_attempts.of_material(services.catalog.engine, unread.id)
    assert (attempt.exception_class, attempt.run_id, attempt.followed) == ("RunDied", "killed", "postpone")
    again = catalog_retries.planned(services.catalog.engine)
    assert {one: (again[one].stage, again[one].attempt, again[one].attempts) for one in again} == {
        unread.id: ("materials", 1, 3),
        read.id: ("questions", 1, 3),
    }


@pytest.mark.parametrize(
    ("run_facts", "names", "followed"),
    [
        (GONE, ["a"], ["postpone", "postpone", "quarantine"]),
        (GONE, ["a", "b"], ["postpone", "postpone", "fail"]),  # either may be the one
        (BROKE_OFF, ["a"], ["postpone", "postpone", "fail"]),  # a server was away, the daemon stopped
        (None, ["a"], ["postpone", "postpone", "fail"]),
        (CANCELED, ["a"], ["fail"]),
    ],
)
def test_the_third_end_of_a_run_is_the_last_and_sets_aside_only_what_had_it_alone(
    services: Services, run_facts: RunFacts | None, names: list[str], followed: list[str]
) -> None:
    materials = begun(services, *names)
    for _ in followed:
        begin(services, materials)
        assert end_unfinished(services, [one.id for one in materials], run_facts) == len(names)
    for one in materials:
        attempts = catalog_attempts.of_material(services.catalog.engine, one.id)
        assert [attempt.followed for attempt in attempts] == followed
    assert catalog_retries.planned(services.catalog.engine) == {}
    first = named(services, "a.pdf")
    assert first.status == "failed"
    assert (QUARANTINED in first.flags) == ("quarantine" in followed)
    if "quarantine" in followed:
        assert (first.error_message or "").startswith("a ended the whole run 3 times, at last alone in it")


def test_a_material_whose_run_was_stopped_completes_when_it_is_processed_again(services: Services) -> None:
    (paper,) = begun(services, "paper")
    end_unfinished(services, [paper.id], CANCELED)
    assert take_and_run(services) == []  # what somebody stopped is not asked for again by itself
    run(services, [paper])
    assert named(services, paper.title + ".pdf").status == "completed"


def test_a_killer_among_fifty_is_found_in_its_third_run_and_its_neighbours_never_wait_for_it(
    services: Services,
) -> None:
    for number in range(50):
        in_the_bank(services, f"{number}.pdf", rules=1)
    ids = sorted(material.id for material in services.catalog.all_materials())
    killer, engine = ids[17], services.catalog.engine
    services.catalog.take_again(ids)
    services.catalog.make_batches(size=50)
    runs = [batch.material_ids for batch in services.catalog.open_batches()]
    sizes: list[list[int]] = []
    while runs:
        sizes.append(sorted(map(len, runs)))
        for run_of in runs:
            services.catalog.start(run_of, run_id="run", batch_id=None)
            if killer in run_of:
                end_unfinished(services, run_of, GONE)
            else:
                services.catalog.finish_embedding(run_of)
                services.catalog.release("run")
        with engine.begin() as connection:
            connection.execute(update(next_attempts).values(at=utc_now()))
        due = catalog_retries.take_due(engine, now=utc_now(), size=50)
        runs = [batch.material_ids for batch, _ in due]
    assert sizes == [[50], [1, *[7] * 7], [1] * 7]
    after = services.catalog.materials(ids)
    assert [one for one in ids if after[one].status != "completed"] == [killer]
    assert after[killer].flags == (QUARANTINED,)
