"""How full text and vectors become one ranking."""

from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.embeddings.fusion import fuse

IDS = [f"q{n}" for n in range(30)]


@given(by_text=st.permutations(IDS), by_vector=st.permutations(IDS), literal=st.sampled_from(IDS))
def test_a_literal_hit_stands_first_wherever_it_was_ranked(
    by_text: list[str], by_vector: list[str], literal: str
):
    texts = dict.fromkeys(IDS, "민주제의 뜻") | {literal: "이른바 과두제적경영은 드물다"}
    assert fuse("과두제적 경영", by_text, by_vector, texts)[0][0] == literal


@given(by_text=st.permutations(IDS), by_vector=st.permutations(IDS), query=st.text(max_size=20))
def test_scores_lie_between_zero_and_one_and_fall(by_text: list[str], by_vector: list[str], query: str):
    ranking = fuse(query, by_text[:20], by_vector[:20], {question_id: question_id for question_id in IDS})
    scores = [score for _, score in ranking]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    assert {question_id for question_id, _ in ranking} == {*by_text[:20], *by_vector[:20]}


def test_first_in_both_rankings_beats_first_in_one():
    texts = dict.fromkeys("abc", "")
    assert [question_id for question_id, _ in fuse("x", ["a", "b"], ["a", "c"], texts)] == ["a", "b", "c"]


def test_all_words_apart_count_less_than_the_whole_query():
    texts = {"apart": "key of the foreign table", "whole": "a foreign key", "none": "a lock"}
    ranking = fuse("Foreign KEY", ["none", "apart", "whole"], ["none", "apart", "whole"], texts)
    assert [question_id for question_id, _ in ranking] == ["whole", "apart", "none"]
