"""Neighbour lists: exact, symmetric to history, and never of one passage."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from study_pipeline.knowledge_graph.records import Vector, VectorTable
from study_pipeline.knowledge_graph.similarity import (
    KEPT_NEIGHBOURS,
    MAX_PUBLISHED_NEIGHBOURS,
    NO_ONE,
    ROUNDING_SCALE,
    Neighbours,
    has_direction,
    mutual_pairs,
    update_neighbours,
)

NO_PASSAGES: dict[str, str | None] = {}


def random_vectors(ids: list[str], *, dimensions: int = 3, seed: int = 0) -> dict[str, Vector]:
    # Few whole numbers in few dimensions: many equal cosines, so that ties are put to the test.
    draws = np.random.default_rng(seed).integers(-2, 3, size=(len(ids), dimensions)).astype(np.float32)
    draws[~draws.any(axis=1), 0] = 1
    return dict(zip(ids, draws, strict=True))


def table(vectors: dict[str, Vector]) -> VectorTable:
    return VectorTable(tuple(vectors), np.stack(list(vectors.values())))


def built_at_once(vectors: dict[str, Vector], passages: dict[str, str | None] = NO_PASSAGES) -> Neighbours:
    return update_neighbours(
        Neighbours.empty(), removed=(), added=vectors, known=VectorTable.empty(), passages=passages
    )


def names(neighbours: Neighbours, question: str) -> list[str]:
    row = neighbours.rows[neighbours.ids.index(question)]
    return [neighbours.ids[place] for place in row if place != NO_ONE]


def nearest_by_the_book(
    vectors: dict[str, Vector], question: str, passages: dict[str, str | None] = NO_PASSAGES
) -> list[str]:
    def rounded(vector: Vector) -> list[int]:
        length = float(np.linalg.norm(vector.astype(np.float64)))
        return [round(float(value) / length * ROUNDING_SCALE) for value in vector]

    own_passage = passages.get(question)
    scored = [
        (-sum(a * b for a, b in zip(rounded(vectors[question]), rounded(vector), strict=True)), other)
        for other, vector in vectors.items()
        if other != question and (own_passage is None or passages.get(other) != own_passage)
    ]
    return [other for _, other in sorted(scored)]


def test_each_list_holds_the_nearest_questions_in_order_with_ties_by_id():
    vectors = random_vectors([f"q{number:03d}" for number in range(70)])
    neighbours = built_at_once(vectors)
    for question in vectors:
        assert names(neighbours, question) == nearest_by_the_book(vectors, question)[:KEPT_NEIGHBOURS]


def test_questions_of_one_passage_are_never_neighbours():
    vectors = random_vectors([f"q{number:02d}" for number in range(30)])
    passages = {question: f"p{place % 4}" if place % 5 else None for place, question in enumerate(vectors)}
    neighbours = built_at_once(vectors, passages)
    for question in vectors:
        assert (
            names(neighbours, question) == nearest_by_the_book(vectors, question, passages)[:KEPT_NEIGHBOURS]
        )


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_lists_after_any_history_are_the_beginning_of_the_true_order(data: st.DataObject):
    universe = random_vectors([f"q{number:02d}" for number in range(60)], seed=data.draw(st.integers(0, 9)))
    passages: dict[str, str | None] = {
        question: None if place % 3 else f"p{place % 6}" for place, question in enumerate(universe)
    }
    neighbours, current = Neighbours.empty(), dict[str, Vector]()
    for _ in range(data.draw(st.integers(1, 6))):
        added = data.draw(st.sets(st.sampled_from(sorted(universe)), max_size=40))
        removed = data.draw(st.sets(st.sampled_from(sorted(universe)), max_size=40)) - added
        stays = {name: vector for name, vector in current.items() if name not in added | removed}
        neighbours = update_neighbours(
            neighbours,
            removed=removed,
            added={question: universe[question] for question in sorted(added)},
            known=table(stays) if stays else VectorTable.empty(),
            passages=passages,
        )
        current = stays | {question: universe[question] for question in added}
        assert neighbours.ids == tuple(sorted(current))
        for question in current:
            listed, true = names(neighbours, question), nearest_by_the_book(current, question, passages)
            assert listed == true[: len(listed)]
            assert len(listed) >= min(MAX_PUBLISHED_NEIGHBOURS, len(true))
            if neighbours.complete[neighbours.ids.index(question)]:
                assert len(listed) == len(true)


def test_one_order_of_arrival_and_another_give_the_same_pairs():
    vectors = random_vectors([f"q{number:03d}" for number in range(120)], dimensions=8)
    at_once = built_at_once(vectors)
    one_by_one, arrived = Neighbours.empty(), dict[str, Vector]()
    for question in reversed(vectors):
        known = table(arrived) if arrived else VectorTable.empty()
        one_by_one = update_neighbours(
            one_by_one, removed=(), added={question: vectors[question]}, known=known, passages=NO_PASSAGES
        )
        arrived[question] = vectors[question]
    assert list(mutual_pairs(one_by_one)) == list(mutual_pairs(at_once))


def test_a_pair_is_published_once_and_only_when_each_names_the_other():
    vectors = random_vectors([f"q{number:03d}" for number in range(50)], dimensions=6)
    pairs = list(mutual_pairs(built_at_once(vectors)))
    named = {question: nearest_by_the_book(vectors, question)[: 50 // 10] for question in vectors}
    assert {(a, b) for a, b, _ in pairs} == {
        (a, b) for a in vectors for b in vectors if a < b and b in named[a] and a in named[b]
    }
    assert len(pairs) == len({(a, b) for a, b, _ in pairs})


def test_the_published_cosine_is_right_to_three_digits():
    vectors = random_vectors([f"q{number:03d}" for number in range(40)], dimensions=300)
    for a, b, cosine in mutual_pairs(built_at_once(vectors)):
        one, other = vectors[a].astype(np.float64), vectors[b].astype(np.float64)
        exact = one @ other / np.linalg.norm(one) / np.linalg.norm(other)
        assert cosine == pytest.approx(exact, abs=1e-3)


def test_in_a_small_bank_each_question_names_only_its_nearest():
    vectors = random_vectors([f"q{number}" for number in range(9)], dimensions=5)
    pairs = list(mutual_pairs(built_at_once(vectors)))
    assert 0 < len(pairs) <= 4


def test_removing_without_need_to_search_reads_no_vectors():
    vectors = random_vectors([f"q{number:02d}" for number in range(40)], dimensions=8)
    neighbours = built_at_once(vectors)
    after = update_neighbours(
        neighbours, removed=["q07"], added={}, known=VectorTable.empty(), passages=NO_PASSAGES
    )
    rest = {question: vector for question, vector in vectors.items() if question != "q07"}
    assert list(mutual_pairs(after)) == list(mutual_pairs(built_at_once(rest)))


def test_a_missing_vector_is_an_error_and_not_a_missing_edge():
    vectors = random_vectors(["a", "b", "c"])
    neighbours = built_at_once(vectors)
    with pytest.raises(ValueError, match="2 known questions came without their vector"):
        update_neighbours(
            neighbours,
            removed=(),
            added={"d": vectors["a"]},
            known=table({"b": vectors["b"]}),
            passages=NO_PASSAGES,
        )


def test_vectors_of_different_dimensions_are_not_compared():
    neighbours = built_at_once(random_vectors(["a", "b"]))
    with pytest.raises(ValueError, match="different dimensions"):
        update_neighbours(
            neighbours,
            removed=(),
            added={"c": np.ones(4, dtype=np.float32)},
            known=table(random_vectors(["a", "b"])),
            passages=NO_PASSAGES,
        )


def test_a_zero_vector_has_no_direction_and_nan_is_refused():
    assert not has_direction(np.zeros(3, dtype=np.float32))
    with pytest.raises(ValueError, match="finite"):
        has_direction(np.array([1, np.nan], dtype=np.float32))
