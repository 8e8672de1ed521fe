"""Searching one version of the bank's table: full text and vectors together, or neighbours of a question."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from study_pipeline.embeddings.fusion import fuse
from study_pipeline.embeddings.space import VectorSpace
from study_pipeline.embeddings.text import cut, searchable
from study_pipeline.resources.bank.schema import BankQuestion, from_table, present_columns
from study_pipeline.resources.bank.table import among, contains, equals, lacks_vector

if TYPE_CHECKING:
    from lancedb.query import LanceQueryBuilder, LanceVectorQueryBuilder
    from lancedb.table import Table

MAX_QUERY_CHARACTERS = 200  # a longer query is a text to embed; its n-grams would only slow full text down
MIN_CANDIDATES = 100
CANDIDATES_PER_RESULT = 5
ALL_PARTITIONS = 1_000_000  # of a vector index: see ``bank/table.py``
REFINE_FACTOR = 3  # so many times the candidates of a vector index are compared exactly


@dataclass(frozen=True, slots=True)
class BankHit:
    """A question that was found. ``score`` lies in 0..1 for a search; for neighbours it is the cosine."""

    question: BankQuestion
    score: float


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A row that was found. ``row`` is its place in the table's version; ``distance`` is the cosine's, or 0."""

    id: str
    text: str
    row: int
    distance: float


def hybrid(
    table: "Table", query: str, k: int, space: VectorSpace | None, vector: NDArray[np.float32] | None
) -> list[BankHit]:
    """The ``k`` best of full text and, where a vector is given, of the nearest vectors, best first."""
    if k < 1:
        return []
    limit = max(MIN_CANDIDATES, CANDIDATES_PER_RESULT * k)
    text = cut(searchable(query), MAX_QUERY_CHARACTERS)
    by_text = _full_text(table, text, limit)
    by_vector = [] if space is None or vector is None else _nearest(table, space, vector, limit)
    candidates = [*by_text, *by_vector]
    texts = {one.id: one.text for one in candidates}
    ranking = fuse(text, [one.id for one in by_text], [one.id for one in by_vector], texts)[:k]
    return _hits(table, ranking, candidates)


def neighbours(table: "Table", question: BankQuestion, k: int, space: VectorSpace) -> list[BankHit] | None:
    """The ``k`` questions nearest to ``question``, by cosine, without those that share its passage.

    None if the question has no vector in ``space``.
    """
    own = _own_vector(table, question.id, space)
    if own is None:
        return None
    if k < 1:
        return []
    others = f"NOT ({equals('id', question.id)})"
    if question.passage_key is not None:
        others += f" AND (passage_key IS NULL OR NOT ({equals('passage_key', question.passage_key)}))"
    nearest = _nearest(table, space, own, k, where=others)
    return _hits(table, [(one.id, 1 - one.distance) for one in nearest], nearest)


def read_questions(table: "Table", where: str | None, limit: int | None = None) -> list[BankQuestion]:
    """The questions that match, by material and position; with ``limit``, any so many of them."""
    rows = table.search().select(present_columns(table.schema.names))
    if where is not None:
        rows = rows.where(where)
    if limit is not None:
        rows = rows.limit(limit)
    return sorted(from_table(rows.to_arrow()), key=lambda row: (row.material, row.position))


def least_sure(
    table: "Table", below: float, limit: int, materials: Collection[str] | None
) -> list[BankQuestion]:
    """The questions with less confidence than ``below``, least sure first, then by material and position."""
    where = f"confidence < {below}"
    if materials is not None:
        where += f" AND {among('material', materials)}"
    found = table.search().where(where).select(["id", "material", "position", "confidence"]).to_arrow()
    order = [(name, "ascending") for name in ("confidence", "material", "position")]
    ids: list[str] = found.sort_by(order).column("id").to_pylist()[:limit]
    known = {row.id: row for row in read_questions(table, among("id", ids))}
    return [known[question_id] for question_id in ids]


def material_digests(table: "Table", space: VectorSpace) -> dict[str, str]:
    """A hash for each material over what the graph sees of its questions: see ``QuestionBank.digests``."""
    columns = ["material", "id", "number", "section", "text_hash", "passage_key"]
    rows = table.search().select(columns).to_arrow().to_pylist()
    waiting = table.search().where(lacks_vector(table, space)).select(["id"]).to_arrow()
    without_vector = set(waiting.column("id").to_pylist())
    seen: dict[str, list[str]] = {}
    for row in rows:
        line = [row[column] for column in columns] + [row["id"] not in without_vector]
        seen.setdefault(row["material"], []).append(json.dumps(line))
    return {
        material: hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
        for material, lines in seen.items()
    }


def _full_text(table: "Table", text: str, limit: int) -> list[_Candidate]:
    """Rows with the n-grams of ``text``, best first. Rows that the index lacks are found as well."""
    if not text:
        return []
    rows: LanceQueryBuilder
    if len(text) == 1:  # shorter than the index's shortest n-gram
        rows = table.search().where(contains("search_text", text)).select(["id", "search_text"])
    else:
        match = table.search(text, query_type="fts", fts_columns="search_text")
        rows = match.select(["id", "search_text", "_score"])
    return _candidates(rows.with_row_id(True).limit(limit))


def _nearest(
    table: "Table", space: VectorSpace, vector: NDArray[np.float32], limit: int, where: str | None = None
) -> list[_Candidate]:
    """Rows by cosine distance, nearest first.

    Exact in a bank without a vector index, and for rows that the index lacks; with it, candidates come from
    vectors of a byte a number and are ordered by the exact distance. Rows without a vector are not found.
    """
    if vector.shape != (space.dimensions,):
        raise ValueError(f"a vector of {space.model} has shape ({space.dimensions},), not {vector.shape}")
    if space.column not in table.schema.names:
        return []
    nearest = table.search(vector, vector_column_name=space.column, query_type="vector")
    search = (
        cast("LanceVectorQueryBuilder", nearest)
        .distance_type("cosine")
        .nprobes(ALL_PARTITIONS)
        .refine_factor(REFINE_FACTOR)
        .select(["id", "search_text", "_distance"])
        .with_row_id(True)
        .limit(limit)
    )
    if where is not None:
        search = search.where(where, prefilter=True)
    return _candidates(search)


def _candidates(search: "LanceQueryBuilder") -> list[_Candidate]:
    return [
        _Candidate(row["id"], row["search_text"], row["_rowid"], row.get("_distance", 0.0))
        for row in search.to_arrow().to_pylist()
    ]


def _own_vector(table: "Table", question_id: str, space: VectorSpace) -> NDArray[np.float32] | None:
    if space.column not in table.schema.names:
        return None
    rows = table.search().where(equals("id", question_id)).select([space.column]).to_arrow()
    values = rows.column(space.column).to_pylist()
    return np.array(values[0], dtype=np.float32) if values and values[0] is not None else None


def _hits(
    table: "Table", ranking: Sequence[tuple[str, float]], candidates: Sequence[_Candidate]
) -> list[BankHit]:
    """The questions of a ranking, taken by their place in the table: by id, the whole column would be read."""
    if not ranking:
        return []
    places = {one.id: one.row for one in candidates}
    taken = table.take_row_ids([places[question_id] for question_id, _ in ranking])
    found = {row.id: row for row in from_table(taken.select(present_columns(table.schema.names)).to_arrow())}
    return [BankHit(found[question_id], score) for question_id, score in ranking]
