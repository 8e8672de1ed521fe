"""One row of the question bank: a question, its place in a material, and how both are written in Arrow."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from study_pipeline.embeddings.text import LONE_SURROGATE, embedding_text, search_text, text_hash
from study_pipeline.materials.pages.page import Box, Figure
from study_pipeline.questions.model import Answer, Option, Passage, Question
from study_pipeline.resources.bank.regions import regions_json, with_regions

_PRIMARY_KEY = {b"lance-schema:unenforced-primary-key": b"true"}
_BOX = pa.list_(pa.float64(), 4)
_REGION = [("page", pa.int32()), ("bbox", _BOX)]

ID_FIELD = pa.field("id", pa.string(), nullable=False, metadata=_PRIMARY_KEY)
SCHEMA = pa.schema(
    [
        ID_FIELD,
        pa.field("material", pa.string(), nullable=False),
        pa.field("position", pa.int32(), nullable=False),
        pa.field("number", pa.string(), nullable=False),
        pa.field("section", pa.string()),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("page", pa.int32(), nullable=False),
        pa.field("bbox", _BOX, nullable=False),
        pa.field("stem", pa.string(), nullable=False),
        pa.field("passage_numbers", pa.string()),
        pa.field("passage_text", pa.string()),
        pa.field("passage_page", pa.int32()),
        pa.field("passage_bbox", _BOX),
        pa.field("passage_key", pa.string()),
        pa.field("options", pa.list_(pa.struct([("label", pa.string()), ("text", pa.string()), *_REGION]))),
        pa.field("answer", pa.string()),
        pa.field("explanation", pa.string()),
        pa.field("figures", pa.list_(pa.struct(_REGION))),
        pa.field("confidence", pa.float64(), nullable=False),
        pa.field("flags", pa.list_(pa.string())),
        pa.field("text_hash", pa.string(), nullable=False),
        pa.field("search_text", pa.string(), nullable=False),
        pa.field("regions", pa.string()),  # a bank from before has no such column until it is written to
    ]
)
"""The columns of every row. One vector column for each embedding space is added when it is first needed."""

COLUMNS = tuple(SCHEMA.names)


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """A question of the bank. ``position`` is its order within the material, from 0."""

    id: str
    material: str
    position: int
    question: Question

    @property
    def passage_key(self) -> str | None:
        """Equal for the questions that share a passage within one material; None without a passage."""
        passage = self.question.passage
        if passage is None:
            return None
        shared = json.dumps([self.material, passage.numbers, passage.text])
        return hashlib.sha256(shared.encode()).hexdigest()[:32]

    @property
    def text_hash(self) -> str:
        """Hash of the uncut embedding text: while it stays equal, the vectors of every model stay valid."""
        return text_hash(self.embedding_text(None))

    @property
    def search_text(self) -> str:
        """What full-text search reads."""
        return search_text(*self._texts())

    def embedding_text(self, max_characters: int | None) -> str:
        """What is embedded, cut at the embedder's limit."""
        return embedding_text(*self._texts(), max_characters=max_characters)

    def _texts(self) -> tuple[str, list[str], str | None]:
        question = self.question
        passage = question.passage.text if question.passage else None
        return question.stem, [option.text for option in question.options], passage


def to_table(questions: Iterable[BankQuestion]) -> pa.Table:
    """Write questions as Arrow rows of ``SCHEMA``."""
    return pa.Table.from_pylist([_row(question) for question in questions], schema=SCHEMA)


def from_table(table: pa.Table) -> list[BankQuestion]:
    """Read the questions of Arrow rows; columns beyond ``SCHEMA`` are left aside."""
    return [_question(row) for row in table.select(present_columns(table.column_names)).to_pylist()]


def present_columns(names: Collection[str]) -> list[str]:
    """Those of ``COLUMNS`` that a bank has, whose columns are ``names``: an older one may lack the newest."""
    return [name for name in COLUMNS if name in names]


def answer_json(answer: Answer | None) -> str | None:
    """Write an answer as JSON, a string or a list of strings; None stays None."""
    return None if answer is None else json.dumps(_storable_parts(answer), ensure_ascii=False)


def read_answer(answer: str | None) -> Answer | None:
    """Read what ``answer_json`` wrote."""
    return None if answer is None else json.loads(answer)


def _row(row: BankQuestion) -> Mapping[str, object]:
    question, passage = row.question, row.question.passage
    columns = {
        "id": row.id,
        "material": row.material,
        "position": row.position,
        "number": question.number,
        "section": question.section,
        "kind": question.kind,
        "page": question.page,
        "bbox": list(question.box),
        "stem": question.stem,
        "passage_numbers": passage.numbers if passage else None,
        "passage_text": passage.text if passage else None,
        "passage_page": passage.page if passage else None,
        "passage_bbox": list(passage.box) if passage else None,
        "passage_key": row.passage_key,
        "options": [
            {"label": option.label, "text": option.text, "page": option.page, "bbox": list(option.box)}
            for option in question.options
        ],
        "answer": answer_json(question.answer),
        "explanation": question.explanation,
        "figures": [{"page": figure.page, "bbox": list(figure.box)} for figure in question.figures],
        "confidence": question.confidence,
        "flags": list(question.flags),
        "text_hash": row.text_hash,
        "search_text": row.search_text,
        "regions": regions_json(question),
    }
    return {name: _storable_parts(value) for name, value in columns.items()}


def storable(text: str) -> str:
    """Replace lone surrogates, which a PDF may hold and UTF-8 cannot."""
    return LONE_SURROGATE.sub("\ufffd", text)


def _storable_parts(value: object) -> object:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {name: _storable_parts(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_storable_parts(part) for part in value]
    return value


def _question(row: Mapping[str, Any]) -> BankQuestion:
    passage = None
    if row["passage_numbers"] is not None:
        passage = Passage(
            row["passage_numbers"], row["passage_text"], row["passage_page"], Box(*row["passage_bbox"])
        )
    question = Question(
        number=row["number"],
        section=row["section"],
        kind=row["kind"],
        page=row["page"],
        box=Box(*row["bbox"]),
        stem=row["stem"],
        options=tuple(
            Option(option["label"], option["text"], option["page"], Box(*option["bbox"]))
            for option in row["options"]
        ),
        passage=passage,
        answer=read_answer(row["answer"]),
        explanation=row["explanation"],
        figures=tuple(Figure(figure["page"], Box(*figure["bbox"])) for figure in row["figures"]),
        confidence=row["confidence"],
        flags=tuple(row["flags"]),
    )
    return BankQuestion(
        row["id"], row["material"], row["position"], with_regions(question, row.get("regions"))
    )
