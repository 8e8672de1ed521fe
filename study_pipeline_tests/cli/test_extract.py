import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from study_pipeline_tests.cli.conftest import ENGLISH, KEY, KOREAN, SAMPLES, Cli, answer_of
from study_pipeline_tests.pdfs import write_picture_only

SLOW_PACKAGES = {"dagster", "lancedb", "sqlalchemy", "openai", "pandas", "pyarrow", "kiwipiepy", "rich"}
LIST_PACKAGES = (
    "import sys; from study_pipeline.cli.main import main; main(standalone_mode=False);"
    "print(' '.join({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
)


def test_extract_prints_the_contract_and_nothing_else_and_loads_no_store_and_no_dagster(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-c", LIST_PACKAGES, "extract", str(KOREAN), "--json"],
        cwd=tmp_path,
        env=os.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert not SLOW_PACKAGES & set(done.stderr.split())
    result = json.loads(done.stdout)
    assert list(result) == ["source", "questions", "answers", "flags", "share_outside", "unreadable_pages"]
    assert result["source"]["file"] == KOREAN.name
    assert result["source"]["kind"] == "paper"
    assert [question["number"] for question in result["questions"]] == [str(n) for n in range(1, 11)]
    assert not list(tmp_path.iterdir())


def test_extract_says_why_a_scan_gives_nothing_and_what_to_install(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    scan = write_picture_only(tmp_path / "scan.pdf")
    left_out = cli("extract", scan, "--json", "--no-ocr")
    assert json.loads(left_out.stdout)["flags"] == ["needs_ocr"]
    assert left_out.stderr.startswith("scan.pdf has no text to read")
    assert "STUDY_OCR" in left_out.stderr
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "type `make ocr` to install OCR (missing: " in cli("extract", scan, "--json").stderr


def test_extract_stores_nothing(cli: Cli, environment: Path):
    assert cli("extract", KOREAN).exit_code == 0
    assert not environment.exists()


def test_a_key_of_its_own_gives_the_answers(cli: Cli):
    alone = answer_of(cli("extract", ENGLISH, "--json"))["questions"]
    answered = answer_of(cli("extract", ENGLISH, "--answers", KEY, "--json"))["questions"]
    assert isinstance(alone, list)
    assert isinstance(answered, list)
    assert {question["answer"] for question in alone} == {None}
    for question in answered:
        assert question["answer"] in [option["label"] for option in question["options"]]


def test_a_key_prints_its_answers(cli: Cli):
    result = cli("extract", KEY)
    assert "1: C" in result.stdout
    assert result.stdout.splitlines()[-1] == "0 questions, 12 answers."


def test_the_right_option_is_marked_and_a_passage_stands_once(cli: Cli):
    printed = cli("extract", KOREAN).stdout
    assert printed.count("[1-3]") == 1
    assert any(line.split()[:2] == ["*", "④"] for line in printed.splitlines())


def test_the_debug_pictures_show_each_page(cli: Cli, tmp_path: Path):
    assert cli("extract", KOREAN, "--debug-png", tmp_path / "pages").exit_code == 0
    pictures = list((tmp_path / "pages").glob("*.png"))
    assert len(pictures) == 3
    assert all(picture.read_bytes().startswith(b"\x89PNG") for picture in pictures)


@pytest.mark.parametrize("answers", [None, SAMPLES / "2학기_중간고사_전송중단.pdf"])
def test_an_unreadable_pdf_is_named(cli: Cli, tmp_path: Path, answers: Path | None):
    broken = SAMPLES / "2학기_중간고사_전송중단.pdf"
    result = cli("extract", ENGLISH, "--answers", answers) if answers else cli("extract", broken)
    assert result.exit_code == 1
    assert broken.name in result.stderr
