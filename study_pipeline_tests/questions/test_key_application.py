"""A key put on its paper: the paper's labels, sections, and what is left open rather than guessed."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from study_pipeline.materials.pages.page import Box
from study_pipeline.questions.answers.answer_keys import apply_key
from study_pipeline.questions.confidence import SURE
from study_pipeline.questions.model import Answer, KeyEntry, Option, Question, QuestionKind

BOX = Box(0, 0, 10, 10)


def question(number: str, labels: str | tuple[str, ...] = "①②③④⑤", section: str | None = None) -> Question:
    options = tuple(Option(label, "text", 1, BOX) for label in labels)
    kind: QuestionKind = "multiple_choice" if options else "short_answer"
    return Question(number, section, kind, 1, BOX, "stem", options)


def one(asked: Question, answer: Answer) -> Question:
    return apply_key([asked], [KeyEntry(asked.number, answer)])[0]


@pytest.mark.parametrize(
    ("labels", "said", "stored"),
    [
        ("①②③④⑤", "2", "②"),
        ("①②③④⑤", "②", "②"),
        ("①②③④", "B", "②"),
        (("(A)", "(B)", "(C)", "(D)"), "B", "(B)"),
        (("(A)", "(B)", "(C)", "(D)"), "2", "(B)"),
        ("ABCD", "C", "C"),
        (("A.", "B.", "C."), "c", "C."),
        ("㉠㉡㉢", "ㄷ", "㉢"),
        (("(1)", "(2)", "(3)"), "③", "(3)"),
    ],
)
def test_the_answer_is_stored_as_the_paper_prints_its_label(
    labels: str | tuple[str, ...], said: str, stored: str
) -> None:
    answered = one(question("1", labels), said)
    assert (answered.answer, answered.flags) == (stored, ())


def test_several_labels_become_a_list() -> None:
    assert one(question("1"), ["②", "④"]).answer == ["②", "④"]


def test_points_for_everyone_leave_no_answer_and_say_so() -> None:
    answered = one(question("1"), [])
    assert (answered.answer, answered.flags) == (None, ("key_all_credit",))


@pytest.mark.parametrize("said", ["⑤", "E", "7", "대동여지도", ["①", "⑤"]])
def test_a_label_that_the_question_does_not_have_is_no_answer(said: Answer) -> None:
    answered = one(question("1", "①②③④"), said)
    assert (answered.answer, answered.flags) == (None, ("key_label_unknown",))


def test_a_short_answer_takes_the_text_of_the_key() -> None:
    assert one(question("16", ""), "128").answer == "128"


def test_a_label_is_no_answer_to_a_question_without_options() -> None:
    assert one(question("16", ""), "③").flags == ("key_label_unknown",)


def test_the_key_wins_over_a_printed_answer_and_the_conflict_is_flagged() -> None:
    answered = one(replace(question("1"), answer="①"), "②")
    assert (answered.answer, answered.flags) == ("②", ("answer_conflict",))
    assert one(replace(question("1"), answer="②"), "2").flags == ()


def test_putting_a_key_on_twice_changes_nothing_more() -> None:
    questions = [question("1"), question("2"), question("3", "")]
    entries = [KeyEntry("1", "3"), KeyEntry("2", ["1", "2"]), KeyEntry("3", "값")]
    once = apply_key(questions, entries)
    assert apply_key(once, entries) == once


def test_a_question_that_the_key_leaves_out_stays_as_it_is() -> None:
    questions = (question("1"), question("2"))
    assert apply_key(questions, [KeyEntry("2", "1")])[0] == questions[0]


def test_equal_numbers_are_told_apart_by_their_section() -> None:
    questions = [question("35", section="화법과 작문"), question("35", section="언어와 매체")]
    entries = [KeyEntry("35", "④", "언어와매체"), KeyEntry("35", "①", "[화법과 작문]")]
    assert [q.answer for q in apply_key(questions, entries)] == ["①", "④"]


def test_equal_numbers_without_sections_in_the_key_go_by_order() -> None:
    questions = [question("1", section="Part I"), question("1", section="Part II")]
    entries = [KeyEntry("1", "②"), KeyEntry("1", "③")]
    assert [q.answer for q in apply_key(questions, entries)] == ["②", "③"]


def test_an_essay_with_the_same_number_leaves_the_label_to_the_question_with_options() -> None:
    questions = [question("1", "", section="甲"), question("1", "ABCD", section="乙")]
    assert [q.answer for q in apply_key(questions, [KeyEntry("1", "B")])] == [None, "B"]


@pytest.mark.parametrize(
    ("sections", "entries"),
    [
        ((None, None), [KeyEntry("1", "①"), KeyEntry("1", "②")]),
        (("가", "나"), [KeyEntry("1", "①")]),
        ((None,), [KeyEntry("1", "①", "1장"), KeyEntry("1", "②", "2장")]),
    ],
)
def test_what_could_belong_to_either_is_given_to_neither(
    sections: tuple[str | None, ...], entries: list[KeyEntry]
) -> None:
    found = apply_key([question("1", section=section) for section in sections], entries)
    assert all(q.answer is None and q.flags == ("key_ambiguous",) for q in found)


def key_of(*numbers: int) -> list[KeyEntry]:
    return [KeyEntry(str(number), "①") for number in numbers]


def flagged_as_before_missing(numbers: Sequence[int], entries: Sequence[KeyEntry]) -> list[str]:
    answered = apply_key([question(str(number)) for number in numbers], entries)
    return [one.number for one in answered if "key_names_more" in one.flags]


@pytest.mark.parametrize(
    ("numbers", "named", "flagged"),
    [
        (range(1, 10), range(1, 11), ["9"]),
        ([1, 2, 3, 5, 6], range(1, 7), ["3"]),
        (range(2, 11), range(1, 11), ["2"]),
        (range(1, 11), range(1, 11), []),
        (range(1, 11), range(1, 6), []),
        (range(1, 26), range(1, 51), []),
    ],
)
def test_a_number_that_only_the_key_has_is_told_at_the_question_before_it(
    numbers: Sequence[int], named: Sequence[int], flagged: list[str]
) -> None:
    assert flagged_as_before_missing(numbers, key_of(*named)) == flagged


def test_a_key_of_several_papers_misses_nothing() -> None:
    assert flagged_as_before_missing(range(1, 21), [*key_of(*range(1, 26)), *key_of(*range(1, 21))]) == []


def test_an_answer_read_from_a_picture_of_the_key_says_so_and_is_less_sure() -> None:
    pictured = apply_key([question("1")], [KeyEntry("1", "2", from_picture=True)])[0]
    assert (pictured.answer, pictured.flags) == ("②", ("key_ocr",))
    assert pictured.confidence < SURE


def test_the_word_of_a_person_takes_the_doubt_of_a_pictured_key_away() -> None:
    pictured = apply_key([question("1")], [KeyEntry("1", "2", from_picture=True)])
    told = apply_key(pictured, [KeyEntry("1", "2")])[0]
    assert (told.answer, told.flags) == ("②", ())
    assert told.confidence >= SURE
