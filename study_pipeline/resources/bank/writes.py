"""What the question bank checks and prepares before it commits."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from study_pipeline.embeddings.space import VectorSpace
from study_pipeline.language import translate
from study_pipeline.resources.bank.schema import BankQuestion
from study_pipeline.resources.bank.table import among, vector_columns
from study_pipeline.resources.errors import PermanentError

if TYPE_CHECKING:
    from lancedb.merge import LanceMergeInsertBuilder
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


def merge_of_materials(
    table: "Table", materials: Collection[str], source: pa.Table
) -> "LanceMergeInsertBuilder":
    """The one commit that makes ``source`` the rows of these materials.

    Looking for rows to delete makes LanceDB join with the whole table, so it is asked for only where a row
    will go: a new material, and one that keeps its questions, cost the same in a bank of any size.
    """
    merge = table.merge_insert("id").when_matched_update_all().when_not_matched_insert_all().use_index(False)
    standing = table.search().where(among("material", materials)).select(["id"]).to_arrow()
    gone = set(standing.column("id").to_pylist()).difference(source.column("id").to_pylist())
    return merge.when_not_matched_by_source_delete(among("material", materials)) if gone else merge


def put_vectors(
    table: "Table", space: VectorSpace, questions: Sequence[BankQuestion], matrix: NDArray[np.float32]
) -> int:
    """Write the rows of ``matrix`` into those of ``questions`` that still have their text, and count them.

    Whole rows are moved, in one commit: to write one column alone, LanceDB reads and rewrites that column of all
    rows beside them.
    """
    field = pa.field(space.column, pa.list_(pa.float32(), space.dimensions))
    if space.column not in table.schema.names:
        table.add_columns(field)
    row_of = {(question.id, question.text_hash): row for row, question in enumerate(questions)}
    standing = table.search().where(among("id", [question.id for question in questions])).to_arrow()
    keys = zip(standing.column("id").to_pylist(), standing.column("text_hash").to_pylist(), strict=True)
    row_in_matrix = [row_of.get(key) for key in keys]
    unchanged = standing.filter(pa.array([row is not None for row in row_in_matrix], type=pa.bool_()))
    if not len(unchanged):
        return 0
    picked = matrix[[row for row in row_in_matrix if row is not None]]
    flat = pa.array(np.ascontiguousarray(picked, dtype=np.float32).ravel())
    vectors = pa.FixedSizeListArray.from_arrays(flat, space.dimensions)
    source = unchanged.set_column(unchanged.schema.names.index(space.column), field, vectors)
    merge = table.merge_insert("id").when_matched_update_all().use_index(False)
    written: int = merge.execute(source, on_bad_vectors="null").num_updated_rows
    return written
