"""Whole small papers: each printed style that the rules know, read from page to question."""

import pytest

from study_pipeline.materials.pages.page import Page
from study_pipeline.questions.extraction import extract
from study_pipeline.questions.marks.mark_words import is_picture, number_pictures
from study_pipeline.questions.model import Extraction, Question
from study_pipeline_tests.questions.papers import line, page


def read(text: str, *more: Page) -> tuple[Question, ...]:
    return extract([page(text), *more]).questions


def labels(question: Question) -> list[str]:
    return [option.label for option in question.options]


def texts(question: Question) -> list[str]:
    return [option.text for option in question.options]


FRUIT = """
{0}다음 중 과일은?
   ① 사과   ② 당근   ③ 감자   ④ 오이
{1}다음 중 채소는?
   ① 배   ② 상추   ③ 포도   ④ 딸기
{2}다음 중 곡식은?
   ① 쌀   ② 감   ③ 무   ④ 파
"""


@pytest.mark.parametrize(
    ("numbers", "printed"),
    [
        (("1. ", "2. ", "3. "), "1 2 3"),
        (("36. ", "37. ", "38. "), "36 37 38"),
        (("문 1. ", "문 2. ", "문 3. "), "1 2 3"),
        (("【1】 ", "【2】 ", "【3】 "), "1 2 3"),
        (("Q1 ", "Q2 ", "Q3 "), "1 2 3"),
        (("B6 ", "B7 ", "B8 "), "B6 B7 B8"),
        (("第1題 ", "第2題 ", "第3題 "), "1 2 3"),
        (("1번 ", "2번 ", "3번 "), "1 2 3"),
        (("1   ", "2   ", "3   "), "1 2 3"),
        (("T1A01 (C)\n", "T1A02 (B)\n", "T1A03 (A)\n"), "T1A01 T1A02 T1A03"),
        (("1.\n", "2.\n", "3.\n"), "1 2 3"),
        (("문항 A1\n", "문항 A2\n", "문항 A3\n"), "A1 A2 A3"),
    ],
)
def test_a_number_is_read_in_each_printed_style(numbers: tuple[str, ...], printed: str) -> None:
    questions = read(FRUIT.format(*numbers))
    assert [question.number for question in questions] == printed.split()
    assert [question.stem for question in questions] == [
        "다음 중 과일은?",
        "다음 중 채소는?",
        "다음 중 곡식은?",
    ]
    assert texts(questions[1]) == ["배", "상추", "포도", "딸기"]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ("①②③④", "① ② ③ ④"),
        (("(1)", "(2)", "(3)", "(4)"), "(1) (2) (3) (4)"),
        (("1)", "2)", "3)", "4)"), "1 2 3 4"),
        (("A.", "B.", "C.", "D."), "A B C D"),
        (("(A)", "(B)", "(C)", "(D)"), "(A) (B) (C) (D)"),
        (("a)", "b)", "c)", "d)"), "a b c d"),
        (("A", "B", "C", "D"), "A B C D"),
        (("가.", "나.", "다.", "라."), "가 나 다 라"),
        (("ア", "イ", "ウ", "エ"), "ア イ ウ エ"),
        (("Ａ．", "Ｂ．", "Ｃ．", "Ｄ．"), "Ａ Ｂ Ｃ Ｄ"),
        ("㉮㉯㉰㉱", "㉮ ㉯ ㉰ ㉱"),
        ("\ue18c\ue18d\ue18e\ue18f", "A B C D"),
    ],
)
def test_options_are_read_in_each_style_of_marks(marks: tuple[str, ...], expected: str) -> None:
    rows = "\n".join(
        f"{number}. 다음 중 옳은 것은?\n" + "\n".join(f"   {mark} 보기{number}{mark[-2:]}" for mark in marks)
        for number in (1, 2, 3)
    )
    questions = read(rows)
    assert len(questions) == 3
    assert labels(questions[0]) == expected.split()
    assert all(text.startswith("보기1") for text in texts(questions[0]))


def test_a_grid_that_counts_down_its_columns_is_sorted_by_mark() -> None:
    questions = read(
        """
7 Which statement is always true?
  (1) a circle        (3) a triangle
  (2) a square        (4) a pentagon
8 Which statement is never true?
  (1) one             (3) three
  (2) two             (4) four
"""
    )
    assert labels(questions[0]) == ["(1)", "(2)", "(3)", "(4)"]
    assert texts(questions[0]) == ["a circle", "a square", "a triangle", "a pentagon"]


