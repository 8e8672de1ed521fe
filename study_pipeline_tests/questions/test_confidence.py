"""Flags and confidence: what is odd about a question is said, and lowers how sure it is."""

from dataclasses import replace

import pytest

from study_pipeline.materials.pages.page import Box
from study_pipeline.questions.confidence import judged
from study_pipeline.questions.model import Option, Passage, Question

BOX = Box(0, 0, 10, 10)


def question(
    number: str, *texts: str, stem: str = "다음 중 옳은 것은?", passage: Passage | None = None
) -> Question:
    options = tuple(Option("①②③④⑤"[place], text, 1, BOX) for place, text in enumerate(texts))
    return Question(number, None, "multiple_choice", 1, BOX, stem, options, passage)


FOUR = ("하나", "둘", "셋", "넷")


def test_a_clean_question_has_no_flag_and_the_highest_confidence() -> None:
    (clean,) = judged([question("1", *FOUR)])
    assert (clean.flags, clean.confidence) == ((), 0.99)


@pytest.mark.parametrize(
    ("odd", "flag"),
    [
        (question("3", "하나", "둘"), "option_missing"),
        (question("3", "하나", "", "셋", "넷"), "option_empty"),
        (question("4", *FOUR), "number_gap"),
        (question("3", *FOUR, stem=""), "stem_empty"),
        (question("3", *FOUR, stem="가" * 1600), "stem_long"),
        (question("3", *FOUR, stem="\ue06d 의 값은?"), "formula_lost"),
        (question("3", stem="산은 산이요"), "does_not_ask"),
        (question("3", *FOUR, passage=Passage("3-5", "글", 1, BOX)), "passage_not_closed"),
    ],
)
def test_each_odd_thing_is_flagged_and_costs_confidence(odd: Question, flag: str) -> None:
    *_, found = judged([question("1", *FOUR), question("2", *FOUR), odd])
    assert flag in found.flags
    assert found.confidence < 0.95


@pytest.mark.parametrize(
    ("odd", "flag"),
    [
        (question("3", "하나", "둘 ② 셋"), "duplicate_label"),
        (question("3", *FOUR, stem="옳은 것은? ① 하나 ② 둘 ③ 셋 ④ 넷"), "duplicate_label"),
        (question("3", stem="다음 중 옳은 것은? ○ 하나 ○ 둘 ○ 셋"), "option_missing"),
        (question("3", stem="Which of the following is true?"), "option_missing"),
        (question("3", stem="옳은 것은? (A) 하나 (B) 둘 (B) 셋 (D) 넷"), "option_missing"),
    ],
)
def test_marks_that_ended_in_a_stem_or_another_option_are_seen(odd: Question, flag: str) -> None:
    *_, found = judged([question("1", *FOUR), question("2", *FOUR), odd])
    assert flag in found.flags


@pytest.mark.parametrize(
    "plain",
    [
        question("3", "①, ②", "①, ③", "②, ④", "①, ②, ③"),
        question("3", *FOUR, stem="밑줄 친 ① 과 관계가 없는 것은?"),
        question("3", stem="위의 (A) 와 (B) 의 값을 구하시오."),
    ],
)
def test_marks_that_are_spoken_of_are_no_options(plain: Question) -> None:
    *_, found = judged([question("1", *FOUR), question("2", *FOUR), plain])
    assert found.flags == ()


def test_plain_letters_as_marks_may_be_names_in_the_stem() -> None:
    marked = question("3", *FOUR, stem="물체 A 와 B 의 거리는?")
    letters = tuple(replace(option, label="ABCD"[place]) for place, option in enumerate(marked.options))
    (found,) = judged([replace(marked, options=letters)])
    assert found.flags == ()


def test_a_paper_without_choices_may_list_what_it_likes() -> None:
    tasks = [question(n, stem="(a) 넓이 (b) 부피 (c) 높이를 구하시오.") for n in ("1", "2")]
    assert [task.flags for task in judged(tasks)] == [(), ()]


def test_bars_of_a_formula_font_are_flagged_and_taken_out_of_the_text() -> None:
    (found,) = judged([question("1", "√\ue06d 5", "둘", "셋", "넷")])
    assert found.options[0].text == "√ 5"
    assert "formula_lost" in found.flags
