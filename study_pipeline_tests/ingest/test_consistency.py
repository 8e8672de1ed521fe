"""The nightly check: stores that do not tell the same are found, and mended where reading again mends them."""

import dataclasses

from study_pipeline.ingest.consistency import catch_up, embed_missing
from study_pipeline.ingest.services import Services
from study_pipeline_tests.fakes import CountingEmbedder
from study_pipeline_tests.ingest.flow import drop, named, take_and_run
from study_pipeline_tests.pdfs import ENGLISH_PAPER, KOREAN_PAPER


def ingested(services: Services) -> None:
    drop(services, ENGLISH_PAPER, "english.pdf")
    drop(services, KOREAN_PAPER, "korean.pdf")
    take_and_run(services)


def test_stores_that_tell_the_same_are_left_alone(services: Services) -> None:
    ingested(services)
    assert catch_up(services) == []
    assert services.catalog.make_batches(size=50) == []


def test_questions_that_are_gone_from_the_bank_are_read_again_under_their_ids(services: Services) -> None:
    ingested(services)
    english = named(services, "english.pdf")
    before = services.bank.questions_of(english.id)
    services.bank.delete_materials([english.id])
    (found,) = catch_up(services)
    assert found.read_again == english.id
    assert found.sentence == (
        f"english has 0 questions in the bank and {len(before)} in the catalog: it is read again."
    )
    take_and_run(services)
    assert [row.id for row in services.bank.questions_of(english.id)] == [row.id for row in before]
    assert catch_up(services) == []


def test_a_paper_that_is_gone_from_the_store_is_named_for_a_person(services: Services) -> None:
    ingested(services)
    english = named(services, "english.pdf")
    services.store.delete(english.sha256 or "")
    (found,) = catch_up(services)
    assert found.read_again is None
    assert found.sentence == "The PDF of english is not in the store: upload it again."
    assert named(services, "english.pdf").status == "completed"


def test_questions_of_nobody_are_named_and_kept(services: Services) -> None:
    ingested(services)
    english = named(services, "english.pdf")
    count = len(services.bank.questions_of(english.id))
    services.catalog.delete(english.id)
    (found,) = catch_up(services)
    assert found.read_again is None
    assert f"holds {count} questions of {english.id}" in found.sentence
    assert len(services.bank.questions_of(english.id)) == count


def test_what_has_no_vector_gets_one_until_none_is_left(services: Services) -> None:
    ingested(services)
    other = dataclasses.replace(services, embedder=CountingEmbedder(model="another@1"))
    space = other.embedder.space
    assert embed_missing(other) == services.bank.count() > 0
    assert services.bank.count_missing_vectors(space) == 0
    assert embed_missing(other) == 0
    assert services.bank.count_missing_vectors(services.embedder.space) == 0
