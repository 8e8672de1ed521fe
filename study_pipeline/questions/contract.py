"""The JSON that `study-pipeline extract --json` prints: the contract with whoever reads our questions."""

from typing import NotRequired, TypedDict

from study_pipeline.materials.pages.page import Box, Figure, Table
from study_pipeline.questions.model import Answer, Extraction, Option, Passage, Question


class SourceJson(TypedDict):
    """Which PDF it was. ``seconds`` is the wall time of the extraction."""

    file: str
    sha256: str
    pages: int
    kind: str
    seconds: float


class FigureJson(TypedDict):
    """An image region in PDF points, origin top left."""

    page: int
    bbox: list[float]


class TableJson(TypedDict):
    """A ruled table, row by row; an empty cell, or one that another covers, is ''."""

    page: int
    bbox: list[float]
    rows: list[list[str]]


class OptionJson(TypedDict):
    """One choice, label as printed; ``figure`` where the choice is a picture."""

    label: str
    text: str
    page: NotRequired[int]
    bbox: NotRequired[list[float]]
    figure: NotRequired[FigureJson]


class PassageJson(TypedDict):
    """The shared text, and what stands in it; ``numbers`` is the range of questions it belongs to."""

    numbers: str
    text: str
    figures: list[FigureJson]
    tables: list[TableJson]


class QuestionJson(TypedDict):
    """One question. ``formulas`` are the regions of those that could not be read for sure."""

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
    tables: list[TableJson]
    formulas: list[FigureJson]
    confidence: float
    flags: list[str]


class AnswerJson(TypedDict):
    """One entry of an answer key."""

    section: str | None
    number: str
    answer: Answer


class ExtractionJson(TypedDict):
    """Everything that one PDF gave. ``share_outside`` of its text (0..1) ended in no question."""

    source: SourceJson
    questions: list[QuestionJson]
    answers: list[AnswerJson]
    flags: list[str]
    share_outside: float | None
    unreadable_pages: list[int]


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
        "share_outside": extraction.share_outside,
        "unreadable_pages": list(extraction.unreadable_pages),
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
        "passage": passage_json(question.passage) if question.passage else None,
        "options": [option_json(option) for option in question.options],
        "answer": question.answer,
        "explanation": question.explanation,
        "figures": [figure_json(figure) for figure in question.figures],
        "tables": [table_json(table) for table in question.tables],
        "formulas": [figure_json(formula) for formula in question.formulas],
        "confidence": round(question.confidence, 2),
        "flags": list(question.flags),
    }


def passage_json(passage: Passage) -> PassageJson:
    """Write a shared text in the contract's form."""
    return {
        "numbers": passage.numbers,
        "text": passage.text,
        "figures": [figure_json(figure) for figure in passage.figures],
        "tables": [table_json(table) for table in passage.tables],
    }


def option_json(option: Option) -> OptionJson:
    """Write one choice in the contract's form."""
    written: OptionJson = {
        "label": option.label,
        "text": option.text,
        "page": option.page,
        "bbox": box_json(option.box),
    }
    if option.figure is not None:
        written["figure"] = figure_json(option.figure)
    return written


def figure_json(figure: Figure) -> FigureJson:
    """Write a region in the contract's form."""
    return {"page": figure.page, "bbox": box_json(figure.box)}


def table_json(table: Table) -> TableJson:
    """Write a table in the contract's form."""
    return {"page": table.page, "bbox": box_json(table.box), "rows": [list(row) for row in table.rows]}


def box_json(box: Box) -> list[float]:
    """A box as [x0, top, x1, bottom], to a tenth of a point."""
    return [round(edge, 1) for edge in box]
