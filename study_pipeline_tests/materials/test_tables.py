"""Ruled tables as rows of cells."""

from pathlib import Path

from study_pipeline.materials.tables import read_tables
from study_pipeline_tests.materials.setting import show, write_pdf


def ruled(rows: list[list[str]]) -> str:
    """A table at the left edge, 100 points a column and 20 a row."""
    height, width = 20 * len(rows), 100 * len(rows[0])
    rules = [f"50 {500 - 20 * i} m {50 + width} {500 - 20 * i} l S" for i in range(len(rows) + 1)]
    rules += [f"{50 + 100 * i} 500 m {50 + 100 * i} {500 - height} l S" for i in range(len(rows[0]) + 1)]
    cells = [
        show(60 + 100 * c, 486 - 20 * r, cell) for r, row in enumerate(rows) for c, cell in enumerate(row)
    ]
    return "\n".join(rules + cells)


def test_a_ruled_table_is_read_row_by_row(tmp_path: Path) -> None:
    path = write_pdf(
        tmp_path / "a.pdf", show(50, 300, "no table here"), ruled([["1", "A"], ["2", "B"], ["3", "C"]])
    )
    (table,) = read_tables(path, [1, 2])
    assert table.page == 2
    assert table.rows == (("1", "A"), ("2", "B"), ("3", "C"))


def test_pages_not_asked_for_are_not_read(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", ruled([["1", "A"], ["2", "B"]]), "")
    assert read_tables(path, [2]) == []
