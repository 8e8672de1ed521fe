"""A batch from the upload folder to the bank: every sample as its golden says, one failure alone, no work twice."""

import dataclasses
import json
import shutil
import time
from collections import Counter
from pathlib import Path

import pytest

from study_pipeline.ingest.batch import ingest
from study_pipeline.ingest.reading import read_materials
from study_pipeline.ingest.run_progress import RunProgress
from study_pipeline.ingest.services import Services
from study_pipeline.materials.status import STAGES, Stage
from study_pipeline.resources.errors import PermanentError, TransientError
from study_pipeline.resources.pdf.worker_process import TASKS_PER_PROCESS
from study_pipeline.resources.pdf.workers import PdfWorkers
from study_pipeline_tests.fakes import CountingEmbedder
from study_pipeline_tests.ingest.flow import drop, named, run, take_and_run
from study_pipeline_tests.pdfs import (
    BROKEN,
    NOTES,
    SAMPLES,
    TABLE_PAPER,
    stems_about,
    write_paper,
    write_picture_only,
)

GOLDEN = Path(__file__).parents[1] / "golden"


def goldens() -> list[dict]:
    found = [json.loads(file.read_text("utf-8")) for file in sorted(GOLDEN.glob("*.json"))]
    return [golden for golden in found if "file" in golden]


def test_every_sample_ends_as_its_golden_says(services: Services) -> None:
    for sample in SAMPLES.glob("*.pdf"):
        drop(services, sample)
    take_and_run(services)

    for golden in goldens():
        material = named(services, golden["file"])
        rows = services.bank.questions_of(material.id)
        assert (material.status, material.error_message) == ("completed", None)
        assert (material.kind, material.pages) == (golden["kind"], golden["pages"])
        assert material.questions == len(rows) == len(golden["questions"])
        answered = golden["questions"] if golden["kind"] == "paper" else golden["answers"]
        assert material.answers == sum(entry["answer"] is not None for entry in answered)
        assert [(r.question.number, r.question.answer) for r in rows] == [
            (q["number"], q["answer"]) for q in golden["questions"]
        ]
    broken = named(services, BROKEN.name)
    assert (broken.status, broken.failed_stage) == ("failed", "door")
    assert (
        broken.error_message
        == f"{BROKEN.name} is damaged or incomplete and cannot be opened: upload it again."
    )
    assert services.bank.count_missing_vectors(services.embedder.space) == 0
    assert services.bank.repeated_ids() == []


def test_a_question_s_figures_stand_in_the_store_as_pictures(services: Services) -> None:
    drop(services, SAMPLES / "earth_science_practice_test.pdf")
    take_and_run(services)
    material = named(services, "earth_science_practice_test.pdf")
    assert material.sha256 is not None
    pictures = list(services.store.crops(material.sha256).glob("*.png"))
    assert pictures
    assert all(picture.read_bytes().startswith(b"\x89PNG") for picture in pictures)


def test_a_scan_fails_with_its_sentence_and_the_others_of_the_batch_complete(
    services: Services, tmp_path: Path
) -> None:
    for number in range(3):
        write_paper(services.settings.uploads / f"good {number}.pdf", stems_about(f"topic {number}"))
    write_picture_only(services.settings.uploads / "good 1b.pdf")

    outcomes = take_and_run(services)

    scan = named(services, "good 1b.pdf")
    assert (scan.status, scan.questions) == ("failed", None)
    assert scan.error_message == (
        "good 1b has no text to read, only pictures or outlines of letters: "
        "upload a version whose text can be selected, or switch OCR on (STUDY_OCR)."
    )
    assert Counter(m.status for m in services.catalog.all_materials()) == {"completed": 3, "failed": 1}
    assert [(o.stage, o.sentence) for o in outcomes if o.sentence] == [("questions", scan.error_message)]
    assert services.bank.count() == 9


