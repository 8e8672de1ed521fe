"""The knowledge graph as Arrow tables: what readers see (nodes, edges), and what the next update needs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from study_pipeline.knowledge_graph.facts import MaterialFacts, Mention, QuestionFacts
from study_pipeline.knowledge_graph.graph import KnowledgeGraph
from study_pipeline.knowledge_graph.similarity import KEPT_NEIGHBOURS, NO_ONE, Neighbours
from study_pipeline.language import translate

_TEXT = pa.string()
_PLACES = pa.list_(pa.int32(), KEPT_NEIGHBOURS)


def _required(name: str, kind: pa.DataType) -> pa.Field:
    return pa.field(name, kind, nullable=False)


SCHEMAS: Mapping[str, pa.Schema] = {
    "nodes": pa.schema(
        [
            _required("id", _TEXT),
            _required("kind", _TEXT),
            _required("label", _TEXT),
            pa.field("language", _TEXT),
            pa.field("question_count", pa.int64()),
            pa.field("number", _TEXT),
            pa.field("section", _TEXT),
            pa.field("aliases", pa.list_(_TEXT)),
        ]
    ),
    "edges": pa.schema(
        [
            _required("source", _TEXT),
            _required("target", _TEXT),
            _required("kind", _TEXT),
            _required("weight", pa.float64()),
            _required("evidence", _TEXT),
        ]
    ),
    "materials": pa.schema(
        [
            _required("id", _TEXT),
            _required("title", _TEXT),
            _required("fingerprint", _TEXT),
            _required("rules", _TEXT),
        ]
    ),
    "questions": pa.schema(
        [
            _required("id", _TEXT),
            _required("material", _TEXT),
            _required("number", _TEXT),
            pa.field("section", _TEXT),
            _required("label", _TEXT),
            pa.field("language", _TEXT),
            pa.field("passage", _TEXT),
        ]
    ),
    "mentions": pa.schema(
        [
            _required("question", _TEXT),
            _required("concept", _TEXT),
            _required("surface", _TEXT),
            _required("language", _TEXT),
            _required("place", _TEXT),
            pa.field("option", pa.int32()),
            pa.field("alias", _TEXT),
            _required("is_weak", pa.bool_()),
        ]
    ),
    # ``rows`` count this table's own rows from 0; -1 fills short lists.
    "neighbours": pa.schema(
        [
            _required("question", _TEXT),
            _required("complete", pa.bool_()),
            _required("rows", _PLACES),
            _required("dots", _PLACES),
        ]
    ),
}


def tables_from_graph(graph: KnowledgeGraph) -> dict[str, pa.Table]:
    """One table for each of ``SCHEMAS``; questions keep the order of their mentions."""
    questions = graph.questions.values()
    columns = {
        "nodes": _columns(graph.nodes, SCHEMAS["nodes"]),
        "edges": _columns(graph.edges, SCHEMAS["edges"]),
        "materials": _columns(graph.materials.values(), SCHEMAS["materials"]),
        "questions": _columns(questions, SCHEMAS["questions"]),
        "mentions": {
            "question": [question.id for question in questions for _ in question.mentions],
            **_columns(
                [mention for question in questions for mention in question.mentions],
                pa.schema(list(SCHEMAS["mentions"])[1:]),
            ),
        },
        "neighbours": {
            "question": list(graph.neighbours.ids),
            "complete": graph.neighbours.complete,
            "rows": _lists(graph.neighbours.rows),
            "dots": _lists(graph.neighbours.dots),
        },
    }
    return {name: pa.table(columns[name], schema=schema) for name, schema in SCHEMAS.items()}


def graph_from_tables(tables: Mapping[str, pa.Table], *, model: str | None) -> KnowledgeGraph:
    """Read back what ``tables_from_graph`` wrote; nodes and edges follow from the rest.

    Raises:
        ValueError: The tables do not belong together.
    """
    mentions: defaultdict[str, list[Mention]] = defaultdict(list)
    for row in tables["mentions"].to_pylist():
        mentions[row.pop("question")].append(Mention(**row))
    questions = {
        row["id"]: QuestionFacts(**row, mentions=tuple(mentions.pop(row["id"], ())))
        for row in tables["questions"].to_pylist()
    }
    materials = {row["id"]: MaterialFacts(**row) for row in tables["materials"].to_pylist()}
    neighbours = _neighbours(tables["neighbours"])
    if (
        mentions
        or not questions.keys() >= set(neighbours.ids)
        or not materials.keys() >= {question.material for question in questions.values()}
    ):
        raise ValueError(translate("its tables do not belong together"))
    return KnowledgeGraph(model=model, materials=materials, questions=questions, neighbours=neighbours)


def _columns(records: Iterable[object], schema: pa.Schema) -> dict[str, list[object]]:
    return {name: [getattr(record, name) for record in records] for name in schema.names}


def _lists(matrix: NDArray[np.int32]) -> pa.Array:
    return pa.FixedSizeListArray.from_arrays(pa.array(matrix.ravel(), type=pa.int32()), KEPT_NEIGHBOURS)


def _matrix(column: pa.ChunkedArray) -> NDArray[np.int32]:
    flat = column.combine_chunks().flatten().to_numpy(zero_copy_only=False).astype(np.int32)
    matrix: NDArray[np.int32] = flat.reshape(len(column), KEPT_NEIGHBOURS)
    return matrix


def _neighbours(table: pa.Table) -> Neighbours:
    ids = tuple(table.column("question").to_pylist())
    rows = _matrix(table.column("rows"))
    if list(ids) != sorted(set(ids)) or ((rows < NO_ONE) | (rows >= len(ids))).any():
        raise ValueError(translate("its neighbour lists are inconsistent"))
    complete = table.column("complete").to_numpy(zero_copy_only=False).astype(np.bool_)
    return Neighbours(ids, rows, _matrix(table.column("dots")), complete)
