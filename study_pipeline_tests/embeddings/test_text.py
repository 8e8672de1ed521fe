"""What text of a question is embedded, and how texts are told apart."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.embeddings.text import (
    WORD_BOUNDARY_WINDOW,
    cut,
    embedding_text,
    plain,
    search_text,
    searchable,
    text_hash,
)

STEM = "윗글에서 알 수 있는\n내용으로 가장 적절한 것은?"
OPTIONS = ("과두제는  소수의 지배이다.", "", "민주제는 다수의 지배이다.")
PASSAGE = "과두제는 소수가 권력을 쥐는 제도이다. 고대 그리스에서 비롯하였다."


def test_golden_stem_then_options_then_passage():
    assert embedding_text(STEM, OPTIONS, PASSAGE, max_characters=2000) == (
        "윗글에서 알 수 있는 내용으로 가장 적절한 것은?\n"
        "과두제는 소수의 지배이다.\n"
        "민주제는 다수의 지배이다.\n"
        "과두제는 소수가 권력을 쥐는 제도이다. 고대 그리스에서 비롯하였다."
    )


def test_golden_a_long_text_loses_the_end_of_its_passage_at_a_word():
    assert embedding_text(STEM, OPTIONS, PASSAGE, max_characters=69) == (
        "윗글에서 알 수 있는 내용으로 가장 적절한 것은?\n"
        "과두제는 소수의 지배이다.\n"
        "민주제는 다수의 지배이다.\n"
        "과두제는 소수가"
    )


def test_a_text_without_spaces_is_cut_at_the_limit():
    assert cut("居留权在香港法律中的地位" * 10, 50) == ("居留权在香港法律中的地位" * 10)[:50]


def test_a_character_keeps_the_marks_that_combine_with_it():
    text = "가" * 49 + "q\u0323\u0307" + "나" * 9  # q with two dots has no composed form
    assert cut(text, 50) == "가" * 49
    assert cut(text, 51) == "가" * 49
    assert cut(text, 52) == "가" * 49 + "q\u0323\u0307"


@given(text=st.text(), max_characters=st.integers(1, 200))
def test_a_cut_text_is_a_beginning_within_the_limit(text: str, max_characters: int):
    kept = cut(text, max_characters)
    assert len(kept) <= max_characters
    assert text.startswith(kept)
    if len(text) > max_characters and not any(c.isspace() for c in text):
        assert len(kept) >= min(max_characters, max(1, max_characters - WORD_BOUNDARY_WINDOW))


@given(stem=st.text(), options=st.lists(st.text(), max_size=5), passage=st.none() | st.text())
def test_line_breaks_of_the_pdf_make_no_other_text(stem: str, options: list[str], passage: str | None):
    text = embedding_text(stem, options, passage, max_characters=None)
    broken = [part.replace(" ", "\n\t") for part in (stem, *options)]
    assert embedding_text(broken[0], broken[1:], passage, max_characters=None) == text


def test_a_question_without_any_text_gives_an_empty_text():
    assert embedding_text(" ", ["", "\n"], None, max_characters=10) == ""


def test_the_hash_is_that_of_the_composed_text():
    assert text_hash("각도") == text_hash(unicodedata.normalize("NFD", "각도"))
    assert text_hash("각도") != text_hash("각 도")
    assert text_hash("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_half_a_surrogate_pair_from_a_broken_font_can_be_hashed_and_written():
    broken = "보기\ud83d 참조"
    assert len(text_hash(broken)) == 64
    assert plain(broken).encode() == "보기\ufffd 참조".encode()


def test_full_width_letters_and_compatibility_ideographs_are_searched_in_their_usual_form():
    assert searchable("ＤＢ의\u3000\uf90a 사용") == "DB의 金 사용"
    assert search_text("ＤＢ란?", ["①"], None) == "DB란? 1"