def test_options_that_run_on_in_one_paragraph_are_told_apart() -> None:
    (question,) = read(
        """
1. 다음 설명으로 옳은 것은?
① 첫째 설명은 이러하다. ② 둘째 설명은 길어서 다음 줄로
이어진다. ③ 셋째 설명이다. ④ 넷째 설명이다.
"""
    )
    assert texts(question) == [
        "첫째 설명은 이러하다.",
        "둘째 설명은 길어서 다음 줄로 이어진다.",
        "셋째 설명이다.",
        "넷째 설명이다.",
    ]


def test_an_option_that_speaks_of_other_options_keeps_its_text() -> None:
    (question,) = read(
        """
1. Which is true?
   (A) I only
   (B) II only
   (C) III only
   (D) The answer is not given by (A), (B), or (C).
"""
    )
    assert texts(question)[3] == "The answer is not given by (A), (B), or (C)."


def test_marks_at_the_ends_of_lines_take_the_text_before_them() -> None:
    (question,) = read(
        """
14. 다음 중 적절하지 않은 것은?
   [진술 1] 도덕적 사실이 있다.
   ∙ 갑: 옳다. ············ ①
   ∙ 을: 옳지 않다. ········ ②
   [진술 2] 참이거나 거짓이다.
   ∙ 병: 옳다. ············ ③
"""
    )
    assert texts(question) == ["갑: 옳다.", "을: 옳지 않다.", "병: 옳다."]
    assert "[진술 2] 참이거나 거짓이다." in question.stem


def test_points_and_number_are_not_part_of_the_stem() -> None:
    first, second, third = read(
        """
1. 다음 중 옳은 것은? [3점]
   ① 하나   ② 둘   ③ 셋   ④ 넷
2. (5점) 다음 중 틀린 것은?
   ① 하나   ② 둘   ③ 셋   ④ 넷
3. 下列何者正確？（2 分）
   ① 一   ② 二   ③ 三   ④ 四
"""
    )
    assert (first.stem, second.stem, third.stem) == (
        "다음 중 옳은 것은?",
        "다음 중 틀린 것은?",
        "下列何者正確？",
    )


def test_a_heading_that_only_instructs_becomes_part_of_each_stem() -> None:
    first, second = read(
        """
[31～32] 다음 빈칸에 들어갈 말로 가장 적절한 것을 고르시오.
31. The word is ____ here.
   ① one   ② two   ③ three   ④ four
32. The other is ____ there.
   ① one   ② two   ③ three   ④ four
"""
    )
    assert first.passage is None
    assert first.stem == "다음 빈칸에 들어갈 말로 가장 적절한 것을 고르시오. The word is ____ here."
    assert second.stem.endswith("The other is ____ there.")


def test_a_boxed_example_belongs_to_its_question() -> None:
    (question,) = read(
        """
3. <보기>에서 옳은 것을 모두 고른 것은?
        <보 기>
   ㄱ. 물은 100도에서 끓는다.
   ㄴ. 얼음은 물보다 무겁다.
   ① ㄱ   ② ㄴ   ③ ㄱ, ㄴ   ④ 없음
"""
    )
    assert "ㄴ. 얼음은 물보다 무겁다." in question.stem
    assert texts(question) == ["ㄱ", "ㄴ", "ㄱ, ㄴ", "없음"]


def test_equal_numbers_are_kept_apart_by_the_part_that_they_stand_in() -> None:
    questions = read(
        """
Part I Listening
1. What does the man want?
   (A) A book.   (B) A pen.   (C) A bag.
2. Where are they?
   (A) At home.   (B) At school.   (C) On a bus.
Part II Reading
1. What is the text about?
   (A) Dogs.   (B) Cats.   (C) Birds.
2. Who wrote it?
   (A) A boy.   (B) A girl.   (C) A man.
"""
    )
    assert [(q.section, q.number) for q in questions] == [
        ("Part I", "1"),
        ("Part I", "2"),
        ("Part II", "1"),
        ("Part II", "2"),
    ]


def test_the_running_header_names_form_and_elective() -> None:
    pages = [
        page(FRUIT.format("1. ", "2. ", "3. "), number=1, header="홀수형 국어 영역"),
        page(FRUIT.format("35. ", "36. ", "37. "), number=2, header="홀수형 (화법과 작문)"),
        page(FRUIT.format("35. ", "36. ", "37. "), number=3, header="홀수형 (언어와 매체)"),
        page(FRUIT.format("1. ", "2. ", "3. "), number=4, header="짝수형 국어 영역"),
    ]
    sections = [question.section for question in extract(pages).questions]
    assert sections[::3] == ["홀수형", "홀수형 화법과 작문", "홀수형 언어와 매체", "짝수형"]


