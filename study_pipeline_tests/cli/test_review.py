import hashlib
from pathlib import Path

from PIL import Image

from study_pipeline.questions.confidence import SURE
from study_pipeline_tests.cli.conftest import ENGLISH, KOREAN, Cli, answer_of
from study_pipeline_tests.cli.test_search import CONTRACT

ALL = ["--below", "1", "--limit", "1000"]


def reviewed(result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.output
    questions = answer_of(result)["questions"]
    assert isinstance(questions, list)
    return questions


def test_the_least_certain_questions_come_first_each_with_a_picture_of_its_region(cli: Cli, own_library):
    questions = reviewed(cli("review", *ALL, "--json"))
    extra = {"material", "file", "flags_in_words", "crop", "crop_error"}
    assert all(question.keys() == CONTRACT | extra for question in questions)
    assert {question["file"] for question in questions} == {KOREAN.name, ENGLISH.name}
    confidences = [question["confidence"] for question in questions]
    assert confidences == sorted(confidences)
    for question in questions:
        left, top, right, bottom = question["bbox"]
        with Image.open(str(question["crop"])) as crop:
            crop.load()
            assert abs(crop.width - (right - left) * 150 / 72) <= 3
            assert abs(crop.height - (bottom - top) * 150 / 72) <= 3


def test_only_questions_below_the_limit_are_shown(cli: Cli, own_library):
    assert all(question["confidence"] < SURE for question in reviewed(cli("review", "--json")))
    assert reviewed(cli("review", "--below", "0", "--json")) == []
    assert "No question was read" in cli("review", "--below", "0").stdout


def test_only_the_rows_that_are_shown_get_a_picture_and_it_is_used_again(cli: Cli, own_library):
    arguments = ["review", ENGLISH.name, "--below", "1", "--limit", "1", "--json"]
    (question,) = reviewed(cli(*arguments))
    assert question["file"] == ENGLISH.name
    crop = Path(str(question["crop"]))
    made = crop.stat().st_mtime_ns
    assert reviewed(cli(*arguments)) == [question]
    assert crop.stat().st_mtime_ns == made


def test_a_file_that_cannot_be_drawn_leaves_its_row_without_a_picture_and_says_so(cli: Cli, own_library):
    sha256 = hashlib.sha256(ENGLISH.read_bytes()).hexdigest()
    (stored,) = own_library.rglob(f"{sha256}.pdf")
    stored.write_bytes(b"no longer a PDF")
    (question,) = reviewed(cli("review", ENGLISH.name, "--below", "1", "--limit", "1", "--json"))
    assert question["crop"] is None
    assert question["crop_error"]
    printed = cli("review", ENGLISH.name, "--below", "1", "--limit", "1").stdout
    assert str(question["id"]) in printed
    assert ".png" not in printed


def test_an_unknown_material_is_named(cli: Cli, library):
    result = cli("review", "missing.pdf")
    assert result.exit_code == 1
    assert "missing.pdf" in result.stderr
