"""Answer keys as they are printed: each layout, and what must not be taken for a key."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.materials.pages.page import Box, Page
from study_pipeline.questions.answers.answer_keys import is_answer_key, read_key
from study_pipeline.questions.answers.key_pairs import MAX_LOOSE_TOKENS, read_pairs
from study_pipeline.questions.extraction import extract
from study_pipeline.questions.key_tokens import KeyToken, Row
from study_pipeline_tests.questions.key_pages import grid, page_of

Answers = dict[str, str | list[str]]


def answers(*pages: Page) -> Answers:
    return {entry.number: entry.answer for entry in read_key(pages)}


def in_sections(*pages: Page) -> list[tuple[str | None, str, str | list[str]]]:
    return [(entry.section, entry.number, entry.answer) for entry in read_key(pages)]


def test_a_row_of_numbers_takes_its_answers_from_the_row_below() -> None:
    key = grid("題號|第1題|第2題|第3題", "答案|B|D|A", "題號|第4題|第5題|第6題", "答案|C|A|C")
    assert answers(key) == {"1": "B", "2": "D", "3": "A", "4": "C", "5": "A", "6": "C"}


def test_an_empty_slot_is_no_entry() -> None:
    key = grid("題號|第1題|第2題|第3題|第4題", "答案|B||A|", "題號|第5題|第6題|第7題|第8題", "答案||||")
    assert answers(key) == {"1": "B", "3": "A"}


def test_a_heading_printed_without_a_space_is_parted_from_its_numbers() -> None:
    words = [(20.0, "題號第11題"), (90.0, "第12題"), (140.0, "第13題第14題")]
    below = [(20.0, "答案"), (45.0, "A"), (105.0, "C"), (155.0, "D"), (180.0, "B")]
    assert answers(page_of([(100, words), (120, below)])) == {"11": "A", "12": "C", "13": "D", "14": "B"}


def test_numeric_short_answers_stand_under_their_numbers() -> None:
    key = grid("문항|16|17|18|19", "정답|7|33|96|-41")
    assert answers(key) == {"16": "7", "17": "33", "18": "96", "19": "-41"}


def test_points_between_numbers_and_answers_are_passed_over() -> None:
    key = grid("문항|1|2|3", "배점|2|3|2", "정답|4|1|5")
    assert answers(key) == {"1": "4", "2": "1", "3": "5"}


def test_points_beside_answers_are_not_answers() -> None:
    key = grid("번호|정답|배점|번호|정답|배점", "1|④|2|4|②|3", "2|①|3|5|⑤|2", "3|③|2|6|①|1")
    assert answers(key) == {"1": "④", "2": "①", "3": "③", "4": "②", "5": "⑤", "6": "①"}


def test_plain_digits_are_answers_under_their_heading_only() -> None:
    key = grid("번호|정답|배점|번호|정답|배점", "1|4|2|3|2|3", "2|1|3|4|33|2")
    assert answers(key) == {"1": "4", "2": "1", "3": "2", "4": "33"}


def test_a_title_close_above_a_table_is_no_heading_of_its_columns() -> None:
    rows = [
        [(60.0 + 80 * place, text) for place, text in enumerate(row.split("|"))]
        for row in ("번호|정답|배점|번호|정답|배점", "1|4|2|3|2|3", "2|1|3|4|3|2")
    ]
    title = [(60.0, "정답"), (90.0, "및"), (110.0, "배점")]
    key = page_of([(100, title), *((120 + 16 * place, row) for place, row in enumerate(rows))])
    assert answers(key) == {"1": "4", "2": "1", "3": "2", "4": "3"}


def test_a_heading_in_two_lines_heads_one_column() -> None:
    rows = [
        (100.0, [(20.0, "문항"), (170.0, "문항")]),
        (106.0, [(70.0, "정답"), (120.0, "배점"), (220.0, "정답"), (270.0, "배점")]),
        (113.0, [(20.0, "번호"), (170.0, "번호")]),
        (140.0, [(24.0, "1"), (76.0, "④"), (126.0, "1"), (170.0, "11"), (226.0, "②"), (276.0, "2")]),
        (160.0, [(24.0, "2"), (76.0, "①"), (126.0, "1"), (170.0, "12"), (226.0, "③"), (276.0, "2")]),
    ]
    assert answers(page_of(rows)) == {"1": "④", "2": "①", "11": "②", "12": "③"}


def test_an_answer_in_words_is_kept_as_text() -> None:
    assert answers(grid("번호|정답", "1|②", "2|대동여지도", "3|산소 분자"))["3"] == "산소 분자"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("1. ③|2. ①|3. ④", {"1": "③", "2": "①", "3": "④"}),
        ("1.③|2.①|3.④", {"1": "③", "2": "①", "3": "④"}),
        ("1) B|2) D|3) A", {"1": "B", "2": "D", "3": "A"}),
        ("1-③|2-①|3-④", {"1": "③", "2": "①", "3": "④"}),
        ("1번 ③|2번 ①|3번 ④", {"1": "③", "2": "①", "3": "④"}),
        ("１．③|２．①|３．④", {"1": "③", "2": "①", "3": "④"}),
        ("１） Ｂ|２） Ｄ|３） Ａ", {"1": "B", "2": "D", "3": "A"}),
        ("1 ②, ④|2 ①|3 ⑤", {"1": ["②", "④"], "2": "①", "3": "⑤"}),
        ("1 ② ④|2 ①|3 ⑤", {"1": ["②", "④"], "2": "①", "3": "⑤"}),
        ("1 ② 또는 ④|2 ①|3 ⑤", {"1": ["②", "④"], "2": "①", "3": "⑤"}),
        ("1. ③ ①, ②는 오답이다.|2. ①|3. ⑤", {"1": "③", "2": "①", "3": "⑤"}),
        ("1 ②,④|2 ①|3 ⑤", {"1": ["②", "④"], "2": "①", "3": "⑤"}),
    ],
)
def test_pairs_below_a_key_heading(row: str, expected: Answers) -> None:
    cells = [(20 + 160.0 * place, cell) for place, cell in enumerate(row.split("|"))]
    found = answers(page_of([(60, [(200.0, "정답표")]), (100, cells)]))
    assert found == expected


def test_an_answer_that_begins_the_next_row_belongs_to_the_number_before_it() -> None:
    key = grid("정답", "1. ② 2. ③ 3. ① 4.", "④ 5. ① 6. ② 7.", "③")
    assert answers(key) == {"1": "②", "2": "③", "3": "①", "4": "④", "5": "①", "6": "②", "7": "③"}


def test_columns_of_pairs_are_read_without_headings() -> None:
    assert answers(grid("정답 및 해설", "1|③|4|②", "2|①|5|⑤", "3|④|6|①")) == {
        "1": "③",
        "2": "①",
        "3": "④",
        "4": "②",
        "5": "⑤",
        "6": "①",
    }


@pytest.mark.parametrize(
    "rows",
    [
        ("31425 12345", "12"),
        ("1-5: 3 1 4 2 5 6-10 1 2 3 4 5", "11~12 12"),
        ("1~5 ③①④②⑤", "6~10 ①②③④⑤", "11~12 ①②"),
        ("1. 3 2. 1 3. 4 4. 2 5. 5", "6. 1 7. 2 8. 3 9. 4 10. 5", "11. 1 12. 2"),
        ("1 3 2 1 3 4 4 2 5 5 6 1", "7 2 8 3 9 4 10 5 11 1 12 2"),
    ],
)
def test_answers_printed_as_strings_of_digits_are_told_apart(rows: tuple[str, ...]) -> None:
    found = answers(grid("정답", *rows))
    plain = [(number, "①②③④⑤".find(str(answer)) + 1 or int(str(answer))) for number, answer in found.items()]
    assert plain == list(zip(map(str, range(1, 13)), (3, 1, 4, 2, 5, 1, 2, 3, 4, 5, 1, 2), strict=True))


def test_answers_above_each_other_beside_one_number_are_all_accepted() -> None:
    rows = [
        (100.0, [(20.0, "정답")]),
        (120.0, [(20.0, "21"), (60.0, "①")]),
        (138.0, [(60.0, "②")]),
        (144.0, [(20.0, "22")]),
        (150.0, [(60.0, "③")]),
        (168.0, [(20.0, "23"), (60.0, "④")]),
        (188.0, [(20.0, "24"), (60.0, "①")]),
        (208.0, [(20.0, "25"), (60.0, "②")]),
    ]
    found = answers(page_of(rows))
    assert found["22"] == ["②", "③"]
    assert list(found) == ["21", "22", "23", "24", "25"]


@pytest.mark.parametrize(
    ("line", "number", "answer"),
    [
        ("1. Solution: C", "1", "C"),
        ("12. Answer: (B)", "12", "B"),
        ("A1 — 정답 ④. 두 개념은 서로 다르다.", "A1", "④"),
        ("3번 정답: ②", "3", "②"),
        ("7. [정답] ⑤", "7", "⑤"),
        ("문 4. 답 ③", "4", "③"),
        ("16. 정답 128", "16", "128"),
        ("第5題 答案 C", "5", "C"),
        ("9. 정답 ②, ④", "9", ["②", "④"]),
    ],
)
def test_a_line_names_its_question_and_its_answer(line: str, number: str, answer: str | list[str]) -> None:
    assert answers(page_of([(100, [(20.0, line)])])) == {number: answer}


def test_an_answer_line_belongs_to_the_number_above_it() -> None:
    rows = ["1. [출제 의도] 내용을 파악한다.", "정답 ③", "2. [출제 의도] 어휘를 이해한다.", "정답 ①"]
    rows += ["3. [출제 의도] 추론한다.", "정답 ⑤"]
    assert answers(page_of([(100 + 20.0 * i, [(20.0, row)]) for i, row in enumerate(rows)])) == {
        "1": "③",
        "2": "①",
        "3": "⑤",
    }


def test_explanations_that_repeat_the_table_add_nothing() -> None:
    rows = [
        (60.0, [(20.0, "문항"), (80.0, "1"), (120.0, "2")]),
        (80.0, [(20.0, "정답"), (80.0, "④"), (120.0, "①")]),
    ]
    rows += [(140.0, [(20.0, "1. 정답 ④. 왜냐하면")]), (200.0, [(20.0, "2. 정답 ①. 왜냐하면")])]
    assert in_sections(page_of(rows)) == [(None, "1", "④"), (None, "2", "①")]


def test_each_section_keeps_its_numbers_under_its_heading() -> None:
    key = page_of(
        [
            (80, [(20.0, "정답")]),
            (100, [(20.0, "1장"), (200.0, "2장")]),
            (120, [(20.0, "1"), (50.0, "①"), (90.0, "4"), (120.0, "②"), (200.0, "1"), (230.0, "③")]),
            (140, [(20.0, "2"), (50.0, "②"), (90.0, "5"), (120.0, "①"), (200.0, "2"), (230.0, "④")]),
            (160, [(20.0, "3"), (50.0, "④"), (200.0, "3"), (230.0, "①")]),
        ]
    )
    assert in_sections(key) == [
        ("1장", "1", "①"),
        ("1장", "2", "②"),
        ("1장", "3", "④"),
        ("1장", "4", "②"),
        ("1장", "5", "①"),
        ("2장", "1", "③"),
        ("2장", "2", "④"),
        ("2장", "3", "①"),
    ]


def test_electives_with_the_same_numbers_do_not_continue_the_common_part() -> None:
    key = page_of(
        [
            (60, [(20.0, "정답표")]),
            (80, [(20.0, "공통과목"), (120.0, "미적분"), (220.0, "기하")]),
            (100, [(20.0, "1"), (50.0, "①"), (120.0, "4"), (150.0, "②"), (220.0, "4"), (250.0, "③")]),
            (120, [(20.0, "2"), (50.0, "②"), (120.0, "5"), (150.0, "①"), (220.0, "5"), (250.0, "④")]),
            (140, [(20.0, "3"), (50.0, "④"), (120.0, "6"), (150.0, "⑤"), (220.0, "6"), (250.0, "①")]),
        ]
    )
    assert [(section, number) for section, number, _ in in_sections(key)] == [
        *(("공통과목", number) for number in "123"),
        *(("미적분", number) for number in "456"),
        *(("기하", number) for number in "456"),
    ]


def test_a_number_left_out_does_not_end_its_set() -> None:
    lines = ["1. Solution: C", "2. Solution: E", "3. Deleted", "4. Solution: A"]
    key = page_of([(100 + 60.0 * i, [(20.0, line)]) for i, line in enumerate(lines)])
    assert answers(key) == {"1": "C", "2": "E", "4": "A"}


@pytest.mark.parametrize(
    ("note", "number", "expected"),
    [
        ("備註：第2題答案B或C者均給分。", "2", ["B", "C"]),
        ("備註：第2題答Ｂ或Ｃ或ＢＣ者均給分。", "2", ["B", "C"]),
        ("備註：第2題一律給分。", "2", []),
        ("備註：第2題答案更正為D。", "2", "D"),
        ("※ 2번 ②, ④ 모두 정답", "2", ["②", "④"]),
        ("※ 2번 전원 정답 처리", "2", []),
        ("Question 2: A or C accepted", "2", ["A", "C"]),
    ],
)
def test_a_note_corrects_the_key(note: str, number: str, expected: str | list[str]) -> None:
    key = grid("題號|第1題|第2題|第3題", "答案|B|#|A", note)
    assert answers(key)[number] == expected
    assert answers(key)["1"] == "B"


def test_a_slot_that_points_to_a_note_is_no_answer_without_it() -> None:
    assert answers(grid("題號|第1題|第2題|第3題", "答案|B|#|A")) == {"1": "B", "3": "A"}


@pytest.mark.parametrize(
    "rows",
    [
        ["9. 면적이 200㎢인 도시의 인구 밀도는?", "① 250 ② 1,000 ③ 2,500 ④ 5,000 ⑤ 25,000"],
        ["다음 정답을 고르시오", "1. 세포막", "① 1 ② 2 ③ 3 ④ 4 ⑤ 5", "2. 핵", "① 2 ② 3 ③ 4 ④ 5 ⑤ 6"],
        ["Answers", "9. A ball is hit.", "10. A ball falls.", "11. A car stops.", "12. A bus starts."],
        [
            "1. 물질대사란",
            "① 동화 작용: 합성",
            "② 이화 작용: 분해",
            "2. 세포 호흡",
            "1) 해당 과정",
            "2) 산화",
        ],
        ["1. What is it?", "A. one", "B. two", "Answer: B", "2. And this?", "A. one", "B. two", "Answer: A"],
        ["The Question and the Answer were in the same row", "1 apple", "2 pears"],
        ["정답을 답안지에 표시하시오.", "1 ① 가", "2 ② 나", "3 ③ 다"],
    ],
)
def test_papers_and_notes_hold_no_key(rows: list[str]) -> None:
    page = page_of([(100 + 20.0 * i, [(20.0, row)]) for i, row in enumerate(rows)])
    assert answers(page) == {}
    assert not is_answer_key([page])


def test_a_page_without_words_gives_nothing() -> None:
    assert read_key([Page(1, 600, 840, (), (), (), ("no_text",))]) == ()


def test_a_paper_with_its_key_on_the_last_page_is_a_paper() -> None:
    question = [
        f"{n}. 옳은 것은?" if not i else f"{'①②③④'[i - 1]} 보기" for n in range(1, 4) for i in range(5)
    ]
    paper = [
        page_of([(60 + 20.0 * i, [(20.0, row)]) for i, row in enumerate(question)], n) for n in (1, 2, 3)
    ]
    key = grid("문항 번호|정답", "1|③", "2|①", "3|④", number=4)
    assert answers(*paper, key) == {"1": "③", "2": "①", "3": "④"}
    assert not is_answer_key([*paper, key])
    assert is_answer_key([key])


@given(st.lists(st.sampled_from("①②③④⑤"), min_size=3, max_size=60), st.integers(1, 6))
def test_every_pair_of_a_table_is_read_once_whatever_its_columns(labels: list[str], columns: int) -> None:
    per_column = -(-len(labels) // columns)
    rows = []
    for row in range(per_column):
        places = range(row, len(labels), per_column)
        cells = [(20 + 90.0 * (p // per_column), f"{p + 1}") for p in places]
        cells += [(50 + 90.0 * (p // per_column), labels[p]) for p in places]
        rows.append((100 + 20.0 * row, sorted(cells)))
    key = page_of([(60.0, [(20.0, "정답")]), *rows])
    expected = [(str(n + 1), label) for n, label in enumerate(labels)]
    found = [(entry.number, str(entry.answer)) for entry in read_key([key])]
    assert found == expected or per_column < 3


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_makes_the_reader_fail(one: str, other: str) -> None:
    rows = [(100.0, [(20.0, text)]) for text in (one, other) if text.split()]
    read_key([page_of([(80.0, [(20.0, "정답")]), *rows])])


def test_ten_thousand_loose_numbers_and_marks_are_read_in_bounded_time() -> None:
    height = 10.0
    rows: list[Row] = []
    for place in range(5_000):
        box = Box(20, 20 + place * 0.05, 32, 20 + place * 0.05 + height)
        mark = box._replace(x0=40, x1=50)
        rows += [(KeyToken(f"{place % 99 + 1}.", box, 1), KeyToken("x", box._replace(x0=60, x1=66), 1))]
        rows += [(KeyToken("①", mark, 1),)]
    first = (KeyToken("1.", Box(20, 5, 32, 15), 1), KeyToken("①", Box(40, 5, 50, 15), 1))
    assert len(read_pairs([first, *rows])) <= MAX_LOOSE_TOKENS + 1


def test_entries_of_a_page_that_ocr_read_say_so() -> None:
    printed = grid("題號|第1題|第2題|第3題", "答案|B|D|A")
    pictured = replace(printed, flags=("ocr_pages",))
    assert [entry.from_picture for entry in read_key([printed])] == [False] * 3
    assert [entry.from_picture for entry in read_key([pictured])] == [True] * 3
    assert extract([pictured]).flags == ("ocr_pages",)
