"""The graph in other programs' hands: complete, well-formed, whatever a PDF printed."""

from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree as ET

import networkx as nx

from study_pipeline.knowledge_graph.export import MAX_VALUE_CHARACTERS, to_networkx, write_graphml
from study_pipeline.knowledge_graph.graph import KnowledgeGraph
from study_pipeline_tests.knowledge_graph.graph_samples import MODEL, STEMS, built, paper, question


def graphml(graph: KnowledgeGraph) -> bytes:
    file = BytesIO()
    write_graphml(graph, file)
    return file.getvalue()


def edge_facts(graph: "nx.MultiDiGraph[str]") -> list[tuple[str, ...]]:
    return sorted((a, b, *map(str, values.values())) for a, b, values in graph.edges(data=True))


def test_networkx_gets_every_node_and_edge_with_what_proves_it():
    graph = built({"a": paper("a", *STEMS), "b": paper("b", *STEMS[:3])})
    loaded = to_networkx(graph)
    assert isinstance(loaded, nx.MultiDiGraph)
    assert set(loaded.nodes) == {node.id for node in graph.nodes}
    assert set(loaded.edges(keys=True)) == {(edge.source, edge.target, edge.kind) for edge in graph.edges}
    assert all(attributes["evidence"] for _, _, attributes in loaded.edges(data=True))
    assert loaded.nodes["concept:제3정규형"]["aliases"] == "3NF"
    assert "language" not in loaded.nodes["material:a"]
    assert loaded.graph["model"] == MODEL


def test_graphml_read_back_by_networkx_is_the_same_graph():
    graph = built({"a": paper("a", *STEMS)})
    back = nx.read_graphml(BytesIO(graphml(graph)), force_multigraph=True)
    direct = to_networkx(graph)
    assert dict(back.nodes(data=True)) == dict(direct.nodes(data=True))
    assert edge_facts(back) == edge_facts(direct)


def test_markup_and_control_characters_of_a_pdf_do_not_break_the_xml():
    stem = '"<b>트랜잭션</b>" & \x00\x07\ufffe]]> 교착 상태?'
    graph = built({"a": [question("a-1", "a", stem=stem)]})
    root = ET.fromstring(graphml(graph))
    texts = [element.text or "" for element in root.iter()]
    assert any('"<b>트랜잭션</b>" & ]]> 교착 상태?' in text for text in texts)


def test_values_are_bounded():
    graph = built({"a": paper("a", *STEMS)})
    long = replace(graph, materials={"a": replace(graph.materials["a"], title="가" * 10_000)})
    root = ET.fromstring(graphml(long))
    assert max(len(element.text or "") for element in root.iter()) == MAX_VALUE_CHARACTERS


def test_an_empty_graph_is_valid_graphml():
    assert nx.read_graphml(BytesIO(graphml(KnowledgeGraph()))).number_of_nodes() == 0
