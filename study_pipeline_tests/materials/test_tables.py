"""Ruled tables as rows of cells."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.materials.pages.drawings import Drawings
from study_pipeline.materials.pages.page import Box, Table, Word
from study_pipeline.materials.pages.tables import MAX_ROWS, find_tables
from study_pipeline.materials.reading import read_pages
from study_pipeline_tests.materials.setting import row, show, write_pdf

WIDTH, HEIGHT = 100, 20


def ruled(rows: list[list[str]]) -> str:
    """A table at the left edge, 100 points a column and 20 a row."""
    height, width = HEIGHT * len(rows), WIDTH * len(rows[0])
    rules = [f"50 {500 - HEIGHT * i} m {50 + width} {500 - HEIGHT * i} l S" for i in range(len(rows) + 1)]
    rules += [f"{50 + WIDTH * i} 500 m {50 + WIDTH * i} {500 - height} l S" for i in range(len(rows[0]) + 1)]
    cells = [
        show(60 + WIDTH * c, 486 - HEIGHT * r, cell)
        for r, cells in enumerate(rows)
        for c, cell in enumerate(cells)
    ]
    return "\n".join(rules + cells)


def drawings(level: list[Box], upright: list[Box], frames: tuple[Box, ...] = ()) -> Drawings:
    return Drawings((), tuple(level), tuple(upright), frames, (), 0)


def level(y: float, x0: float = 0, x1: float = 200) -> Box:
    return Box(x0, y - 0.5, x1, y + 0.5)


def upright(x: float, top: float = 0, bottom: float = 60) -> Box:
    return Box(x - 0.5, top, x + 0.5, bottom)


def one_table(rules: Drawings, words: list[Word]) -> Table:
    (table,) = find_tables(rules, words, 1)
    return table


def test_a_ruled_table_is_read_row_by_row(tmp_path: Path) -> None:
    path = write_pdf(
        tmp_path / "a.pdf", show(50, 300, "no table here"), ruled([["1", "A"], ["2", "B"], ["3", "C"]])
    )
    pages = read_pages(path)
    assert pages[0].tables == ()
    (table,) = pages[1].tables
    assert (table.page, table.rows) == (2, (("1", "A"), ("2", "B"), ("3", "C")))
    assert tuple(table.box) == pytest.approx((50, 100, 250, 160), abs=1)


def test_a_table_may_be_drawn_without_side_rules_and_in_pieces() -> None:
    rules = drawings(
        [level(y, x0, x0 + 99) for y in (0, 20, 40) for x0 in (0, 100)],
        [upright(100, y, y + 20) for y in (0, 20)],
    )
    words = [*row("year", 10, 15), *row("people", 110, 15), *row("2024", 10, 35), *row("51 million", 110, 35)]
    assert one_table(rules, words).rows == (("year", "people"), ("2024", "51 million"))


def test_a_table_may_be_drawn_as_a_rectangle_for_each_cell() -> None:
    cells = tuple(Box(x, y, x + 100, y + 20) for x in (0, 100) for y in (0, 20))
    words = [*row("a", 10, 15), *row("b", 110, 15), *row("c", 10, 35), *row("d", 110, 35)]
    assert one_table(drawings([], [], cells), words).rows == (("a", "b"), ("c", "d"))


def test_a_cell_that_spans_others_holds_its_text_once() -> None:
    rules = drawings(
        [level(0), level(20), level(40, 100, 200), level(60)], [upright(0), upright(100, 20), upright(200)]
    )
    words = [*row("heading", 20, 15), *row("left", 10, 45), *row("one", 110, 35), *row("two", 110, 55)]
    assert one_table(rules, words).rows == (("heading", ""), ("left", "one"), ("", "two"))


def test_values_listed_line_by_line_in_one_ruled_row_are_rows_and_a_heading_of_two_lines_is_none() -> None:
    rules = drawings(
        [level(0), level(30), level(80)], [upright(0, 0, 80), upright(100, 0, 80), upright(200, 0, 80)]
    )
    words = [*row("mass", 10, 12), *row("(g)", 10, 26), *row("length", 110, 12), *row("(cm)", 110, 26)]
    words += [*row("0.5", 10, 45), *row("1.0", 10, 65), *row("0.19", 110, 45), *row("0.34", 110, 65)]
    assert one_table(rules, words).rows == (("mass (g)", "length (cm)"), ("0.5", "0.19"), ("1.0", "0.34"))


@pytest.mark.parametrize(
    "rules",
    [
        drawings([level(0), level(60)], [upright(0), upright(100), upright(200)]),
        drawings([level(0), level(20), level(40)], [upright(0, 0, 40), upright(200, 0, 40)]),
        drawings([level(0), level(20), level(40)], []),
        drawings([level(y) for y in range(0, 400, 4)], [upright(x, 0, 400) for x in range(0, 400, 4)]),
    ],
    ids=["one row", "one column", "rules alone", "squared paper"],
)
def test_frames_columns_and_squared_paper_are_no_tables(rules: Drawings) -> None:
    words = [*row("some words", 10, 15), *row("and more", 110, 15), *row("of them", 10, 35)]
    assert find_tables(rules, words, 1) == []


def test_a_page_cut_in_boxes_full_of_text_is_no_table() -> None:
    rules = drawings(
        [level(0), level(400), level(800)], [upright(0, 0, 800), upright(100, 0, 800), upright(200, 0, 800)]
    )
    words = [word for x0 in (5, 105) for y in range(20, 780, 12) for word in row("a line of prose", x0, y)]
    assert find_tables(rules, words, 1) == []


lengths = st.floats(1, 300)
rules = st.lists(st.builds(lambda x, y, w: Box(x, y, x + w, y + 1), lengths, lengths, lengths), max_size=30)
columns = st.lists(st.builds(lambda x, y, h: Box(x, y, x + 1, y + h), lengths, lengths, lengths), max_size=30)
places = st.lists(st.tuples(lengths, lengths), max_size=60)


@given(level=rules, upright=columns, places=places)
def test_however_rules_lie_no_table_holds_a_word_twice_or_makes_one_up(
    level: list[Box], upright: list[Box], places: list[tuple[float, float]]
) -> None:
    words = [Word(f"w{i}", Box(x, y, x + 4, y + 4), "Body", 4) for i, (x, y) in enumerate(places)]
    for table in find_tables(drawings(level, upright), words, 1):
        held = " ".join(cell for cells in table.rows for cell in cells).split()
        assert len(held) == len(set(held))
        assert len(table.rows) <= MAX_ROWS
        assert len({len(cells) for cells in table.rows}) == 1
