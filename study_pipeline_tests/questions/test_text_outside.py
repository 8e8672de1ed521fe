"""How much of a paper's text ended in no question is measured, and said where it is much."""

from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.questions.extraction import extract
from study_pipeline.questions.quality import left_outside
from study_pipeline.questions.text_outside import Outside, text_outside
from study_pipeline_tests.questions.flagged import PAPER as QUESTIONS
from study_pipeline_tests.questions.papers import page

LOOSE = [f"Some text of row {row} that belongs to no question of this paper at all." for row in range(9)]
KEY = "\n".join(["정답", *(f"{number}. ③" for number in range(1, 4))])


def test_a_paper_that_is_all_questions_leaves_nothing_outside() -> None:
    paper = extract([page(QUESTIONS)])
    assert (paper.share_outside, paper.flags, left_outside(paper)) == (0.0, (), [])


def test_much_text_outside_every_question_is_said_of_the_material() -> None:
    paper = extract([page("\n".join(LOOSE)), page(QUESTIONS, number=2)])
    assert "text_outside_questions" in paper.flags
    assert paper.share_outside
    assert paper.share_outside > 0.8
    assert left_outside(paper) == [f"{paper.share_outside:.0%} of the text outside every question"]


@given(st.integers(0, len(LOOSE)))
def test_the_share_is_that_of_the_letters_which_no_question_has(rows: int) -> None:
    read = extract([page(QUESTIONS)])
    outside = text_outside(read.questions, [page("\n".join([*LOOSE[:rows], QUESTIONS]))])
    loose = sum(map(str.isalnum, "".join(LOOSE[:rows])))
    assert (outside.letters, outside.share) == (loose, loose / outside.printed)


def test_a_header_and_a_page_of_answers_are_not_lost() -> None:
    paper = extract(
        [page(QUESTIONS, header="2024학년도 어느 학교의 모의평가 문제지 사회 영역"), page(KEY, number=2)]
    )
    assert [question.answer for question in paper.questions] == ["③"] * 3
    assert paper.share_outside == 0.0


def test_an_instruction_that_is_repeated_does_not_make_up_for_a_lost_one() -> None:
    (first, *others) = extract([page(QUESTIONS)]).questions
    outside = text_outside([first, first, first], [page(QUESTIONS)])
    assert (
        outside.letters
        == sum(sum(map(str.isalnum, q.number + q.stem + "".join(o.text for o in q.options))) for q in others)
        - len("다음중은") * 2
    )


def test_a_title_is_little_however_short_the_test() -> None:
    assert not Outside(60, 100).is_much
    assert Outside(600, 1000).is_much
    assert not Outside(600, 100_000).is_much
    assert Outside(0, 0).share == 0.0


def test_a_material_without_questions_has_no_share_and_is_not_warned_of() -> None:
    notes = extract([page("\n".join(LOOSE))])
    assert (notes.kind, notes.share_outside, left_outside(notes)) == ("notes", None, [])
