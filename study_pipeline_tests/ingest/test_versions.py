"""Versions of a paper: the newest serves, keeps the ids of what did not change, and pays only for what did."""

from pathlib import Path

from study_pipeline.ingest.services import Services
from study_pipeline_tests.fakes import CountingEmbedder
from study_pipeline_tests.ingest.flow import named, question_ids, run, take_and_run
from study_pipeline_tests.pdfs import stems_about, write_paper, write_picture_only

FIRST = {
    1: "Which planet has the longest day?",
    2: "What drives the tides of the sea?",
    3: "Why is the sky blue at noon?",
}
SECOND = {**FIRST, 2: "What drives the high tides of the sea?"}


def ids(services: Services, name: str) -> dict[str, str]:
    return {row.question.number: row.id for row in services.bank.questions_of(named(services, name).id)}


def stems(services: Services) -> list[str]:
    return sorted(row.question.stem for row in services.bank.all_questions())


def test_version_two_keeps_the_ids_and_takes_the_place_of_version_one(
    services: Services, embedder: CountingEmbedder
) -> None:
    paper = services.settings.uploads / "paper.pdf"
    write_paper(paper, FIRST)
    take_and_run(services)
    (first,) = services.catalog.all_materials()
    before = ids(services, paper.name)
    embedder.texts.clear()

    write_paper(paper, {**SECOND, 4: "How far away is the moon?"})
    take_and_run(services)

    after = ids(services, paper.name)
    assert {number: after[number] for number in before} == before
    assert after["4"] not in before.values()
    assert services.bank.count() == 4
    old, new = services.catalog.materials([first.id])[first.id], named(services, paper.name)
    assert (old.status, old.superseded_by) == ("discarded", new.id)
    assert (new.status, new.replaces) == ("completed", old.id)
    assert [text.splitlines()[0] for text in embedder.texts] == [SECOND[2], "How far away is the moon?"]
    assert services.bank.count_missing_vectors(embedder.space) == 0


def test_a_version_that_cannot_be_read_leaves_the_one_before_in_its_place(services: Services) -> None:
    paper = services.settings.uploads / "paper.pdf"
    write_paper(paper, FIRST)
    take_and_run(services)
    (first,) = services.catalog.all_materials()

    write_picture_only(paper)
    take_and_run(services)

    assert services.catalog.materials([first.id])[first.id].status == "completed"
    assert stems(services) == sorted(FIRST.values())
    # and it can still be ingested again, though it has lost its name
    run(services, [first])
    assert stems(services) == sorted(FIRST.values())


def test_a_name_that_another_file_shares_keeps_the_old_version_serving(services: Services) -> None:
    uploads = services.settings.uploads
    write_paper(uploads / "paper.pdf", FIRST)
    write_paper(uploads / "copy.pdf", FIRST)
    take_and_run(services)
    write_paper(uploads / "paper.pdf", SECOND)
    take_and_run(services)
    assert named(services, "copy.pdf").status == named(services, "paper.pdf").status == "completed"
    assert named(services, "copy.pdf").id != named(services, "paper.pdf").id
    assert services.bank.count() == len(set(question_ids(services))) == 6


def test_going_back_to_version_one_brings_it_back_with_the_same_ids(services: Services) -> None:
    paper = services.settings.uploads / "paper.pdf"
    write_paper(paper, FIRST)
    take_and_run(services)
    before = ids(services, paper.name)
    write_paper(paper, SECOND)
    take_and_run(services)
    write_paper(paper, FIRST)
    take_and_run(services)
    assert ids(services, paper.name) == before
    assert stems(services) == sorted(FIRST.values())
    assert sorted(m.status for m in services.catalog.all_materials()) == ["completed", "discarded"]
    write_paper(paper, SECOND)
    take_and_run(services)
    assert stems(services) == sorted(SECOND.values())


def test_the_old_version_under_a_new_name_serves_beside_the_new_one_with_ids_of_its_own(
    services: Services,
) -> None:
    uploads = services.settings.uploads
    write_paper(uploads / "paper.pdf", FIRST)
    take_and_run(services)
    write_paper(uploads / "paper.pdf", SECOND)
    take_and_run(services)
    write_paper(uploads / "archive.pdf", FIRST)
    take_and_run(services)
    assert {m.status for m in services.catalog.all_materials()} == {"completed"}
    assert services.bank.count() == len(set(question_ids(services))) == 6


def test_two_versions_that_arrive_before_the_first_is_read_leave_only_the_last(services: Services) -> None:
    paper = services.settings.uploads / "paper.pdf"
    last = {**SECOND, 3: "Why is the sky red in the evening?"}
    for version in (FIRST, SECOND, last):
        write_paper(paper, version)
        services.intake.take_news()

    take_and_run(services)

    assert stems(services) == sorted(last.values())
    assert sorted(m.status for m in services.catalog.all_materials()) == [
        "completed",
        "discarded",
        "discarded",
    ]
    assert named(services, paper.name).status == "completed"


def test_an_old_version_whose_run_comes_late_does_not_come_back(services: Services) -> None:
    paper = services.settings.uploads / "paper.pdf"
    write_paper(paper, FIRST)
    services.intake.take_news()
    (first,) = services.catalog.all_materials()
    write_paper(paper, SECOND)
    services.intake.take_news()
    run(services, [named(services, paper.name)])
    run(services, [first])
    assert stems(services) == sorted(SECOND.values())
    assert services.catalog.materials([first.id])[first.id].status == "discarded"


def test_a_paper_overwritten_with_the_bytes_of_another_leaves_the_bank(
    services: Services, tmp_path: Path
) -> None:
    uploads = services.settings.uploads
    write_paper(uploads / "a.pdf", FIRST)
    write_paper(uploads / "b.pdf", stems_about("volcanoes"))
    take_and_run(services)
    write_paper(uploads / "a.pdf", stems_about("volcanoes"))
    take_and_run(services)
    assert stems(services) == sorted(stems_about("volcanoes").values())
    assert sorted(m.status for m in services.catalog.all_materials()) == ["completed", "discarded"]
