"""What goes into the knowledge graph (materials, questions) and what comes out (nodes, edges)."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

NodeKind = Literal["material", "question", "concept"]
EdgeKind = Literal["contains", "tests", "similar"]
Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class GraphMaterial:
    """A material as the bank knows it now.

    ``fingerprint`` changes whenever anything changes that the graph takes from this material: its title, a
    question's text, number, section or passage, or the model that embedded it.
    """

    id: str
    title: str
    fingerprint: str


@dataclass(frozen=True, slots=True, eq=False)
class GraphQuestion:
    """A current question. ``vector`` is None until the question is embedded: no similar edges yet."""

    id: str
    material: str
    number: str
    section: str | None
    stem: str
    options: tuple[str, ...] = ()
    passage_key: str | None = None
    passage_text: str | None = None
    vector: Vector | None = None


@dataclass(frozen=True, slots=True, eq=False)
class VectorTable:
    """Vectors of questions: float32, shape (n_questions, dim), rows in the order of ``ids``."""

    ids: tuple[str, ...]
    matrix: NDArray[np.float32]

    @staticmethod
    def empty() -> "VectorTable":
        """Give a table without questions."""
        return VectorTable((), np.zeros((0, 0), dtype=np.float32))


@dataclass(frozen=True, slots=True)
class Node:
    """``id`` carries its kind ("concept:정규화").

    ``language`` is the language of the label (None where no rule could tell); ``question_count`` says how
    many questions a material contains or a concept is tested by, and is None for a question.
    """

    id: str
    kind: NodeKind
    label: str
    language: str | None
    question_count: int | None = None
    number: str | None = None
    section: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation and what proves it.

    material contains question (weight 1); question tests concept (weight by place: stem, option, passage);
    question similar question (weight is the cosine; undirected, stored once with source < target).
    """

    source: str
    target: str
    kind: EdgeKind
    weight: float
    evidence: str


def material_node_id(material: str) -> str:
    """Give the node id of a material."""
    return f"material:{material}"


def question_node_id(question: str) -> str:
    """Give the node id of a question."""
    return f"question:{question}"


def concept_node_id(concept: str) -> str:
    """Give the node id of a concept."""
    return f"concept:{concept}"
