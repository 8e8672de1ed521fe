"""Failures in real batches: what is tried again and when, what the ledger holds, and who hears of it."""

import dataclasses
from pathlib import Path

import pytest
from sqlalchemy import update

from study_pipeline.ingest.batch import ingest
from study_pipeline.ingest.maintenance import delete_material
from study_pipeline.ingest.outcome import Outcome
from study_pipeline.ingest.services import Services
from study_pipeline.materials.failure_policy import QUARANTINED
from study_pipeline.materials.status import STAGES
from study_pipeline.resources.catalog import attempts as catalog_attempts
from study_pipeline.resources.catalog import retries as catalog_retries
from study_pipeline.resources.catalog.attempts import FailedAttempt
from study_pipeline.resources.catalog.failures import untold
from study_pipeline.resources.catalog.retries import next_attempts, planned
from study_pipeline.resources.clock import seconds_since, utc_now
from study_pipeline.resources.embedders.embedder import make_embedder
from study_pipeline.resources.errors import Contended, PermanentError, RateLimited, TimedOut, TransientError
from study_pipeline.resources.pdf.workers import PdfWorkers
from study_pipeline_tests.fakes import CountingEmbedder
from study_pipeline_tests.fakes_openai import FakeOpenAI, Reply, error_reply
from study_pipeline_tests.ingest.flow import named, run, take_and_run
from study_pipeline_tests.pdfs import stems_about, write_paper, write_picture_only


class FailingEmbedder(CountingEmbedder):
    """Fails with these, one after the other, and then works."""

    def __init__(self, *failures: Exception) -> None:
        super().__init__()
        self.failures = list(failures)

    def embed(self, texts):  # type: ignore[no-untyped-def]
        if self.failures:
            raise self.failures.pop(0)
        return super().embed(texts)


POISON = """
import os, pathlib
found = pathlib.Path.absolute
pathlib.Path.absolute = lambda path: os._exit(9) if path.name == {name!r} else found(path)
"""
"""What a worker imports first: it dies as soon as it opens a PDF of that name."""


@pytest.fixture
def slept() -> list[float]:
    return []


def failing(services: Services, slept: list[float], *failures: Exception) -> Services:
    """These services, with an embedder that fails so, and waits that are noted in place of being waited for."""
    return dataclasses.replace(services, embedder=FailingEmbedder(*failures), sleep=slept.append)


def paper(services: Services, name: str = "paper.pdf") -> Path:
    return write_paper(services.settings.uploads / name, stems_about(name))


def ledger(services: Services, name: str = "paper.pdf") -> list[FailedAttempt]:
    return catalog_attempts.of_material(services.catalog.engine, named(services, name).id)


def run_due(services: Services) -> list[Outcome]:
    """Run what is due, as if every wait were over."""
    engine = services.catalog.engine
    with engine.begin() as connection:
        connection.execute(update(next_attempts).values(at=utc_now()))
    outcomes: list[Outcome] = []
    for batch, stages in catalog_retries.take_due(engine, now=utc_now(), size=50):
        outcomes += ingest(services, batch.material_ids, stages, run_id=batch.id, batch_id=batch.id)
    return outcomes


def test_a_short_failure_heals_within_its_batch_and_nobody_is_told(
    services: Services, slept: list[float]
) -> None:
    paper(services)
    patient = failing(services, slept, Contended("Another writer was faster."), Contended("So again."))
    outcomes = take_and_run(patient)
    assert named(services, "paper.pdf").status == "completed"
    assert slept == [5, 5]
    assert [outcome.error for outcome in outcomes] == [None, None, None]
    assert [(one.exception_class, one.followed) for one in ledger(services)] == [("Contended", "wait")] * 2
    assert untold(services.catalog.engine) == []


def test_each_class_of_failure_has_attempts_of_its_own(services: Services, slept: list[float]) -> None:
    paper(services)
    turns = [
        Contended("Busy."),
        TimedOut("No answer."),
        Contended("Busy."),
        TimedOut("No answer."),
    ]
    take_and_run(failing(services, slept, *turns))
    assert named(services, "paper.pdf").status == "completed"
    assert slept == [5, 10, 5, 10]


def test_the_third_timeout_is_the_last_and_operators_hear_of_it(
    services: Services, slept: list[float]
) -> None:
    paper(services)
    take_and_run(failing(services, slept, *[TimedOut("The server did not answer in time.")] * 3))
    material = named(services, "paper.pdf")
    assert (material.status, material.failed_stage) == ("failed", "embeddings")
    assert planned(services.catalog.engine) == {}
    (told,) = untold(services.catalog.engine)
    assert (told.attempt, told.final, told.first) == (3, True, True)


def test_a_longer_wait_is_left_to_a_later_run_that_goes_on_where_the_first_one_stopped(
    services: Services, slept: list[float]
) -> None:
    paper(services)
    take_and_run(failing(services, slept, *[TransientError("The server is away.")] * 2))
    assert slept == [3]
    material = named(services, "paper.pdf")
    assert material.status == "failed"
    again = planned(services.catalog.engine)[material.id]
    assert (again.attempt, again.attempts, again.stage) == (2, 5, "embeddings")
    assert -18 <= (seconds_since(again.at) or 0) <= -8
    (told,) = untold(services.catalog.engine)
    assert not told.final

    outcomes = run_due(services)

    assert [outcome.stage for outcome in outcomes] == ["embeddings"]
    assert named(services, "paper.pdf").status == "completed"
    assert planned(services.catalog.engine) == {}


