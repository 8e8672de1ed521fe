"""The forms in which papers print their own answers: beside a question, in one row, and under a heading."""

import pytest

from study_pipeline.questions.extraction import extract
from study_pipeline.questions.model import Question
from study_pipeline_tests.questions.papers import page

CIRCLED, LETTERS = ("①", "②", "③", "④"), ("A.", "B.", "C.", "D.")


def paper(marks: tuple[str, ...], behind: str = "") -> str:
    return "\n".join(
        f"{number}. 다음 중 옳은 것은?\n"
        + "\n".join(f"   {mark} 낱말{number}{mark[0]}" for mark in marks)
        + behind
        for number in (1, 2, 3)
    )


def read(*texts: str) -> tuple[Question, ...]:
    questions = extract([page(text, number=number) for number, text in enumerate(texts, start=1)]).questions
    assert [len(question.options) for question in questions] == [4, 4, 4]
    assert questions[2].options[3].text[:3] == "낱말3"
    assert len(questions[2].options[3].text) == 4
    return questions


@pytest.mark.parametrize(
    ("row", "marks"),
    [
        *(
            (row, CIRCLED)
            for row in (
                *("정답: 1. ① 2. ② 3. ③", "정답  1 ①  2 ②  3 ③", "[정답] 1. ① 2. ② 3. ③", "정답 1① 2② 3③"),
                *("정답: 1-①, 2-②, 3-③", "답: 1) ① 2) ② 3) ③", "※ 정답 : 1.① 2.② 3.③", "정답\n1.① 2.② 3.③"),
                *("정답\n1~3 ①②③", "<정답>\n1. ① 2. ② 3. ③", "정답 및 해설\n1번 ①\n2번 ②\n3번 ③"),
                *(
                    "정답: 1번 : ①, 2번 : ②, 3번 : ③",
                    "정답\n1번 : ①\n2번 : ②\n3번 : ③",
                    "정답 및 해설: 1.① 2.② 3.③",
                ),
                *(
                    "정답\n1~3: 123",
                    "정답: 1-3 1 2 3",
                    "정답: 123",
                    "정답 ① ② ③",
                    "※ 정답: 1, 2, 3",
                    "정답\n①②③",
                ),
                *(
                    "정답: 1. 1  2. 2  3. 3",
                    "정답\n1) 1  2) 2\n3) 3",
                    "정답: 1-1, 2-2, 3-3",
                    "정답\n1.(1) 2.(2) 3.(3)",
                ),
                *(
                    "정답\n1 : 1\n2 : 2\n3 : 3",
                    "정답표\n번호     정답\n1         1\n2         2\n3         3",
                ),
            )
        ),
        *(
            (row, LETTERS)
            for row in (
                *("Answers: 1. A 2. B 3. C", "Answer Key: 1. A, 2. B, 3. C", "Key: 1-A 2-B 3-C"),
                *(
                    "Ans: 1 (A), 2 (B), 3 (C)",
                    "答案：1.A 2.B 3.C",
                    "答案\n1.(A) 2.(B) 3.(C)",
                    "ANSWERS\n1. A\n2. B\n3. C",
                ),
                *(
                    "Answers: ABC",
                    "Answers: A B C",
                    "Answers: 1-3 ABC",
                    "Answers 1–3: A, B, C",
                    "Answers: 1=A, 2=B, 3=C",
                ),
                *(
                    "Answers: 1. a; 2. b; 3. c.",
                    "(Answers: 1. A 2. B 3. C)",
                    "Correct answers: 1. A 2. B 3. C",
                ),
                *("Answers to Quiz 1: 1. A 2. B 3. C", "Solutions: 1. A 2. B 3. C", "参考答案：1-3 ABC"),
                "Answer Key\n1. A (p. 12)\n2. B (p. 13)\n3. C (p. 14)",
                "Answers\nQuestion 1: A\nQuestion 2: B\nQuestion 3: C",
                "Answers and Explanations\n1. The correct answer is A.\n2. The correct answer is B.\n3. The correct answer is C.",
            )
        ),
    ],
)
def test_answers_printed_below_the_last_question_in_this_form_are_read(
    row: str, marks: tuple[str, ...]
) -> None:
    questions = read(f"{paper(marks)}\n\n{row}")
    assert [question.answer for question in questions] == [mark[0] for mark in marks[:3]]


