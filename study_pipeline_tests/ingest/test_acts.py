"""What each act in the upload folder, and each verb about one material, means: a test for each sentence."""

import dataclasses
import os
import shutil
import unicodedata
from pathlib import Path

import pytest

from study_pipeline.ingest.editing import edit_material
from study_pipeline.ingest.intake import Details
from study_pipeline.ingest.maintenance import delete_material
from study_pipeline.ingest.rewriting import write_what_is_due
from study_pipeline.ingest.services import Services
from study_pipeline.ingest.writing import BANK_LEASE
from study_pipeline.resources.catalog.leases import lease
from study_pipeline.resources.catalog.sidecar_notes import notes
from study_pipeline.resources.catalog.waiting import waiting
from study_pipeline.resources.errors import PermanentError
from study_pipeline_tests.fakes import CountingEmbedder
from study_pipeline_tests.ingest.flow import answers, drop, named, run, take_and_run
from study_pipeline_tests.pdfs import (
    BROKEN,
    TABLE_PAPER,
    stems_about,
    write_key,
    write_paper,
    write_picture_only,
)

KEY = {1: "B", 2: "D", 3: "A"}
ANSWERED = {"1": "B", "2": "D", "3": "A"}


def paper(services: Services, name: str, subject: str = "tides") -> Path:
    target = services.settings.uploads / name
    target.parent.mkdir(parents=True, exist_ok=True)
    return write_paper(target, stems_about(subject))


def sidecar(services: Services, name: str, text: str) -> Path:
    target = services.settings.uploads / name
    target.write_text(text, "utf-8")
    return target


def rename(services: Services, name: str, new_name: str) -> None:
    target = services.settings.uploads / new_name
    target.parent.mkdir(parents=True, exist_ok=True)
    (services.settings.uploads / name).rename(target)


def only(services: Services) -> str:
    (material,) = services.catalog.all_materials()
    return material.id


# identity


def test_a_material_is_known_by_its_path_below_the_upload_folder(services: Services) -> None:
    for folder in ("2024", "2025", "2026"):
        paper(services, f"{folder}/試題.pdf", folder)
    take_and_run(services)
    assert {named(services, f"{folder}/試題.pdf").id for folder in ("2024", "2025", "2026")} == {
        material.id for material in services.catalog.all_materials()
    }
    assert services.bank.count() == 9


def test_a_decomposed_name_and_its_composed_twin_are_one_path(services: Services) -> None:
    paper(services, unicodedata.normalize("NFD", "수학.pdf"), "first")
    take_and_run(services)
    paper(services, unicodedata.normalize("NFC", "수학.pdf"), "second")
    take_and_run(services)
    assert named(services, "수학.pdf").status == "completed"
    assert services.bank.count() == 3


# same bytes under another path


def test_the_same_bytes_under_another_path_are_an_alias_and_cost_nothing(
    services: Services, embedder: CountingEmbedder
) -> None:
    first = paper(services, "a.pdf")
    take_and_run(services)
    version, calls = services.bank.version(), embedder.calls
    drop(services, first, "folder/b.pdf")
    assert take_and_run(services) == []
    assert services.catalog.paths() == {only(services): ["a.pdf", "folder/b.pdf"]}
    assert (services.bank.version(), embedder.calls) == (version, calls)


@pytest.mark.parametrize("late", ["the key's second name", "the paper's second name"])
def test_a_second_name_is_usable_wherever_the_first_is(services: Services, late: str) -> None:
    odd = paper(services, "odd.pdf", "odd tides")
    if late == "the key's second name":
        key = write_key(services.settings.uploads / "odd_key.pdf", KEY)
        paper(services, "even.pdf", "even tides")
        take_and_run(services)
        drop(services, key, "even_정답.pdf")
    else:
        write_key(services.settings.uploads / "even_key.pdf", KEY)
        take_and_run(services)
        drop(services, odd, "even.pdf")
    assert take_and_run(services) == []
    assert answers(services, "even.pdf") == ANSWERED


# same path, new bytes


