"""The forms in which papers print numbers, marks, points, passages and sections: one parameter each."""

import pytest

from study_pipeline.questions.extraction import extract
from study_pipeline.questions.model import Question
from study_pipeline_tests.questions.papers import page

STEMS = ["다음 중 과일은?", "다음 중 채소는?", "다음 중 곡식은?"]
FRUIT = """
{0}다음 중 과일은?
   ① 사과   ② 당근   ③ 감자   ④ 오이
{1}다음 중 채소는?
   ① 배   ② 상추   ③ 포도   ④ 딸기
{2}다음 중 곡식은?
   ① 쌀   ② 감   ③ 무   ④ 파
"""


def read(*texts: str) -> tuple[Question, ...]:
    return extract([page(text, number=number) for number, text in enumerate(texts, start=1)]).questions


def texts(question: Question) -> list[str]:
    return [option.text for option in question.options]


@pytest.mark.parametrize(
    "form",
    [
        *(
            "문{}) ",
            "문 {} ",
            "[{}] ",
            "[문 {}] ",
            "〔문 {}〕 ",
            "【문 {}】",
            "<문제 {}> ",
            "〈{}〉 ",
            "＜문 {}＞ ",
        ),
        *("제{}문 ", "Q. {} ", "Question {}\n", "Question {}. ", "Problem {}. ", "No. {} ", "#{} "),
        *("{} . ", "{}: ", "{}번. ", "문항 {}. ", "第 {} 題 ", "問{} ", "*{}. ", "■ {}. ", "___ {}. "),
        *(
            "문제 {}) ",
            "【문제 {}】 ",
            "[문제{}]\n",
            "[{}번] ",
            "({}번) ",
            "{}번 문제. ",
            "물음 {}. ",
            "[물음 {}] ",
        ),
        *("0{} ", "0{}. ", "{}．", "{}。", "第{}题 ", "{} - ", "{}/ ", "◎ {}. ", "연습문제 {}. "),
        *(
            "Question {} of 40\n",
            "Question #{}: ",
            "Question No. {}: ",
            "NEW QUESTION {}\n",
            "[Question {}] ",
        ),
        *("■ {}번 ", "{}] ", "{}〉 ", "( {} ) "),
        *("Exercise {}. ", "Aufgabe {}: ", "Pregunta {}. ", "Câu {}: "),
    ],
)
def test_a_number_is_read_in_this_form(form: str) -> None:
    questions = read(FRUIT.format(*(form.format(number) for number in (1, 2, 3))))
    assert [question.number for question in questions] == ["1", "2", "3"]
    assert [question.stem for question in questions] == STEMS


def test_full_width_numbers_are_the_same_numbers() -> None:
    assert [question.number for question in read(FRUIT.format("１．", "２．", "３．"))] == ["1", "2", "3"]


@pytest.mark.parametrize("numbers", [("1-1. ", "1-2. ", "1-3. "), ("1-1 ", "2-1 ", "3-1 ")])
def test_parts_of_a_question_with_options_of_their_own_keep_both_numbers(numbers: tuple[str, ...]) -> None:
    questions = read(FRUIT.format(*numbers))
    assert [question.number for question in questions] == [number.strip(". ") for number in numbers]
    assert [question.stem for question in questions] == STEMS


def test_a_high_number_without_a_dot_is_read() -> None:
    questions = read(FRUIT.format("207 ", "208 ", "209 "))
    assert [(question.number, question.stem) for question in questions] == list(
        zip(["207", "208", "209"], STEMS, strict=True)
    )


def test_written_tasks_keep_the_name_of_their_series() -> None:
    questions = read(
        FRUIT.format("1. ", "2. ", "3. ") + "[서술형 1] 넓이를 구하시오.\n[서술형 2] 이유를 서술하시오."
    )
    assert [question.number for question in questions] == ["1", "2", "3", "서술형 1", "서술형 2"]


WORDS = ["사과나무 그늘", "당근 수프", "감자 튀김", "오이 냉국"]


