"""What the scorer of a corpus says of a reading, as the tables of a document, and how these differ from older ones."""

import difflib
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ALL_RIGHT = re.compile(r"\s0(?:\s+(?:100%|-))+$")  # a row without extra questions and below 100 % nowhere
FIGURES = re.compile(r"^(\S+)\s+\d+\s+(\d+)((?:\s+(?:[\d.]+%|-))+)")  # of a row: gold, extra, shares
BANDS = (  # of confidence: at least, less than
    ("0.9 and more", 0.9, 1.01),
    ("0.8 to 0.9", 0.8, 0.9),
    ("0.5 to 0.8", 0.5, 0.8),
    ("less than 0.5", 0.0, 0.5),
)
READ_BY_OCR = ("ocr", "ocr_unsure", "key_ocr")  # flags

Question = Mapping[str, Any]
"""One question as `study-pipeline extract --json` writes it."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What the scorer prints, a row for each paper, and the same as figures."""

    heading: str
    rows: Mapping[str, str]
    totals: Sequence[str]
    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a gold set, and how its scorer is called."""

    scorer: Path
    gold: Path
    predictions: Path
    options: Sequence[str] = ()

    def score(self, predictions: Path | None = None) -> Scores:
        """Run the scorer over the reading, or over the part of it that ``predictions`` holds."""
        folder = predictions or self.predictions
        report = folder / "scores" / "report.json"
        report.parent.mkdir(exist_ok=True)
        arguments = [str(folder), "--gold", str(self.gold), "--json", str(report), *self.options]
        command = [sys.executable, str(self.scorer), *arguments]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
        figures = json.loads(report.read_text("utf-8"))
        rows = {line.split()[0]: line for line in said[1:] if line and line.split()[0] in figures}
        total = rows.pop("TOTAL")
        return Scores(said[0], rows, [total, said[-1]], figures)

    def right_of(self, wanted: Callable[[Question], bool]) -> tuple[int, int]:
        """How many of the questions that are ``wanted`` are in the gold standard, and how many of them PERFECT."""
        with tempfile.TemporaryDirectory() as temporary:
            part = Path(temporary)
            for file in self.predictions.glob("*.json"):
                read = json.loads(file.read_text("utf-8"))
                kept = [question for question in read["questions"] if wanted(question)]
                (part / file.name).write_text(json.dumps({**read, "questions": kept}), "utf-8")
            total = self.score(part).figures["TOTAL"]
        return total["found"][0], total["perfect"][0]


def table(scores: Scores, names: Sequence[str], totals: Sequence[str] = ()) -> str:
    """The rows of ``names`` as a block of fixed pitch."""
    lines = [scores.heading, *(scores.rows[name] for name in names), *totals]
    return "\n".join(["```", *(line.rstrip() for line in lines), "```"])


def every_row(scores: Scores) -> str:
    """The whole table."""
    return table(scores, list(scores.rows), scores.totals)


def rows_with_misses(scores: Scores) -> str:
    """The table without the papers that are read as the gold standard has them in every respect."""
    missing = [name for name, row in scores.rows.items() if not ALL_RIGHT.search(row)]
    return table(scores, missing, scores.totals)


def by_confidence(readings: Mapping[str, Reading]) -> str:
    """How many questions are PERFECT in each band of confidence, of each of ``readings`` and of all."""
    lines = [_heading("confidence", [*readings, "together"])]
    for words, low, high in BANDS:
        found = [reading.right_of(_between(low, high)) for reading in readings.values()]
        if any(count for count, _ in found):
            lines.append(_row(words, [*found, (sum(n for n, _ in found), sum(right for _, right in found))]))
    return "\n".join(lines)


def by_sign_of_ocr(reading: Reading) -> str:
    """How many questions are PERFECT of those that OCR read, by what their flags and confidence say of it."""
    parts = {f"flag `{flag}`": _flagged(flag) for flag in READ_BY_OCR}
    parts |= {f"confidence {words}": _between(low, high) for words, low, high in BANDS}
    counts = {words: reading.right_of(wanted) for words, wanted in parts.items()}
    rows = [_row(words, [found]) for words, found in counts.items() if found[0]]
    return "\n".join([_heading("read by OCR", ["questions"]), *rows])


def _between(low: float, high: float) -> Callable[[Question], bool]:
    return lambda question: low <= question["confidence"] < high


def _flagged(flag: str) -> Callable[[Question], bool]:
    return lambda question: flag in question["flags"]


def _heading(first: str, names: Sequence[str]) -> str:
    cells = "".join(f" {name} | PERFECT |" for name in names)
    return f"| {first} |{cells}\n" + "|---" * (2 * len(names) + 1) + "|"


def _row(words: str, cells: Sequence[tuple[int, int]]) -> str:
    shares = "".join(f" {n} | {right / n:.1%} ({right}) |" if n else " 0 | – |" for n, right in cells)
    return f"| {words} |{shares}"


def block_of(document: str, name: str) -> str:
    """What stands in ``document`` between the marks of ``name``."""
    return _parts(document, name)[1]


def with_block(document: str, name: str, block: str) -> str:
    """``document`` with ``block`` between the marks of ``name``."""
    before, _, after = _parts(document, name)
    return before + block + after


def _parts(document: str, name: str) -> tuple[str, str, str]:
    begin, end = f"<!-- eval: {name} -->\n", f"\n<!-- /eval: {name} -->"
    before, found, rest = document.partition(begin)
    inside, closed, after = rest.partition(end)
    if not (found and closed):
        raise SystemExit(f"The document has no marks {begin.strip()} and {end.strip()}: put them back.")
    return before + begin, inside, end + after


def changes(old: str, new: str) -> list[str]:
    """The lines that differ, the old ones with ``-``, the new ones with ``+``."""
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def worse(old: str, new: str) -> list[str]:
    """The rows of two tables of the scorer in which a share fell, or more questions are extra."""
    before, after = _figures(old), _figures(new)
    return [
        name
        for name, (extra, shares) in after.items()
        if name in before
        and (extra > before[name][0] or any(a < b for a, b in zip(shares, before[name][1], strict=False)))
    ]


def _figures(block: str) -> dict[str, tuple[int, list[float]]]:
    found = [match for line in block.splitlines() if (match := FIGURES.match(line))]
    return {
        match[1]: (int(match[2]), [-1.0 if share == "-" else float(share[:-1]) for share in match[3].split()])
        for match in found
    }