def test_new_bytes_under_the_same_path_serve_only_once_they_are_done_and_keep_the_ids(
    services: Services,
) -> None:
    paper(services, "a.pdf")
    take_and_run(services)
    first = only(services)
    before = services.bank.questions_of(first)
    stems = {**stems_about("tides"), 4: "How far away is the moon?"}
    write_paper(services.settings.uploads / "a.pdf", stems)
    services.intake.take_news()
    assert services.bank.questions_of(first) == before
    take_and_run(services)
    second = named(services, "a.pdf")
    assert (second.replaces, services.catalog.materials([first])[first].status) == (first, "discarded")
    assert services.bank.questions_of(first) == []
    assert {row.id for row in before} <= {row.id for row in services.bank.questions_of(second.id)}


@pytest.mark.parametrize("bad", ["refused", "failed"])
def test_a_version_that_does_not_become_one_is_passed_over_by_the_next(services: Services, bad: str) -> None:
    paper(services, "a.pdf", "first")
    take_and_run(services)
    target = services.settings.uploads / "a.pdf"
    shutil.copyfile(BROKEN, target) if bad == "refused" else write_picture_only(target)
    take_and_run(services)
    assert services.bank.count() == 3
    paper(services, "a.pdf", "third")
    take_and_run(services)
    assert {row.material for row in services.bank.all_questions()} == {named(services, "a.pdf").id}
    assert [m.status for m in services.catalog.all_materials() if m.status == "failed"] == []


def test_a_version_that_comes_under_two_paths_takes_the_place_of_what_either_had(services: Services) -> None:
    paper(services, "a.pdf", "first")
    paper(services, "b.pdf", "other")
    take_and_run(services)
    second = paper(services, "a.pdf", "second")
    services.intake.take_news()
    drop(services, second, "b.pdf")
    take_and_run(services)
    assert {row.material for row in services.bank.all_questions()} == {named(services, "a.pdf").id}
    assert sorted(m.status for m in services.catalog.all_materials()) == [
        "completed",
        "discarded",
        "discarded",
    ]


def test_a_key_serves_until_its_new_version_is_done(services: Services) -> None:
    write_key(services.settings.uploads / "a_key.pdf", KEY)
    paper(services, "a.pdf")
    take_and_run(services)
    write_key(services.settings.uploads / "a_key.pdf", {1: "C", 2: "C", 3: "C"})
    services.intake.take_news()
    run(services, [named(services, "a.pdf")])
    assert answers(services, "a.pdf") == ANSWERED
    take_and_run(services)
    assert answers(services, "a.pdf") == dict.fromkeys("123", "C")


def test_a_version_keeps_what_people_said_of_the_one_before(services: Services) -> None:
    paper(services, "a.pdf", "first")
    take_and_run(services)
    edit_material(services.catalog, named(services, "a.pdf"), title="모의고사", owner="kim")
    paper(services, "a.pdf", "second")
    take_and_run(services)
    second = named(services, "a.pdf")
    assert (second.title, second.owner) == ("모의고사", "kim")


# same bytes again


@pytest.mark.parametrize("path", ["a.pdf", "b.pdf"])
def test_the_same_bytes_again_after_a_failure_are_one_new_attempt(services: Services, path: str) -> None:
    first = services.settings.uploads / "a.pdf"
    write_picture_only(first)
    take_and_run(services)
    assert take_and_run(services) == []
    if path == "a.pdf":
        os.utime(first, (1, 1))
    else:
        drop(services, first, path)
    assert {outcome.material.id for outcome in take_and_run(services)} == {only(services)}
    assert take_and_run(services) == []


def test_the_same_bytes_again_after_they_were_discarded_are_one_new_attempt(services: Services) -> None:
    paper(services, "a.pdf", "first")
    take_and_run(services)
    first = only(services)
    paper(services, "a.pdf", "second")
    take_and_run(services)
    paper(services, "a.pdf", "first")
    assert {outcome.material.id for outcome in take_and_run(services)} == {first}
    assert {row.material for row in services.bank.all_questions()} == {first}
    assert take_and_run(services) == []


# sidecars


