import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image

from study_pipeline.ingest.services import open_services
from study_pipeline.questions.confidence import SURE
from study_pipeline.resources.settings.settings import read_settings
from study_pipeline_tests.cli.conftest import ENGLISH, KOREAN, Cli, answer_of
from study_pipeline_tests.cli.test_search import CONTRACT

ALL = ["--below", "1", "--limit", "1000"]


def reviewed(result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    questions = answer_of(result)["questions"]
    assert isinstance(questions, list)
    return questions


def test_the_least_certain_questions_come_first_each_with_a_picture_of_its_region(cli: Cli, own_library):
    questions = reviewed(cli("review", *ALL, "--json"))
    extra = {"material", "file", "flags_in_words", "crops", "crop_error"}
    assert all(question.keys() == CONTRACT | extra for question in questions)
    assert {question["file"] for question in questions} == {KOREAN.name, ENGLISH.name}
    confidences = [question["confidence"] for question in questions]
    assert confidences == sorted(confidences)
    for question in questions:
        left, top, right, bottom = question["bbox"]
        with Image.open(question["crops"][0]) as crop:
            crop.load()
            assert crop.width + 3 >= (right - left) * 150 / 72
            assert crop.height + 3 >= (bottom - top) * 150 / 72


def test_only_questions_below_the_limit_are_shown(cli: Cli, own_library):
    assert all(question["confidence"] < SURE for question in reviewed(cli("review", "--json")))
    assert reviewed(cli("review", "--below", "0", "--json")) == []
    assert "No question was read" in cli("review", "--below", "0").stdout


def test_only_the_rows_that_are_shown_get_a_picture_and_it_is_used_again(cli: Cli, own_library):
    arguments = ["review", ENGLISH.name, "--below", "1", "--limit", "1", "--json"]
    (question,) = reviewed(cli(*arguments))
    assert question["file"] == ENGLISH.name
    crop = Path(question["crops"][0])
    made = crop.stat().st_mtime_ns
    assert reviewed(cli(*arguments)) == [question]
    assert crop.stat().st_mtime_ns == made


def test_a_file_that_cannot_be_drawn_leaves_its_row_without_a_picture_and_says_so(cli: Cli, own_library):
    sha256 = hashlib.sha256(ENGLISH.read_bytes()).hexdigest()
    (stored,) = own_library.rglob(f"{sha256}.pdf")
    stored.write_bytes(b"no longer a PDF")
    (question,) = reviewed(cli("review", ENGLISH.name, "--below", "1", "--limit", "1", "--json"))
    assert question["crops"] == []
    assert question["crop_error"]
    printed = cli("review", ENGLISH.name, "--below", "1", "--limit", "1").stdout
    assert str(question["id"]) in printed
    assert ".png" not in printed


def test_a_region_that_cannot_be_drawn_leaves_the_others_of_its_material_their_pictures(
    cli: Cli, own_library
):
    with open_services(read_settings({"STUDY_DATA": str(own_library), "STUDY_WORKERS": "1"})) as services:
        (material,) = services.catalog.find(ENGLISH.name)
        first, second, *others = services.bank.questions_of(material.id)
        on_no_page = replace(first.question, page=999)
        options = (replace(second.question.options[0], page=2), *second.question.options[1:])
        on_two_pages = replace(second.question, options=options)
        rows = [replace(first, question=on_no_page), replace(second, question=on_two_pages), *others]
        services.bank.replace([material.id], rows)

    shown = {question["id"]: question for question in reviewed(cli("review", ENGLISH.name, *ALL, "--json"))}

    assert len(shown[first.id]["crops"]) == 1  # its options, which are where they were
    assert shown[first.id]["crop_error"]
    assert [Path(file).name.split("-")[0] for file in shown[second.id]["crops"]] == ["p1", "p2"]
    assert all(shown[one.id]["crops"] and shown[one.id]["crop_error"] is None for one in others)


def test_an_unknown_material_is_named(cli: Cli, library):
    result = cli("review", "missing.pdf")
    assert result.exit_code == 1
    assert "missing.pdf" in result.stderr
