"""The project's own samples, read from PDF to question, against what a reader must find in each."""

import json
from pathlib import Path
from typing import Any

import pytest

from study_pipeline.materials.reading import read_pages
from study_pipeline.questions.answers.answer_keys import apply_key
from study_pipeline.questions.extraction import extract
from study_pipeline.questions.model import Question

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data" / "samples"
FILES = sorted((ROOT / "study_pipeline_tests" / "golden").glob("*.json"))
ALL_GOLDEN = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in FILES}
GOLDEN = {name: golden for name, golden in ALL_GOLDEN.items() if "file" in golden}
PAPERS = [name for name, golden in GOLDEN.items() if golden.get("questions")]


def squeezed(text: str) -> str:
    return "".join(text.split())


def read(name: str) -> list[tuple[dict[str, Any], Question]]:
    golden = GOLDEN[name]
    paper = extract(read_pages(SAMPLES / golden["file"]))
    questions = paper.questions
    key = SAMPLES / f"{Path(golden['file']).stem}_key.pdf"
    if key.exists():
        questions = apply_key(questions, extract(read_pages(key)).answers)
    return list(zip(golden["questions"], questions, strict=True))


@pytest.mark.parametrize("name", GOLDEN)
def test_a_sample_is_taken_for_what_it_is(name: str) -> None:
    golden = GOLDEN[name]
    found = extract(read_pages(SAMPLES / golden["file"]))
    assert found.kind == golden["kind"]
    assert len(found.questions) == len(golden.get("questions", []))


@pytest.mark.parametrize("name", PAPERS)
def test_number_stem_options_and_answer_are_the_printed_ones(name: str) -> None:
    for golden, question in read(name):
        assert question.number == golden["number"]
        assert question.kind == golden["kind"]
        assert squeezed(question.stem).startswith(squeezed(golden["stem_prefix"]))
        assert [(o.label, squeezed(o.text)) for o in question.options] == [
            (o["label"], squeezed(o["text"])) for o in golden["options"]
        ]
        assert question.answer == golden["answer"]


@pytest.mark.parametrize("name", PAPERS)
def test_passage_figure_and_table_belong_to_the_right_questions(name: str) -> None:
    for golden, question in read(name):
        wanted = golden["passage"]
        assert (question.passage.numbers if question.passage else None) == (wanted and wanted["numbers"])
        if wanted and question.passage:
            text = squeezed(question.passage.text)
            assert text.startswith(squeezed(wanted["starts"]))
            assert text.endswith(squeezed(wanted["ends"]))
        assert bool(question.figures) == golden["has_figure"]
        tables = [[list(row) for row in table.rows] for table in question.tables]
        assert tables == golden.get("tables", tables)