def test_a_new_or_changed_sidecar_changes_metadata_and_answers_without_reading_or_embedding(
    services: Services, embedder: CountingEmbedder
) -> None:
    paper(services, "a.pdf")
    take_and_run(services)
    (stored,) = services.settings.store.glob("*.json")
    read_at, calls = stored.stat().st_mtime_ns, embedder.calls
    sidecar(
        services,
        "a.yaml",
        "title: 2026 모의고사\nowner: 국어과\ndescription: 3월\nanswers:\n  1: 2\n  2: D\n",
    )
    assert take_and_run(services) == []
    material = named(services, "a.pdf")
    assert (material.title, material.owner, material.description) == ("2026 모의고사", "국어과", "3월")
    assert answers(services, "a.pdf") == {"1": "B", "2": "D", "3": None}
    assert material.answers == 2

    sidecar(services, "a.yaml", "owner: 수학과\nanswers: {1: A, 3: [B, C]}\n")
    assert take_and_run(services) == []
    material = named(services, "a.pdf")
    assert (material.title, material.owner, material.description) == ("a", "수학과", None)
    assert answers(services, "a.pdf") == {"1": "A", "2": None, "3": ["B", "C"]}
    assert (stored.stat().st_mtime_ns, embedder.calls) == (read_at, calls)
    assert {m.status for m in services.catalog.all_materials()} == {"completed"}


def test_a_sidecar_that_comes_with_its_pdf_decides_its_lane_and_its_answers(services: Services) -> None:
    sidecar(services, "a.yaml", "priority: high\nanswers: {1: B, 2: D, 3: A}\n")
    paper(services, "a.pdf")
    services.intake.take_news()
    (batch,) = services.catalog.make_batches(size=50)
    assert batch.lane == "high"
    take_and_run(services)
    assert answers(services, "a.pdf") == ANSWERED


def test_a_sidecar_has_the_last_word_over_a_key(services: Services) -> None:
    write_key(services.settings.uploads / "a_key.pdf", KEY)
    sidecar(services, "a.yaml", "answers: {1: C}")
    paper(services, "a.pdf")
    take_and_run(services)
    assert answers(services, "a.pdf") == {**ANSWERED, "1": "C"}


def test_unknown_fields_of_a_sidecar_are_warnings_and_the_others_count(services: Services) -> None:
    paper(services, "a.pdf")
    sidecar(services, "a.yaml", "title: 가\nstatus: completed\n")
    report = services.intake.take_news()
    material = named(services, "a.pdf")
    assert (material.title, material.status, report.notices) == ("가", "pending", ())
    (warning,) = notes(services.catalog.engine)[material.id].warnings
    assert "a.yaml" in warning
    assert "line 2" in warning
    assert "'status'" in warning


def test_a_malformed_sidecar_is_an_error_with_its_line_on_that_material_until_it_is_mended(
    services: Services,
) -> None:
    paper(services, "a.pdf")
    sidecar(services, "a.yaml", "title: 가\nanswers: {1: B}\n")
    take_and_run(services)
    sidecar(services, "a.yaml", "title: 나\nanswers: [B\n")
    (sentence,) = services.intake.take_news().notices
    assert sentence.startswith("a.yaml, line 3: this is not YAML")
    assert services.intake.take_news().notices == ()
    material = named(services, "a.pdf")
    assert (material.status, material.title) == ("completed", "가")
    assert answers(services, "a.pdf")["1"] == "B"
    assert notes(services.catalog.engine)[material.id].error == sentence
    sidecar(services, "a.yaml", "title: 다\n")
    take_and_run(services)
    assert notes(services.catalog.engine) == {}
    assert named(services, "a.pdf").title == "다"
    assert answers(services, "a.pdf")["1"] is None


def test_removing_a_malformed_sidecar_mends_it_and_takes_nothing_away(services: Services) -> None:
    paper(services, "a.pdf")
    sidecar(services, "a.yaml", "title: 가\n")
    take_and_run(services)
    broken = sidecar(services, "a.yaml", "title: [")
    services.intake.take_news()
    broken.unlink()
    services.intake.take_news()
    assert notes(services.catalog.engine) == {}
    assert named(services, "a.pdf").title == "가"


def test_a_malformed_sidecar_is_still_one_when_its_pdf_was_away_and_came_back(services: Services) -> None:
    paper(services, "a.pdf")
    sidecar(services, "a.yaml", "title: [")
    services.intake.take_news()
    rename(services, "a.pdf", "b.pdf")
    services.intake.take_news()
    assert notes(services.catalog.engine) == {}
    assert [file.path for file in waiting(services.catalog.engine)] == ["a.yaml"]
    rename(services, "b.pdf", "a.pdf")
    services.intake.take_news()
    assert notes(services.catalog.engine)[only(services)].error is not None


