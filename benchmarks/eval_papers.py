"""The papers of a gold set, and what the command that users type reads in them."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

COMMAND = Path(sys.executable).with_name("study-pipeline")
TIMEOUT_SECONDS = 1_800  # of one paper; scanned ones take minutes
ONLY_OCR_READS = ("scanned", "outlined")  # what a manifest says of a file without text


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a gold set, with its key where that is a PDF of its own; ``by_ocr`` as it is to be read."""

    name: str
    pdf: Path
    key: Path | None
    needs_ocr: bool
    by_ocr: bool = False

    @property
    def arguments(self) -> list[str]:
        """What `study-pipeline` is called with."""
        key = ["--answers", str(self.key)] if self.key else []
        return ["extract", str(self.pdf), "--json", *key, *([] if self.by_ocr else ["--no-ocr"])]


def papers_of(gold_set: Path) -> list[Paper]:
    """The papers that ``gold_set`` has a gold standard for."""
    manifest = {entry["name"]: entry for entry in json.loads((gold_set / "manifest.json").read_text("utf-8"))}
    papers = []
    for path in sorted((gold_set / "gold").glob("*.json")):
        key = manifest[path.stem].get("answer_key_file")
        files = [manifest.get(name, {}) for name in (path.stem, Path(key or "").stem)]
        kinds = [str(file.get("native_or_scanned", "")) for file in files]
        papers.append(
            Paper(
                path.stem,
                gold_set / "pdfs" / path.with_suffix(".pdf").name,
                gold_set / key if key else None,
                needs_ocr=any(word in kind for kind in kinds for word in ONLY_OCR_READS),
            )
        )
    return papers


def read_papers(papers: Sequence[Paper], by_ocr: Sequence[Paper], predictions: Path) -> tuple[Path, Path]:
    """Read ``papers`` by their text, and ``by_ocr`` also by OCR, side by side; the folders of both readings."""
    text, ocr = predictions / "text", predictions / "ocr"
    for folder in (text, ocr):
        folder.mkdir(parents=True, exist_ok=True)
        for earlier in folder.glob("*.json"):
            earlier.unlink()
    tasks = [(replace(paper, by_ocr=True), ocr) for paper in by_ocr]  # the long ones begin
    tasks += [(paper, text) for paper in papers]
    with ThreadPoolExecutor(os.cpu_count()) as threads:  # each waits for a process of its own
        list(threads.map(lambda task: _read(*task), tasks))
    return text, ocr


def _read(paper: Paper, folder: Path) -> None:
    """Write what the paper's questions are read as; a paper that cannot be read leaves nothing but a sentence."""
    found = subprocess.run(
        [str(COMMAND), *paper.arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "STUDY_WORKERS": "1", "STUDY_LANGUAGE": "en"},
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    if found.returncode:
        print(f"{paper.name} was not read: {found.stderr.strip()}", file=sys.stderr)
        return
    (folder / f"{paper.name}.json").write_text(found.stdout, "utf-8")
