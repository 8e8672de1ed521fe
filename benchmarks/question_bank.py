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

import numpy as np

from study_pipeline.embeddings.space import VectorSpace
from study_pipeline.materials.page import Box
from study_pipeline.questions.model import Option, Question
from study_pipeline.resources.bank_schema import BankQuestion
from study_pipeline.resources.question_bank import QuestionBank

BATCH_QUESTIONS = 1_000
QUESTIONS_PER_MATERIAL = 40
SPACE = VectorSpace("made-up@1", 512)
BOX = Box(0, 0, 100, 100)


def main(questions: int) -> None:
    rng, words = random.Random(7), _words(random.Random(1))
    vectors = np.random.default_rng(7).standard_normal((questions, SPACE.dimensions)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = [_question(number, words, rng) for number in range(questions)]
    with tempfile.TemporaryDirectory() as folder:
        bank = QuestionBank(folder)
        bank.count()  # loads LanceDB
        replacing: list[float] = []
        embedding: list[float] = []
        for start in range(0, questions, BATCH_QUESTIONS):
            batch = rows[start : start + BATCH_QUESTIONS]
            materials = {row.material for row in batch}
            replacing.append(_seconds(lambda m=materials, b=batch: bank.replace(m, b)))
            matrix = vectors[start : start + BATCH_QUESTIONS]
            embedding.append(_seconds(lambda b=batch, m=matrix: bank.put_vectors(SPACE, b, m)))
        print(f"{questions:,} questions, batches of {BATCH_QUESTIONS:,}, {SPACE.dimensions} dimensions")
        print(f"replace, a batch      {_summary(replacing)}")
        print(f"put_vectors, a batch  {_summary(embedding)}")
        batch = rows[:BATCH_QUESTIONS]
        again = _seconds(lambda: bank.replace({row.material for row in batch}, batch))
        print(f"replace, a batch that is there  {again:.3f} s")
        _search(bank, words, vectors, "search before optimize")
        print(f"optimize              {_seconds(bank.optimize):.3f} s")
        _search(bank, words, vectors, "search after optimize")
        similar = [_seconds(lambda: bank.similar("q7", 10, SPACE)) for _ in range(9)]
        print(f"similar               {_summary(similar)}")
        print(f"digests               {_seconds(lambda: bank.digests(SPACE)):.3f} s")
        print(f"to_pandas             {_seconds(bank.to_pandas):.3f} s")


def _search(bank: QuestionBank, words: list[str], vectors: np.ndarray, name: str) -> None:
    bank.search(words[0], 10, space=SPACE, vector=vectors[0])
    times = [
        _seconds(lambda n=n: bank.search(f"{words[n]} {words[n + 1]}은", 10, space=SPACE, vector=vectors[n]))
        for n in range(15)
    ]
    print(f"{name:22}{_summary(times)}")


def _words(rng: random.Random) -> list[str]:
    syllables = [chr(rng.randrange(0xAC00, 0xD7A4)) for _ in range(800)]
    return ["".join(rng.choices(syllables, k=rng.randint(2, 5))) for _ in range(8_000)]


def _question(number: int, words: list[str], rng: random.Random) -> BankQuestion:
    def text(length: int) -> str:
        return " ".join(rng.choices(words, k=length))

    options = tuple(Option(label, text(6), 1, BOX) for label in "①②③④⑤")
    stem = Question(str(number % 40 + 1), None, "multiple_choice", 1, BOX, text(25), options)
    return BankQuestion(
        f"q{number}", f"m{number // QUESTIONS_PER_MATERIAL}", number % QUESTIONS_PER_MATERIAL, stem
    )


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _summary(seconds: list[float]) -> str:
    return f"median {statistics.median(seconds):.3f} s, longest {max(seconds):.3f} s"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