def test_a_sidecar_whose_pdf_is_missing_is_named_once_and_listed_until_the_pdf_comes(
    services: Services,
) -> None:
    sidecar(services, "a.yaml", "title: 가\n")
    (sentence,) = services.intake.take_news().notices
    assert sentence.startswith("a.yaml has no PDF beside it")
    assert services.intake.take_news().notices == ()
    assert [(file.path, file.reason) for file in waiting(services.catalog.engine)] == [("a.yaml", "no_pdf")]
    paper(services, "a.pdf")
    services.intake.take_news()
    assert waiting(services.catalog.engine) == []
    assert named(services, "a.pdf").title == "가"


@pytest.mark.parametrize("order", [("key", "paper"), ("paper", "key"), ("both",)])
def test_a_key_that_a_sidecar_names_serves_its_paper_whichever_comes_first(
    services: Services, embedder: CountingEmbedder, order: tuple[str, ...]
) -> None:
    sidecar(services, "a.yaml", "answers: 최종 정답.pdf")
    for name in order:
        if name in ("key", "both"):
            write_key(services.settings.uploads / "최종 정답.pdf", KEY)
        if name in ("paper", "both"):
            paper(services, "a.pdf")
        take_and_run(services)
    assert answers(services, "a.pdf") == ANSWERED
    assert notes(services.catalog.engine) == {}
    assert len(embedder.texts) == 3


def test_a_key_that_a_sidecar_names_has_the_last_word_over_one_by_name(services: Services) -> None:
    write_key(services.settings.uploads / "a_key.pdf", KEY)
    write_key(services.settings.uploads / "corrected.pdf", {1: "C", 2: "C", 3: "C"})
    paper(services, "a.pdf")
    sidecar(services, "a.yaml", "answers: corrected.pdf")
    take_and_run(services)
    assert answers(services, "a.pdf") == dict.fromkeys("123", "C")
    sidecar(services, "a.yaml", "title: 가")
    assert take_and_run(services) == []
    assert answers(services, "a.pdf") == ANSWERED


def test_a_sidecar_that_names_a_missing_key_is_an_error_on_its_material_until_the_key_arrives(
    services: Services,
) -> None:
    first = write_key(services.settings.uploads / "elsewhere.pdf", KEY)
    paper(services, "kim/a.pdf")
    sidecar(services, "kim/a.yaml", "answers: key.pdf")
    (sentence,) = services.intake.take_news().notices
    assert sentence == (
        "kim/a.yaml names the answer key key.pdf, which is not beside it: put it there, or correct the name."
    )
    assert services.intake.take_news().notices == ()
    take_and_run(services)
    material = named(services, "a.pdf")
    assert material.status == "completed"
    assert notes(services.catalog.engine)[material.id].error == sentence
    drop(services, first, "kim/key.pdf")  # one more name of known bytes is no run, and still serves
    assert take_and_run(services) == []
    assert notes(services.catalog.engine) == {}
    assert answers(services, "a.pdf") == ANSWERED


def test_removing_a_sidecar_that_names_a_missing_key_mends_it_and_putting_it_back_does_not(
    services: Services,
) -> None:
    paper(services, "a.pdf")
    named_key = sidecar(services, "a.yaml", "title: 가\nanswers: key.pdf")
    take_and_run(services)
    named_key.rename(services.settings.data / "away.yaml")
    take_and_run(services)
    assert notes(services.catalog.engine) == {}
    assert named(services, "a.pdf").title == "가"
    (services.settings.data / "away.yaml").rename(named_key)
    take_and_run(services)
    assert notes(services.catalog.engine)[only(services)].error is not None


def test_a_named_key_that_moves_away_is_missing_and_one_that_moves_along_serves_on(
    services: Services,
) -> None:
    write_key(services.settings.uploads / "key.pdf", KEY)
    paper(services, "a.pdf")
    sidecar(services, "a.yaml", "answers: key.pdf")
    take_and_run(services)
    for name in ("a.pdf", "a.yaml"):
        rename(services, name, f"kim/{name}")
    take_and_run(services)
    assert "is not beside it" in (notes(services.catalog.engine)[named(services, "a.pdf").id].error or "")
    assert set(answers(services, "a.pdf").values()) == {None}
    rename(services, "key.pdf", "kim/key.pdf")
    take_and_run(services)
    assert notes(services.catalog.engine) == {}
    assert answers(services, "a.pdf") == ANSWERED


