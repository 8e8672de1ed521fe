"""What OCR costs: CPU seconds for each page, tesseract's and ours apart, and the peak memory of the process.

    python benchmarks/ocr_cost.py [FILE.pdf ...]

Without a file it takes scans of our own samples. The first page also loads the models, and is not counted.
"""

import argparse
import resource
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2

from study_pipeline.resources.ocr.installation import missing_for_ocr
from study_pipeline.resources.ocr.page_recogniser import recogniser

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
LANGUAGES = ("kor", "eng")
SCAN_DOTS_PER_INCH = 150


def scans(folder: Path) -> Iterator[Path]:
    """The pages of the two sample papers as pictures, a PDF for each paper."""
    for paper in (SAMPLES / "고1_국어_통합사회_모의평가.pdf", SAMPLES / "earth_science_practice_test.pdf"):
        document = pypdfium2.PdfDocument(paper)
        first, *others = [
            page.render(scale=SCAN_DOTS_PER_INCH / 72, grayscale=True).to_pil() for page in document
        ]
        target = folder / paper.name
        first.save(target, "PDF", resolution=SCAN_DOTS_PER_INCH, save_all=True, append_images=others)
        yield target


def cpu_seconds() -> tuple[float, float]:
    """Of this process, and of those that it has waited for: tesseract."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime, children.ru_utime + children.ru_stime


def measure(paper: Path) -> list[tuple[float, float]]:
    """The cost of each page."""
    engine = recogniser(LANGUAGES)
    costs = []
    for number in range(1, len(pypdfium2.PdfDocument(paper)) + 1):
        before = cpu_seconds()
        engine.recognise(paper, number)
        own, tesseract = (after - earlier for after, earlier in zip(cpu_seconds(), before, strict=True))
        costs.append((own, tesseract))
    return costs


def main() -> None:
    parser = argparse.ArgumentParser(description="CPU seconds of OCR for each page.")
    parser.add_argument("files", nargs="*", type=Path)
    arguments = parser.parse_args()
    missing = missing_for_ocr(LANGUAGES)
    if missing:
        sys.exit(f"OCR is not installed (make ocr); missing: {', '.join(missing)}")
    with tempfile.TemporaryDirectory() as temporary:
        papers = arguments.files or list(scans(Path(temporary)))
        recogniser(LANGUAGES).recognise(papers[0], 1)
        for paper in papers:
            costs = measure(paper)
            whole = [own + tesseract for own, tesseract in costs]
            ours = sum(own for own, _ in costs) / sum(whole)
            print(
                f"{paper.name}: {len(costs)} pages, {sum(whole) / len(whole):.1f} CPU-s a page "
                f"({min(whole):.1f} to {max(whole):.1f}), {1 - ours:.0%} of it tesseract's"
            )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"peak memory {peak / 1000:.0f} MB")  # of Linux, which counts kilobytes


if __name__ == "__main__":
    main()