def test_numbers_that_repeat_without_a_heading_are_kept_apart_and_flagged() -> None:
    questions = read(FRUIT.format("1. ", "2. ", "3. "), page(FRUIT.format("1. ", "2. ", "3. "), number=2))
    assert len({(question.section, question.number) for question in questions}) == 6
    assert "number_repeats" in questions[3].flags


def test_a_printed_answer_and_explanation_are_taken_from_behind_the_options() -> None:
    first, second = read(
        """
1. 긴급 자동차는?
   ① 택시   ② 버스   ③ 소방차   ④ 화물차
   정답: ③
   해설: 소방차는 긴급 자동차이다.
2. Which of these is a fruit?
   ① Apple   ② Carrot   ③ Potato   ④ Leek
   Answer: ①
"""
    )
    assert (first.answer, first.explanation) == ("③", "소방차는 긴급 자동차이다.")
    assert texts(first)[3] == "화물차"
    assert second.answer == "①"


def test_an_answer_beside_a_pool_number_is_taken() -> None:
    questions = read(FRUIT.format("T1A01 (C) [97.1]\n", "T1A02 (B)\n", "T1A03 (A)\n"))
    assert [question.answer for question in questions] == ["③", "②", "①"]


def test_an_erratum_that_quotes_a_number_is_no_second_question() -> None:
    errata = (
        "The following has changed:\nT1A02 - change the question to read:\nWhich of these is a vegetable?"
    )
    questions = extract(
        [page(errata), page(FRUIT.format("T1A01\n", "T1A02\n", "T1A03\n"), number=2)]
    ).questions
    assert [question.number for question in questions] == ["T1A01", "T1A02", "T1A03"]


def test_numbered_instructions_before_the_first_question_are_no_questions() -> None:
    cover = """
1. 문제지의 면수와 인쇄 상태를 확인해야 합니다.
2. 답안지와 문제지에 수험번호를 모두 기재해야 합니다.
3. 시험 중 대화를 하거나 물품을 빌릴 수 없습니다.
"""
    questions = extract([page(cover), page(FRUIT.format("1. ", "2. ", "3. "), number=2)]).questions
    assert [question.page for question in questions] == [2, 2, 2]


def test_solutions_that_repeat_the_numbers_become_explanations() -> None:
    solutions = page("풀이\n1. 사과는 과일이다.\n2. 상추는 채소이다.\n3. 쌀은 곡식이다.", number=2)
    questions = read(FRUIT.format("1. ", "2. ", "3. "), solutions)
    assert len(questions) == 3
    assert questions[0].explanation == "사과는 과일이다."


def test_withdrawn_numbers_are_left_out() -> None:
    questions = read(
        """
1. Which is a fruit?
   (A) Apple   (B) Leek   (C) Bean
2. Deleted
3. Which is a colour?
   (A) Red   (B) Two   (C) Sea
4. Which is a number?
   (A) Red   (B) Two   (C) Sea
"""
    )
    assert [question.number for question in questions] == ["1", "3", "4"]


def test_free_response_and_short_answers_are_questions_without_options() -> None:
    questions = read(
        """
1. (10점) 교착 상태의 네 가지 조건을 쓰시오.
2. (10점) 세마포어를 설명하시오.
3. (20점) 다음 프로그램의 출력을 구하시오.
"""
    )
    assert [question.kind for question in questions] == ["short_answer", "free_response", "short_answer"]


def test_chinese_essay_numbers_are_read() -> None:
    questions = read(
        "一、試述國籍法之要件。（25 分）\n二、請說明移民政策之演變。（25 分）\n三、何謂庇護？試申論之。（25 分）"
    )
    assert [question.number for question in questions] == ["一", "二", "三"]
    assert {question.kind for question in questions} == {"free_response"}


def kind(text: str) -> Extraction:
    return extract([page(text)])


def test_notes_with_numbered_headings_and_marked_lists_give_no_question() -> None:
    notes = kind(
        """
1. 서론
   ① 연구의 배경
   ② 연구의 목적
2. 본론
   ① 실험의 방법
   ② 실험의 결과
   ③ 논의
3. 결론
   ① 요약
   ② 한계
"""
    )
    assert (notes.kind, notes.questions) == ("notes", ())


def test_running_text_gives_no_question() -> None:
    assert kind("산은 산이요\n물은 물이로다").kind == "notes"


def test_pages_without_text_are_a_scan_that_needs_ocr() -> None:
    blank = Page(1, 595, 842, (), (), (), ("no_text",))
    assert extract([blank]) == Extraction("scan", 1, flags=("needs_ocr",))


