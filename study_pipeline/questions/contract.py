"""The JSON that `study-pipeline extract --json` prints: the contract with whoever reads our questions."""

from typing import NotRequired, TypedDict

from study_pipeline.materials.page import Box
from study_pipeline.questions.model import Answer, Extraction, Question


class SourceJson(TypedDict):
    """Which PDF it was. ``seconds`` is the wall time of the extraction."""

    file: str
    sha256: str
    pages: int
    kind: str
    seconds: float


class OptionJson(TypedDict):
    """One choice, label as printed."""

    label: str
    text: str
    page: NotRequired[int]
    bbox: NotRequired[list[float]]


class PassageJson(TypedDict):
    """The shared text; ``numbers`` is the range of questions it belongs to."""

    numbers: str
    text: str


class FigureJson(TypedDict):
    """An image region in PDF points, origin top left."""

    page: int
    bbox: list[float]


class QuestionJson(TypedDict):
    """One question."""

    id: str
    number: str
    section: str | None
    kind: str
    page: int
    bbox: list[float]
    stem: str
    passage: PassageJson | None
    options: list[OptionJson]
    answer: Answer | None
    explanation: str | None
    figures: list[FigureJson]
    confidence: float
    flags: list[str]


class AnswerJson(TypedDict):
    """One entry of an answer key."""

    section: str | None
    number: str
    answer: Answer


class ExtractionJson(TypedDict):
    """Everything that one PDF gave."""

    source: SourceJson
    questions: list[QuestionJson]
    answers: list[AnswerJson]
    flags: list[str]


def extraction_json(
    extraction: Extraction, ids: list[str], *, file: str, sha256: str, seconds: float
) -> ExtractionJson:
    """Write an extraction in the contract's form; ``ids`` in the order of its questions."""
    return {
        "source": {
            "file": file,
            "sha256": sha256,
            "pages": extraction.pages,
            "kind": extraction.kind,
            "seconds": round(seconds, 2),
        },
        "questions": [
            question_json(question, question_id)
            for question, question_id in zip(extraction.questions, ids, strict=True)
        ],
        "answers": [
            {"section": entry.section, "number": entry.number, "answer": entry.answer}
            for entry in extraction.answers
        ],
        "flags": list(extraction.flags),
    }


def question_json(question: Question, question_id: str) -> QuestionJson:
    """Write one question in the contract's form."""
    return {
        "id": question_id,
        "number": question.number,
        "section": question.section,
        "kind": question.kind,
        "page": question.page,
        "bbox": box_json(question.box),
        "stem": question.stem,
        "passage": (
            {"numbers": question.passage.numbers, "text": question.passage.text} if question.passage else None
        ),
        "options": [
            {"label": option.label, "text": option.text, "page": option.page, "bbox": box_json(option.box)}
            for option in question.options
        ],
        "answer": question.answer,
        "explanation": question.explanation,
        "figures": [{"page": figure.page, "bbox": box_json(figure.box)} for figure in question.figures],
        "confidence": round(question.confidence, 2),
        "flags": list(question.flags),
    }


def box_json(box: Box) -> list[float]:
    """A box as [x0, top, x1, bottom], to a tenth of a point."""
    return [round(edge, 1) for edge in box]
