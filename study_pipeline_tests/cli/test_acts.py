"""`edit`, `delete` and `add --replaces` as people type them, and what `status` says of sidecars and stragglers."""

import shutil
from pathlib import Path

import dagster as dg
import pytest

from study_pipeline.defs.partitions import MATERIAL_PARTITIONS
from study_pipeline.ingest.services import open_services
from study_pipeline.resources.bank.question_bank import QuestionBank
from study_pipeline.resources.bank.schema import BankQuestion
from study_pipeline.resources.settings.settings import read_settings
from study_pipeline_tests.cli.conftest import ENGLISH, KOREAN, Cli, answer_of
from study_pipeline_tests.pdfs import stems_about, write_paper


def look(data: Path) -> None:
    """One look at the upload folder, as the sensor takes it."""
    settings = read_settings({"STUDY_DATA": str(data), "STUDY_SETTLE_SECONDS": "0", "STUDY_WORKERS": "1"})
    with open_services(settings) as services:
        services.intake.take_news()


def bank_rows(data: Path) -> list[BankQuestion]:
    return QuestionBank(str(data / "lancedb")).all_questions()


def listed(cli: Cli) -> dict[str, dict[str, object]]:
    materials = answer_of(cli("status", "--json"))["materials"]
    assert isinstance(materials, list)
    return {material["file"]: material for material in materials}


def test_edit_says_what_is_so_now(cli: Cli, own_library: Path) -> None:
    edited = answer_of(cli("edit", KOREAN.name, "--title", "모의고사", "--owner", "국어과", "--json"))
    assert (edited["title"], edited["owner"], edited["description"]) == ("모의고사", "국어과", None)
    assert listed(cli)[KOREAN.name]["title"] == "모의고사"
    assert "description  3월" in cli("edit", KOREAN.name, "--description", "3월").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["edit", KOREAN.name],
        ["delete", KOREAN.name, "--keep-file", "--purge"],
        ["add", KOREAN, ENGLISH, "--replaces", KOREAN.name],
    ],
)
def test_what_cannot_be_meant_is_wrong_usage_and_changes_nothing(
    cli: Cli, own_library: Path, arguments: list[str | Path]
) -> None:
    before = listed(cli)
    assert cli(*arguments).exit_code == 2
    assert listed(cli) == before


@pytest.mark.parametrize(("option", "stays"), [("--keep-file", True), ("--purge", False)])
def test_delete_keeps_or_purges_the_upload_and_the_next_look_does_not_take_it(
    cli: Cli, own_library: Path, option: str, stays: bool
) -> None:
    assert cli("delete", KOREAN.name, option).exit_code == 0
    assert (own_library / "uploads" / KOREAN.name).exists() == stays
    assert not (own_library / "trash").exists()
    look(own_library)
    assert KOREAN.name not in listed(cli)


def test_add_replaces_puts_a_file_of_another_name_in_place_of_a_material(
    cli: Cli, own_library: Path, tmp_path: Path
) -> None:
    before = listed(cli)[KOREAN.name]
    corrected = write_paper(tmp_path / "corrected.pdf", stems_about("tides"))
    assert cli("add", corrected, "--replaces", KOREAN.name).exit_code == 0
    after = listed(cli)[KOREAN.name]
    assert (after["status"], after["replaces"], after["title"]) == ("pending", before["id"], before["title"])
    assert (own_library / "uploads" / KOREAN.name).read_bytes() == corrected.read_bytes()


def test_another_name_of_the_same_bytes_is_listed_by_status_and_serves_as_a_name(
    cli: Cli, own_library: Path
) -> None:
    (own_library / "uploads" / "2학기").mkdir()
    shutil.copyfile(KOREAN, own_library / "uploads" / "2학기" / "사본.pdf")
    look(own_library)
    assert listed(cli)[KOREAN.name]["aliases"] == ["2학기/사본.pdf"]
    assert "1 other name of the same bytes." in cli("status").stdout
    by_alias = answer_of(cli("status", "사본.pdf", "--json"))
    assert by_alias["id"] == listed(cli)[KOREAN.name]["id"]


def test_deleting_a_material_takes_its_partition_and_leaves_the_others_as_they_are(
    cli: Cli, own_library: Path
) -> None:
    assert cli("process", KOREAN.name, ENGLISH.name).exit_code == 0
    before = listed(cli)
    others = [row for row in bank_rows(own_library) if row.material != before[KOREAN.name]["id"]]
    assert cli("delete", KOREAN.name).exit_code == 0
    with dg.DagsterInstance.get() as instance:
        assert instance.get_dynamic_partitions(MATERIAL_PARTITIONS) == [before[ENGLISH.name]["id"]]
    assert listed(cli) == {name: material for name, material in before.items() if name != KOREAN.name}
    assert bank_rows(own_library) == others


def test_status_shows_what_is_wrong_with_a_sidecar_below_a_material_that_stays_completed(
    cli: Cli, own_library: Path
) -> None:
    (own_library / "uploads" / f"{KOREAN.stem}.yaml").write_text("title: [", "utf-8")
    (own_library / "uploads" / f"{ENGLISH.stem}.yaml").write_text("color: red", "utf-8")
    look(own_library)
    materials = listed(cli)
    assert materials[KOREAN.name]["status"] == "completed"
    assert "line 1: this is not YAML" in str(materials[KOREAN.name]["error_message"])
    assert "'color' is not known" in str(materials[ENGLISH.name]["warnings"])
    assert "this is not YAML" in cli("status").stdout
    assert "this is not YAML" in str(answer_of(cli("status", KOREAN.name, "--json"))["error_message"])
    assert "'color' is not known" in cli("status", ENGLISH.name).stdout


def test_status_names_sidecars_without_a_pdf_and_files_that_still_arrive(cli: Cli, own_library: Path) -> None:
    (own_library / "uploads" / "nobody.yaml").write_text("title: 가", "utf-8")
    (own_library / "uploads" / "fetched.pdf.part").write_bytes(b"%PDF-")
    look(own_library)
    waiting = answer_of(cli("status", "--json"))["waiting"]
    assert isinstance(waiting, list)
    assert [(file["file"], file["reason"]) for file in waiting] == [
        ("fetched.pdf.part", "settling"),
        ("nobody.yaml", "no_pdf"),
    ]
    printed = cli("status").stdout
    assert "nobody.yaml has no PDF beside it" in printed
    assert "1 file still arrives: fetched.pdf.part." in printed
