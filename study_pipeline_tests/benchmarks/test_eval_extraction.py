"""`make eval` on a corpus of one sample paper, with a scorer that counts questions and answers."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from study_pipeline_tests.pdfs import ENGLISH_KEY, ENGLISH_PAPER, SAMPLES

SCRIPT = SAMPLES.parents[1] / "benchmarks" / "eval_extraction.py"
SCORER = """
import json, sys
from pathlib import Path

gold = Path(sys.argv[sys.argv.index("--gold") + 1])
figures = {}
for path in [*gold.glob("*.json"), Path("TOTAL.json")]:
    read = Path(sys.argv[1]) / path.name
    questions = json.loads(read.read_text())["questions"] if read.exists() else []
    figures[path.stem] = [len(questions), sum(question["answer"] is not None for question in questions)]
print("file     found answered")
for name, (found, answered) in figures.items():
    print(f"{name:8} {found:5} {answered:8}")
print("macro average")
Path(sys.argv[sys.argv.index("--json") + 1]).write_text(json.dumps(figures))
"""
DOCUMENT = (
    "Above.\n<!-- eval: native -->\n{native}\n<!-- /eval: native -->\nBetween.\n"
    "<!-- eval: second -->\n{second}\n<!-- /eval: second -->\nBelow.\n"
)


def evaluate(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), *map(str, arguments)],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )


def write_set(folder: Path, *names: str) -> None:
    for part in ("gold", "pdfs"):
        (folder / part).mkdir(parents=True)
    for name in names:
        (folder / "gold" / f"{name}.json").write_text("[]")
        shutil.copy(ENGLISH_PAPER, folder / "pdfs" / f"{name}.pdf")
        shutil.copy(ENGLISH_KEY, folder / "pdfs" / f"{name}_key.pdf")
    entries = [{"name": name, "answer_key_file": f"pdfs/{name}_key.pdf"} for name in names]
    (folder / "manifest.json").write_text(json.dumps(entries))


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    write_set(folder, "paper")
    write_set(folder / "bulk")
    (folder / "score.py").write_text(SCORER)
    return folder


def test_a_machine_without_the_corpus_is_told_so_and_nothing_fails(tmp_path: Path) -> None:
    said = evaluate("--corpus", tmp_path / "none")
    assert (said.returncode, said.stdout.count("\n")) == (0, 1)
    assert "corpus" in said.stdout


def test_the_tables_stand_between_their_marks_and_are_checked_there(corpus: Path, tmp_path: Path) -> None:
    document = tmp_path / "extraction.md"
    document.write_text(DOCUMENT.format(native="old", second="old"))
    evaluate("--corpus", corpus, "--document", document)
    written = document.read_text()
    assert "paper       12       12" in written
    assert (written.splitlines()[0], written.splitlines()[-1]) == ("Above.", "Below.")
    document.write_text(written.replace("12", "13"))
    checked = evaluate("--corpus", corpus, "--document", document, "--check")
    assert (checked.returncode, "make eval" in checked.stderr) == (1, True)
    assert "13" in document.read_text()