def test_an_answer_key_gives_answers_and_no_question() -> None:
    key = kind("정답표\n1   2   3   4   5\n①   ②   ③   ④   ⑤\n6   7   8   9   10\n①   ②   ③   ④   ⑤")
    assert key.kind == "answer_key"
    assert not key.questions
    assert [(entry.number, entry.answer) for entry in key.answers][:2] == [("1", "①"), ("2", "②")]


def test_no_page_at_all_is_notes() -> None:
    assert extract([]).questions == ()


def test_a_gap_in_the_numbers_and_a_missing_option_lower_the_confidence() -> None:
    first, second, third = read(
        """
1. 다음 중 과일은?
   ① 사과   ② 당근   ③ 감자   ④ 오이
2. 다음 중 채소는?
   ① 배   ② 상추   ③ 포도
4. 다음 중 곡식은?
   ① 쌀   ② 감   ③ 무   ④ 파
"""
    )
    assert first.confidence > 0.95
    assert "option_missing" in second.flags
    assert "number_gap" in third.flags
    assert second.confidence < third.confidence < first.confidence


def test_a_key_below_the_last_question_of_a_page_gives_its_answers() -> None:
    questions = read(FRUIT.format("1. ", "2. ", "3. ") + "\n\n정답\n1. ①   2. ②   3. ①\n")
    assert [question.answer for question in questions] == ["①", "②", "①"]
    assert texts(questions[2]) == ["쌀", "감", "무", "파"]


@pytest.mark.parametrize(
    ("numbers", "printed"),
    [
        (("1、", "2、", "3、"), "1 2 3"),
        (("(A) 1. ", "(B) 2. ", "(A) 3. "), "1 2 3"),
        (("문제 1. ", "문제 2. ", "문제 3. "), "1 2 3"),
        (("(1) ", "(2) ", "(3) "), "1 2 3"),
        (("[문제 1] ", "[문제 2] ", "[문제 3] "), "1 2 3"),
    ],
)
def test_rarer_number_styles_are_read_too(numbers: tuple[str, ...], printed: str) -> None:
    questions = read(FRUIT.format(*numbers))
    assert [question.number for question in questions] == printed.split()
    assert questions[0].stem == "다음 중 과일은?"


def test_chinese_parts_keep_restarting_numbers_apart() -> None:
    questions = read(
        """
一、單選題（占 20 分）
1. 下列何者正確？
   (A) 甲   (B) 乙   (C) 丙   (D) 丁
2. 下列何者錯誤？
   (A) 子   (B) 丑   (C) 寅   (D) 卯
二、多選題（占 20 分）
1. 下列何者為真？
   (A) 東   (B) 西   (C) 南   (D) 北
2. 下列何者為假？
   (A) 春   (B) 夏   (C) 秋   (D) 冬
"""
    )
    assert [(q.section, q.number) for q in questions] == [
        ("一、單選題", "1"),
        ("一、單選題", "2"),
        ("二、多選題", "1"),
        ("二、多選題", "2"),
    ]


def test_subjects_in_one_file_are_named_by_the_title_above_their_first_question() -> None:
    questions = read(
        "국어\n" + FRUIT.format("1. ", "2. ", "3. "),
        page("한국사\n" + FRUIT.format("1. ", "2. ", "3. "), number=2),
    )
    assert [question.section for question in questions][::3] == ["국어", "한국사"]


def test_subjects_in_one_file_are_named_by_their_running_headers() -> None:
    pages = [
        page(FRUIT.format("1. ", "2. ", "3. "), number=1, header="국어 공개경쟁채용 1쪽"),
        page(FRUIT.format("1. ", "2. ", "3. "), number=2, header="영어 공개경쟁채용 2쪽"),
    ]
    assert [question.section for question in extract(pages).questions][::3] == ["국어", "영어"]


def test_one_number_printed_twice_does_not_rename_the_whole_paper() -> None:
    questions = read(FRUIT.format("1. ", "2. ", "2. ").replace("2. 다음 중 곡식", "2. 다음 중 곡식"))
    assert [question.section for question in questions] == [None, None, "#2"]


def test_picture_marks_count_anew_where_options_follow_the_number_at_once() -> None:
    lines = [
        line("10 ￼ in ￼ on", top=100),
        line("11 ￼ ahead ￼ before", top=120),
        line("￼ of ￼ over", top=140),
    ]
    marks = [
        [word.text for word in numbered.words if is_picture(word.text)] for numbered in number_pictures(lines)
    ]
    first, second, third = marks
    assert first == second
    assert len({*second, *third}) == 4