@pytest.mark.parametrize("named_key", ["b.pdf", "a.pdf"])
def test_a_sidecar_that_names_a_file_without_answers_is_told(services: Services, named_key: str) -> None:
    paper(services, "a.pdf")
    paper(services, "b.pdf", "currents")
    sidecar(services, "a.yaml", f"answers: {named_key}")
    take_and_run(services)
    (warning,) = notes(services.catalog.engine)[named(services, "a.pdf").id].warnings
    assert warning == (
        f"a.yaml names {named_key} as its answer key, in which no answers were found: name another file."
    )
    assert set(answers(services, "a.pdf").values()) == {None}


def test_answers_for_questions_that_the_paper_does_not_have_are_told_until_they_are_mended(
    services: Services,
) -> None:
    paper(services, "a.pdf")
    sidecar(services, "a.yaml", "answers: {1: B, 4: A, 화법: {35: 2}}")
    take_and_run(services)
    (warning,) = notes(services.catalog.engine)[only(services)].warnings
    assert (
        warning == "The sidecar answers questions that are not in this paper, which is of no use: 4, 화법 35."
    )
    sidecar(services, "a.yaml", "answers: {{{}}}".format(", ".join(f"{n}: A" for n in range(3, 12))))
    take_and_run(services)
    (warning,) = notes(services.catalog.engine)[only(services)].warnings
    assert warning.endswith(": 4, 5, 6, 7, 8 and 3 more.")
    sidecar(services, "a.yaml", "answers: {1: B}")
    take_and_run(services)
    assert notes(services.catalog.engine) == {}
    sidecar(services, "a.yaml", "answers: {9: B}")
    take_and_run(services)
    delete_material(services, named(services, "a.pdf"))
    assert notes(services.catalog.engine) == {}


# owner


def test_a_first_level_folder_that_is_no_lane_is_the_owner(services: Services) -> None:
    for path in ("high/a.pdf", "low/b.pdf", "김선생/c.pdf", "김선생/2학기/d.pdf", "e.pdf"):
        paper(services, path, path)
    services.intake.take_news()
    owners = {m.title: m.owner for m in services.catalog.all_materials()}
    assert owners == {"a": None, "b": None, "c": "김선생", "d": "김선생", "e": None}


# renamed or moved


@pytest.mark.parametrize("new_name", ["b.pdf", "이선생/a.pdf", "이선생/b.pdf"])
def test_renamed_or_moved_in_the_folder_is_the_same_material_under_its_new_path(
    services: Services, embedder: CountingEmbedder, new_name: str
) -> None:
    paper(services, "a.pdf")
    take_and_run(services)
    before, calls = only(services), embedder.calls
    rename(services, "a.pdf", new_name)
    assert take_and_run(services) == []
    assert services.catalog.paths() == {before: [new_name]}
    material = named(services, new_name)
    assert material.title == Path(new_name).stem
    assert material.owner == ("이선생" if "/" in new_name else None)
    assert (material.status, embedder.calls) == ("completed", calls)


def test_a_title_that_somebody_gave_does_not_follow_the_file_s_name(services: Services) -> None:
    paper(services, "a.pdf")
    sidecar(services, "a.yaml", "title: 모의고사\nanswers: {1: B}\n")
    take_and_run(services)
    rename(services, "a.pdf", "b.pdf")
    rename(services, "a.yaml", "b.yaml")
    take_and_run(services)
    assert named(services, "b.pdf").title == "모의고사"
    assert answers(services, "b.pdf")["1"] == "B"
    assert waiting(services.catalog.engine) == []


def test_a_key_that_is_renamed_serves_the_paper_that_it_is_named_for_now(services: Services) -> None:
    write_key(services.settings.uploads / "a_key.pdf", KEY)
    paper(services, "a.pdf", "first")
    paper(services, "b.pdf", "second")
    take_and_run(services)
    rename(services, "a_key.pdf", "b_key.pdf")
    assert take_and_run(services) == []
    assert set(answers(services, "a.pdf").values()) == {None}
    assert answers(services, "b.pdf") == ANSWERED