@pytest.mark.parametrize("cells", [1, 2, 4])
@pytest.mark.parametrize(
    "marks",
    [
        *(("㉠", "㉡", "㉢", "㉣"), ("ⓐ", "ⓑ", "ⓒ", "ⓓ"), ("⓵", "⓶", "⓷", "⓸"), ("⒈", "⒉", "⒊", "⒋")),
        *(("A)", "B)", "C)", "D)"), ("a.", "b.", "c.", "d."), ("(a)", "(b)", "(c)", "(d)")),
        *(("ㄱ.", "ㄴ.", "ㄷ.", "ㄹ."), ("(ㄱ)", "(ㄴ)", "(ㄷ)", "(ㄹ)"), ("가)", "나)", "다)", "라)")),
        *(("(가)", "(나)", "(다)", "(라)"), ("㈎", "㈏", "㈐", "㈑"), ("1.", "2.", "3.", "4.")),
        *(("F.", "G.", "H.", "J."), ("①.", "②.", "③.", "④."), ("(A", "(B)", "(C)", "(D")),
        *(("[A]", "[B]", "[C]", "[D]"), ("( A )", "( B )", "( C )", "( D )"), ("a )", "b )", "c )", "d )")),
        *(("１．", "２．", "３．", "４．"), ("１）", "２）", "３）", "４）"), ("1", "2", "3", "4")),
        *(("１", "２", "３", "４"), ("a", "b", "c", "d"), ("가", "나", "다", "라"), ("1:", "2:", "3:", "4:")),
        *(("i.", "ii.", "iii.", "iv."), ("(i)", "(ii)", "(iii)", "(iv)"), ("I.", "II.", "III.", "IV.")),
        *(
            ("Ⅰ.", "Ⅱ.", "Ⅲ.", "Ⅳ."),
            ("ⅰ)", "ⅱ)", "ⅲ)", "ⅳ)"),
            ("㈀", "㈁", "㈂", "㈃"),
            ("A:", "B:", "C:", "D:"),
        ),
        ("イ", "ロ", "ハ", "ニ"),
        *(("(甲)", "(乙)", "(丙)", "(丁)"), ("(①)", "(②)", "(③)", "(④)"), ("[1]", "[2]", "[3]", "[4]")),
        ("➊", "➋", "➌", "➍"),
    ],
)
def test_marks_of_this_form_are_read_in_rows_grids_and_one_line(marks: tuple[str, ...], cells: int) -> None:
    options = [f"{mark} {word}" for mark, word in zip(marks, WORDS, strict=True)]
    rows = ["   " + "     ".join(options[at : at + cells]) for at in range(0, len(options), cells)]
    questions = read("\n".join("\n".join([f"{number}. 다음 중 옳은 것은?", *rows]) for number in (1, 2, 3)))
    assert [texts(question) for question in questions] == [WORDS] * 3


def test_points_of_tasks_at_the_right_edge_are_no_options() -> None:
    parts = "\n".join(f"   (a) 이유를 쓰시오.\n{' ' * 90}[{points}]" for points in (1, 2, 3))
    questions = read("\n".join(f"{number}. 다음 물음에 답하시오.\n{parts}" for number in range(1, 5)))
    assert [(question.number, question.options) for question in questions] == [
        (str(number), ()) for number in range(1, 5)
    ]


def test_marks_close_together_in_one_row_are_told_apart() -> None:
    questions = read(
        "\n".join(f"{number}. 값은?\n   가. 500 나. 600 다. 700 라. 800" for number in (1, 2, 3))
    )
    assert [texts(question) for question in questions] == [["500", "600", "700", "800"]] * 3


def test_circled_marks_need_no_space_behind_them() -> None:
    questions = read("\n".join(f"{number}. 옳은 것은?\n   ①가나 ②다라 ③마바 ④사아" for number in (1, 2, 3)))
    assert [texts(question) for question in questions] == [["가나", "다라", "마바", "사아"]] * 3


def test_bare_digits_in_a_paper_with_other_marks_are_its_text() -> None:
    rows = "   1   2   3   4\n   5   6   7   8\n   ① 하나   ② 둘   ③ 셋   ④ 넷"
    questions = read("\n".join(f"{number}. 표에서 옳은 것은?\n{rows}" for number in (1, 2, 3)))
    assert [texts(question) for question in questions] == [["하나", "둘", "셋", "넷"]] * 3
    assert questions[0].stem == "표에서 옳은 것은? 1 2 3 4 5 6 7 8"


