"""The command line in Korean: what people read is Korean, what programs read is the same as in English."""

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from rich.cells import cell_len

from study_pipeline.cli.main import VERBS, main
from study_pipeline.cli.verbs import search
from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.resources.pdf.workers import PdfWorkers
from study_pipeline_tests.cli.conftest import BROKEN, KOREAN, Cli

HANGUL = re.compile("[가-힣]")


@pytest.fixture
def korean(monkeypatch: pytest.MonkeyPatch, environment: Path) -> None:
    monkeypatch.setenv("STUDY_LANGUAGE", "ko")


def test_status_is_a_korean_table(cli: Cli, library: Path, korean: None):
    lines = cli("status").stdout.splitlines()
    assert lines[0].split() == ["상태", "쪽수", "문항", "정답", "파일"]
    assert lines[1].split()[0] == "완료"
    assert lines[-1] == "자료 4개: 완료 3개, 실패 1개."


def test_one_material_is_printed_with_korean_names(cli: Cli, library: Path, korean: None):
    printed = cli("status", KOREAN.name).stdout
    assert re.search(r"^상태 +완료$", printed, re.MULTILINE)
    assert re.search(
        r"^읽은 내용 +종류 시험지, 쪽수 3, 문항 10, 정답 10, 문항 밖의 글 3%$", printed, re.MULTILINE
    )


@pytest.mark.parametrize(
    "arguments",
    [("status",), ("status", KOREAN.name), ("questions", KOREAN.name), ("search", "지도", "-k", "2")],
)
def test_json_is_the_same_in_both_languages(
    cli: Cli, library: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
):
    english = cli(*arguments, "--json").stdout
    monkeypatch.setenv("STUDY_LANGUAGE", "ko")
    assert cli(*arguments, "--json").stdout == english


def test_a_failure_is_a_korean_sentence(cli: Cli, library: Path, korean: None):
    result = cli("status", "nothing")
    assert result.exit_code == 1
    assert result.stderr.startswith("오류: 'nothing': 그런 자료가 없습니다.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("search",), "오류: 빠진 인수: 'QUERY'."),
        (("serach", "x"), "오류: 'serach': 그런 명령이 없습니다."),
        (
            ("search", "x", "-k", "0"),
            "오류: '-k'의 값이 올바르지 않습니다: 0: 1<=x<=1000 범위를 벗어났습니다.",
        ),
    ],
)
def test_wrong_usage_is_said_in_korean(cli: Cli, korean: None, arguments: tuple[str, ...], said: str):
    result = cli(*arguments)
    assert result.exit_code == 2
    assert "사용법: " in result.stderr
    assert said in result.stderr


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_every_verb_is_korean_and_fits_the_terminal(cli: Cli, korean: None, verb: str):
    printed = cli(verb, "--help", width=80).stdout
    text, _, example = printed.partition("\n  예:\n")
    assert text.startswith("사용법: ")
    assert f"study-pipeline {verb}" in example or verb == "env"
    assert all(cell_len(line) <= 80 for line in text.splitlines())
    command = main.get_command(click.Context(main), verb)
    for said in [command.help, *(p.help for p in command.params if isinstance(p, click.Option))]:
        assert HANGUL.search(said)
        assert "".join(said.split()) in "".join(text.split())


def test_a_process_that_is_told_korean_lists_its_verbs_in_korean():
    done = subprocess.run(
        [sys.executable, "-m", "study_pipeline.cli.main", "--help"],
        env={"STUDY_LANGUAGE": "ko", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    assert "search     낱말과 뜻으로 문항을 찾습니다." in done.stdout


def test_help_follows_a_change_of_language(cli: Cli, monkeypatch: pytest.MonkeyPatch):
    english = cli("--help").stdout
    monkeypatch.setenv("STUDY_LANGUAGE", "ko")
    assert "이 도움말을 보여 주고 끝냅니다." in cli("--help").stdout
    monkeypatch.setenv("STUDY_LANGUAGE", "en")
    assert cli("--help").stdout == english


def test_translating_a_command_leaves_it_as_it_is(cli: Cli, korean: None):
    cli("search", "--help")
    assert search.command.help.startswith("Find questions")
    assert search.command.params[1].help == "How many questions."


def test_a_reason_stays_in_the_language_of_the_process_that_found_it(
    cli: Cli, korean: None, monkeypatch: pytest.MonkeyPatch
):
    assert cli("add", BROKEN).exit_code == 1
    monkeypatch.setenv("STUDY_LANGUAGE", "en")
    printed = cli("status").stdout
    assert "failed" in printed
    assert f"{BROKEN.name}: 손상되었거나 덜 전송되어 열 수 없습니다. 다시 올려 주세요." in printed


def test_a_worker_process_speaks_the_language_of_who_started_it(korean: None):
    with (
        PdfWorkers(count=1, timeout_seconds=60, memory_mb=2048) as workers,
        pytest.raises(UnreadableMaterial, match=r"^손상되었거나"),
    ):
        workers.check(BROKEN, max_pages=10, max_file_mb=10)
