"""How right the extraction is, against gold standards that are no part of this project.

    python benchmarks/eval_extraction.py [--corpus DIR] [--check] [--keep DIR]

A corpus is a folder with a scorer, ``score.py``, and two gold sets: the folder itself and ``bulk/``. A set holds
``gold/NAME.json``, the papers in ``pdfs/``, and ``manifest.json``, which names each paper's key and says whether they
are scanned or outlined. Every paper is read by the command that users type, without OCR; what only OCR reads is read
a second time by it, where it is installed. The tables go to standard output, and between their marks in
docs/extraction.md.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.eval_papers import Paper, papers_of, read_papers
from benchmarks.eval_tables import (
    Reading,
    block_of,
    by_confidence,
    by_sign_of_ocr,
    changes,
    every_row,
    rows_with_misses,
    table,
    with_block,
    worse,
)
from study_pipeline.resources.ocr.installation import missing_for_ocr
from study_pipeline.resources.settings.settings import read_settings

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
DOCUMENT = ROOT / "docs" / "extraction.md"


def why_no_ocr(papers: Sequence[Paper]) -> str | None:
    """Why no paper is read by OCR; None where they are."""
    if not papers:
        return "no paper of the corpus is scanned or outlined"
    languages = read_settings(os.environ, default_data=ROOT).ocr_languages
    if not languages:
        return "STUDY_OCR is off"
    missing = missing_for_ocr(languages)
    return f"OCR is not installed (make ocr); missing: {', '.join(missing)}" if missing else None


def measure(corpus: Path, predictions: Path) -> dict[str, str]:
    """Read and score both sets: the tables by the names of their marks."""
    scorer, second = corpus / "score.py", corpus / "bulk"
    first = papers_of(corpus)
    pictures = [paper for paper in first if paper.needs_ocr]
    skipped = why_no_ocr(pictures)
    text, ocr = read_papers([*first, *papers_of(second)], [] if skipped else pictures, predictions)
    native = Reading(scorer, corpus / "gold", text, ("--no-ocr",))
    other = Reading(scorer, second / "gold", text)
    blocks = {
        "native": every_row(native.score()),
        "second": rows_with_misses(other.score()),
        "confidence": by_confidence({"first table": native, "second table": other}),
    }
    if skipped:
        print(f"Skipped: what only OCR reads; its tables stay as they are, since {skipped}.")
    else:
        scanned = Reading(scorer, corpus / "gold", ocr)
        blocks["scanned"] = table(scanned.score(), [paper.name for paper in pictures])
        blocks["read by OCR"] = by_sign_of_ocr(scanned)
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
        blocks = measure(arguments.corpus.resolve(), arguments.keep or Path(temporary))
    document = arguments.document.read_text("utf-8")
    differing: list[str] = []
    fallen: list[str] = []
    for name, block in blocks.items():
        print(f"\n{name}\n{block}")
        old = block_of(document, name)
        differing += changes(old, block)
        fallen += worse(old, block)
        document = with_block(document, name, block)
    print(f"\n{time.monotonic() - started:.0f} s")
    if differing:
        print("\n".join(["\nOtherwise than in the document:", *differing]))
    if fallen:
        print(f"\nWorse than in the document: {', '.join(fallen)}")
    if arguments.check and differing:
        raise SystemExit(f"{arguments.document.name} is not as measured: run make eval.")
    if not arguments.check:
        arguments.document.write_text(document, "utf-8")


if __name__ == "__main__":
    main()
