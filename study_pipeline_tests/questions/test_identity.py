"""Question ids: the same question keeps its id, and no two questions share one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.materials.pages.page import Box
from study_pipeline.questions.identity import ID_CHARACTERS, KnownQuestion, question_ids
from study_pipeline.questions.model import Option, Question

BOX = Box(0, 0, 10, 10)
SHA = "a" * 64


def question(number: str, stem: str, *options: str, section: str | None = None) -> Question:
    labelled = tuple(Option(label, text, 1, BOX) for label, text in zip("①②③④⑤", options, strict=False))
    return Question(number, section, "multiple_choice", 1, BOX, stem, labelled)


def known(questions: list[Question], ids: list[str]) -> list[KnownQuestion]:
    return [KnownQuestion.of(q, question_id) for q, question_id in zip(questions, ids, strict=True)]


def told_by(q: Question) -> tuple[str | None, ...]:
    """All that tells a question from another; white space does not."""
    texts = (q.stem, *(option.text for option in q.options))
    return (q.section, q.number, *("".join(text.split()) for text in texts))


PAPER = [
    question("1", "윗글의 내용과 일치하지 않는 것은?", "하나", "둘"),
    question("2", "㉠에 대한 설명으로 가장 적절한 것은?", "셋", "넷"),
    question("1", "What drives the tides?", "wind", "moon", section="영어"),
    question("3", "", "", ""),
]

texts = st.text("가나다라ab ", max_size=6)
questions = st.lists(
    st.builds(
        question,
        st.sampled_from("123"),
        texts,
        texts,
        texts,
        section=st.sampled_from([None, "공통"]),
    ),
    max_size=8,
)


@given(questions)
def test_ids_are_unique_stable_and_short(paper: list[Question]) -> None:
    ids = question_ids(paper, sha256=SHA)
    assert ids == question_ids(paper, sha256=SHA)
    assert len(set(ids)) == len(ids) == len(paper)
    assert all(len(question_id) == ID_CHARACTERS + 1 for question_id in ids)


@given(questions)
def test_reading_the_same_paper_again_gives_the_same_ids(paper: list[Question]) -> None:
    ids = question_ids(paper, sha256=SHA)
    assert question_ids(paper, sha256=SHA, known=known(paper, ids)) == ids
    assert question_ids(paper, sha256="b" * 64, known=known(paper, ids)) == ids


@given(questions, questions)
def test_a_new_version_has_unique_ids_and_invents_no_known_one(
    old: list[Question], new: list[Question]
) -> None:
    before = question_ids(old, sha256=SHA)
    after = question_ids(new, sha256="b" * 64, known=known(old, before))
    assert len(set(after)) == len(after) == len(new)


@given(questions, st.randoms())
def test_ids_stay_with_their_question_when_the_paper_is_put_in_another_order(
    paper: list[Question], random
) -> None:
    ids = question_ids(paper, sha256=SHA)
    order = list(range(len(paper)))
    random.shuffle(order)
    again = question_ids([paper[index] for index in order], sha256="b" * 64, known=known(paper, ids))
    assert sorted(again) == sorted(ids)
    for place, index in enumerate(order):
        same = {ids[other] for other, q in enumerate(paper) if told_by(q) == told_by(paper[index])}
        assert again[place] in same


@given(questions, st.sets(st.integers(0, 7)))
def test_an_id_that_another_material_has_is_never_given(paper: list[Question], places: set[int]) -> None:
    ids = question_ids(paper, sha256=SHA)
    taken = {ids[place] for place in places if place < len(ids)}
    again = question_ids(paper, sha256=SHA, taken=taken)
    assert not taken.intersection(again)
    assert len(set(again)) == len(paper)


def test_two_papers_with_the_same_questions_have_ids_of_their_own() -> None:
    assert not set(question_ids(PAPER, sha256=SHA)) & set(question_ids(PAPER, sha256="b" * 64))


@pytest.mark.parametrize(
    "changed",
    [
        replace(PAPER[1], stem="㉠에 대한 설명으로 가장 적절하지 않은 것은?"),
        replace(PAPER[1], number="7"),
        replace(PAPER[1], section="독서"),
        replace(PAPER[1], stem="㉠에  대한 설명으로\n가장 적절한 것은?"),
        replace(PAPER[1], options=(Option("①", "다섯", 1, BOX),)),
        replace(PAPER[1], answer="②", page=9, confidence=0.5),
    ],
    ids=["corrected stem", "other number", "other section", "other spaces", "other options", "other answer"],
)
def test_what_is_still_the_same_question_keeps_its_id(changed: Question) -> None:
    ids = question_ids(PAPER, sha256=SHA)
    version_two = [PAPER[0], changed, *PAPER[2:]]
    assert question_ids(version_two, sha256="b" * 64, known=known(PAPER, ids)) == ids


def test_another_question_at_the_same_place_gets_another_id() -> None:
    ids = question_ids(PAPER, sha256=SHA)
    version_two = [PAPER[0], question("2", "서술상의 특징을 두 가지 쓰시오."), *PAPER[2:]]
    after = question_ids(version_two, sha256="b" * 64, known=known(PAPER, ids))
    assert after[1] not in ids
    assert [after[0], *after[2:]] == [ids[0], *ids[2:]]


def test_a_question_put_in_front_moves_no_id() -> None:
    ids = question_ids(PAPER, sha256=SHA)
    moved = [replace(q, number=str(int(q.number) + 1)) for q in PAPER]
    after = question_ids(
        [question("1", "새로 들어온 문제는?"), *moved], sha256="b" * 64, known=known(PAPER, ids)
    )
    assert after[1:] == ids
    assert after[0] not in ids


def test_the_same_text_under_equal_numbers_of_two_sections_is_two_questions() -> None:
    twins = [
        question("1", "같은 글", section="A"),
        question("1", "같은 글", section="B"),
        question("1", "같은 글"),
    ]
    assert len(set(question_ids([*twins, *twins], sha256=SHA))) == 6
