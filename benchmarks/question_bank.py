"""How long the question bank takes, on made-up questions in a folder that is thrown away.

    python benchmarks/question_bank.py [QUESTIONS]

Prints seconds for writing in batches, for indexing, and for searching before and after it.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial

import numpy as np

from benchmarks.made_up import bank_question, unit_vectors, words
from study_pipeline.embeddings.space import VectorSpace
from study_pipeline.resources.bank.question_bank import QuestionBank

BATCH_QUESTIONS = 1_000
SPACE = VectorSpace("made-up@1", 512)


def main(questions: int) -> None:
    rng, vocabulary = random.Random(7), words(1)
    vectors = unit_vectors(questions, SPACE.dimensions)
    rows = [bank_question(number, vocabulary, rng) for number in range(questions)]
    with tempfile.TemporaryDirectory() as folder:
        bank = QuestionBank(folder)
        bank.count()  # loads LanceDB
        replacing: list[float] = []
        embedding: list[float] = []
        for start in range(0, questions, BATCH_QUESTIONS):
            batch = rows[start : start + BATCH_QUESTIONS]
            materials = {row.material for row in batch}
            replacing.append(_seconds(partial(bank.replace, materials, batch)))
            matrix = vectors[start : start + BATCH_QUESTIONS]
            embedding.append(_seconds(partial(bank.put_vectors, SPACE, batch, matrix)))
        print(f"{questions:,} questions, batches of {BATCH_QUESTIONS:,}, {SPACE.dimensions} dimensions")
        print(f"replace, a batch      {_summary(replacing)}")
        print(f"put_vectors, a batch  {_summary(embedding)}")
        batch = rows[:BATCH_QUESTIONS]
        again = _seconds(lambda: bank.replace({row.material for row in batch}, batch))
        print(f"replace, a batch that is there  {again:.3f} s")
        _search(bank, vocabulary, vectors, "search before optimize")
        print(f"optimize              {_seconds(bank.optimize):.3f} s")
        _search(bank, vocabulary, vectors, "search after optimize")
        similar = [_seconds(lambda: bank.similar("q7", 10, SPACE)) for _ in range(9)]
        print(f"similar               {_summary(similar)}")
        print(f"digests               {_seconds(lambda: bank.digests(SPACE)):.3f} s")
        print(f"to_pandas             {_seconds(bank.to_pandas):.3f} s")


def _search(bank: QuestionBank, vocabulary: list[str], vectors: np.ndarray, name: str) -> None:
    bank.search(vocabulary[0], 10, space=SPACE, vector=vectors[0])
    times = [
        _seconds(
            partial(
                bank.search,
                f"{vocabulary[n]} {vocabulary[n + 1]}은",
                10,
                space=SPACE,
                vector=vectors[n],
            )
        )
        for n in range(15)
    ]
    print(f"{name:22}{_summary(times)}")


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _summary(seconds: list[float]) -> str:
    return f"median {statistics.median(seconds):.3f} s, longest {max(seconds):.3f} s"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