def test_nothing_is_tried_before_its_time_and_what_somebody_runs_by_hand_has_no_second_attempt_coming(
    services: Services, slept: list[float]
) -> None:
    paper(services)
    limited = RateLimited("Too many requests.", retry_after_seconds=600)
    take_and_run(failing(services, slept, limited))
    engine = services.catalog.engine
    assert slept == []
    assert catalog_retries.take_due(engine, now=utc_now(), size=50) == []
    assert -600 <= (seconds_since(planned(engine)[named(services, "paper.pdf").id].at) or 0) <= -590
    run(services, [named(services, "paper.pdf")])
    assert planned(engine) == {}


def test_the_fifth_unforeseen_failure_is_the_last_and_a_person_who_asks_begins_anew(
    services: Services, slept: list[float]
) -> None:
    paper(services)
    patient = failing(services, slept, *[ValueError("a secret of the library")] * 5)
    take_and_run(patient)
    for _ in range(3):
        run_due(patient)
    material = named(services, "paper.pdf")
    followed = [one.followed for one in ledger(services)]
    assert followed == ["wait", "postpone", "postpone", "postpone", "fail"]
    assert (material.status, planned(services.catalog.engine)) == ("failed", {})
    assert "ValueError" in (material.error_message or "")
    assert "a secret" not in (material.error_message or "") + "".join(one.message for one in ledger(services))
    services.catalog.claim([material.id], size=50)
    run(failing(services, slept, ValueError("once more")), [material])
    assert named(services, "paper.pdf").status == "completed"
    assert len(ledger(services)) == 6


@pytest.mark.parametrize("error", [PermanentError("The key is refused."), None])
def test_what_a_person_has_to_change_first_is_never_tried_again(
    services: Services, slept: list[float], error: Exception | None
) -> None:
    if error is None:
        write_picture_only(services.settings.uploads / "paper.pdf")
    else:
        paper(services)
    take_and_run(failing(services, slept, *([error] if error else [])))
    assert (named(services, "paper.pdf").status, slept) == ("failed", [])
    assert planned(services.catalog.engine) == {}
    assert [one.followed for one in ledger(services)] == ["fail"]


@pytest.mark.parametrize(
    ("replies", "status", "requests", "waits"),
    [
        ([error_reply(401, "wrong key")], "failed", 1, []),
        ([error_reply(429, "pay first", code="insufficient_quota")], "failed", 1, []),
        ([error_reply(429, "slow down", Retry_After="2")], "completed", 2, [2]),
        ([error_reply(503, "busy"), error_reply(503, "busy", Retry_After="7")], "completed", 3, [3, 7]),
    ],
)
def test_a_real_server_is_asked_again_as_it_says_and_never_where_a_person_has_to_act(
    services: Services,
    slept: list[float],
    replies: list[Reply],
    status: str,
    requests: int,
    waits: list[float],
) -> None:
    paper(services)
    with FakeOpenAI(*replies) as server:
        embedder = make_embedder(
            api_key="k", base_url=server.base_url, model="small", dimensions=8, max_retries=0
        )
        take_and_run(dataclasses.replace(services, embedder=embedder, sleep=slept.append))
        assert (named(services, "paper.pdf").status, len(server.requests), slept) == (status, requests, waits)


def test_a_material_that_is_deleted_while_it_waits_is_discarded_without_an_alert(services: Services) -> None:
    paper(services)
    paper(services, "gone.pdf")
    services.intake.take_news()
    gone = named(services, "gone.pdf")
    ids = [material.id for material in services.catalog.all_materials()]
    delete_material(services, gone)
    outcomes = list(ingest(services, ids, STAGES, run_id="r"))
    assert named(services, "paper.pdf").status == "completed"
    assert {outcome.material.id for outcome in outcomes} == {named(services, "paper.pdf").id}
    (discarded,) = catalog_attempts.of_material(services.catalog.engine, gone.id)
    assert (discarded.followed, discarded.run_id) == ("discard", None)
    assert untold(services.catalog.engine) == []


def test_a_material_that_is_deleted_while_it_is_handled_is_discarded_whatever_breaks(
    services: Services,
) -> None:
    paper(services)
    services.intake.take_news()
    material = named(services, "paper.pdf")
    going_on = ingest(services, [material.id], STAGES, run_id="r")
    assert next(going_on).error is None
    delete_material(services, material)
    (outcome,) = going_on
    assert outcome.discarded
    (discarded,) = catalog_attempts.of_material(services.catalog.engine, material.id)
    assert (discarded.followed, discarded.run_id) == ("discard", "r")
    assert untold(services.catalog.engine) == []


def test_a_pdf_that_kills_its_reader_three_times_is_set_aside_and_its_neighbours_complete(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        paper(services, f"{number}.pdf")
    paper(services, "poison.pdf")
    services.intake.take_news()
    poison = f"{named(services, 'poison.pdf').sha256}.pdf"
    (tmp_path / "sitecustomize.py").write_text(POISON.format(name=poison))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with PdfWorkers(count=1, timeout_seconds=60, memory_mb=2048) as workers:
        poisoned = dataclasses.replace(services, workers=workers)
        take_and_run(poisoned)
        first = named(services, "poison.pdf")
        assert (first.status, first.flags) == ("failed", ())
        assert {named(services, f"{number}.pdf").status for number in range(4)} == {"completed"}
        run_due(poisoned)
        run_due(poisoned)
    material = named(services, "poison.pdf")
    assert material.flags == (QUARANTINED,)
    assert material.error_message == (
        "poison stopped the PDF reader 3 times and is set aside: save it anew from its editor, or "
        "`study-pipeline retry` it by its name."
    )
    assert planned(services.catalog.engine) == {}
    assert [one.followed for one in ledger(services, "poison.pdf")] == ["postpone", "postpone", "quarantine"]
    monkeypatch.delenv("PYTHONPATH")
    services.catalog.claim([material.id], size=50)
    run(services, [material])
    assert (named(services, "poison.pdf").status, named(services, "poison.pdf").flags) == ("completed", ())
