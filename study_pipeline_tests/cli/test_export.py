import csv
import json
from pathlib import Path

import networkx as nx
import pytest

from study_pipeline.cli.verbs.export import FORMULA_STARTS
from study_pipeline_tests.cli.conftest import KOREAN, Cli, answer_of
from study_pipeline_tests.cli.test_search import CONTRACT


def test_jsonl_has_a_question_a_line_with_its_material_and_file(cli: Cli, library, tmp_path: Path):
    path = tmp_path / "questions.jsonl"
    answer = answer_of(cli("export", "jsonl", path, "--json"))
    lines = path.read_text("utf-8").splitlines()
    assert answer == {"path": str(path), "form": "jsonl", "count": len(lines)}
    questions = [json.loads(line) for line in lines]
    assert all(question.keys() == CONTRACT | {"material", "file"} for question in questions)
    assert len({question["id"] for question in questions}) == len(questions) == 22
    assert KOREAN.name in path.read_text("utf-8")


def test_csv_opens_in_a_spreadsheet_and_runs_nothing_there(cli: Cli, library, tmp_path: Path):
    path = tmp_path / "questions.csv"
    assert cli("export", "csv", path).exit_code == 0
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 22
    assert not [cell for row in rows for cell in row.values() if cell.startswith(FORMULA_STARTS)]


def test_graphml_is_the_graph(cli: Cli, library, tmp_path: Path):
    path = tmp_path / "graph.graphml"
    count = answer_of(cli("export", "graphml", path, "--json"))["count"]
    graph = nx.read_graphml(path, force_multigraph=True)
    assert count == graph.number_of_nodes() + graph.number_of_edges()


@pytest.mark.parametrize("form", ["jsonl", "csv", "graphml"])
def test_what_cannot_be_written_leaves_no_half_file(cli: Cli, library, tmp_path: Path, form: str):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "inside").touch()
    result = cli("export", form, tmp_path / "taken" / "inside" / "x")
    assert result.exit_code == 1
    assert [entry.name for entry in tmp_path.rglob("*") if entry.name.endswith(".part")] == []
