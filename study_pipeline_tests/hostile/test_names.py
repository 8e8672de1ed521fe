"""Names that lead out of the folder, forge lines or hide what a file is: each is a name, and nothing more."""

import shutil
import unicodedata
from pathlib import Path

import pytest

from study_pipeline.ingest.maintenance import delete_material
from study_pipeline.ingest.services import Services
from study_pipeline.resources.errors import PermanentError
from study_pipeline_tests.hostile.neighbours import (
    ends_beside_a_good_one,
    is_one_sentence,
    run_beside_a_good_one,
)
from study_pipeline_tests.ingest.flow import drop, take_and_run
from study_pipeline_tests.pdfs import TABLE_PAPER, stems_about, write_paper

NAMES = {
    "a newline": "new\nline.pdf",
    "a tab": "a\ttab.pdf",
    "dots and a backslash": "up\\..\\..\\..\\up.pdf",
    "emoji": "😀👩‍🎓.pdf",
    "quotes": "'it''s' \"quoted\" `too`.pdf",
    "a leading minus": "-rf.pdf",
    "a leading tilde": "~root.pdf",
    "a command": "$(touch x); rm x & .pdf",
    "255 bytes": "가" * 83 + "12.pdf",
    "text from right to left": "exam\u202efdp.pdf",
    "decomposed Hangul": unicodedata.normalize("NFD", "한글 시험지.pdf"),
    "colour codes": "\x1b[31mred\x1b[0m.pdf",
    "percent signs": "100%s %n.pdf",
    "spaces only": "   .pdf",
    "no letters": "!!!.pdf",
}


def test_a_name_of_255_bytes_is_one() -> None:
    assert len(NAMES["255 bytes"].encode()) == 255


def test_papers_with_such_names_are_read_each_as_a_material_of_its_own(services: Services) -> None:
    for number, name in enumerate(NAMES.values()):
        write_paper(services.settings.uploads / name, stems_about(f"topic {number}"))
    before = everything_outside(services)
    run_beside_a_good_one(services)
    materials = services.catalog.all_materials()
    assert len(materials) == len(NAMES) + 1
    assert {(m.status, m.error_message, m.owner) for m in materials} == {("completed", None, None)}
    assert everything_outside(services) == before
    assert len(list(services.settings.uploads.iterdir())) == len(NAMES) + 1


def test_bad_files_of_such_names_get_one_sentence_each_on_one_line(services: Services) -> None:
    for number, name in enumerate(NAMES.values()):
        (services.settings.uploads / name).write_bytes(b"%%PDF-1.4 cut off %d" % number)
    run_beside_a_good_one(services)
    failed = [m for m in services.catalog.all_materials() if m.title != "good"]
    assert len(failed) == len(NAMES)
    for bad in failed:
        sentence = bad.error_message or ""
        assert is_one_sentence(sentence)
        assert sentence.endswith(" is damaged or incomplete and cannot be opened: upload it again.")
        assert sentence.isprintable()


def everything_outside(services: Services) -> set[Path]:
    """All that is around the data folder, and in the folder that the tests run in."""
    data = services.settings.data
    around = {path for path in data.parent.rglob("*") if not path.is_relative_to(data)}
    return around | set(Path.cwd().iterdir())


def test_hangul_in_both_spellings_is_one_material(services: Services) -> None:
    composed = unicodedata.normalize("NFC", "한글 시험지.pdf")
    decomposed = unicodedata.normalize("NFD", composed)
    assert composed != decomposed
    drop(services, TABLE_PAPER, decomposed)
    take_and_run(services)
    drop(services, TABLE_PAPER, composed)
    take_and_run(services)
    (material,) = services.catalog.all_materials()
    assert services.catalog.paths() == {material.id: [composed]}


def test_a_name_with_dots_and_backslashes_stays_in_the_trash_when_its_material_is_deleted(
    services: Services,
) -> None:
    drop(services, TABLE_PAPER, NAMES["dots and a backslash"])
    take_and_run(services)
    (material,) = services.catalog.all_materials()
    before = everything_outside(services)
    delete_material(services, material)
    assert everything_outside(services) == before
    (trashed,) = [path for path in services.settings.trash.rglob("*") if path.is_file()]
    assert trashed.read_bytes() == TABLE_PAPER.read_bytes()
    assert services.intake.take_news().accepted == ()


@pytest.mark.parametrize("name", ["../up.pdf", "a/../../up.pdf", "/tmp/up.pdf", "..\\up.pdf"])
def test_no_name_given_to_an_upload_leads_out_of_the_folder(
    services: Services, name: str, tmp_path: Path
) -> None:
    source = tmp_path / "source.pdf"
    shutil.copyfile(TABLE_PAPER, source)
    with pytest.raises(PermanentError, match="cannot be the name of an upload: rename the file"):
        services.intake.add(source, name=name)
    assert [path for path in tmp_path.rglob("*.pdf") if path != source] == []
    assert ends_beside_a_good_one(services, "good.pdf").status == "completed"
