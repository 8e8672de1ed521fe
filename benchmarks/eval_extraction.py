"""How right the extraction is, against gold standards that are no part of this project.

    python benchmarks/eval_extraction.py [--corpus DIR] [--check] [--keep DIR]

A corpus is a folder with a scorer, ``score.py``, and two gold sets: the folder itself and ``bulk/``. A set holds
``gold/NAME.json``, the papers in ``pdfs/``, and ``manifest.json``, which names each paper's key. Every paper is read
by the command that users type. The tables go to standard output, and between their marks in docs/extraction.md.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
DOCUMENT = ROOT / "docs" / "extraction.md"
COMMAND = Path(sys.executable).with_name("study-pipeline")
TIMEOUT_SECONDS = 1_800  # of one paper; scanned ones take minutes
NEEDS_OCR = "needs_ocr"
ALL_RIGHT = re.compile(r"\s0(?:\s+(?:100%|-))+$")  # a row without extra questions and below 100 % nowhere


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a gold set, with its key where that is a PDF of its own."""

    name: str
    pdf: Path
    key: Path | None

    @property
    def arguments(self) -> list[str]:
        """What `study-pipeline` is called with."""
        key = ["--answers", str(self.key)] if self.key else []
        return ["extract", str(self.pdf), "--json", *key]


@dataclass(frozen=True, slots=True)
class Scores:
    """What the scorer prints, a row for each paper, and the same as figures."""

    heading: str
    rows: Mapping[str, str]
    totals: Sequence[str]
    figures: Mapping[str, Any]


def papers_of(gold_set: Path) -> list[Paper]:
    """The papers that ``gold_set`` has a gold standard for."""
    manifest = json.loads((gold_set / "manifest.json").read_text("utf-8"))
    keys = {entry["name"]: entry.get("answer_key_file") for entry in manifest}
    names = sorted(path.stem for path in (gold_set / "gold").glob("*.json"))
    return [
        Paper(name, gold_set / "pdfs" / f"{name}.pdf", gold_set / keys[name] if keys.get(name) else None)
        for name in names
    ]


def read_paper(paper: Paper, predictions: Path) -> None:
    """Write what the paper's questions are read as; a paper that cannot be read leaves nothing but a sentence."""
    target = predictions / f"{paper.name}.json"
    target.unlink(missing_ok=True)  # of an earlier evaluation
    environment = {**os.environ, "STUDY_WORKERS": "1", "STUDY_LANGUAGE": "en"}
    found = subprocess.run(
        [str(COMMAND), *paper.arguments],
        capture_output=True,
        text=True,
        env=environment,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    if found.returncode:
        print(f"{paper.name} was not read: {found.stderr.strip()}", file=sys.stderr)
        return
    target.write_text(found.stdout, "utf-8")


def score(scorer: Path, gold: Path, predictions: Path, *options: str) -> Scores:
    """Run the scorer of the corpus over ``predictions``."""
    report = predictions / "scores" / "report.json"
    report.parent.mkdir(exist_ok=True)
    command = [
        sys.executable,
        str(scorer),
        str(predictions),
        "--gold",
        str(gold),
        "--json",
        str(report),
        *options,
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    figures = json.loads(report.read_text("utf-8"))
    rows = {line.split()[0]: line for line in said[1:] if line and line.split()[0] in figures}
    total = rows.pop("TOTAL")
    return Scores(said[0], rows, [total, said[-1]], figures)


def table(scores: Scores, names: Sequence[str], totals: Sequence[str] = ()) -> str:
    """The rows of ``names`` as a block of fixed pitch."""
    lines = [scores.heading, *(scores.rows[name] for name in names), *totals]
    return "\n".join(["```", *(line.rstrip() for line in lines), "```"])


def every_row(scores: Scores) -> str:
    """The whole table."""
    return table(scores, list(scores.rows), scores.totals)


def rows_with_misses(scores: Scores) -> str:
    """The table without the papers that are read as the gold standard has them in every respect."""
    return table(
        scores, [name for name, row in scores.rows.items() if not ALL_RIGHT.search(row)], scores.totals
    )


def read_by_ocr(everything: Scores, native: Scores, predictions: Path) -> list[str]:
    """The papers whose text or key only OCR reads; none where it is not installed."""
    differing = [name for name in everything.rows if native.figures.get(name) != everything.figures[name]]
    scans = [name for name in differing if name not in native.rows]
    unread = [
        name
        for name in scans
        if not (path := predictions / f"{name}.json").exists()
        or NEEDS_OCR in json.loads(path.read_text("utf-8"))["flags"]
    ]
    return [] if unread or not scans else differing


def with_block(document: str, name: str, block: str) -> str:
    """``document`` with ``block`` between the marks of ``name``."""
    begin, end = f"<!-- eval: {name} -->\n", f"\n<!-- /eval: {name} -->"
    before, found, rest = document.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise SystemExit(f"The document has no marks {begin.strip()} and {end.strip()}: put them back.")
    return before + begin + block + end + after


def measure(corpus: Path, predictions: Path) -> dict[str, str]:
    """Read and score both sets: the tables by the names of their marks."""
    scorer, second = corpus / "score.py", corpus / "bulk"
    papers = [*papers_of(corpus), *papers_of(second)]
    with ThreadPoolExecutor(os.cpu_count()) as threads:  # each waits for a process of its own
        list(threads.map(lambda paper: read_paper(paper, predictions), papers))
    native = score(scorer, corpus / "gold", predictions, "--no-ocr")
    everything = score(scorer, corpus / "gold", predictions)
    blocks = {
        "native": every_row(native),
        "second": rows_with_misses(score(scorer, second / "gold", predictions)),
    }
    by_ocr = read_by_ocr(everything, native, predictions)
    if by_ocr:
        blocks["scanned"] = table(everything, by_ocr)
    else:
        print("Scanned papers were not read, and their table stays as it is: OCR is not installed.")
    return blocks


def main() -> None:
    parser = argparse.ArgumentParser(description="Score the extraction; write the tables into the docs.")
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="default: beside the checkout")
    parser.add_argument("--document", type=Path, default=DOCUMENT, help=argparse.SUPPRESS)
    parser.add_argument("--check", action="store_true", help="change nothing; fail where the docs differ")
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="keep what was read, one JSON for each paper"
    )
    arguments = parser.parse_args()
    if not (arguments.corpus / "score.py").exists():
        print("The corpus does not lie beside the checkout: nothing to measure. Another place: --corpus DIR.")
        return
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        predictions = arguments.keep or Path(temporary)
        predictions.mkdir(parents=True, exist_ok=True)
        blocks = measure(arguments.corpus.resolve(), predictions)
    old = new = arguments.document.read_text("utf-8")
    for name, block in blocks.items():
        print(f"\n{name}\n{block}")
        new = with_block(new, name, block)
    print(f"\n{time.monotonic() - started:.0f} s")
    if arguments.check and new != old:
        raise SystemExit(f"{arguments.document.name} is not as measured: run make eval.")
    if not arguments.check:
        arguments.document.write_text(new, "utf-8")


if __name__ == "__main__":
    main()
