"""What can be checked of a paper's questions without knowing the paper."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.materials.pages.page import Box
from study_pipeline.questions.model import Answer, Option, Question, QuestionKind
from study_pipeline.questions.quality import (
    listed,
    numbering_gaps,
    odd_option_counts,
    unsure,
    with_lost_formula,
    with_open_passage,
    without_answer,
)

BOX = Box(0, 0, 1, 1)


def question(
    number: str, section: str | None = None, *, options: int = 5, answer: Answer | None = None
) -> Question:
    kind: QuestionKind = "multiple_choice" if options else "short_answer"
    labels = tuple(Option(label, label, 1, BOX) for label in "①②③④⑤"[:options])
    return Question(number, section, kind, 1, BOX, f"문제 {number}", labels, answer=answer)


def test_a_missing_number_is_named_with_its_section() -> None:
    paper = [question("1"), question("3"), question("23", "미적분"), question("26", "미적분"), question("7")]
    assert numbering_gaps(paper) == ["2", "4", "5", "6", "미적분 24", "미적분 25"]


def test_a_paper_that_begins_late_or_numbers_otherwise_has_no_gap() -> None:
    assert numbering_gaps([question("16"), question("17")]) == []
    assert numbering_gaps([question("서술형 1"), question("서술형 3"), question("A")]) == []
    assert numbering_gaps([]) == []


@given(st.sets(st.integers(1, 60), min_size=1))
def test_the_gaps_and_the_numbers_together_count_through(numbers: set[int]) -> None:
    gaps = numbering_gaps([question(str(number)) for number in numbers])
    assert numbers | set(map(int, gaps)) == set(range(min(numbers), max(numbers) + 1))
    assert numbers.isdisjoint(map(int, gaps))


def test_an_option_count_unlike_the_others_is_named() -> None:
    paper = [question("1"), question("2"), question("3", "선택", options=4), question("4", options=0)]
    assert odd_option_counts(paper) == ["선택 3"]
    assert odd_option_counts([question("1", options=0)]) == []


def test_a_question_with_several_answers_is_counted_as_any_other() -> None:
    paper = [question("1", answer=["①", "③"]), question("2"), question("3", options=2, answer=["①", "②"])]
    assert odd_option_counts(paper) == ["3"]


def test_two_questions_that_look_the_same_are_both_named() -> None:
    paper = [question("1"), question("2"), question("3"), question("9", options=3), question("9", options=3)]
    assert odd_option_counts(paper) == ["9", "9"]


def test_questions_without_an_answer_are_named() -> None:
    paper = [question("1", answer="③"), question("2"), question("3", "공통"), question("4", answer=[])]
    assert without_answer(paper) == ["2", "공통 3"]


def test_a_question_that_is_not_sure_is_named_with_what_is_odd_about_it() -> None:
    lost = replace(question("2", "공통"), flags=("formula_lost", "option_missing"), confidence=0.36)
    torn = replace(question("3"), flags=("passage_not_closed",), confidence=0.84)
    paper = [question("1"), lost, torn]
    assert unsure(paper) == [
        "공통 2 (a formula that cannot be read, fewer options than usual)",
        "3 (its passage is announced for more questions)",
    ]
    assert with_lost_formula(paper) == ["공통 2"]
    assert with_open_passage(paper) == ["3"]


def test_a_long_list_is_cut_and_the_rest_counted() -> None:
    assert listed(["1", "2"]) == "1, 2"
    assert listed([str(number) for number in range(1, 46)]).endswith("19, 20 and 25 more")
    assert listed([]) == ""
