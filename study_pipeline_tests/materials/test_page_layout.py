"""Words to rows, columns and lines: no word is lost, none is moved across a column."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.materials.pages.characters import Character
from study_pipeline.materials.pages.columns import find_gutters, reading_blocks
from study_pipeline.materials.pages.glyphs import shown
from study_pipeline.materials.pages.lines import set_lines
from study_pipeline.materials.pages.page import Box, Word
from study_pipeline.materials.pages.picture_words import PICTURE, picture_words
from study_pipeline.materials.pages.rectangles import area, clusters, overlap
from study_pipeline.materials.pages.rows import group_rows, split_pieces
from study_pipeline.materials.pages.words import join_words
from study_pipeline_tests.materials.setting import SIZE, row, word

placed_words = st.lists(
    st.builds(
        word,
        st.text("abc가나一二①㉠", min_size=1, max_size=6),
        st.floats(0, 500),
        st.floats(10, 800),
        size=st.sampled_from([7.0, 10.0, 14.0]),
    ),
    max_size=60,
)


@given(words=placed_words, gutters=st.lists(st.floats(100, 400), max_size=2).map(sorted))
def test_reading_order_loses_no_word_and_doubles_none(words: list[Word], gutters: list[float]) -> None:
    blocks = reading_blocks(words, gutters)
    assert Counter(w for _, block in blocks for w in block) == Counter(words)


@given(words=placed_words)
def test_rows_hold_every_word_once(words: list[Word]) -> None:
    assert Counter(w for found in group_rows(words) for w in found) == Counter(words)


@given(words=placed_words)
def test_lines_keep_every_character(words: list[Word]) -> None:
    printed = Counter("".join(line.text for line in set_lines(words, page=1, column=0)).replace(" ", ""))
    assert printed == Counter("".join(w.text for w in words))


@given(words=placed_words, gap=st.floats(0.1, 3))
def test_pieces_of_a_row_are_the_row(words: list[Word], gap: float) -> None:
    for found in group_rows(words):
        assert [w for piece in split_pieces(found, gap) for w in piece] == found


characters = st.lists(
    st.builds(
        lambda text, x, y, size, space: Character(text, x, x + size / 2, y, size, "F", space, False),
        st.sampled_from("ab가①"),
        st.floats(0, 200),
        st.sampled_from([20.0, 34.0, 34.4, 48.0]),
        st.sampled_from([8.0, 10.0]),
        st.booleans(),
    ),
    max_size=40,
)


@given(found=characters)
def test_every_character_ends_in_exactly_one_word(found: list[Character]) -> None:
    joined = Counter("".join(w.text for w in join_words(found)))
    assert joined == Counter(c.text for c in found)


def test_a_bracket_printed_after_its_line_goes_back_into_its_gap() -> None:
    line = [
        Character(c, 10.0 * i, 10.0 * i + 9, 50, 10, "F", False, False)
        for i, c in enumerate("가나다라")
        if c != "다"
    ]
    late = [Character("(", 22, 26, 50, 10, "F", True, False)]
    printed = [w.text for w in set_lines(join_words(line + late), page=1, column=0)[0].words]
    assert "".join(printed) == "가나(라"


def test_a_superscript_stays_on_its_line() -> None:
    words = [word("x", 10, 100), word("2", 15.2, 95, size=7), word("=", 25, 100), word("next", 10, 116)]
    assert [line.text for line in set_lines(words, page=1, column=0)] == ["x2 =", "next"]


def test_chinese_words_that_justification_pulled_apart_are_joined() -> None:
    words = [word("國", 10, 100), Word("籍", Box(19, 90, 29, 100), "Body", 10.0), word("law", 40, 100)]
    assert set_lines(words, page=1, column=0)[0].text == "國籍 law"


def test_a_bar_over_letters_is_no_blank_to_fill_in() -> None:
    overbar = [word("__", 10, 100), word("AB", 10, 106), word("is", 30, 106)]
    blank = [
        *row("The answer is", 10, 100),
        word("____", 90, 100),
        *row("and the next line goes on here", 10, 114),
    ]
    assert [line.text for line in set_lines(overbar, page=1, column=0)] == ["AB is"]
    assert "____" in set_lines(blank, page=1, column=0)[0].text


def test_a_gutter_needs_text_that_runs_up_to_it_on_both_sides() -> None:
    prose = [
        w
        for i in range(10)
        for w in row("aaaa bbbb cccc dddd", 40, 100 + 14 * i) + row("eeee ffff gggg hhhh", 190, 100 + 14 * i)
    ]
    grid = [w for i in range(10) for w in row("(A) x", 40, 100 + 14 * i) + row("(B) y", 230, 100 + 14 * i)]
    crossing = row("a question whose text crosses the middle of the page", 40, 90)
    assert len(find_gutters(prose, [], 320)) == 1
    assert find_gutters([*grid, *crossing], [], 320) == ()


def test_a_page_that_says_it_is_wider_than_the_world_takes_no_more_memory() -> None:
    words = [w for i in range(10) for w in row("aaaa bbbb cccc dddd", 40, 100 + 14 * i)]
    assert find_gutters(words, [], 1e12) == ()


def test_a_rule_between_columns_is_a_gutter_also_where_text_is_scarce() -> None:
    words = (
        row("1. Find x.", 40, 100)
        + row("2. Find y.", 220, 100)
        + row("(A) 1 (B) 2", 40, 120)
        + row("(A) 3", 220, 120)
    )
    assert find_gutters(words, [Box(200, 90, 200.5, 700)], 400) == (200,)


def test_formula_digits_letters_and_operators_are_read_by_their_font() -> None:
    assert "".join(shown(chr(code), "HyhwpEQ") for code in range(0xE034, 0xE03E)) == "1234567890"
    assert shown("\ue000", "HyhwpEQ") + shown("\ue0fc", "HyhwpEQ") + shown("\ue046", "HyhwpEQ") == "Ax−"
    assert shown("\ue034", "Another") == "\ue034"


def test_a_small_picture_before_a_word_stands_in_its_line() -> None:
    words = row("when how", 40, 100)
    mark, photograph = Box(25, 89, 39, 101), Box(0, 200, 300, 500)
    (picture,) = picture_words([mark, photograph], words)
    assert picture.text == PICTURE
    assert set_lines([*words, picture], page=1, column=0)[0].text == f"{PICTURE} when how"


boxes = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h),
    st.floats(0, 300),
    st.floats(0, 300),
    st.floats(1, 80),
    st.floats(1, 80),
)


@given(found=st.lists(boxes, max_size=25), gap=st.floats(0, 10))
def test_clusters_cover_every_box_and_lie_apart(found: list[Box], gap: float) -> None:
    merged = clusters(found, gap)
    assert all(any(overlap(box, group) >= 0.999 * area(box) for group in merged) for box in found)
    assert all(overlap(a, b) == 0 for i, a in enumerate(merged) for b in merged[i + 1 :])


def test_words_of_one_size_keep_their_size() -> None:
    (joined,) = join_words([Character("a", 0, 5, 50, SIZE, "F", False, True)])
    assert (joined.size, joined.ends) == (SIZE, True)


def test_a_bullet_of_a_symbol_font_is_a_bullet_and_no_lost_formula() -> None:
    assert shown("\uf0b7", "F5") == "•"
    assert shown("\uf003", "F5") == "\uf003"


def test_three_columns_of_prose_have_two_gutters_and_are_read_one_after_the_other() -> None:
    words = [
        w
        for i in range(12)
        for column, x0 in enumerate((20, 220, 420))
        for w in row(f"{column}aaaa bbbb cccc dddd eeee ffff", x0, 100 + 14 * i)
    ]
    gutters = find_gutters(words, [], 600)
    assert len(gutters) == 2
    assert [column for column, _ in reading_blocks(words, gutters)] == [1, 2, 3]


def test_blanks_without_number_are_left_alone() -> None:
    blanks = [word("____", 20 + 30 * (i % 15), 100 + i) for i in range(3_000)]
    assert sum(len(line.words) for line in set_lines(blanks, page=1, column=0)) > 0
