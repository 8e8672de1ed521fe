"""What ingesting 50 PDFs costs when the bank already holds many questions.

    python benchmarks/bank_growth.py [SIZE ...]     (1000 10000 100000)

Fills a bank with made-up questions and vectors, takes 50 one-page papers through all stages, and prints CPU
seconds for each stage and the time of a search, beside those of the smallest bank. The graph is left out.
"""

import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from made_up import bank_question, unit_vectors, words, write_papers

from study_pipeline.ingest.batch import ingest
from study_pipeline.ingest.services import Services, open_services
from study_pipeline.materials.status import STAGES
from study_pipeline.resources.settings import read_settings

PAPERS = 50
FILL_QUESTIONS = 5_000
SEARCHES = 60


def main(sizes: list[int]) -> None:
    """Print one line for each size."""
    print(f"{'questions':>10}{'CPU-s of 50 PDFs':>18}{'x smallest':>12}   stages   search ms: median, p95")
    smallest: float | None = None
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            settings = read_settings({"STUDY_DATA": folder, "STUDY_SETTLE_SECONDS": "0"})
            with open_services(settings) as services:
                fill(services, size)
                stages = ingest_papers(services, Path(folder), topic=f"bank of {size}")
                median, p95 = search_milliseconds(services)
        total = sum(stages.values())
        smallest = smallest or total
        parts = ", ".join(f"{stage} {seconds:.2f}" for stage, seconds in stages.items())
        print(
            f"{size:>10,}{total:>18.2f}{total / smallest:>12.2f}   {parts}   {median:.0f}, {p95:.0f}",
            flush=True,
        )


def fill(services: Services, size: int) -> None:
    """Write made-up questions with vectors in the embedder's own space, and index them."""
    space = services.embedder.space
    rng, vocabulary = random.Random(7), words(1)
    vectors = unit_vectors(size, space.dimensions)
    for start in range(0, size, FILL_QUESTIONS):
        rows = [bank_question(n, vocabulary, rng) for n in range(start, min(start + FILL_QUESTIONS, size))]
        services.bank.replace({row.material for row in rows}, rows)
        services.bank.put_vectors(space, rows, vectors[start : start + len(rows)])
    services.bank.optimize()


def ingest_papers(services: Services, folder: Path, *, topic: str) -> dict[str, float]:
    """CPU seconds of this process for each stage; the PDF workers' own are not in it (they do not see the bank)."""
    services.embedder.embed(["the model is loaded before the clock starts"])
    write_papers(folder / "uploads", PAPERS, topic=topic)
    services.intake.take_news()
    (batch,) = services.catalog.make_batches(size=PAPERS)
    seconds: dict[str, float] = {}
    for stage in STAGES:
        started = time.process_time()
        for outcome in ingest(services, batch.material_ids, [stage], run_id="benchmark"):
            assert outcome.sentence is None, outcome.sentence
        seconds[stage] = time.process_time() - started
    return seconds


def search_milliseconds(services: Services) -> tuple[float, float]:
    """Median and 95th percentile of a hybrid search, the embedding of the query not counted."""
    vocabulary, space = words(1), services.embedder.space
    vectors = services.embedder.embed(vocabulary[:SEARCHES])
    times = []
    for number in range(SEARCHES):
        query = f"{vocabulary[number]} {vocabulary[number + 1]}은"
        started = time.perf_counter()
        services.bank.search(query, 10, space=space, vector=vectors[number])
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1_000, 10_000, 100_000])
