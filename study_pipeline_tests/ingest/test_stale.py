"""Materials that an older version of the rules read: found by what the store says, and read again without loss."""

import dataclasses

from study_pipeline.ingest.services import Services
from study_pipeline.ingest.stale import read_by_older_rules
from study_pipeline.questions.extraction import RULES_VERSION
from study_pipeline_tests.fakes import CountingEmbedder
from study_pipeline_tests.ingest.flow import answers, drop, named, run, take_and_run
from study_pipeline_tests.pdfs import SAMPLES

PAPER = SAMPLES / "earth_science_practice_test.pdf"
KEY = SAMPLES / "earth_science_practice_test_key.pdf"


def mark_as_read_by_older_rules(services: Services, name: str) -> None:
    sha256 = named(services, name).sha256
    assert sha256 is not None
    stored = services.store.extraction(sha256, rules_version=RULES_VERSION)
    assert stored is not None
    services.store.save_extraction(sha256, dataclasses.replace(stored, rules_version=RULES_VERSION - 1))


def stale_names(services: Services) -> list[str]:
    return [m.title for m in read_by_older_rules(services.store, services.catalog.all_materials())]


def test_reading_again_keeps_ids_answers_and_vectors(services: Services, embedder: CountingEmbedder) -> None:
    drop(services, PAPER)
    drop(services, KEY)
    (services.settings.uploads / f"{PAPER.stem}.yaml").write_text("answers:\n  1: B\n", "utf-8")
    take_and_run(services)
    before = services.bank.questions_of(named(services, PAPER.name).id)
    given = answers(services, PAPER.name)
    embedded = list(embedder.texts)
    assert stale_names(services) == []

    mark_as_read_by_older_rules(services, PAPER.name)
    assert stale_names(services) == [PAPER.stem]
    run(services, [named(services, PAPER.name)])

    assert stale_names(services) == []
    assert services.bank.questions_of(named(services, PAPER.name).id) == before
    assert answers(services, PAPER.name) == given
    assert given["1"] == "B"  # the sidecar's; the others are the key's
    assert None not in given.values()
    assert embedder.texts == embedded
    assert named(services, PAPER.name).status == "completed"


def test_what_is_discarded_unread_or_without_bytes_is_not_stale(services: Services) -> None:
    drop(services, PAPER)
    services.intake.take_news()
    assert stale_names(services) == []
    take_and_run(services)
    mark_as_read_by_older_rules(services, PAPER.name)
    (stale,) = read_by_older_rules(services.store, services.catalog.all_materials())
    assert read_by_older_rules(services.store, [dataclasses.replace(stale, discarded=True)]) == []
    services.store.pdf(stale.sha256 or "").unlink()
    assert stale_names(services) == []


def test_an_extraction_that_says_no_version_is_the_oldest(services: Services) -> None:
    drop(services, PAPER)
    take_and_run(services)
    sha256 = named(services, PAPER.name).sha256 or ""
    (services.store.directory / f"{sha256}.json").write_text("{}", "utf-8")
    assert services.store.rules_version(sha256) == 0
    assert stale_names(services) == [PAPER.stem]
