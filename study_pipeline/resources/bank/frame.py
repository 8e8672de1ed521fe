"""The question bank's rows as a pandas DataFrame."""

from typing import TYPE_CHECKING

import pyarrow as pa

from study_pipeline.resources.bank.schema import present_columns, read_answer

if TYPE_CHECKING:
    import pandas as pd


def data_frame(rows: pa.Table, vector_column: str | None) -> "pd.DataFrame":
    """One question a row, by material and position; ``vector_column`` becomes ``vector``.

    Answers are read from JSON; a missing answer or vector is None.
    """
    import pandas as pd  # takes 0.4 s, and only a DataFrame needs it

    rows = rows.sort_by([("material", "ascending"), ("position", "ascending")])
    frame: pd.DataFrame = rows.select(present_columns(rows.column_names)).to_pandas()
    # dtype object, since pandas would turn None into NaN
    answers = [read_answer(answer) for answer in rows.column("answer").to_pylist()]
    frame["answer"] = pd.Series(answers, dtype=object)
    if vector_column is not None:
        present = vector_column in rows.column_names
        vectors = list(rows.column(vector_column).to_pandas()) if present else [None] * len(frame)
        frame["vector"] = pd.Series(vectors, dtype=object)
    return frame
