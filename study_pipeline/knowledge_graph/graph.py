"""The knowledge graph as a value, and its update from what changed only.

Kept is what each material and question said by itself, and the neighbour lists; nodes and edges follow from
that alone. An update therefore equals a full rebuild, whatever the history was.
"""

import hashlib
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from study_pipeline.knowledge_graph.concepts import CONCEPT_RULES, mentions_of
from study_pipeline.knowledge_graph.facts import MaterialFacts, QuestionFacts
from study_pipeline.knowledge_graph.language import language_of
from study_pipeline.knowledge_graph.publishing import published_edges, published_nodes
from study_pipeline.knowledge_graph.records import Edge, GraphMaterial, GraphQuestion, Node, VectorTable
from study_pipeline.knowledge_graph.similarity import Neighbours, has_direction, update_neighbours
from study_pipeline.materials.formulas.text import on_one_line

MAX_LABEL_CHARACTERS = 80


@dataclass(frozen=True, eq=False)
class KnowledgeGraph:
    """Materials, questions, concepts and their relations. Never changed in place: `update` returns a new one.

    ``model`` names the embedding model (with its version and dimensions) of all similar edges.
    ``version`` is the stored version this value was loaded from or saved as, 0 for none.
    """

    model: str | None = None
    materials: Mapping[str, MaterialFacts] = field(default_factory=dict)
    questions: Mapping[str, QuestionFacts] = field(default_factory=dict)
    neighbours: Neighbours = field(default_factory=Neighbours.empty)
    version: int = 0

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes, ordered by id."""
        return published_nodes(self.materials, self.questions)

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """All edges, ordered by kind, source and target."""
        return published_edges(self.questions, self.neighbours, self.model)


def update(
    graph: KnowledgeGraph,
    *,
    materials: Sequence[GraphMaterial] = (),
    added: Sequence[GraphQuestion] = (),
    removed_materials: Collection[str] = (),
    model: str | None = None,
    vectors: VectorTable | None = None,
) -> KnowledgeGraph:
    """Take in new or changed materials and take out removed ones.

    Args:
        graph: The graph before; it stays as it is.
        materials: New or changed materials. Each replaces what the graph knew of it.
        added: *All* current questions of ``materials``, and no others.
        removed_materials: Ids; ids that the graph does not know change nothing.
        model: The embedding model of all vectors given; None keeps the graph's. Another model than the
            graph's drops every similar edge and searches anew among the questions that then have a vector.
        vectors: The vectors of (at least) all embedded questions that stay; read only where one is scored.

    Raises:
        ValueError: A question of a material not in ``materials``, an id that occurs twice or belongs to
            another material, or a question that stays without its vector.
    """
    _check(graph, materials, added, removed_materials)
    gone_materials = {material.id for material in materials} | set(removed_materials)
    gone = [question.id for question in graph.questions.values() if question.material in gone_materials]
    questions = {key: facts for key, facts in graph.questions.items() if facts.material not in gone_materials}
    questions |= {question.id: _facts(question) for question in added}
    kept = {key: facts for key, facts in graph.materials.items() if key not in gone_materials}
    new = {material.id: _material_facts(material) for material in materials}

    known = VectorTable.empty() if vectors is None else vectors
    arriving = {question.id: question.vector for question in added if question.vector is not None}
    neighbours = graph.neighbours
    if model is not None and model != graph.model:
        neighbours = Neighbours.empty()
        by_id = zip(known.ids, known.matrix, strict=True)
        arriving = {key: vector for key, vector in by_id if key in questions} | arriving
    return KnowledgeGraph(
        model=graph.model if model is None else model,
        materials=dict(sorted((kept | new).items())),
        questions=dict(sorted(questions.items())),
        neighbours=update_neighbours(
            neighbours,
            removed=gone,
            added={key: vector for key, vector in arriving.items() if has_direction(vector)},
            known=known,
            passages={question.id: question.passage for question in questions.values()},
        ),
        version=graph.version,
    )


def _check(
    graph: KnowledgeGraph,
    materials: Sequence[GraphMaterial],
    added: Sequence[GraphQuestion],
    removed_materials: Collection[str],
) -> None:
    replaced = {material.id for material in materials}
    if len(replaced) != len(materials):
        raise ValueError("a material is given twice")
    if both := replaced & set(removed_materials):
        raise ValueError(f"a material cannot be given and removed at once: {min(both)!r}")
    seen: set[str] = set()
    for question in added:
        if question.material not in replaced:
            raise ValueError(f"question {question.id!r} belongs to {question.material!r}, which is not given")
        known = graph.questions.get(question.id)
        if question.id in seen or (
            known is not None and known.material not in replaced and known.material not in removed_materials
        ):
            raise ValueError(f"question id {question.id!r} occurs twice")
        seen.add(question.id)


def _material_facts(material: GraphMaterial) -> MaterialFacts:
    return MaterialFacts(material.id, _storable(material.title), material.fingerprint, CONCEPT_RULES)


def _facts(question: GraphQuestion) -> QuestionFacts:
    stem, *options = (on_one_line(_storable(text)) for text in (question.stem, *question.options))
    passage = None if question.passage_text is None else _storable(question.passage_text)
    return QuestionFacts(
        id=question.id,
        material=question.material,
        number=_storable(question.number),
        section=None if question.section is None else _storable(question.section),
        label=_label(stem),
        language=language_of(" ".join((stem, *options))),
        passage=_passage_name(question.material, question.passage_key, passage),
        mentions=mentions_of(stem, options, passage),
    )


def _storable(text: str) -> str:
    """Lone surrogates, which a PDF's text may hold and UTF-8 cannot, become question marks."""
    return text.encode("utf-8", "replace").decode()


def _label(stem: str) -> str:
    text = " ".join(unicodedata.normalize("NFC", stem).split())
    return text if len(text) <= MAX_LABEL_CHARACTERS else text[: MAX_LABEL_CHARACTERS - 1] + "…"


def _passage_name(material: str, key: str | None, text: str | None) -> str | None:
    """By its text where it has one, so that the same passage in two materials is one; else by its key."""
    if text and (words := unicodedata.normalize("NFKC", text).split()):
        return hashlib.blake2b("".join(words).encode(), digest_size=16).hexdigest()
    return None if key is None else f"{material}#{key}"
