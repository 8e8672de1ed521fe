"""Made-up material for benchmarks: questions for the bank, one-page papers for the upload folder."""

import random
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from reportlab.pdfgen.canvas import Canvas

from study_pipeline.materials.pages.page import Box
from study_pipeline.questions.model import Option, Question
from study_pipeline.resources.bank.schema import BankQuestion

QUESTIONS_PER_MATERIAL = 40
QUESTIONS_PER_PAPER = 3
BOX = Box(0, 0, 100, 100)


def words(seed: int) -> list[str]:
    """8,000 words of Hangul syllables."""
    rng = random.Random(seed)
    syllables = [chr(rng.randrange(0xAC00, 0xD7A4)) for _ in range(800)]
    return ["".join(rng.choices(syllables, k=rng.randint(2, 5))) for _ in range(8_000)]


def bank_question(number: int, vocabulary: list[str], rng: random.Random) -> BankQuestion:
    """The question of this number; 40 of them make a material."""

    def text(length: int) -> str:
        return " ".join(rng.choices(vocabulary, k=length))

    options = tuple(Option(label, text(6), 1, BOX) for label in "①②③④⑤")
    question = Question(str(number % 40 + 1), None, "multiple_choice", 1, BOX, text(25), options)
    material, position = divmod(number, QUESTIONS_PER_MATERIAL)
    return BankQuestion(f"q{number}", f"m{material}", position, question)


def unit_vectors(count: int, dimensions: int) -> NDArray[np.float32]:
    """Random directions, float32, shape (count, dimensions)."""
    vectors = np.random.default_rng(7).standard_normal((count, dimensions)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def write_papers(folder: Path, count: int, *, topic: str) -> list[Path]:
    """One-page papers of three questions, each with other bytes and other texts."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number in range(count):
        path = folder / f"{topic}-{number:05}.pdf"
        canvas = Canvas(str(path), invariant=True)
        top = 780
        for question in range(1, QUESTIONS_PER_PAPER + 1):
            canvas.drawString(
                72, top, f"{question}. What does rule {number} of {topic} say about case {question}?"
            )
            for letter in "ABCD":
                top -= 18
                canvas.drawString(
                    72, top, f"{letter}. It says {letter}{number} of {topic} in case {question}"
                )
            top -= 36
        canvas.save()
        files.append(path)
    return files
