"""CPU time and memory of our whole extraction against pdfplumber's extract_text() on the same files, in one run.

    python benchmarks/extraction_speed.py FILE.pdf [FILE.pdf ...]

Each reading runs in a process of its own: CPU seconds (user and system) of reading alone, after the imports;
peak memory with them. Ours is pages, questions, answers and figures' boxes, with the garbage collector as a PDF
worker sets it; pdfplumber's is the plain text. Files are read in turn by one and by the other, so that other work on
the machine slows both.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

BYTES_PER_MAXRSS = 1 if sys.platform == "darwin" else 1024


def read_with_ours(path: Path) -> int:
    """The number of questions that our whole extraction finds."""
    from study_pipeline.materials.reading import read_pages
    from study_pipeline.questions.extraction import extract

    return len(extract(read_pages(path)).questions)


def read_with_pdfplumber(path: Path) -> int:
    """The number of characters of the text that pdfplumber finds."""
    import pdfplumber

    characters = 0
    with pdfplumber.open(path) as document:
        for page in document.pages:
            characters += len(page.extract_text())
            page.close()
    return characters


READERS = {"ours": read_with_ours, "pdfplumber": read_with_pdfplumber}


def measure_here(reader: str, path: Path) -> dict[str, float]:
    """Read ``path`` in this process."""
    import pdfplumber  # noqa: F401 - both readers pay for the imports before the clock starts

    from study_pipeline.resources.pdf.worker import collect_seldom

    if reader == "ours":
        collect_seldom()
    start = time.process_time()
    found = READERS[reader](path)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * BYTES_PER_MAXRSS / 1e6
    return {"seconds": seconds, "found": found, "peak_mb": peak}


def measure(reader: str, path: Path) -> dict[str, float]:
    """Read ``path`` in a child process."""
    command = [sys.executable, __file__, "--reader", reader, str(path)]
    result: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description="Our whole extraction against pdfplumber's extract_text().")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--rounds", type=int, default=1, help="readings of each file; their median counts")
    parser.add_argument("--reader", choices=sorted(READERS), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.reader:
        print(json.dumps(measure_here(arguments.reader, arguments.files[0])))
        return
    print(f"{'file':34}{'ours, s':>10}{'pdfplumber, s':>15}{'ratio':>8}{'questions':>11}{'our peak, MB':>14}")
    totals = {"ours": 0.0, "pdfplumber": 0.0}
    for path in arguments.files:
        runs = [(measure("ours", path), measure("pdfplumber", path)) for _ in range(arguments.rounds)]
        ours = median(run["seconds"] for run, _ in runs)
        theirs = median(run["seconds"] for _, run in runs)
        totals["ours"] += ours
        totals["pdfplumber"] += theirs
        peak = max(run["peak_mb"] for run, _ in runs)
        print(
            f"{path.name[:33]:34}{ours:>10.2f}{theirs:>15.2f}{theirs / ours:>7.1f}x"
            f"{runs[0][0]['found']:>11.0f}{peak:>14.0f}"
        )
    ratio = totals["pdfplumber"] / totals["ours"]
    print(f"{'together':34}{totals['ours']:>10.2f}{totals['pdfplumber']:>15.2f}{ratio:>7.1f}x")


if __name__ == "__main__":
    main()
