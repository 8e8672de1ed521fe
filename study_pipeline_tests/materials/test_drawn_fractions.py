"""Fractions whose bar is a drawn rule, in papers of any word processor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.materials.formulas.drawn_fractions import with_drawn_fractions
from study_pipeline.materials.pages.lines import set_lines
from study_pipeline.materials.pages.page import Box, Word
from study_pipeline_tests.materials.setting import row, word


def rule(x0: float, x1: float, y: float = 100) -> Box:
    return Box(x0, y - 0.3, x1, y + 0.3)


def texts(words: list[Word]) -> list[str]:
    return sorted(found.text for found in words)


def test_a_fraction_stands_on_the_line_of_the_text_around_it() -> None:
    around = [*row("a factor of", 10, 104), *row("is centred", 80, 104)]
    words = with_drawn_fractions([*around, word("1", 69, 98), word("3", 69, 111)], [rule(68, 75)], [])
    assert [line.text for line in set_lines(words, page=1, column=0)] == ["a factor of 1/3 is centred"]


def test_a_fraction_of_more_than_whole_numbers_is_latex() -> None:
    words = [*row("x + 1", 20, 98), *row("2y", 26, 111)]
    assert texts(with_drawn_fractions(words, [rule(19, 43)], [])) == [r"\frac{x+1}{2y}"]


UNDERLINED = [*row("which is not right", 10, 98), *row("or wrong here", 10, 112)]


@pytest.mark.parametrize(
    ("words", "rules", "upright"),
    [
        (UNDERLINED, [rule(UNDERLINED[2].box.x0, UNDERLINED[2].box.x1)], []),
        ([word("12", 20, 98), word("34", 20, 111)], [rule(0, 100)], []),
        ([word("12", 20, 98), word("34", 20, 111)], [rule(19, 32)], [Box(20, 60, 20.5, 140)]),
        ([word("12", 20, 98)], [rule(19, 32)], []),
        ([word("12", 20, 80), word("34", 20, 130)], [rule(19, 32)], []),
        ([word("x", 20, 98), word("2", 25, 93, size=6), word("34", 20, 111)], [rule(19, 32)], []),
    ],
    ids=["underlined text", "a long rule", "a table", "nothing below", "far away", "a power in it"],
)
def test_what_is_no_simple_fraction_stays(words: list[Word], rules: list[Box], upright: list[Box]) -> None:
    assert with_drawn_fractions(words, rules, upright) == list(words)


coordinates = st.floats(0, 120)


@given(
    places=st.lists(st.tuples(coordinates, coordinates), max_size=40),
    rules=st.lists(
        st.builds(lambda x, y, w: rule(x, x + w, y), coordinates, coordinates, st.floats(4, 60)), max_size=20
    ),
)
def test_however_words_and_rules_lie_no_word_is_lost_or_doubled(
    places: list[tuple[float, float]], rules: list[Box]
) -> None:
    words = [word(chr(0xAC00 + i), x, y) for i, (x, y) in enumerate(places)]
    found = "".join(w.text for w in with_drawn_fractions(words, rules, []))
    assert sorted(c for c in found if "가" <= c <= "힣") == sorted(w.text for w in words)
