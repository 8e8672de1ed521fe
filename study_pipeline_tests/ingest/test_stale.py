"""Materials that an older version of the rules read: known by what the bank holds, and read again without loss."""

import dataclasses

import pytest
from sqlalchemy import delete

from study_pipeline.ingest.rewriting import write_what_is_due
from study_pipeline.ingest.services import Services
from study_pipeline.ingest.stale import read_by_older_rules
from study_pipeline.questions.extraction import RULES_VERSION
from study_pipeline.resources.catalog.due import make_due
from study_pipeline.resources.catalog.records import Material
from study_pipeline.resources.catalog.rules import note_rules
from study_pipeline.resources.catalog.tables import bank_rules
from study_pipeline_tests.fakes import CountingEmbedder
from study_pipeline_tests.ingest.flow import answers, drop, in_the_bank, named, run, take_and_run
from study_pipeline_tests.pdfs import SAMPLES, stems_about, write_key, write_paper, write_picture_only

PAPER = SAMPLES / "earth_science_practice_test.pdf"
KEY = SAMPLES / "earth_science_practice_test_key.pdf"
OLDER = RULES_VERSION - 1


def as_older_rules_read_it(services: Services, name: str, *, misread: str = "") -> Material:
    """Let the bank and the store hold what older rules read of a material: the same, with ``misread`` in each stem."""
    material = named(services, name)
    sha256 = material.sha256 or ""
    stored = services.store.extraction(sha256, rules_version=RULES_VERSION)
    assert stored is not None
    questions = tuple(
        dataclasses.replace(one, stem=misread + one.stem) for one in stored.extraction.questions
    )
    older = dataclasses.replace(
        stored, extraction=dataclasses.replace(stored.extraction, questions=questions)
    )
    services.store.save_extraction(sha256, older)
    run(services, [material], ["questions", "embeddings"])
    services.store.save_extraction(sha256, dataclasses.replace(older, rules_version=OLDER))
    note_rules(services.catalog.engine, [material.id], OLDER)
    return named(services, name)


def stale_names(services: Services) -> list[str]:
    found = read_by_older_rules(services.catalog, services.store, services.catalog.all_materials())
    return [material.title for material in found]


def test_reading_again_keeps_ids_answers_and_vectors(services: Services, embedder: CountingEmbedder) -> None:
    drop(services, PAPER)
    drop(services, KEY)
    (services.settings.uploads / f"{PAPER.stem}.yaml").write_text("answers:\n  1: B\n", "utf-8")
    take_and_run(services)
    before = services.bank.questions_of(named(services, PAPER.name).id)
    given = answers(services, PAPER.name)
    embedded = list(embedder.texts)
    assert stale_names(services) == []

    as_older_rules_read_it(services, PAPER.name)
    assert stale_names(services) == [PAPER.stem]
    run(services, [named(services, PAPER.name)])

    assert stale_names(services) == []
    assert services.bank.questions_of(named(services, PAPER.name).id) == before
    assert answers(services, PAPER.name) == given
    assert given["1"] == "B"  # the sidecar's; the others are the key's
    assert None not in given.values()
    assert embedder.texts == embedded
    assert named(services, PAPER.name).status == "completed"


@pytest.mark.parametrize("noted", [True, False], ids=["noted by this release", "written by an older release"])
def test_a_run_that_ended_between_reading_and_writing_leaves_its_material_stale(
    services: Services, noted: bool
) -> None:
    write_paper(services.settings.uploads / "a.pdf", stems_about("a"))
    take_and_run(services)
    material = as_older_rules_read_it(services, "a.pdf")
    if not noted:
        with services.catalog.engine.begin() as connection:
            connection.execute(delete(bank_rules))
    assert stale_names(services) == ["a"]
    run(services, [material], ["materials"])
    assert services.store.rules_version(material.sha256 or "") == RULES_VERSION
    assert stale_names(services) == ["a"]
    run(services, [material])
    assert stale_names(services) == []


