"""Flags and confidence: what is odd about a question is said, and lowers how sure it is."""

import pytest

from study_pipeline.materials.page import Box
from study_pipeline.questions.confidence import judged, share_outside
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


def test_bars_of_a_formula_font_are_flagged_and_taken_out_of_the_text() -> None:
    (found,) = judged([question("1", "√\ue06d 5", "둘", "셋", "넷")])
    assert found.options[0].text == "√ 5"
    assert "formula_lost" in found.flags


def test_nothing_printed_leaves_nothing_outside() -> None:
    assert share_outside([], []) == 0.0