def test_an_option_that_speaks_of_a_later_one_does_not_end_the_set() -> None:
    (question,) = read("1. Which is true?\n   (A) All but (C)\n   (B) None\n   (C) Some\n   (D) Many")
    assert texts(question) == ["All but (C)", "None", "Some", "Many"]


def test_lists_of_a_boxed_example_are_no_options_beside_circled_ones() -> None:
    questions = read(
        "\n".join(
            f"문 {number}. 옳은 것만을 모두 고르면?\n   가. 물은 끓는다.\n   나. 눈은 희다.\n   다. 비는 온다.\n"
            "   ① 가, 나\n   ② 가, 다\n   ③ 나, 다\n   ④ 가, 나, 다"
            for number in (1, 2, 3)
        )
    )
    assert texts(questions[0]) == ["가, 나", "가, 다", "나, 다", "가, 나, 다"]


def test_a_paper_of_true_or_false_has_two_options_each() -> None:
    questions = read("\n".join(f"{number}. 다음 문장은 옳은가?   ① O   ② X" for number in range(1, 6)))
    assert [texts(question) for question in questions] == [["O", "X"]] * 5


def test_marks_without_spaces_behind_chinese_text_are_found() -> None:
    questions = read("\n".join(f"{n}. 下列何者正確？(A)甲 (B)乙 (C)丙 (D)丁" for n in (1, 2, 3)))
    assert (questions[0].stem, texts(questions[0])) == ("下列何者正確？", ["甲", "乙", "丙", "丁"])


@pytest.mark.parametrize("place", ["{0} 다음 중 옳은 것은?", "다음 중 옳은 것은? {0}"])
@pytest.mark.parametrize(
    "points",
    [
        *(
            "(3점)",
            "【3점】",
            "[2.5점]",
            "<3점>",
            "(각 2점)",
            "(배점 3점)",
            "[배점: 3]",
            "(3점, 부분점수 있음)",
        ),
        *("(5 marks)", "(10 pts)", "[1 mark]", "(Total 5 marks)", "[Total: 5 marks]", "（25分）"),
    ],
)
def test_points_of_this_form_are_not_part_of_the_stem(points: str, place: str) -> None:
    rows = "\n   ① 하나   ② 둘   ③ 셋   ④ 넷"
    questions = read("\n".join(f"{n}. {place.format(points)}{rows}" for n in (1, 2, 3)))
    assert [question.stem for question in questions] == ["다음 중 옳은 것은?"] * 3


def test_points_between_the_question_and_its_box_stay_as_printed() -> None:
    rows = "<보 기>\n   물은 산의 그림자를 안고 흐른다.\n   ① 하나   ② 둘   ③ 셋   ④ 넷"
    questions = read("\n".join(f"{n}. 다음 중 옳은 것은? [3점]\n   {rows}" for n in (1, 2, 3)))
    assert questions[0].stem == "다음 중 옳은 것은? [3점] <보 기> 물은 산의 그림자를 안고 흐른다."


SHARED = """
4. 다음 중 명사는?
   ① 책상   ② 먹다   ③ 예쁜   ④ 아주
{heading}
옛날 어느 마을에 나무꾼이 살았다. 그는 날마다 산에 올라 나무를 하였다.
5. 윗글의 주인공은?
   ① 나무꾼   ② 사슴   ③ 선녀   ④ 사냥꾼
6. 나무꾼이 오른 곳은?
   ① 산   ② 강   ③ 들   ④ 바다
7. 다음 중 수도는?
   ① 서울   ② 부산   ③ 대구   ④ 광주
"""