def test_a_folder_of_aliases_that_is_renamed_keeps_each_name_its_file(services: Services) -> None:
    first = paper(services, "old/a.pdf")
    drop(services, first, "old/b.pdf")
    take_and_run(services)
    rename(services, "old", "new")
    take_and_run(services)
    assert services.catalog.paths() == {only(services): ["new/a.pdf", "new/b.pdf"]}


def test_the_history_of_a_path_follows_the_file_that_was_renamed(services: Services) -> None:
    paper(services, "a.pdf", "first")
    take_and_run(services)
    write_picture_only(services.settings.uploads / "a.pdf")
    take_and_run(services)
    rename(services, "a.pdf", "b.pdf")
    take_and_run(services)
    paper(services, "b.pdf", "third")
    take_and_run(services)
    assert {row.material for row in services.bank.all_questions()} == {named(services, "b.pdf").id}


# deleted


def test_deleted_in_the_folder_means_nothing(services: Services) -> None:
    target = paper(services, "a.pdf")
    take_and_run(services)
    before = services.bank.all_questions()
    target.unlink()
    assert take_and_run(services) == []
    assert services.bank.all_questions() == before
    material = named(services, "a.pdf")
    run(services, [material])
    assert named(services, "a.pdf").status == "completed"


@pytest.mark.parametrize("uploads", ["trash", "purge", "keep"])
def test_deleting_a_material_takes_all_of_it_and_its_upload_is_not_taken_again(
    services: Services, uploads: str
) -> None:
    target = paper(services, "a.pdf")
    sidecar(services, "a.yaml", "title: 가\nanswers: {1: B}")
    take_and_run(services)
    material = named(services, "a.pdf")
    trash = services.settings.trash
    match uploads:
        case "trash":
            delete_material(services, material)
        case "purge":
            delete_material(services, material, uploads="purge")
        case _:
            delete_material(services, material, uploads="keep")
    assert services.catalog.all_materials() == []
    assert services.bank.count() == 0
    assert [path for path in services.settings.store.iterdir() if not path.name.startswith(".")] == []
    assert target.exists() == (uploads == "keep")
    assert sorted(path.name for path in trash.glob("*")) == (
        ["a.pdf", "a.yaml"] if uploads == "trash" else []
    )
    assert take_and_run(services) == []
    assert services.intake.take_news().notices == ()
    assert services.catalog.all_materials() == []


def test_an_upload_that_was_kept_is_taken_again_once_it_changes_under_an_id_without_history(
    services: Services,
) -> None:
    target = paper(services, "a.pdf")
    take_and_run(services)
    first = only(services)
    delete_material(services, named(services, "a.pdf"), uploads="keep")
    os.utime(target, (1, 1))
    take_and_run(services)
    assert only(services) == f"{first}-2"
    assert services.bank.count() == 3


def test_an_id_is_given_away_once(services: Services) -> None:
    seen = set()
    for _ in range(4):
        paper(services, "a.pdf")
        take_and_run(services)
        seen.add(only(services))
        delete_material(services, named(services, "a.pdf"))
    first = min(seen, key=len)
    assert seen == {first, f"{first}-2", f"{first}-3", f"{first}-4"}


# add --replaces, edit


def test_add_replaces_makes_a_file_of_another_name_the_next_version(
    services: Services, tmp_path: Path
) -> None:
    first = paper(services, "high/a.pdf", "first")
    drop(services, first, "b.pdf")
    take_and_run(services)
    before = named(services, "b.pdf")
    corrected = write_paper(tmp_path / "corrected.pdf", stems_about("second"))
    after = services.intake.add_version(corrected, before, Details(lane="default"))
    take_and_run(services)
    assert services.catalog.paths() == {after.id: ["b.pdf", "high/a.pdf"]}
    assert (after.replaces, after.lane) == (before.id, before.lane)
    assert services.catalog.materials([before.id])[before.id].superseded_by == after.id
    assert {row.material for row in services.bank.all_questions()} == {after.id}


def test_a_version_that_was_replaced_cannot_be_replaced_again(services: Services, tmp_path: Path) -> None:
    paper(services, "a.pdf", "first")
    take_and_run(services)
    first = named(services, "a.pdf")
    paper(services, "a.pdf", "second")
    take_and_run(services)
    corrected = write_paper(tmp_path / "corrected.pdf", stems_about("third"))
    with pytest.raises(PermanentError, match="an older version itself"):
        services.intake.add_version(corrected, first, Details())


