"""Deleting a material takes everything of it and nothing else."""

import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor

from study_pipeline.ingest.batch import ingest
from study_pipeline.ingest.maintenance import compact_bank, delete_material
from study_pipeline.ingest.services import Services
from study_pipeline.ingest.writing import BANK_LEASE
from study_pipeline.materials.status import STAGES
from study_pipeline.resources.catalog.leases import lease
from study_pipeline_tests.ingest.flow import drop, named, question_ids, run, take_and_run
from study_pipeline_tests.pdfs import ENGLISH_PAPER, TABLE_PAPER, stems_about, write_paper


def files_of(services: Services, sha256: str | None) -> list[str]:
    return [path.name for path in services.settings.store.iterdir() if path.name.startswith(sha256 or "?")]


def test_deleting_removes_questions_vectors_bytes_pictures_and_names_and_nothing_of_others(
    services: Services,
) -> None:
    drop(services, ENGLISH_PAPER)
    drop(services, ENGLISH_PAPER, "alias/of it.pdf")
    drop(services, TABLE_PAPER)
    take_and_run(services)
    doomed, kept = named(services, ENGLISH_PAPER.name), named(services, TABLE_PAPER.name)
    before = services.bank.questions_of(kept.id)
    assert len(files_of(services, doomed.sha256)) == 3

    delete_material(services, doomed)

    assert [m.id for m in services.catalog.all_materials()] == [kept.id]
    assert services.catalog.paths() == {kept.id: [TABLE_PAPER.name]}
    assert files_of(services, doomed.sha256) == []
    assert files_of(services, kept.sha256)
    assert services.bank.all_questions() == before
    assert set(services.bank.vectors(services.embedder.space).ids) == {row.id for row in before}


def test_the_uploads_of_a_deleted_material_go_to_the_trash_and_are_not_taken_again(
    services: Services,
) -> None:
    name = unicodedata.normalize("NFD", "수학.pdf")
    drop(services, TABLE_PAPER, name)
    take_and_run(services)

    delete_material(services, named(services, "수학.pdf"))

    assert list(services.settings.uploads.rglob("*.pdf")) == []
    assert (services.settings.trash / name).read_bytes() == TABLE_PAPER.read_bytes()
    assert services.intake.take_news().accepted == ()


def test_the_trash_keeps_every_file_of_one_name(services: Services) -> None:
    for subject in ("rivers", "volcanoes", "tides"):
        write_paper(services.settings.uploads / "paper.pdf", stems_about(subject))
        take_and_run(services)
        delete_material(services, named(services, "paper.pdf"))
    assert len({path.read_bytes() for path in services.settings.trash.rglob("paper.pdf")}) == 3


def test_a_deleted_material_can_be_uploaded_again_under_an_id_that_has_no_history(services: Services) -> None:
    drop(services, TABLE_PAPER)
    take_and_run(services)
    first = named(services, TABLE_PAPER.name)
    ids = question_ids(services)
    delete_material(services, first)
    drop(services, TABLE_PAPER)
    take_and_run(services)
    assert named(services, TABLE_PAPER.name).id == f"{first.id}-2"
    assert question_ids(services) == ids


def test_deleting_what_the_door_refused_works_too(services: Services) -> None:
    (services.settings.uploads / "none.pdf").touch()
    (refused,) = services.intake.take_news().refused
    delete_material(services, refused)
    assert services.catalog.all_materials() == []
    assert list(services.settings.uploads.iterdir()) == []


def test_a_material_that_is_deleted_while_a_run_has_it_leaves_nothing_behind(services: Services) -> None:
    for number in range(2):
        write_paper(services.settings.uploads / f"{number}.pdf", stems_about(f"topic {number}"))
    services.intake.take_news()
    doomed, other = services.catalog.all_materials()
    going_on = ingest(services, [doomed.id, other.id], STAGES, run_id="r")
    stages = [next(going_on).stage, next(going_on).stage]
    delete_material(services, doomed)
    rest = list(going_on)

    assert stages == ["materials", "materials"]
    assert {(o.material.id, o.sentence) for o in rest if o.sentence} == {
        (doomed.id, f"{doomed.title} was deleted while it was processed.")
    }
    assert {row.material for row in services.bank.all_questions()} == {other.id}
    assert [(m.id, m.status) for m in services.catalog.all_materials()] == [(other.id, "completed")]
    assert files_of(services, doomed.sha256) == []


def test_a_material_that_is_deleted_while_it_is_read_is_not_read_into_the_store(services: Services) -> None:
    for number in range(2):
        write_paper(services.settings.uploads / f"{number}.pdf", stems_about(f"topic {number}"))
    services.intake.take_news()
    materials = services.catalog.all_materials()
    going_on = ingest(services, [m.id for m in materials], STAGES, run_id="r")
    first = next(going_on).material
    (doomed,) = [material for material in materials if material.id != first.id]
    delete_material(services, doomed)

    sentences = {o.material.id: o.sentence for o in going_on if o.sentence}

    assert sentences == {doomed.id: f"{doomed.title} was deleted while it was processed."}
    assert files_of(services, doomed.sha256) == []
    assert named(services, f"{first.title}.pdf").status == "completed"


def test_a_material_that_is_deleted_while_its_run_waits_for_the_bank_is_not_written(
    services: Services,
) -> None:
    paper = write_paper(services.settings.uploads / "paper.pdf", stems_about("rivers"))
    services.intake.take_news()
    doomed = named(services, paper.name)
    with ThreadPoolExecutor(1) as pool:
        with lease(services.catalog.engine, BANK_LEASE):
            ended = pool.submit(run, services, [doomed])
            while services.catalog.materials([doomed.id])[doomed.id].finished_stage is None:
                time.sleep(0.01)
            services.catalog.delete(doomed.id)
        *_, last = ended.result(timeout=60)
    assert last.sentence == "paper was deleted while it was processed."
    assert services.bank.count() == 0


def test_compacting_the_bank_changes_no_question(services: Services) -> None:
    drop(services, TABLE_PAPER)
    take_and_run(services)
    run(services, services.catalog.all_materials())
    before = services.bank.all_questions()
    compact_bank(services)
    assert services.bank.all_questions() == before
