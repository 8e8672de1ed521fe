"""The knowledge graph for other programs: as a networkx graph, and as GraphML."""

import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

import networkx as nx

from study_pipeline.knowledge_graph.graph import KnowledgeGraph
from study_pipeline.knowledge_graph.records import Edge, Node

MAX_VALUE_CHARACTERS = 2_000

Attribute = str | int | float

# XML 1.0 can hold none of these, not even escaped.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NODE_KEYS = {
    "kind": "string",
    "label": "string",
    "language": "string",
    "question_count": "long",
    "number": "string",
    "section": "string",
    "aliases": "string",
}
_EDGE_KEYS = {"kind": "string", "weight": "double", "evidence": "string"}


def to_networkx(graph: KnowledgeGraph) -> "nx.MultiDiGraph[str]":
    """Give the graph as a MultiDiGraph: nodes by id, edges keyed by kind, attributes as in `Node`, `Edge`.

    What is unknown (None) or empty is no attribute, and aliases are one text, so that every networkx writer
    takes the graph. A "similar" edge stands once, from the smaller id to the larger; it holds both ways.
    """
    result: nx.MultiDiGraph[str] = nx.MultiDiGraph(version=graph.version, model=graph.model or "")
    for node in graph.nodes:
        result.add_node(node.id, **_node_attributes(node))
    for edge in graph.edges:
        result.add_edge(edge.source, edge.target, key=edge.kind, **_edge_attributes(edge))
    return result


def write_graphml(graph: KnowledgeGraph, file: BinaryIO) -> None:
    """Write the graph as GraphML, one element at a time: memory does not grow with the file.

    Characters that XML cannot hold are left out, values cut at MAX_VALUE_CHARACTERS.
    """
    file.writelines(f"{line}\n".encode() for line in _graphml(graph))


def _graphml(graph: KnowledgeGraph) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    for domain, keys in (("node", _NODE_KEYS), ("edge", _EDGE_KEYS)):
        for name, kind in keys.items():
            yield f'<key id="{domain}_{name}" for="{domain}" attr.name="{name}" attr.type="{kind}"/>'
    yield '<graph edgedefault="directed">'
    for node in graph.nodes:
        yield f"<node id={_quoted(node.id)}>{_data('node', _node_attributes(node))}</node>"
    for edge in graph.edges:
        ends = f"source={_quoted(edge.source)} target={_quoted(edge.target)}"
        yield f"<edge {ends}>{_data('edge', _edge_attributes(edge))}</edge>"
    yield "</graph>"
    yield "</graphml>"


def _node_attributes(node: Node) -> dict[str, Attribute]:
    values: dict[str, Attribute | None] = {
        "kind": node.kind,
        "label": node.label,
        "language": node.language,
        "question_count": node.question_count,
        "number": node.number,
        "section": node.section,
        "aliases": " | ".join(node.aliases) or None,
    }
    return {name: value for name, value in values.items() if value is not None}


def _edge_attributes(edge: Edge) -> dict[str, Attribute]:
    return {"kind": edge.kind, "weight": edge.weight, "evidence": edge.evidence}


def _data(domain: str, attributes: dict[str, Attribute]) -> str:
    return "".join(
        f'<data key="{domain}_{name}">{escape(_text(value))}</data>' for name, value in attributes.items()
    )


def _text(value: Attribute) -> str:
    return _NOT_IN_XML.sub("", str(value))[:MAX_VALUE_CHARACTERS]


def _quoted(node_id: str) -> str:
    return quoteattr(_NOT_IN_XML.sub("", node_id))
