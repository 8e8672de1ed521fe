"""A paper and its answer key: whichever comes first, the answers are there and nothing is done twice."""

import shutil
from pathlib import Path

import pytest

from study_pipeline.ingest.maintenance import delete_material
from study_pipeline.ingest.services import Services
from study_pipeline_tests.fakes import CountingEmbedder
from study_pipeline_tests.ingest.flow import answers, drop, named, run, take_and_run
from study_pipeline_tests.pdfs import ENGLISH_KEY, ENGLISH_PAPER, stems_about, write_key, write_paper

KEYED = {"1": "C", "2": "A", "3": "D", "4": "C", "5": "B"}


def stored_at(services: Services, name: str) -> int:
    """When the reading of a material was last written to the store."""
    (file,) = services.settings.store.glob(f"{named(services, name).sha256}.json")
    return file.stat().st_mtime_ns


@pytest.mark.parametrize("first", ["paper", "key", "both"])
def test_a_paper_has_its_key_s_answers_whichever_came_first(
    services: Services, embedder: CountingEmbedder, first: str
) -> None:
    sources = {"paper": ENGLISH_PAPER, "key": ENGLISH_KEY}
    order = ["paper", "key"] if first != "key" else ["key", "paper"]
    for name in order:
        drop(services, sources[name])
        if first != "both":
            take_and_run(services)
    take_and_run(services)

    given = answers(services, ENGLISH_PAPER.name)
    assert {number: given[number] for number in KEYED} == KEYED
    assert None not in given.values()
    paper, key = named(services, ENGLISH_PAPER.name), named(services, ENGLISH_KEY.name)
    assert (paper.status, paper.questions, paper.answers) == ("completed", 12, 12)
    assert (key.status, key.kind, key.questions, key.answers) == ("completed", "answer_key", 0, 12)
    assert len(embedder.texts) == 12


@pytest.mark.parametrize(("first", "second"), [(ENGLISH_PAPER, ENGLISH_KEY), (ENGLISH_KEY, ENGLISH_PAPER)])
def test_what_came_first_is_neither_read_nor_embedded_again_for_what_comes_later(
    services: Services, embedder: CountingEmbedder, first: Path, second: Path
) -> None:
    drop(services, first)
    take_and_run(services)
    read_at = stored_at(services, first.name)
    asked = list(embedder.texts)
    vectors = services.bank.vectors(embedder.space)

    drop(services, second)
    outcomes = take_and_run(services)

    assert {outcome.material.title for outcome in outcomes} == {second.stem}
    assert None not in answers(services, ENGLISH_PAPER.name).values()
    assert stored_at(services, first.name) == read_at
    assert embedder.texts[: len(asked)] == asked
    assert len(embedder.texts) == len(set(embedder.texts)) == 12
    if first == ENGLISH_PAPER:
        after = services.bank.vectors(embedder.space)
        assert after.ids == vectors.ids
        assert (after.matrix == vectors.matrix).all()
    assert {m.status for m in services.catalog.all_materials()} == {"completed"}


def test_a_key_that_still_waits_for_its_run_is_not_read_for_its_paper(services: Services) -> None:
    drop(services, ENGLISH_PAPER)
    drop(services, ENGLISH_KEY)
    services.intake.take_news()
    run(services, [named(services, ENGLISH_PAPER.name)])
    assert not list(services.settings.store.glob(f"{named(services, ENGLISH_KEY.name).sha256}.json"))
    assert named(services, ENGLISH_PAPER.name).answers == 0
    take_and_run(services)
    assert named(services, ENGLISH_PAPER.name).answers == 12


@pytest.mark.parametrize("suffix", ["_정답", "_KEY"])
def test_a_key_named_in_korean_or_in_capitals_finds_the_paper(services: Services, suffix: str) -> None:
    write_paper(services.settings.uploads / "Mock Exam.pdf", stems_about("tides"))
    write_key(services.settings.uploads / f"mock exam{suffix}.pdf", {1: "B", 2: "D", 3: "A"})
    take_and_run(services)
    assert answers(services, "Mock Exam.pdf") == {"1": "B", "2": "D", "3": "A"}


def test_one_key_under_several_names_serves_all_its_papers(services: Services, tmp_path: Path) -> None:
    key = write_key(tmp_path / "key.pdf", {1: "B", 2: "D", 3: "A"})
    for form in ("odd", "even"):
        write_paper(services.settings.uploads / f"{form}.pdf", stems_about(f"{form} tides"))
        shutil.copyfile(key, services.settings.uploads / f"{form}_key.pdf")
    take_and_run(services)
    assert answers(services, "odd.pdf") == answers(services, "even.pdf") == {"1": "B", "2": "D", "3": "A"}


def test_a_corrected_key_replaces_the_answers_and_a_deleted_one_takes_them_with_it(
    services: Services, embedder: CountingEmbedder
) -> None:
    uploads = services.settings.uploads
    write_paper(uploads / "exam.pdf", stems_about("tides"))
    write_key(uploads / "exam_key.pdf", {1: "B", 2: "D", 3: "A"})
    take_and_run(services)
    write_key(uploads / "exam_key.pdf", {1: "B", 2: "C", 3: "A"})
    take_and_run(services)
    assert answers(services, "exam.pdf") == {"1": "B", "2": "C", "3": "A"}

    delete_material(services, named(services, "exam_key.pdf"))

    assert answers(services, "exam.pdf") == {"1": None, "2": None, "3": None}
    paper = named(services, "exam.pdf")
    assert (paper.status, paper.answers) == ("completed", 0)
    assert len(embedder.texts) == 3


def test_a_paper_that_is_ingested_again_keeps_its_key_s_answers(services: Services) -> None:
    write_paper(services.settings.uploads / "exam.pdf", stems_about("tides"))
    write_key(services.settings.uploads / "exam_key.pdf", {1: "B", 2: "D", 3: "A"})
    take_and_run(services)
    run(services, [named(services, "exam.pdf")])
    assert answers(services, "exam.pdf") == {"1": "B", "2": "D", "3": "A"}


def test_a_key_is_read_anew_where_what_was_read_of_it_is_gone(services: Services) -> None:
    write_paper(services.settings.uploads / "exam.pdf", stems_about("tides"))
    write_key(services.settings.uploads / "exam_key.pdf", {1: "B", 2: "D", 3: "A"})
    take_and_run(services)
    for stored in services.settings.store.glob("*.json"):  # as after a change of the reading rules
        stored.unlink()
    run(services, [named(services, "exam.pdf")])
    assert answers(services, "exam.pdf") == {"1": "B", "2": "D", "3": "A"}


def test_a_key_completes_although_its_paper_can_no_longer_be_read(services: Services) -> None:
    write_paper(services.settings.uploads / "exam.pdf", stems_about("tides"))
    take_and_run(services)
    services.store.delete(named(services, "exam.pdf").sha256 or "")
    write_key(services.settings.uploads / "exam_key.pdf", {1: "B", 2: "D", 3: "A"})
    take_and_run(services)
    assert named(services, "exam_key.pdf").status == "completed"
    assert answers(services, "exam.pdf") == {"1": None, "2": None, "3": None}


def test_a_paper_that_is_named_like_a_key_stays_a_paper_and_answers_nothing(services: Services) -> None:
    write_paper(services.settings.uploads / "exam.pdf", stems_about("tides"))
    write_paper(services.settings.uploads / "exam_key.pdf", stems_about("currents"))
    take_and_run(services)
    assert set(answers(services, "exam.pdf").values()) == {None}
    assert named(services, "exam_key.pdf").kind == "paper"