def test_a_pdf_whose_stored_bytes_are_gone_fails_alone_and_completes_when_it_is_uploaded_again(
    services: Services,
) -> None:
    good = write_paper(services.settings.uploads / "good.pdf", stems_about("rivers"))
    lost = write_paper(services.settings.uploads / "lost.pdf", stems_about("glaciers"))
    services.intake.take_news()
    sha256 = named(services, "lost.pdf").sha256
    assert sha256 is not None
    services.store.pdf(sha256).unlink()

    take_and_run(services)

    assert named(services, good.name).status == "completed"
    assert named(services, lost.name).error_message == "lost is no longer in the store: upload it again."

    shutil.copyfile(lost, lost.with_suffix(".tmp"))
    lost.with_suffix(".tmp").replace(lost)
    take_and_run(services)

    assert named(services, lost.name).status == "completed"
    assert services.bank.count() == 6


def test_a_pdf_that_breaks_in_reading_fails_alone(services: Services) -> None:
    good = write_paper(services.settings.uploads / "good.pdf", stems_about("rivers"))
    bad = write_paper(services.settings.uploads / "bad.pdf", stems_about("glaciers"))
    services.intake.take_news()
    sha256 = named(services, bad.name).sha256
    assert sha256 is not None
    shutil.copyfile(BROKEN, services.store.pdf(sha256))

    take_and_run(services)

    assert named(services, good.name).status == "completed"
    assert named(services, bad.name).status == "failed"
    assert (named(services, bad.name).error_message or "").startswith("bad ")


def test_ingesting_a_material_again_changes_nothing(services: Services, embedder: CountingEmbedder) -> None:
    drop(services, TABLE_PAPER)
    write_paper(services.settings.uploads / "paper.pdf", stems_about("volcanoes"))
    take_and_run(services)
    materials = services.catalog.all_materials()
    before = (services.bank.all_questions(), list(embedder.texts))
    vectors = services.bank.vectors(embedder.space)

    run(services, materials)

    assert (services.bank.all_questions(), list(embedder.texts)) == before
    again = services.bank.vectors(embedder.space)
    assert again.ids == vectors.ids
    assert (again.matrix == vectors.matrix).all()
    assert {m.status for m in services.catalog.all_materials()} == {"completed"}


@pytest.mark.parametrize("stage", STAGES)
def test_one_stage_alone_leaves_a_complete_material_complete(services: Services, stage: Stage) -> None:
    paper = write_paper(services.settings.uploads / "paper.pdf", stems_about("volcanoes"))
    take_and_run(services)

    outcomes = run(services, [named(services, paper.name)], [stage])

    assert [(o.stage, o.sentence) for o in outcomes] == [(stage, None)]
    assert named(services, paper.name).status == "completed"
    assert services.catalog.make_batches(size=50) == []
    assert services.catalog.open_batches() == []


def test_a_material_of_which_only_a_stage_was_asked_for_is_taken_on_later(services: Services) -> None:
    paper = write_paper(services.settings.uploads / "paper.pdf", stems_about("volcanoes"))
    services.intake.take_news()
    run(services, [named(services, paper.name)], ["materials"])
    assert named(services, paper.name).status == "pending"

    take_and_run(services)

    assert named(services, paper.name).status == "completed"


def test_vectors_asked_for_of_what_was_never_read_or_failed_complete_nothing_without_its_questions(
    services: Services,
) -> None:
    write_paper(services.settings.uploads / "unread.pdf", stems_about("a topic"))
    write_picture_only(services.settings.uploads / "scan.pdf")
    services.intake.take_news()
    for _ in range(2):
        run(services, [named(services, "unread.pdf"), named(services, "scan.pdf")], ["embeddings"])
        unread, scan = named(services, "unread.pdf"), named(services, "scan.pdf")
        assert (unread.status, unread.questions) == ("completed", len(stems_about("a topic")))
        assert (scan.status, scan.failed_stage) == ("failed", "questions")


@pytest.mark.parametrize(
    "failure",
    [
        TransientError("The embedding server is busy: try again later."),
        PermanentError("The embedding server refuses the key: check OPENAI_API_KEY."),
    ],
)
def test_an_embedder_that_fails_leaves_the_questions_in_place_and_a_later_run_completes_them(
    services: Services, embedder: CountingEmbedder, failure: Exception
) -> None:
    paper = write_paper(services.settings.uploads / "paper.pdf", stems_about("volcanoes"))
    embedder.failure = failure
    take_and_run(services)

    failed = named(services, paper.name)
    assert (failed.status, failed.failed_stage, failed.finished_stage) == (
        "failed",
        "embeddings",
        "questions",
    )
    assert failed.error_message == f"paper: {failure}"
    assert services.bank.count() == failed.questions == 3

    embedder.failure = None
    run(services, [failed], ["embeddings"])

    assert named(services, paper.name).status == "completed"
    assert services.bank.count_missing_vectors(embedder.space) == 0
    assert embedder.calls == 1