def test_edit_changes_what_is_said_and_an_empty_value_goes_back_to_the_file_s(services: Services) -> None:
    paper(services, "kim/a.pdf")
    take_and_run(services)
    edited = edit_material(
        services.catalog, named(services, "a.pdf"), title=" 2026  수능 ", owner="lee", description=" 3월 "
    )
    assert (edited.title, edited.owner, edited.description) == ("2026 수능", "lee", "3월")
    same = edit_material(services.catalog, edited, owner="park")
    assert (same.title, same.owner, same.description) == ("2026 수능", "park", "3월")
    back = edit_material(services.catalog, edited, title="", owner="", description="")
    assert (back.title, back.owner, back.description) == ("a", "kim", None)


# the door, and what does not arrive


def test_what_the_door_refuses_is_a_failed_material_with_one_sentence_and_no_run(services: Services) -> None:
    drop(services, BROKEN)
    (refused,) = services.intake.take_news().refused
    assert (refused.status, refused.failed_stage) == ("failed", "door")
    assert (
        refused.error_message
        == f"{BROKEN.name} is damaged or incomplete and cannot be opened: upload it again."
    )
    assert services.catalog.make_batches(size=50) == []
    assert services.catalog.open_batches() == []


def test_a_refused_file_that_is_replaced_by_a_good_one_leaves_nothing_behind(services: Services) -> None:
    drop(services, BROKEN, "a.pdf")
    services.intake.take_news()
    paper(services, "a.pdf")
    take_and_run(services)
    assert [m.status for m in services.catalog.all_materials()] == ["completed"]


def test_an_upload_that_keeps_arriving_is_reported_once_after_the_set_time_and_listed_meanwhile(
    services: Services,
) -> None:
    paper(services, "slow.pdf")
    (services.settings.uploads / "fetched.pdf.crdownload").write_bytes(b"%PDF-")
    soon, late = (
        dataclasses.replace(
            services,
            settings=dataclasses.replace(services.settings, settle_seconds=600, stalled_seconds=stalled),
        )
        for stalled in (600, 0)
    )
    assert soon.intake.take_news().notices == ()
    assert {file.path for file in waiting(services.catalog.engine)} == {"slow.pdf", "fetched.pdf.crdownload"}
    since = {file.since for file in waiting(services.catalog.engine)}
    first, second = late.intake.take_news().notices
    assert first.startswith("fetched.pdf.crdownload has been arriving for 0 minutes")
    assert second.startswith("slow.pdf has been arriving")
    assert late.intake.take_news().notices == ()
    assert {file.since for file in waiting(services.catalog.engine)} == since
    take_and_run(services)
    assert [file.path for file in waiting(services.catalog.engine)] == ["fetched.pdf.crdownload"]


def test_what_is_due_stays_due_while_another_keeps_the_bank(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("study_pipeline.ingest.rewriting.PATIENCE_SECONDS", 0.0)
    paper(services, "a.pdf")
    take_and_run(services)
    sidecar(services, "a.yaml", "answers: {1: B}")
    services.intake.take_news()
    with lease(services.catalog.engine, BANK_LEASE):
        write_what_is_due(services)
    assert answers(services, "a.pdf")["1"] is None
    write_what_is_due(services)
    assert answers(services, "a.pdf")["1"] == "B"


def test_an_answer_for_a_paper_that_other_rules_read_takes_it_through_again(services: Services) -> None:
    paper(services, "a.pdf")
    take_and_run(services)
    for stored in services.settings.store.glob("*.json"):  # as after a change of the reading rules
        stored.unlink()
    sidecar(services, "a.yaml", "answers: {1: B}")
    assert {outcome.material.id for outcome in take_and_run(services)} == {only(services)}
    assert answers(services, "a.pdf")["1"] == "B"
    assert named(services, "a.pdf").status == "completed"


def test_a_sample_of_every_act_leaves_nothing_to_decide(services: Services) -> None:
    drop(services, TABLE_PAPER, "a.pdf")
    drop(services, BROKEN, "b.pdf")
    sidecar(services, "a.yaml", "title: 가\nextra: 1\n")
    take_and_run(services)
    report = services.intake.take_news()
    assert (report.accepted, report.refused, report.left, report.notices) == ((), (), 0, ())