@pytest.mark.parametrize(
    "heading",
    [
        *("[5~6]", "[5∼6] 다음 글을 읽고 물음에 답하시오.", "＜5～6＞ 다음 글을 읽고 물음에 답하시오."),
        *("[5, 6] 다음 글을 읽고 물음에 답하시오.", "[5·6] 다음 글을 읽고 물음에 답하시오."),
        *("※ (5~6) 다음 글을 읽고 답하시오.", "＊ 다음 글을 읽고 물음에 답하시오.(5∼6)"),
        *("[문 5~문 6] 다음 글을 읽고 물음에 답하시오.", "※ 문 5~문 6. 다음 글을 읽고 물음에 답하시오."),
        *("[제5~6번] 다음 글을 읽고", "※ 다음 글을 읽고 5번과 6번 물음에 답하시오.", "5~6. 다음 글을 읽고"),
        *("Questions 5-6 refer to the following passage.", "Passage for Questions 5-6", "問5-6 請閱讀下文"),
        *("Read the following passage and answer questions 5 through 6.", "5-6. Read the following passage."),
        *("Answer questions 5-6 on the basis of the following passage.", "5-6為題組"),
        *("[문항 5~6] 다음 글을 읽고 물음에 답하시오.", "※ 문항 5~문항 6. 다음 글을 읽고"),
        "[Questions 5-6] Read the following passage.",
        *("The following passage is for questions 5 to 6.", "Questions 5 and 6 are based on the text below."),
        *("[5～6] 다음 글을 읽고 물음에 답하시오.", "[5-6] 다음 글을 읽고 물음에 답하시오."),
        *("※ 다음 글을 읽고 물음에 답하시오. (5~6)", "Questions 5 to 6 refer to the following passage."),
        "請依下文回答第 5 題至第 6 題：",
        *(
            "[지문 5~6]",
            "[물음 5~6]",
            "[서답형 5~6] 다음 글을 읽고 물음에 답하시오.",
            "[Q5-Q6]",
            "[5~6 공통지문]",
        ),
        *("[5․6] 다음 글을 읽고 물음에 답하시오.", "◈ [5~6] 다음 글을 읽고", "Q5-6. Read the passage."),
        *(
            "Questions 5 & 6 refer to the following passage.",
            "Passage 1 (Questions 5-6)",
            "#5-6 Read the passage.",
        ),
        *(
            "Passage I: Questions 5-6",
            "For questions 5-6, read the text below.",
            "Refer to the passage for items 5-6.",
        ),
        *("The next two questions (5-6) refer to the passage.", "5-6. Questions 5-6 refer to the passage."),
        *("5-6題為題組", "根据材料完成5-6题", "据此完成5~6小题。", "次の文章を読んで、問5～問6に答えよ。"),
        *("次の文章を読み、下の問い（問5・問6）に答えよ。", "第5～6問 次の文章を読め。"),
    ],
)
def test_a_passage_announced_in_this_form_belongs_to_the_questions_it_names(heading: str) -> None:
    before, first, second, third = read(SHARED.format(heading=heading))
    assert texts(before)[3] == "아주"
    assert first.passage is not None
    assert first.passage is second.passage
    assert (first.passage.numbers, first.passage.text[-3:]) == ("5-6", "였다.")
    assert (before.passage, third.passage) == (None, None)


@pytest.mark.parametrize(
    "heading",
    [
        "Passage for Questions 5-6",
        "Reading Passage 2: Questions 5-6",
        *(
            "Questions 5-6 refer to the following e-mail.",
            "Questions 5-6 refer to the following article and letter.",
        ),
        "Questions 5-6 refer to the following text message chain.",
        "Questions 5-6 refer to the following.",
    ],
)
def test_a_heading_that_only_names_its_passage_is_no_part_of_the_text(heading: str) -> None:
    passages = [read(SHARED.format(heading=printed))[1].passage for printed in (heading, "[5~6]")]
    assert len({passage.text for passage in passages if passage is not None}) == 1
    assert None not in passages


@pytest.mark.parametrize(
    "heading",
    [
        *(
            "Multiple Choice",
            "TRUE/FALSE",
            "Short Answer Questions",
            "서답형 문항",
            "※ 다음은 서술형 문제입니다.",
        ),
        "問題2 ＿＿の言葉に最も近いものを、1・2・3・4から一つ選びなさい。",
    ],
)
def test_a_heading_that_tells_how_to_answer_is_no_part_of_the_question_above(heading: str) -> None:
    first, second = FRUIT.format("1. ", "2. ", "3. "), FRUIT.format("4. ", "5. ", "6. ")
    questions = read(f"{first}\n{heading}\n{second}")
    assert [question.number for question in questions] == ["1", "2", "3", "4", "5", "6"]
    assert texts(questions[2]) == ["쌀", "감", "무", "파"]
    assert [question.flags for question in questions] == [()] * 6