def test_a_pdf_reader_that_does_not_start_fails_what_it_could_not_read_with_its_own_sentence(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = [
        write_paper(services.settings.uploads / f"{n}.pdf", stems_about(f"topic {n}")) for n in range(2)
    ]
    services.intake.take_news()
    (tmp_path / "pypdfium2.py").write_text('raise ImportError("libpdfium is missing")')
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with PdfWorkers(count=1, timeout_seconds=60, memory_mb=2048) as none_starts:
        take_and_run(dataclasses.replace(services, workers=none_starts))
    for paper in papers:
        sentence = named(services, paper.name).error_message or ""
        assert sentence.startswith(f"{paper.stem}: The PDF reader does not start")
        assert "libpdfium is missing" in sentence


def test_a_pdf_reader_that_stops_starting_midway_keeps_what_was_read_before(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = TASKS_PER_PROCESS + 2  # the next process is needed before the last ones
    for number in range(count):
        write_paper(services.settings.uploads / f"{number}.pdf", stems_about(f"topic {number}", count=1))
    services.intake.take_news()
    ids = [material.id for material in services.catalog.all_materials()]
    (tmp_path / "sitecustomize.py").write_text(
        "import pathlib, sys\n"
        f"first = pathlib.Path({str(tmp_path / 'first')!r})\n"
        "if first.exists():\n"
        "    sys.modules['pypdfium2'] = None\n"
        "first.touch()\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with PdfWorkers(count=1, timeout_seconds=60, memory_mb=2048) as pool:
        outcomes = list(ingest(dataclasses.replace(services, workers=pool), ids, STAGES, run_id="r"))
    read = [outcome for outcome in outcomes if outcome.stage == "materials"]
    assert sorted(outcome.material.id for outcome in read) == sorted(ids)
    failed = {outcome.material.id for outcome in outcomes if outcome.sentence}
    assert 2 <= len(failed) < count
    statuses = {material.id: material.status for material in services.catalog.all_materials()}
    assert statuses == {one: "failed" if one in failed else "completed" for one in ids}
    assert services.bank.count() == count - len(failed)


def test_texts_go_out_in_calls_of_a_hundred_across_the_materials_of_a_batch(
    services: Services, embedder: CountingEmbedder
) -> None:
    for number in range(6):
        write_paper(services.settings.uploads / f"{number}.pdf", stems_about(f"subject {number}", count=20))
    take_and_run(services)
    assert services.bank.count() == len(set(embedder.texts)) == 120
    assert embedder.calls == 2


def test_notes_without_questions_are_complete_and_say_so(services: Services) -> None:
    drop(services, NOTES)
    take_and_run(services)
    notes = named(services, NOTES.name)
    assert (notes.status, notes.kind, notes.questions) == ("completed", "notes", 0)


def test_a_run_that_is_stopped_midway_holds_nothing_any_more(services: Services) -> None:
    write_paper(services.settings.uploads / "paper.pdf", stems_about("volcanoes"))
    services.intake.take_news()
    (material,) = services.catalog.all_materials()
    going_on = ingest(services, [material.id], STAGES, run_id="stopped")
    next(going_on)
    assert services.catalog.running() == {"stopped": [material.id]}
    going_on.close()
    assert services.catalog.running() == {}
    assert services.catalog.all_materials()[0].status == "pending"


def test_each_outcome_says_how_long_its_own_pdf_took_to_read(services: Services) -> None:
    for number in range(12):
        write_paper(services.settings.uploads / f"{number}.pdf", stems_about(f"topic {number}"))
    services.intake.take_news()
    materials = services.catalog.all_materials()
    started = time.monotonic()
    outcomes = list(read_materials(services, materials, RunProgress(lambda _: None)))
    elapsed = time.monotonic() - started
    assert all(outcome.seconds > 0 for outcome in outcomes)
    assert sum(outcome.seconds for outcome in outcomes) <= services.workers.count * elapsed
