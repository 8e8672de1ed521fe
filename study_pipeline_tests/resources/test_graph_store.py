"""Stored versions of the graph: whole or not at all, and never silently empty."""

import os
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from study_pipeline.knowledge_graph.graph import KnowledgeGraph, update
from study_pipeline.resources.graph_store import KEPT_VERSIONS, POINTER, GraphDamaged, GraphStore
from study_pipeline_tests.knowledge_graph.graph_samples import (
    MODEL,
    PASSAGE,
    STEMS,
    built,
    material,
    paper,
    question,
    vectors_of,
)


@pytest.fixture
def store(tmp_path: Path) -> GraphStore:
    return GraphStore(tmp_path / "graph")


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    shared = [question(f"b-{n}", "b", stem=STEMS[n], passage=PASSAGE, embedded=n != 2) for n in range(1, 4)]
    return built({"a": paper("a", *STEMS), "b": shared, "notes": []})


def test_nothing_saved_yet_is_an_empty_graph(store: GraphStore):
    assert store.version() == 0
    assert store.load().nodes == ()


def test_a_graph_comes_back_as_it_was(store: GraphStore, graph: KnowledgeGraph):
    saved = store.save(graph)
    loaded = store.load()
    assert saved.version == loaded.version == store.version() == 1
    assert (loaded.nodes, loaded.edges, loaded.model) == (graph.nodes, graph.edges, MODEL)
    assert (loaded.materials, loaded.questions) == (graph.materials, graph.questions)
    assert loaded.neighbours.ids == graph.neighbours.ids
    for array in ("rows", "dots", "complete"):
        assert (getattr(loaded.neighbours, array) == getattr(graph.neighbours, array)).all()


def test_an_empty_graph_can_be_saved_and_loaded(store: GraphStore, graph: KnowledgeGraph):
    store.save(graph)
    store.save(update(graph, removed_materials=["a", "b", "notes"]))
    assert store.load().nodes == ()
    assert store.version() == 2


def test_an_update_of_a_loaded_graph_equals_a_full_rebuild(store: GraphStore):
    a, b = paper("a", *STEMS), paper("b", *reversed(STEMS))
    store.save(built({"a": a}))
    updated = update(store.load(), materials=[material("b")], added=b, model=MODEL, vectors=vectors_of(a))
    rebuilt = built({"a": a, "b": b})
    assert (updated.nodes, updated.edges) == (rebuilt.nodes, rebuilt.edges)


def test_the_tables_hold_the_published_nodes_and_edges(store: GraphStore, graph: KnowledgeGraph):
    store.save(graph)
    nodes = pq.read_table(store.directory / "v000001" / "nodes.parquet").to_pylist()
    edges = pq.read_table(store.directory / "v000001" / "edges.parquet").to_pylist()
    assert [node["id"] for node in nodes] == [node.id for node in graph.nodes]
    assert [(edge["kind"], edge["evidence"]) for edge in edges] == [
        (edge.kind, edge.evidence) for edge in graph.edges
    ]


def test_old_versions_stay_readable_for_a_while_and_then_go(store: GraphStore, graph: KnowledgeGraph):
    for _ in range(KEPT_VERSIONS + 2):
        store.save(graph)
    assert store.version() == KEPT_VERSIONS + 2
    assert store.load(3).version == 3
    with pytest.raises(GraphDamaged, match="version 2"):
        store.load(2)


def test_a_save_that_dies_halfway_changes_nothing_for_readers(store: GraphStore, graph: KnowledgeGraph):
    store.save(graph)
    unwritable = replace(graph, materials={"a": replace(graph.materials["a"], title="\ud800")})
    with pytest.raises(UnicodeEncodeError):
        store.save(unwritable)
    assert store.load().nodes == graph.nodes
    assert sorted(path.name for path in store.directory.iterdir()) == [POINTER, "v000001"]


def test_leftovers_of_a_killed_writer_are_cleared_and_its_number_is_not_reused(
    store: GraphStore, graph: KnowledgeGraph
):
    store.save(graph)
    (store.directory / ".killed.part").mkdir()
    (store.directory / "v000002").mkdir()  # renamed, but the pointer was never moved
    assert store.load().version == 1
    assert store.save(graph).version == 3
    assert not (store.directory / ".killed.part").exists()


@pytest.mark.parametrize("name", ["nodes", "edges", "materials", "questions", "mentions", "neighbours"])
def test_a_missing_table_is_an_error_and_not_an_empty_graph(
    store: GraphStore, graph: KnowledgeGraph, name: str
):
    store.save(graph)
    (store.directory / "v000001" / f"{name}.parquet").unlink()
    with pytest.raises(GraphDamaged, match="version 1 of the graph"):
        store.load()


@pytest.mark.parametrize("name", ["nodes", "questions", "mentions", "neighbours"])
def test_a_truncated_table_is_an_error(store: GraphStore, graph: KnowledgeGraph, name: str):
    store.save(graph)
    path = store.directory / "v000001" / f"{name}.parquet"
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(GraphDamaged):
        store.load()


def test_a_flipped_byte_in_a_page_is_noticed(store: GraphStore, graph: KnowledgeGraph):
    store.save(graph)
    path = store.directory / "v000001" / "mentions.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 4] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(GraphDamaged):
        store.load()


def test_a_table_of_another_version_is_noticed(store: GraphStore, graph: KnowledgeGraph):
    store.save(graph)
    store.save(update(graph, removed_materials=["b"]))
    first, second = store.directory / "v000001", store.directory / "v000002"
    (first / "questions.parquet").replace(second / "questions.parquet")
    with pytest.raises(GraphDamaged):
        store.load()


@pytest.mark.parametrize("content", [b"", b"zwei", b"-1", b"\xff\xfe", b"99"])
def test_a_pointer_that_names_no_version_is_an_error(
    store: GraphStore, graph: KnowledgeGraph, content: bytes
):
    store.save(graph)
    (store.directory / POINTER).write_bytes(content)
    with pytest.raises(GraphDamaged):
        store.load()


def test_versions_without_a_pointer_are_an_error(store: GraphStore, graph: KnowledgeGraph):
    store.save(graph)
    (store.directory / POINTER).unlink()
    with pytest.raises(GraphDamaged, match="newest: 1"):
        store.load()
