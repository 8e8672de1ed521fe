"""The knowledge graph follows the bank: what is new comes in, what is gone goes out, and nothing else moves."""

from study_pipeline.ingest.graphing import update_graph
from study_pipeline.ingest.maintenance import delete_material
from study_pipeline.ingest.services import Services
from study_pipeline.knowledge_graph.graph import KnowledgeGraph
from study_pipeline.knowledge_graph.records import material_node_id, question_node_id
from study_pipeline_tests.ingest.flow import drop, named, question_ids, take_and_run
from study_pipeline_tests.pdfs import ENGLISH_KEY, ENGLISH_PAPER, TABLE_PAPER, stems_about, write_paper


def node_ids(graph: KnowledgeGraph, kind: str) -> set[str]:
    return {node.id for node in graph.nodes if node.kind == kind}


def test_the_graph_holds_what_the_bank_holds_and_a_second_update_changes_nothing(services: Services) -> None:
    drop(services, ENGLISH_PAPER)
    drop(services, TABLE_PAPER)
    take_and_run(services)

    first = update_graph(services)
    second = update_graph(services)

    assert len(first.changes.added) == 2
    assert not second.changes
    assert first.graph.version == second.graph.version == 1
    assert node_ids(first.graph, "question") == {
        question_node_id(question) for question in question_ids(services)
    }
    assert node_ids(first.graph, "concept")
    assert {edge.kind for edge in first.graph.edges} >= {"contains", "tests"}


def test_deleting_a_material_takes_its_nodes_and_edges_out(services: Services) -> None:
    drop(services, ENGLISH_PAPER)
    drop(services, TABLE_PAPER)
    take_and_run(services)
    both = update_graph(services).graph
    doomed = named(services, ENGLISH_PAPER.name)
    delete_material(services, doomed)

    update = update_graph(services)

    assert update.changes.removed == (doomed.id,)
    assert update.graph.version == both.version + 1
    assert node_ids(update.graph, "material") == {material_node_id(named(services, TABLE_PAPER.name).id)}
    assert node_ids(update.graph, "question") == {
        question_node_id(question) for question in question_ids(services)
    }
    nodes = {node.id for node in update.graph.nodes}
    assert all(edge.source in nodes and edge.target in nodes for edge in update.graph.edges)


def test_a_key_s_answers_are_no_change_to_the_graph(services: Services) -> None:
    drop(services, ENGLISH_PAPER)
    take_and_run(services)
    update_graph(services)
    drop(services, ENGLISH_KEY)
    take_and_run(services)
    assert not update_graph(services).changes


def test_a_new_version_of_a_paper_takes_the_place_of_the_old_one(services: Services) -> None:
    paper = services.settings.uploads / "paper.pdf"
    write_paper(paper, stems_about("volcanoes"))
    take_and_run(services)
    old = named(services, paper.name)
    update_graph(services)
    write_paper(paper, stems_about("volcanoes", count=4))
    take_and_run(services)
    update = update_graph(services)
    new = named(services, paper.name)
    assert (update.changes.added, update.changes.removed) == ((new.id,), (old.id,))
    assert len(node_ids(update.graph, "question")) == 4


def test_an_empty_bank_makes_no_version(services: Services) -> None:
    update = update_graph(services)
    assert not update.changes
    assert (update.graph.version, services.graph.version()) == (0, 0)
