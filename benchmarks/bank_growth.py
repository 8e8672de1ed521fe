"""What ingesting 50 PDFs costs when the bank already holds many questions, and how long a search takes.

    python benchmarks/bank_growth.py [SIZE ...]     (1000 10000 100000)

Fills a bank with made-up questions and vectors and takes 50 one-page papers through all stages, three times with
other papers. Prints CPU seconds of the cheapest time, beside those of the smallest bank; then the time of a search,
while the indexes lack what the papers brought, and how many of the ten nearest by meaning it finds. The graph is left
out. Indexing is not in it either, since these papers are too few to ask for it: ``indexing`` is their share of it.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.made_up import QUESTIONS_PER_PAPER, bank_question, unit_vectors, words, write_papers
from study_pipeline.ingest.batch import ingest
from study_pipeline.ingest.services import Services, open_services
from study_pipeline.materials.status import STAGES
from study_pipeline.resources.bank.table import MAX_UNINDEXED_SHARE, MIN_UNINDEXED_ROWS
from study_pipeline.resources.settings.settings import read_settings

PAPERS = 50
ROUNDS = 3
FILL_QUESTIONS = 5_000
SEARCHES = 60
NEAREST = 10


def main(sizes: list[int]) -> None:
    """Print a few lines for each size."""
    print(f"load of the machine before: {os.getloadavg()[0]:.2f}", flush=True)
    smallest: float | None = None
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            settings = read_settings({"STUDY_DATA": folder, "STUDY_SETTLE_SECONDS": "0"})
            with open_services(settings) as services:
                fill(services, size)
                rounds = [ingest_papers(services, Path(folder), topic=f"bank {n}") for n in range(ROUNDS)]
                median, p95 = search_milliseconds(services)
                recall = recall_of_nearest(services)
                indexing = indexing_seconds(services)
        stages = min(rounds, key=lambda seconds: sum(seconds.values()))
        total = sum(stages.values())
        smallest = smallest or total
        parts = ", ".join(f"{stage} {seconds:.2f}" for stage, seconds in stages.items())
        print(f"{size:,} questions")
        print(f"  50 PDFs    {total:.2f} CPU-s, {total / smallest:.2f} x the smallest bank ({parts})")
        print(f"  indexing   {indexing:.2f} CPU-s of each 50 PDFs")
        print(f"  search     median {median:.0f} ms, p95 {p95:.0f} ms")
        print(f"  recall@10  {recall:.3f}", flush=True)


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
        services.bank.search(query, NEAREST, space=space, vector=vectors[number])
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def recall_of_nearest(services: Services) -> float:
    """Of the ten questions nearest to a vector, the share that a search by meaning alone finds."""
    space = services.embedder.space
    stored = services.bank.vectors(space)
    found = 0
    for vector in unit_vectors(SEARCHES, space.dimensions)[:, ::-1]:  # other directions than the stored ones
        nearest = {stored.ids[row] for row in np.argsort(-(stored.matrix @ vector))[:NEAREST]}
        hits = services.bank.search("", NEAREST, space=space, vector=np.ascontiguousarray(vector))
        found += len(nearest & {hit.question.id for hit in hits})
    return found / (SEARCHES * NEAREST)


def indexing_seconds(services: Services) -> float:
    """CPU seconds of indexing, times the share of its rows that 50 PDFs are where it is done of itself."""
    rows = max(MIN_UNINDEXED_ROWS, MAX_UNINDEXED_SHARE * services.bank.count())
    started = time.process_time()
    services.bank.optimize()
    return (time.process_time() - started) * PAPERS * QUESTIONS_PER_PAPER / rows


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1_000, 10_000, 100_000])
