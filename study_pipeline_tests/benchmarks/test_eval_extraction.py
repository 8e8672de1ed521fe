"""`make eval` on a corpus of one sample paper, with a scorer that counts questions and answers."""

import json
import os
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
figures, total = {}, [0, 0]
print("file     gold extra found PERFECT")
for path in gold.glob("*.json"):
    read = Path(sys.argv[1]) / path.name
    questions = json.loads(read.read_text())["questions"] if read.exists() else []
    answered = sum(question["answer"] is not None for question in questions)
    total = [total[0] + len(questions), total[1] + answered]
    figures[path.stem] = {}
    print(f"{path.stem} 12 0 {100 * len(questions) / 12:.0f}% {100 * answered / 12:.0f}%")
figures["TOTAL"] = {"found": [total[0], 12], "perfect": [total[1], 12]}
print("TOTAL", *total)
print("macro average")
Path(sys.argv[sys.argv.index("--json") + 1]).write_text(json.dumps(figures))
"""
BLOCKS = ("native", "second", "confidence", "scanned", "read by OCR")
DOCUMENT = "Above.\n{}Below.\n".format(
    "".join(f"<!-- eval: {name} -->\nold\n<!-- /eval: {name} -->\nBetween.\n" for name in BLOCKS)
)


def evaluate(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the script; no paper is read by OCR, which takes minutes."""
    return subprocess.run(
        [sys.executable, str(SCRIPT), *map(str, arguments)],
        env={**os.environ, "STUDY_OCR": "off"},
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )


def write_set(folder: Path, *names: str, kind: str = "native") -> None:
    for part in ("gold", "pdfs"):
        (folder / part).mkdir(parents=True)
    for name in names:
        (folder / "gold" / f"{name}.json").write_text("[]")
        shutil.copy(ENGLISH_PAPER, folder / "pdfs" / f"{name}.pdf")
        shutil.copy(ENGLISH_KEY, folder / "pdfs" / f"{name}_key.pdf")
    entries = [
        {"name": name, "answer_key_file": f"pdfs/{name}_key.pdf", "native_or_scanned": kind} for name in names
    ]
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


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "extraction.md"
    path.write_text(DOCUMENT)
    return path


def test_the_tables_stand_between_their_marks(corpus: Path, document: Path) -> None:
    evaluate("--corpus", corpus, "--document", document)
    written = document.read_text()
    assert "paper 12 0 100% 100%" in written
    assert "| 0.9 and more | 12 | 100.0% (12) | 0 | – | 12 | 100.0% (12) |" in written
    assert (written.splitlines()[0], written.splitlines()[-1]) == ("Above.", "Below.")


def test_a_check_changes_nothing_and_says_what_differs_and_what_is_worse(
    corpus: Path, document: Path
) -> None:
    evaluate("--corpus", corpus, "--document", document)
    better = document.read_text().replace("paper 12 0 100%", "paper 12 0 101%")
    document.write_text(better)
    checked = evaluate("--corpus", corpus, "--document", document, "--check")
    assert (checked.returncode, "make eval" in checked.stderr) == (1, True)
    assert "-paper 12 0 101% 100%\n+paper 12 0 100% 100%\n" in checked.stdout
    assert "Worse than in the document: paper" in checked.stdout
    assert document.read_text() == better


def test_a_check_of_what_is_as_measured_passes(corpus: Path, document: Path) -> None:
    evaluate("--corpus", corpus, "--document", document)
    assert evaluate("--corpus", corpus, "--document", document, "--check").returncode == 0


def test_what_only_ocr_reads_is_skipped_with_the_reason_and_keeps_its_table(
    tmp_path: Path, document: Path
) -> None:
    folder = tmp_path / "scans"
    write_set(folder, "paper", kind="scanned")
    write_set(folder / "bulk")
    (folder / "score.py").write_text(SCORER)
    said = evaluate("--corpus", folder, "--document", document).stdout
    assert said.startswith(
        "Skipped: what only OCR reads; its tables stay as they are, since STUDY_OCR is off."
    )
    assert "<!-- eval: scanned -->\nold\n" in document.read_text()
