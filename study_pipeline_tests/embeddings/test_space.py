"""Spaces keep the vectors of different models apart."""

import re

from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.embeddings.space import VectorSpace


@given(model=st.text(), dimensions=st.integers(1, 4096))
def test_a_column_name_is_safe_in_sql_whatever_the_model_is_called(model: str, dimensions: int):
    assert re.fullmatch(r"vector_[a-z0-9_]+", VectorSpace(model, dimensions).column)


def test_models_whose_names_look_alike_have_columns_of_their_own():
    names = ["e5-small", "e5_small", "E5-small", "e5.small"]
    assert len({VectorSpace(name, 384).column for name in names}) == 4
    assert VectorSpace("e5", 384).column != VectorSpace("e5", 256).column
