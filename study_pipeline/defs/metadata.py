"""What the UI shows of each materialisation. Numbers are numeric, so that Dagster plots them over time.

Question text goes into table cells, never into Markdown: a Markdown image would make the browser fetch it.
"""

import dagster as dg

from study_pipeline.ingest.outcome import Outcome
from study_pipeline.questions.flags import in_words
from study_pipeline.questions.model import Extraction
from study_pipeline.resources.bank.schema import BankQuestion

PREVIEW_ROWS = 10
PREVIEW_CHARACTERS = 120

Metadata = dict[str, dg.MetadataValue]


def metadata_of(outcome: Outcome, *, file: str) -> Metadata:
    """Write the facts of one stage of one material; ``file`` is its upload."""
    material = outcome.material
    match outcome.stage:
        case "materials":
            return {
                "file": dg.MetadataValue.text(file),
                "kind": dg.MetadataValue.text(material.kind or "unknown"),
                "pages": dg.MetadataValue.int(material.pages or 0),
                "size (bytes)": dg.MetadataValue.int(material.size_bytes),
                "seconds": dg.MetadataValue.float(round(outcome.seconds, 2)),
            }
        case "questions":
            found = len(outcome.rows)
            sure = sum(row.question.confidence for row in outcome.rows) / found if found else 0.0
            return {
                "file": dg.MetadataValue.text(file),
                "pages": dg.MetadataValue.int(material.pages or 0),
                "questions": dg.MetadataValue.int(found),
                "answers": dg.MetadataValue.int(material.answers or 0),
                "mean confidence": dg.MetadataValue.float(round(sure, 3)),
                **_of_extraction(outcome.extraction),
                "seconds": dg.MetadataValue.float(round(outcome.seconds, 2)),
                "first questions": _preview(outcome.rows[:PREVIEW_ROWS]),
            }
        case "embeddings":
            return {
                "file": dg.MetadataValue.text(file),
                "vectors": dg.MetadataValue.int(outcome.vectors),
                "new vectors": dg.MetadataValue.int(outcome.new_vectors),
            }


def _of_extraction(extraction: Extraction | None) -> Metadata:
    if extraction is None:
        return {}
    flags: Metadata = {"flags": dg.MetadataValue.text(", ".join(map(in_words, extraction.flags)))}
    if extraction.share_outside is None:
        return flags
    return flags | {"text outside questions": dg.MetadataValue.float(extraction.share_outside)}


def _preview(rows: tuple[BankQuestion, ...]) -> dg.TableMetadataValue:
    return dg.MetadataValue.table(
        records=[
            dg.TableRecord(
                {
                    "number": f"{row.question.section or ''} {row.question.number}".strip(),
                    "stem": row.question.stem[:PREVIEW_CHARACTERS],
                    "options": len(row.question.options),
                    "answer": _answer(row),
                    "page": row.question.page,
                }
            )
            for row in rows
        ],
        schema=dg.TableSchema(
            columns=[
                dg.TableColumn("number", "string"),
                dg.TableColumn("stem", "string"),
                dg.TableColumn("options", "int"),
                dg.TableColumn("answer", "string"),
                dg.TableColumn("page", "int"),
            ]
        ),
    )


def _answer(row: BankQuestion) -> str:
    answer = row.question.answer
    return ", ".join(answer) if isinstance(answer, list) else answer or ""
