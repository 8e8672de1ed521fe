"""What two engines saw of one page, joined by rules that need neither of them."""

from collections.abc import Sequence

import pytest

from study_pipeline.materials.pages.page import Box
from study_pipeline.materials.pages.recognised import READ_FROM_PICTURE, UNSURE_FROM_PICTURE
from study_pipeline.materials.pages.recognised_words import (
    SeenWord,
    is_in_script,
    is_number,
    may_be_number,
    placed,
    with_numbers,
    within_lines,
    without_doubles,
)

HEIGHT = 40.0


def row(*words: str | float, top: float = 100.0, percent: float = 90.0, line: int = 0) -> list[SeenWord]:
    """Words of one line, each letter as wide as high; a number is the white before the next word, in heights."""
    found, x = [], 100.0
    for word in words:
        if isinstance(word, float):
            x += word * HEIGHT
            continue
        box = Box(x, top, x + len(word) * HEIGHT, top + HEIGHT)
        found.append(SeenWord(word, box, percent, line))
        x = box.x1
    return found


def texts(words: Sequence[SeenWord]) -> list[str]:
    return [word.text for word in placed(words, 0.24)]


def test_syllables_that_an_engine_parts_are_one_word_however_wide_the_line_is_set() -> None:
    assert texts(row("다음", 0.5, "중", 0.1, "옳지", 0.5, "않은", 0.5, "것은?")) == [
        "다음",
        "중옳지",
        "않은",
        "것은?",
    ]
    wide = row("규", 0.45, "칙", 0.4, "을", 0.7, "고치는", 0.7, "일", 0.35, "에도", 0.7, "참여할")
    assert texts(wide) == ["규칙을", "고치는", "일에도", "참여할"]


def test_latin_words_stay_as_they_were_parted() -> None:
    assert texts(row("a", 0.1, "tilted", 0.2, "axis")) == ["a", "tilted", "axis"]


def test_a_mark_stands_in_place_of_what_was_read_there() -> None:
    read = row("@", 0.4, "대동여지도")
    mark = SeenWord("②", read[0].box, 99.0)
    assert sorted(texts(with_numbers(read, [mark]))) == ["②", "대동여지도"]


@pytest.mark.parametrize(
    ("text", "heights", "taken"),
    [
        ("①", 1.0, True),
        ("19.", 1.6, True),
        ("7", 0.6, True),
        ("7", 1.9, False),
        ("가", 1.0, False),
        ("1召", 1.5, False),
    ],
)
def test_a_number_is_believed_where_it_is_one_and_as_wide_as_its_ink(
    text: str, heights: float, taken: bool
) -> None:
    assert is_number(text, Box(0, 0, heights * HEIGHT, HEIGHT)) is taken


@pytest.mark.parametrize(
    ("text", "may"), [("0", True), ("(9)", True), ("&.", True), ("정답", False), ("|", False)]
)
def test_short_words_without_hangul_are_read_again(text: str, may: bool) -> None:
    assert may_be_number(SeenWord(text, Box(0, 0, HEIGHT, HEIGHT), 90.0)) is may


def test_what_was_read_into_a_drawing_is_left_out_and_what_is_certain_stays() -> None:
    line = Box(90.0, 94.0, 400.0, 146.0)
    words = [*row("본문"), *row("ㅑㅣ", top=600.0, percent=40.0), *row("그림의글", top=800.0, percent=95.0)]
    assert [word.text for word in within_lines(words, [line])] == ["본문", "그림의글"]


def test_of_two_lines_over_the_same_letters_the_surer_one_counts() -> None:
    sure, ghost = (
        row("사람에게는", 0.5, "벌금을", percent=95.0, line=1),
        row("르", 0.5, "드른", percent=60.0, line=2),
    )
    assert without_doubles([*ghost, *sure]) == sure


def test_a_word_of_which_the_engine_was_unsure_says_so() -> None:
    fonts = [
        word.font for word in placed([*row("맞다"), *row("아마", top=300.0, percent=35.0, line=1)], 0.24)
    ]
    assert fonts == [READ_FROM_PICTURE, UNSURE_FROM_PICTURE]


def test_a_known_slip_of_the_engine_is_put_right() -> None:
    assert texts(row("옮은", 0.5, "것은?")) == ["옳은", "것은?"]
    assert texts(row("짐을", 0.5, "옮겼다")) == ["짐을", "옮겼다"]


def test_a_page_without_hangul_was_not_rightly_read_as_korean() -> None:
    assert is_in_script(row("정답표", 0.5, "A형"), "kor")
    assert not is_in_script(row("Answer", 0.5, "Key"), "kor")
    assert is_in_script(row("Answer", 0.5, "Key"), "eng")


@pytest.mark.parametrize("text", ["A1", "B12.", "[A]", "[1~3]", "[38～42]"])
def test_numbers_with_signs_are_read_by_the_engine_that_knows_digits(text: str) -> None:
    assert is_number(text, Box(0.0, 0.0, len(text) * HEIGHT / 2, HEIGHT))


@pytest.mark.parametrize("misread", ["[1~~9]", "[4~-7]", "(7~19)"])
def test_what_looks_like_a_range_is_read_again_however_long_it_is(misread: str) -> None:
    assert may_be_number(row(misread)[0])


def test_a_range_in_running_text_is_not_read_again() -> None:
    assert not may_be_number(row("[1~3번]")[0])


@pytest.mark.parametrize("misread", ["[4~~7]", "[4~-7]", "[4-~7]"])
def test_a_dash_as_wide_as_two_is_one(misread: str) -> None:
    assert texts(row(misread)) == ["[4~7]"]
