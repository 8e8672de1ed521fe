import click
import pytest

from study_pipeline.cli.main import VERBS, main
from study_pipeline_tests.cli.conftest import BROKEN, Cli

WITHOUT_JSON = {"run", "graph"}  # a supervisor prints as it goes; `graph update` has it


def verb(name: str) -> click.Command:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    return command


@pytest.mark.parametrize("name", [*VERBS, "graph update"])
def test_help_ends_with_an_example_of_the_verb(cli: Cli, name: str):
    result = cli(*name.split(), "--help")
    assert result.exit_code == 0
    example = result.stdout.partition("Example:")[2]
    assert f"study-pipeline {name}" in example


@pytest.mark.parametrize("name", sorted(VERBS.keys() - WITHOUT_JSON))
def test_every_verb_has_json(name: str):
    assert any("--json" in parameter.opts for parameter in verb(name).params)


def test_the_list_of_verbs_is_cut_nowhere(cli: Cli):
    listed = cli("--help", width=80).stdout.partition("Commands:")[2]
    assert all(f"  {name} " in listed for name in VERBS)
    assert "..." not in listed


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["add"],
        ["add", "missing.pdf"],
        ["status", "--nonsense"],
        ["search"],
        ["search", "빛", "-k", "0"],
        ["export", "xml", "x"],
        ["graph"],
        ["run", "--port", "0"],
    ],
)
def test_wrong_usage_exits_with_2_and_explains_on_standard_error(cli: Cli, arguments: list[str]):
    result = cli(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Usage:" in result.stderr


def test_title_and_answers_belong_to_one_file(cli: Cli):
    assert cli("add", BROKEN, BROKEN, "--title", "둘").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["status", "missing"], "study-pipeline status"),
        (["questions", "missing", "--json"], "study-pipeline status"),
        (["delete", "missing"], "study-pipeline status"),
        (["process", "missing", "--json"], "study-pipeline status"),
        (["similar", "q-missing", "--json"], "search"),
        (["extract", BROKEN, "--json"], "upload it again"),
        (["export", "csv", "no/such/folder/x.csv", "--json"], "choose another place"),
    ],
)
def test_a_failure_is_one_sentence_on_standard_error_that_says_what_to_do(
    cli: Cli, arguments: list[str], hint: str
):
    result = cli(*arguments)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    assert hint in result.stderr


def test_a_folder_that_cannot_be_made_is_a_sentence_not_a_traceback(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path
):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("STUDY_DATA", str(tmp_path / "file" / "data"))
    result = cli("status")
    assert result.exit_code == 1
    assert str(tmp_path / "file") in result.stderr


def test_a_setting_that_cannot_be_used_is_named(cli: Cli, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STUDY_WORKERS", "many")
    result = cli("status")
    assert result.exit_code == 1
    assert "STUDY_WORKERS" in result.stderr