def test_more_texts_than_one_call_takes_are_all_embedded_anew(
    services: Services, embedder: CountingEmbedder
) -> None:
    stems = stems_about("a", count=130)
    write_paper(services.settings.uploads / "a.pdf", stems)
    take_and_run(services)
    ids = {row.id for row in services.bank.questions_of(named(services, "a.pdf").id)}
    material = as_older_rules_read_it(services, "a.pdf", misread="O: ")
    calls = embedder.calls

    run(services, [material])

    rows = services.bank.questions_of(material.id)
    assert [row.question.stem for row in rows] == list(stems.values())
    assert {row.id for row in rows} == ids
    assert services.bank.without_vector(embedder.space, [material.id]) == set()
    assert embedder.calls == calls  # the same texts as at first: the cache knows them
    assert named(services, "a.pdf").status == "completed"


def test_a_paper_that_older_rules_read_has_its_new_key_at_once_and_its_vectors_by_a_run_of_its_own(
    services: Services, embedder: CountingEmbedder
) -> None:
    write_paper(services.settings.uploads / "a.pdf", stems_about("a"))
    take_and_run(services)
    paper = as_older_rules_read_it(services, "a.pdf", misread="O: ")
    write_key(services.settings.uploads / "a_key.pdf", {1: "A", 2: "B", 3: "C"})
    take_and_run(services)

    assert answers(services, "a.pdf") == {"1": "A", "2": "B", "3": "C"}
    assert named(services, "a.pdf").status == "pending"
    take_and_run(services)
    assert named(services, "a.pdf").status == "completed"
    assert services.bank.without_vector(embedder.space, [paper.id]) == set()
    assert stale_names(services) == []


def test_after_a_change_of_rules_what_is_due_goes_into_few_runs(services: Services) -> None:
    stale = [in_the_bank(services, f"{number}.pdf", rules=OLDER) for number in range(60)]
    current = in_the_bank(services, "current.pdf", rules=RULES_VERSION)
    assert len(stale_names(services)) == 60
    with services.catalog.engine.begin() as connection:
        make_due(connection, [material.id for material in [*stale, current]])

    write_what_is_due(services)

    sizes = [len(batch.material_ids) for batch in services.catalog.make_batches(size=50)]
    assert sizes == [50, 10]
    assert named(services, "current.pdf").status == "completed"
    assert services.catalog.make_batches(size=50) == []


def test_what_is_claimed_for_runs_here_is_cut_as_the_daemon_s_batches_are(services: Services) -> None:
    urgent = in_the_bank(services, "high/urgent.pdf", rules=OLDER)
    others = [in_the_bank(services, f"{number}.pdf", rules=OLDER) for number in range(60)]
    batches = services.catalog.claim([one.id for one in [*others, urgent]], size=50)
    assert [(batch.lane, len(batch.material_ids)) for batch in batches] == [
        ("high", 1),
        ("default", 50),
        ("default", 10),
    ]
    assert all(batch.requested_at is not None for batch in batches)


def test_what_is_discarded_unread_or_without_bytes_is_not_stale(services: Services) -> None:
    drop(services, PAPER)
    services.intake.take_news()
    assert stale_names(services) == []
    take_and_run(services)
    stale = as_older_rules_read_it(services, PAPER.name)
    discarded = dataclasses.replace(stale, discarded=True)
    assert read_by_older_rules(services.catalog, services.store, [discarded]) == []
    assert stale_names(services) == [PAPER.stem]
    services.store.pdf(stale.sha256 or "").unlink()
    assert stale_names(services) == []


def test_a_paper_in_which_these_rules_find_no_text_either_is_not_stale_for_ever(services: Services) -> None:
    write_picture_only(services.settings.uploads / "a.pdf")
    take_and_run(services)
    material = named(services, "a.pdf")
    note_rules(services.catalog.engine, [material.id], OLDER)
    assert stale_names(services) == ["a"]
    run(services, [material])
    assert stale_names(services) == []


def test_an_extraction_that_says_no_version_is_the_oldest(services: Services) -> None:
    drop(services, PAPER)
    take_and_run(services)
    sha256 = named(services, PAPER.name).sha256 or ""
    (services.store.directory / f"{sha256}.json").write_text("{}", "utf-8")
    assert services.store.rules_version(sha256) == 0
    with services.catalog.engine.begin() as connection:
        connection.execute(delete(bank_rules))  # as an older release left it
    assert stale_names(services) == [PAPER.stem]