@pytest.mark.parametrize(
    ("behind", "marks", "answer", "explanation"),
    [
        ("[정답] ③", CIRCLED, "③", None),
        ("정답: ③ 해설: 사과는 과일이다.", CIRCLED, "③", "사과는 과일이다."),
        ("정답 ③ 사과는 과일이다.", CIRCLED, "③", "사과는 과일이다."),
        ("[정답] ③\n[해설] 사과는 과일이다.", CIRCLED, "③", "사과는 과일이다."),
        ("정답은 ③이다.", CIRCLED, "③", None),
        ("정답 : 3", CIRCLED, "③", None),
        ("정답: ② ③", CIRCLED, ["②", "③"], None),
        ("모범답안: ③", CIRCLED, "③", None),
        ("Ans. B", LETTERS, "B", None),
        ("Answer: (B)", LETTERS, "B", None),
        ("The correct answer is B.", LETTERS, "B", None),
        ("Answer: B Explanation: An apple is a fruit.", LETTERS, "B", "An apple is a fruit."),
        ("答案:B", LETTERS, "B", None),
        ("正確答案：B", LETTERS, "B", None),
        *(
            (row, CIRCLED, "③", None)
            for row in (
                "난이도 ★★☆ 정답 ③",
                "[정답 및 해설] ③",
                "정답 ➂",
                "⇒ ③",
                "[정답률 45%] 정답: ③",
                "[3점] 정답 ③",
                "【正答】③",
            )
        ),
        *(
            (row, LETTERS, "B", None)
            for row in ("Answer: Option B", "Correct option: B", "Right answer: B", "答：B")
        ),
        *(
            (row, LETTERS, "B", None)
            for row in ("The answer is B.", "Réponse : B", "Antwort: B", "Respuesta: B")
        ),
    ],
)
def test_an_answer_printed_behind_its_question_in_this_form_is_read(
    behind: str, marks: tuple[str, ...], answer: str | list[str], explanation: str | None
) -> None:
    first = read(paper(marks, f"\n{behind}"))[0]
    assert (first.answer, first.explanation) == (answer, explanation)


@pytest.mark.parametrize("row", ["정답: ① ② ③ ④ ①", "정답: 1. 1  2. 2", "정답: 1 2 3 4 2 3", "정답 ①②③④①"])
def test_a_row_of_answers_for_another_count_of_questions_answers_none(row: str) -> None:
    assert [question.answer for question in read(f"{paper(CIRCLED)}\n\n{row}")] == [None, None, None]


def test_a_long_row_of_numbers_and_letters_below_the_last_question_is_its_key() -> None:
    text = "\n".join(f"{n}. Which is it?\n   A. one   B. two   C. three   D. four" for n in range(1, 6))
    questions = extract([page(f"{text}\n\n1. C 2. A 3. D 4. B 5. C")]).questions
    assert [question.answer for question in questions] == ["C", "A", "D", "B", "C"]
    in_order = extract([page(f"{text}\n\n1. A 2. B 3. C 4. D 5. E")]).questions
    assert [question.answer for question in in_order] == [None] * 5


CIVICS = """
1. What is the supreme law of the land?
   {0} the Constitution
2. What does the Constitution do?
   {0} sets up the government
   {0} defines the government and says
     what it may not do
3. Who makes federal laws?*
   {0} Congress
B: System of Government
4. What is an amendment?
   {0} a change
   {0} an addition
"""


@pytest.mark.parametrize("bullet", ["▪", "•", "-", "●"])
def test_bullets_under_the_questions_of_a_civics_test_are_their_answers(bullet: str) -> None:
    questions = extract([page(CIVICS.format(bullet))]).questions
    assert [question.stem for question in questions][::2] == [
        "What is the supreme law of the land?",
        "Who makes federal laws?*",
    ]
    assert [question.answer for question in questions] == [
        "the Constitution",
        ["sets up the government", "defines the government and says what it may not do"],
        "Congress",
        ["a change", "an addition"],
    ]


def test_equally_many_bullets_under_each_question_are_choices_and_answer_nothing() -> None:
    rows = "\n".join(f"{n}. Which is it?\n   • one\n   • two\n   • three" for n in range(1, 6))
    assert {question.answer for question in extract([page(rows)]).questions} == {None}


def test_an_answer_in_words_belongs_to_a_question_without_options() -> None:
    questions = extract(
        [page("1. 값을 구하시오.\n   정답: 3/4\n2. 이름을 쓰시오.\n   답: ________\n")]
    ).questions
    assert [question.answer for question in questions] == ["3/4", None]


@pytest.mark.parametrize(
    "solution",
    ["{n}. ③\n[해설] 셋이 옳다.", "{n}번 정답 ③\n해설 셋이 옳다.", "{n}. [정답] ③\n셋이 옳다."],
)
def test_solutions_under_a_heading_give_answers_and_explanations(solution: str) -> None:
    solutions = "정답 및 해설\n" + "\n".join(solution.format(n=number) for number in (1, 2, 3))
    questions = read(paper(CIRCLED), solutions)
    assert [(question.answer, question.explanation) for question in questions] == [("③", "셋이 옳다.")] * 3


def test_questions_printed_again_with_their_answers_are_the_same_questions() -> None:
    questions = read(paper(CIRCLED), "해설\n" + paper(CIRCLED, "\n정답 ③"))
    assert [(question.section, question.answer) for question in questions] == [(None, "③")] * 3


def test_an_answer_that_no_option_has_is_kept_and_flagged() -> None:
    first = read(paper(CIRCLED, "\n정답: ⑤"))[0]
    assert (first.answer, first.flags) == ("⑤", ("key_label_unknown",))
