"""The knowledge graph, brought up to date with the bank from what changed only."""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from study_pipeline.ingest.services import Services
from study_pipeline.knowledge_graph.changes import MaterialChanges, compare
from study_pipeline.knowledge_graph.graph import KnowledgeGraph, update
from study_pipeline.knowledge_graph.records import (
    GraphMaterial,
    GraphQuestion,
    VectorTable,
)
from study_pipeline.language import message
from study_pipeline.resources.bank.question_bank import BankVectors
from study_pipeline.resources.bank.schema import BankQuestion
from study_pipeline.resources.catalog.leases import lease

log = logging.getLogger(__name__)

GRAPH_LEASE = message("knowledge graph")


@dataclass(frozen=True, slots=True)
class GraphUpdate:
    """The graph as it is now, and which materials were taken in or out; no changes mean no new version."""

    graph: KnowledgeGraph
    changes: MaterialChanges


def update_graph(services: Services) -> GraphUpdate:
    """Take into the graph what the bank has and the graph has not; take out what the bank no longer has."""
    space = services.embedder.space
    with lease(services.catalog.engine, GRAPH_LEASE):
        graph = services.graph.load()
        titles = {material.id: material.title for material in services.catalog.all_materials()}
        fingerprints = _fingerprints(services, titles)
        changes = compare(fingerprints, graph.materials)
        if not changes:
            return GraphUpdate(graph, changes)
        log.info(
            message("%d materials are new, %d changed, %d gone."),
            *map(len, (changes.added, changes.changed, changes.removed)),
        )
        vectors = services.bank.vectors(space)
        arriving = [*changes.added, *changes.changed]
        rows = [row for material in arriving for row in services.bank.questions_of(material)]
        graph = update(
            graph,
            materials=[GraphMaterial(m, titles.get(m, m), fingerprints[m]) for m in arriving],
            added=_graph_questions(rows, vectors),
            removed_materials=changes.removed,
            model=f"{space.model} ({space.dimensions} dimensions)",
            vectors=VectorTable(vectors.ids, vectors.matrix),
        )
        return GraphUpdate(services.graph.save(graph), changes)


def changes_to_take(services: Services) -> MaterialChanges:
    """What an update would take in and out now; none where the graph is the bank's."""
    titles = {material.id: material.title for material in services.catalog.all_materials()}
    return compare(_fingerprints(services, titles), services.graph.load().materials)


def bank_fingerprint(services: Services) -> str:
    """A hash of all that the graph takes from the bank: as long as it stays, an update changes nothing."""
    titles = {material.id: material.title for material in services.catalog.all_materials()}
    known = sorted(_fingerprints(services, titles).items())
    return hashlib.sha256(
        "\n".join(f"{one} {fingerprint}" for one, fingerprint in known).encode()
    ).hexdigest()


def _fingerprints(services: Services, titles: Mapping[str, str]) -> dict[str, str]:
    """A hash for each material that changes when its title, its questions or their vectors do."""
    return {
        material: hashlib.sha256(f"{titles.get(material, material)}\n{digest}".encode()).hexdigest()
        for material, digest in services.bank.digests(services.embedder.space).items()
    }


def _graph_questions(rows: list[BankQuestion], vectors: BankVectors) -> list[GraphQuestion]:
    by_id = {question_id: row for row, question_id in enumerate(vectors.ids)}
    return [
        GraphQuestion(
            id=row.id,
            material=row.material,
            number=row.question.number,
            section=row.question.section,
            stem=row.question.stem,
            options=tuple(option.text for option in row.question.options),
            passage_key=row.passage_key,
            passage_text=row.question.passage.text if row.question.passage else None,
            vector=vectors.matrix[by_id[row.id]] if row.id in by_id else None,
        )
        for row in rows
    ]
