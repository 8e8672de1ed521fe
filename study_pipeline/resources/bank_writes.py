"""What the question bank checks and prepares before it commits."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from study_pipeline.language import translate
from study_pipeline.resources.bank_schema import BankQuestion
from study_pipeline.resources.bank_table import among, vector_columns
from study_pipeline.resources.errors import PermanentError

if TYPE_CHECKING:
    from lancedb.table import Table


class DuplicateQuestionId(PermanentError, ValueError):
    """Two questions would have one id. Nothing was written."""


def check_ids(materials: Collection[str], questions: Sequence[BankQuestion]) -> None:
    """Refuse ids that come twice, which LanceDB would insert twice despite the primary key."""
    twice = [question_id for question_id, times in Counter(q.id for q in questions).items() if times > 1]
    if twice:
        raise DuplicateQuestionId(
            translate(
                "Question id {id!r} comes more than once ({count} such ids): nothing was written."
            ).format(id=twice[0], count=len(twice))
        )
    strangers = {question.material for question in questions}.difference(materials)
    if strangers:
        raise ValueError(f"questions of materials that are not being replaced: {sorted(strangers)[:5]}")


def check_owners(table: "Table", materials: Collection[str], questions: Sequence[BankQuestion]) -> None:
    """Refuse ids that are another material's, whose question a merge would overwrite."""
    owned = f"{among('id', [question.id for question in questions])} AND NOT ({among('material', materials)})"
    rows = table.search().where(owned).select(["id", "material"]).limit(1).to_list()
    if rows:
        raise DuplicateQuestionId(
            translate("Question id {id!r} belongs to material {material!r}: nothing was written.").format(
                id=rows[0]["id"], material=rows[0]["material"]
            )
        )


def carry_vectors(table: "Table", materials: Collection[str], source: pa.Table) -> tuple[pa.Table, int]:
    """Add to ``source`` the vectors that its materials have for the same texts; and say how many.

    Replacing whole rows in the one commit of the questions keeps vectors valid at every version: a changed
    text never stands beside the vector of the old one, and an unchanged one never loses its own.
    """
    kept = 0
    for column in vector_columns(table):
        present = table.search().where(f"{among('material', materials)} AND {column} IS NOT NULL")
        old = present.select(["text_hash", column]).to_arrow().combine_chunks()
        row_of = {text_hash: row for row, text_hash in enumerate(old.column("text_hash").to_pylist())}
        rows = [row_of.get(text_hash) for text_hash in source.column("text_hash").to_pylist()]
        kept += sum(row is not None for row in rows)
        vectors = old.column(column).take(pa.array(rows, type=pa.int64()))
        source = source.append_column(table.schema.field(column), vectors)
    return source, kept


def update_columns(table: "Table", source: pa.Table, condition: str | None) -> int:
    """Write the columns of ``source`` into the rows with its ids, in one commit, and count those rows.

    Columns that ``source`` lacks stay as they are. ``condition`` names ``source.`` and ``target.`` columns.
    """
    merge = table.merge_insert("id").when_matched_update_all(where=condition).use_index(False)
    written: int = merge.execute(source).num_updated_rows
    return written
