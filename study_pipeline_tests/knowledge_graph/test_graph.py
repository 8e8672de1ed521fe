"""The graph's lifecycle: what goes in comes out again, and history never shows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from study_pipeline.knowledge_graph.graph import MAX_LABEL_CHARACTERS, KnowledgeGraph, update
from study_pipeline.knowledge_graph.records import Edge, GraphQuestion, Node
from study_pipeline_tests.knowledge_graph.graph_samples import (
    MODEL,
    OPTIONS,
    PASSAGE,
    STEMS,
    built,
    material,
    paper,
    question,
    vectors_of,
)

Papers = dict[str, list[GraphQuestion]]
MATERIALS = ("a", "b", "c", "d")


def papers(name: str) -> st.SearchStrategy[list[GraphQuestion]]:
    questions = st.tuples(
        st.sampled_from(STEMS), st.sampled_from(OPTIONS), st.sampled_from([None, PASSAGE]), st.booleans()
    )
    return st.lists(questions, max_size=9).map(
        lambda drawn: [
            question(f"{name}-{n}", name, stem=stem, options=options, passage=passage, embedded=embedded)
            for n, (stem, options, passage, embedded) in enumerate(drawn, start=1)
        ]
    )


def all_of(current: Papers) -> list[GraphQuestion]:
    return [question for questions in current.values() for question in questions]


def concepts(graph: KnowledgeGraph) -> dict[str, Node]:
    return {node.label: node for node in graph.nodes if node.kind == "concept"}


def edges(graph: KnowledgeGraph, kind: str) -> list[Edge]:
    return [edge for edge in graph.edges if edge.kind == kind]


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_any_history_of_adding_replacing_and_removing_equals_a_full_rebuild(data: st.DataObject):
    graph, current = KnowledgeGraph(), Papers()
    for _ in range(data.draw(st.integers(1, 5), label="updates")):
        given_now = data.draw(st.sets(st.sampled_from(MATERIALS)), label="added or replaced")
        removed = data.draw(st.sets(st.sampled_from(MATERIALS)), label="removed") - given_now
        new = {name: data.draw(papers(name), label=name) for name in sorted(given_now)}
        graph = update(
            graph,
            materials=[material(name) for name in new],
            added=all_of(new),
            removed_materials=removed,
            model=MODEL,
            vectors=vectors_of(all_of(current)),
        )
        current = {name: questions for name, questions in current.items() if name not in removed} | new
        rebuilt = built(dict(sorted(current.items(), reverse=data.draw(st.booleans()))))
        assert graph.nodes == rebuilt.nodes
        assert graph.edges == rebuilt.edges


@settings(deadline=None, max_examples=15)
@given(data=st.data())
def test_every_edge_joins_two_nodes_and_nothing_occurs_twice(data: st.DataObject):
    graph = built({name: data.draw(papers(name)) for name in MATERIALS})
    ids = [node.id for node in graph.nodes]
    pairs = [(edge.kind, edge.source, edge.target) for edge in graph.edges]
    assert len(ids) == len(set(ids))
    assert len(pairs) == len(set(pairs))
    assert {end for _, source, target in pairs for end in (source, target)} <= set(ids)
    assert all(edge.evidence for edge in graph.edges)


def test_adding_the_same_material_twice_changes_nothing():
    questions = paper("a", *STEMS)
    once = built({"a": questions})
    twice = update(once, materials=[material("a")], added=questions, model=MODEL)
    assert (twice.nodes, twice.edges) == (once.nodes, once.edges)


def test_removing_a_material_removes_its_questions_and_the_concepts_that_no_other_question_tests():
    both = built(
        {"a": paper("a", "경계값 분석이란?", "트랜잭션이란?"), "b": paper("b", "경계값 분석의 절차는?")}
    )
    assert {"경계값 분석", "트랜잭션"} <= concepts(both).keys()
    rest = update(both, removed_materials=["a"], vectors=vectors_of(paper("b", "경계값 분석의 절차는?")))
    assert "트랜잭션" not in concepts(rest)
    assert concepts(rest)["경계값 분석"].question_count == 1
    assert not any("a-" in node.id for node in rest.nodes)
    alone = built({"b": paper("b", "경계값 분석의 절차는?")})
    assert (rest.nodes, rest.edges) == (alone.nodes, alone.edges)


def test_removing_the_last_material_leaves_nothing():
    empty = update(built({"a": paper("a", *STEMS)}), removed_materials=["a"])
    assert empty.nodes == ()
    assert empty.edges == ()


def test_removing_what_the_graph_does_not_know_changes_nothing():
    graph = built({"a": paper("a", *STEMS)})
    assert update(graph, removed_materials=["never seen"]).nodes == graph.nodes


def test_a_corrected_material_replaces_its_questions():
    old = built({"a": paper("a", "트랜잭션이란?", "경계값 분석이란?")})
    new = update(old, materials=[material("a", "2")], added=paper("a", "트랜잭션이란?"), model=MODEL)
    assert "경계값 분석" not in concepts(new)
    assert [edge.target for edge in edges(new, "contains")] == ["question:a-1"]
    assert new.materials["a"].fingerprint == "2"


def test_a_material_without_questions_is_a_node_of_its_own():
    graph = update(KnowledgeGraph(), materials=[material("notes")], added=[])
    assert [(node.id, node.label, node.question_count) for node in graph.nodes] == [
        ("material:notes", "notes.pdf", 0)
    ]


def test_each_edge_says_what_proves_it():
    questions = [question("a-1", "a", stem="무엇인가?", options=("정답이 없다.", "이행 함수 종속을 없앤다."))]
    questions += [question("a-2", "a", stem="교착 상태란?"), question("a-3", "a", stem="뮤텍스란?")]
    graph = built({"a": questions})
    assert edges(graph, "contains")[0].evidence == "number 1"
    tests = {edge.target: edge for edge in edges(graph, "tests")}
    assert tests["concept:이행함수종속"].evidence == "option 2: “이행 함수 종속”"
    assert tests["concept:교착상태"].evidence == "stem: “교착 상태”"
    assert tests["concept:교착상태"].weight > tests["concept:이행함수종속"].weight
    assert edges(graph, "similar")[0].evidence.startswith(f"{MODEL}, cosine ")


def test_questions_of_one_passage_share_its_concepts_but_are_not_called_similar():
    questions = [
        question(f"a-{n}", "a", stem="윗글의 내용으로 옳은 것은?", passage=PASSAGE) for n in range(1, 5)
    ]
    graph = built({"a": questions})
    assert {"광합성", "엽록체"} <= concepts(graph).keys()
    assert concepts(graph)["광합성"].question_count == 4
    assert edges(graph, "similar") == []


def test_a_label_is_the_most_frequent_spelling_whatever_came_first():
    stems = ["데이터 베이스란?", "데이터베이스란?", "데이터베이스의 장점은?"]
    assert "데이터베이스" in concepts(built({"a": paper("a", *stems)}))
    assert "데이터베이스" in concepts(built({"a": paper("a", *reversed(stems))}))


def test_spellings_that_differ_in_a_digit_are_two_concepts():
    graph = built({"a": paper("a", "제2정규형이란?", "제3정규형이란?", "IPv4란?", "IPv6란?")})
    assert {"제2정규형", "제3정규형", "IPv4", "IPv6"} <= concepts(graph).keys()


def test_what_stands_in_brackets_is_an_alias_and_merges_nothing():
    graph = built({"a": paper("a", "제3정규형(3NF)이란?", "3NF를 설명하라.")})
    assert concepts(graph)["제3정규형"].aliases == ("3NF",)
    assert concepts(graph)["3NF"].question_count == 2


def test_a_question_without_vector_has_concepts_but_no_similar_edges():
    questions = [question(f"a-{n}", "a", embedded=n != 2) for n in range(1, 5)]
    graph = built({"a": questions})
    assert any(edge.source == "question:a-2" for edge in edges(graph, "tests"))
    assert not any("question:a-2" in (edge.source, edge.target) for edge in edges(graph, "similar"))


def test_another_embedding_model_searches_all_similar_edges_anew():
    a, b = paper("a", *STEMS[:4]), paper("b", *STEMS[4:])
    old = built({"a": a, "b": b}, model="old-model")
    new = update(old, materials=[material("b")], added=b, model=MODEL, vectors=vectors_of(a))
    assert new.edges == built({"a": a, "b": b}).edges
    assert all(edge.evidence.startswith(MODEL) for edge in edges(new, "similar"))


def test_a_word_on_every_page_is_dropped_once_there_are_enough_questions_to_judge():
    few = [question(f"a-{n}", "a", stem=f"호박고구마와 감자{n}의 비교는?") for n in range(1, 10)]
    many = [question(f"a-{n}", "a", stem=f"호박고구마와 감자{n}의 비교는?") for n in range(1, 101)]
    assert "호박고구마" in concepts(built({"a": few}))
    assert "호박고구마" not in concepts(built({"a": many}))


def test_a_long_stem_is_cut_in_the_label_only():
    graph = built({"a": [question("a-1", "a", stem="가나다 " * 100)]})
    label = next(node.label for node in graph.nodes if node.kind == "question")
    assert len(label) == MAX_LABEL_CHARACTERS
    assert label.endswith("…")


def test_broken_characters_of_a_pdf_do_not_stop_the_graph():
    graph = built({"a": [question("a-1", "a", stem="트랜잭션\ud800이란? \x00\x07")]})
    for node in graph.nodes:
        assert node.label.encode()


@pytest.mark.parametrize(
    ("added", "message"),
    [
        ([question("x-1", "x")], "which is not given"),
        ([question("a-1", "a"), question("a-1", "a")], "occurs twice"),
        ([question("b-1", "a")], "occurs twice"),
    ],
)
def test_questions_that_would_break_the_graph_are_refused(added: list[GraphQuestion], message: str):
    graph = built({"b": paper("b", STEMS[0])})
    with pytest.raises(ValueError, match=message):
        update(graph, materials=[material("a")], added=added, model=MODEL)


def test_an_update_leaves_the_old_graph_as_it_was():
    old = built({"a": paper("a", *STEMS)})
    nodes, edges_before, rows = old.nodes, old.edges, old.neighbours.rows.copy()
    update(old, removed_materials=["a"])
    update(
        old,
        materials=[material("b")],
        added=paper("b", *STEMS),
        model=MODEL,
        vectors=vectors_of(paper("a", *STEMS)),
    )
    assert (old.nodes, old.edges) == (nodes, edges_before)
    assert (old.neighbours.rows == rows).all()
