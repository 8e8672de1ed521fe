"""Which texts go into which call."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.embeddings.batches import calls, distinct_texts


@given(
    texts=st.lists(st.text(max_size=30), max_size=40), max_texts=st.integers(1, 7), size=st.integers(1, 60)
)
def test_calls_keep_every_text_in_order_and_their_bounds(texts: list[str], max_texts: int, size: int):
    made = list(calls(texts, max_texts=max_texts, max_characters=size))
    assert [text for call in made for text in call] == texts
    assert all(1 <= len(call) <= max_texts for call in made)
    assert all(len(call) == 1 or sum(map(len, call)) <= size for call in made)


def test_a_hundred_and_one_texts_take_two_calls():
    assert [len(call) for call in calls([f"text {n}" for n in range(101)])] == [100, 1]


def test_a_call_of_long_texts_stays_within_what_a_server_takes_at_once():
    assert [len(call) for call in calls(["가" * 4_000] * 100)] == [37, 37, 26]


def test_equal_texts_come_once_however_they_are_composed():
    texts = ["나", "각도", unicodedata.normalize("NFD", "각도"), "나"]
    assert list(distinct_texts(texts).values()) == ["나", "각도"]
