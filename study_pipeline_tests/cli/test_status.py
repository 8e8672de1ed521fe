import unicodedata

import pytest
from rich.cells import cell_len

from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.retries import NextAttempt
from study_pipeline_tests.cli.conftest import BROKEN, ENGLISH, KEY, KOREAN, Cli, answer_of

SENTENCE = f"{BROKEN.name} is damaged or incomplete and cannot be opened: upload it again."


def materials_of(result) -> list[dict[str, object]]:
    materials = answer_of(result)["materials"]
    assert isinstance(materials, list)
    return materials


def test_status_lists_every_material_with_its_reason(cli: Cli, library):
    materials = {material["file"]: material for material in materials_of(cli("status", "--json"))}
    assert set(materials) == {file.name for file in (KOREAN, ENGLISH, KEY, BROKEN)}
    assert materials[BROKEN.name]["status"] == "failed"
    assert materials[BROKEN.name]["error_message"] == SENTENCE
    assert materials[KOREAN.name]["status"] == "completed"
    assert materials[KOREAN.name]["aliases"] == []
    assert materials[ENGLISH.name]["answers"] == materials[ENGLISH.name]["questions"]


def test_status_of_one_material_has_these_fields_and_no_others(cli: Cli, library):
    result = answer_of(cli("status", KOREAN.name, "--json"))
    assert list(result) == [
        "id",
        "status",
        "error_message",
        "extracted_data",
        "created_at",
        "updated_at",
    ]
    assert result["extracted_data"] == {
        "kind": "paper",
        "pages": 3,
        "questions": 10,
        "answers": 10,
        "flags": [],
        "share_outside": 0.032,
    }


def test_a_material_without_questions_yet_has_no_extracted_data(cli: Cli, library):
    assert answer_of(cli("status", BROKEN.name, "--json"))["extracted_data"] is None


def test_one_material_may_be_called_by_the_start_of_its_id_or_by_a_decomposed_name(cli: Cli, library):
    whole = str(answer_of(cli("status", KOREAN.name, "--json"))["id"])
    decomposed = unicodedata.normalize("NFD", KOREAN.name)
    for reference in (whole, whole[:-6], decomposed):
        assert answer_of(cli("status", reference, "--json"))["id"] == whole


def test_json_is_not_escaped(cli: Cli, library):
    assert KOREAN.name in cli("status", "--json").stdout


@pytest.mark.parametrize("width", [80, 120])
def test_the_listing_fits_the_terminal_and_breaks_no_name(cli: Cli, library, width: int):
    lines = cli("status", width=width).stdout.splitlines()
    assert max(map(cell_len, lines)) <= width
    for file in (KOREAN, ENGLISH, KEY, BROKEN):
        assert any(file.name in line for line in lines)


def test_what_failed_stands_last_with_its_reason_below(cli: Cli, library):
    lines = cli("status").stdout.splitlines()
    failed = next(index for index, line in enumerate(lines) if line.startswith("failed"))
    assert [line.split()[0] for line in lines[1:failed]] == ["completed"] * 3
    assert lines[failed + 1].strip() == SENTENCE
    assert lines[-1] == "4 materials: 3 completed, 1 failed."


def test_a_pipe_gets_one_line_for_each_material(cli: Cli, library):
    assert sum("completed" in line for line in cli("status").stdout.splitlines()[:-1]) == 3


def test_one_material_is_printed_as_fields(cli: Cli, library):
    result = cli("status", KOREAN.name)
    assert "extracted_data  kind paper, pages 3, questions 10, answers 10" in result.stdout


def test_an_empty_installation_says_how_to_begin(cli: Cli):
    assert "study-pipeline add" in cli("status").stdout


@pytest.mark.parametrize(
    ("spoken", "words"),
    [
        ("en", "failed (attempt 2 of 5, next at 2999-12-01 12:03)"),
        ("ko", "실패 (5번 가운데 2번째 시도, 다음은 2999-12-01 12:03)"),
    ],
)
def test_a_failure_that_is_tried_again_says_which_attempt_it_was_and_when_the_next_comes(
    cli: Cli, own_library, monkeypatch, spoken: str, words: str
):
    catalog = Catalog.open(f"sqlite:///{own_library / 'catalog.db'}")
    (material,) = catalog.find(KOREAN.name)
    again = NextAttempt("2999-12-01T03:03:00.000+00:00", "questions", 2, 5)
    catalog.fail(material.id, stage="questions", sentence="The server is away.", again=again)
    catalog.close()
    monkeypatch.setenv("STUDY_LANGUAGE", spoken)
    assert words in cli("status", KOREAN.name).stdout
    assert words.partition(" ")[2] in cli("status").stdout
    listed = {one["file"]: one for one in materials_of(cli("status", "--json"))}
    assert listed[KOREAN.name]["next_attempt"] == {"at": again.at, "attempt": 2, "attempts": 5}
    assert listed[ENGLISH.name]["next_attempt"] is None