@pytest.mark.parametrize("box", ["○", "□", "☐", "•"])
def test_circles_boxes_and_bullets_before_lettered_options_are_no_text(box: str) -> None:
    options = "\n".join(f"   {box} {letter}. {word}" for letter, word in zip("ABCD", WORDS, strict=True))
    questions = read("\n".join(f"{number}. 다음 중 옳은 것은?\n{options}" for number in (1, 2, 3)))
    assert [(question.stem, texts(question)) for question in questions] == [("다음 중 옳은 것은?", WORDS)] * 3


def test_a_sign_before_a_letter_inside_a_line_stays() -> None:
    options = "\n".join(f"   {letter}. {word}" for letter, word in zip("ABCD", WORDS, strict=True))
    stems = [f"알짜힘 F • a. 그리고 F - f. 가 {number}배인 것은?" for number in (1, 2, 3)]
    questions = read("\n".join(f"{number}. {stem}\n{options}" for number, stem in enumerate(stems, start=1)))
    assert [question.stem for question in questions] == stems


def test_tasks_with_parts_from_several_papers_are_told_apart_by_their_totals() -> None:
    task = "{} Iron reacts with oxygen.\n" + "\n".join(
        f"   ({part}) Explain why {'the mass of the iron ' * 12}changes.{' ' * 40}[3]" for part in "abc"
    )
    contents = "\n".join(f"0{place}   2021 Paper 42   Topic   9" for place in (1, 2, 3))
    tasks = "\n".join(f"{task.format(number)}\n{' ' * 90}[Total: 9]" for number in (4, 5, 4))
    questions = read(contents, tasks)
    assert [question.number for question in questions] == ["4", "5", "4"]
    assert {question.kind for question in questions} == {"free_response"}


def test_a_number_alone_in_the_middle_of_a_page_is_no_question() -> None:
    first, second = FRUIT.format("1 ", "2 ", "3 "), FRUIT.format("4 ", "5 ", "6 ")
    questions = read(first, f"{' ' * 50}4\n{second}")
    assert [question.stem for question in questions] == STEMS * 2


def test_a_numbered_part_of_a_question_that_asks_announces_no_passage() -> None:
    questions = read(FRUIT.format("1-1. ", "1-2. ", "1-3. "))
    assert [question.passage for question in questions] == [None] * 3


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("제1과목: 데이터베이스", "제2과목: 전자계산기 구조"),
        ("1과목 소프트웨어 설계", "2과목 소프트웨어 개발"),
        ("Section A", "Section B"),
        ("甲、單選題", "乙、多選題"),
        ("제1교시", "제2교시"),
        ("제1회 모의고사", "제2회 모의고사"),
        ("홀수형", "짝수형"),
        ("【국어】", "【영어】"),
    ],
)
def test_numbers_that_start_again_are_kept_apart_by_this_heading(first: str, second: str) -> None:
    paper = FRUIT.format("1. ", "2. ", "3. ")
    questions = read(f"{first}\n{paper}\n{second}\n{paper}")
    sections = [question.section or "" for question in questions]
    assert [question.number for question in questions] == ["1", "2", "3"] * 2
    assert [len(set(sections[:3])), len(set(sections[3:]))] == [1, 1]
    assert sections[3].strip("【】") in second
    assert sections[0] != sections[3]


def test_numbered_instructions_that_show_marks_are_no_questions() -> None:
    cover = (
        "1. 수험번호를 쓰십시오.\n2. 답안 표기는 다음과 같이 하십시오.\n   ① 예비   ② 정답   ③ 수정   ④ 지움"
    )
    questions = read(cover, FRUIT.format("1. ", "2. ", "3. "))
    assert [(question.number, question.page) for question in questions] == [("1", 2), ("2", 2), ("3", 2)]
