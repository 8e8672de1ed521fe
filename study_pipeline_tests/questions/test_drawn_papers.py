"""Whole papers as they are typically set, drawn, read and compared with what was drawn: nothing lost or mixed."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from study_pipeline.materials.reading import read_pages
from study_pipeline.questions.extraction import extract
from study_pipeline.questions.model import Extraction, Question
from study_pipeline_tests.questions.drawn_papers import (
    BREAK,
    CHINESE,
    ENGLISH,
    JAPANESE,
    Layout,
    draw,
    draw_grid,
)
from study_pipeline_tests.questions.paper_texts import (
    NOUNS,
    THINGS,
    VERBS,
    Asked,
    chinese,
    english,
    sentence,
    stem,
)

CIRCLED = "①②③④⑤"
Paper = tuple[list[str], list[Asked]]


def squeezed(text: str | None) -> str:
    return "".join((text or "").split())


def read(tmp_path: Path, rows: Sequence[str], layout: Layout) -> Extraction:
    return extract(read_pages(draw(tmp_path / "drawn.pdf", rows, layout)))


def as_drawn(question: Question, asked: Asked) -> Asked:
    """``question`` in the form of what was drawn: sections, answers and explanations where these are named."""
    named = asked.section if asked.section in (question.section or "") else f"? {question.section}"
    return Asked(
        number=question.number,
        stem=squeezed(question.stem),
        options=tuple(squeezed(option.text) for option in question.options),
        passage=squeezed(question.passage.text if question.passage else ""),
        section=named,
        answer=None if asked.answer is None else str(question.answer),
        explanation=squeezed(question.explanation) if asked.explanation else "",
    )


def without_blanks(asked: Asked) -> Asked:
    options = tuple(map(squeezed, asked.options))
    texts = (asked.stem, asked.passage, asked.explanation)
    plain, passage, explanation = map(squeezed, texts)
    return Asked(asked.number, plain, options, passage, asked.section, asked.answer, explanation)


def choices(marks: Sequence[str], options: Sequence[str], cells: int = 1) -> list[str]:
    printed = [f"{mark} {option}" for mark, option in zip(marks, options, strict=False)]
    if cells == 1:
        return ["   " + option for option in printed]
    gap = "\t" * (4 // cells)
    return [gap.join(printed[at : at + cells]) for at in range(0, len(printed), cells)]


def four(place: int, cells: int) -> tuple[str, ...]:
    if cells == 1:
        return tuple(sentence(4 * place + at) for at in range(4))
    return tuple(f"{THINGS[(place + at) % len(THINGS)]}{at}" for at in range(4))


def subjects_of_a_licence() -> Paper:
    rows, asked = ["2023년 정기 기사 1회 필기시험", ""], []
    for subject, name in enumerate(("데이터베이스", "전자계산기 구조", "운영체제"), start=1):
        rows += [f"제{subject}과목 : {name}", ""]
        for number in range(1, 16):
            cells = (1, 1, 2, 4)[number % 4]
            options = four(20 * subject + number, cells)
            asked.append(Asked(str(number), stem(16 * subject + number), options, section=name))
            rows += [f"{number}. {asked[-1].stem}", *choices(CIRCLED, options, cells), ""]
    return rows, asked


def subjects_of_one_file() -> Paper:
    rows: list[str] = []
    asked = []
    for subject, name in enumerate(("국어", "영어", "한국사")):
        rows += [f"【{name}】", ""]
        for number in range(1, 11):
            options = four(11 * subject + number, 1)
            asked.append(Asked(str(number), stem(13 * subject + number), options, section=name))
            rows += [f"문 {number}. {asked[-1].stem}", *choices(CIRCLED, options), ""]
    return rows, asked


def civil_service() -> Paper:
    rows: list[str] = []
    asked = []
    for number in range(1, 21):
        views = [f"{mark}. {sentence(number + at)}" for at, mark in enumerate("ㄱㄴㄷㄹ")]
        boxed = number % 4 == 0
        options = ("ㄱ, ㄴ", "ㄱ, ㄷ", "ㄴ, ㄹ", "ㄷ, ㄹ") if boxed else four(number, 1 + number % 2)
        first = f"<보기>에서 {stem(number)}" if boxed else stem(number)
        asked.append(Asked(str(number), " ".join([first, *(views if boxed else [])]), options))
        rows += [f"문 {number}. {first}", *(f"   {view}" for view in views if boxed)]
        rows += [*choices(CIRCLED, options, 2 if boxed or number % 2 else 1), ""]
    return rows, asked


def english_of_the_entrance_test() -> Paper:
    rows: list[str] = []
    asked = []
    fill = "다음 빈칸에 들어갈 말로 가장 적절한 것을 고르시오."
    for number in range(24, 41):
        text = english(3 * number, 6)
        options = tuple(english(7 * number + at)[:-1] for at in range(5))
        if 31 <= number <= 34:
            rows += [f"[31～34] {fill}", ""] if number == 31 else []
            text = f"{text} Therefore ____________________."
            rows += [f"{number}. {text}"]
            asked.append(Asked(str(number), f"{fill} {text}", options))
        else:
            rows += [f"{number}. 다음 글의 주제로 가장 적절한 것은? [3점]", f"   {text}"]
            asked.append(Asked(str(number), f"다음 글의 주제로 가장 적절한 것은? [3점] {text}", options))
        rows += [*choices(CIRCLED, options), ""]
    for first, last, parts in ((41, 42, ("", "")), (43, 45, ("(A)", "(B)", "(C)", "(D)"))):
        texts = [text for at, part in enumerate(parts) for text in (part, english(first + 9 * at, 6)) if text]
        rows += [
            f"[{first}～{last}] 다음 글을 읽고, 물음에 답하시오.",
            "",
            *(f"   {text}" for text in texts),
            "",
        ]
        for number in range(first, last + 1):
            options = tuple(english(5 * number + at)[:-1] for at in range(5))
            asked.append(Asked(str(number), "윗글의 제목으로 가장 적절한 것은?", options, " ".join(texts)))
            rows += [f"{number}. 윗글의 제목으로 가장 적절한 것은?", *choices(CIRCLED, options), ""]
    return rows, asked


def passages_of_three_questions() -> Paper:
    rows, asked = ["AP World History Practice", ""], []
    for first in (1, 4, 7):
        text = english(11 * first, 7)
        rows += [f"Questions {first}-{first + 2} refer to the passage below.", "", f"   {text}", ""]
        for number in range(first, first + 3):
            options = tuple(english(13 * number + at)[:-1] for at in range(4))
            asked.append(Asked(str(number), f"What does passage {first} say of the river?", options, text))
            rows += [f"{number}. {asked[-1].stem}", *choices(("(A)", "(B)", "(C)", "(D)"), options), ""]
    return rows, asked


def one_list(count: int) -> Paper:
    rows: list[str] = []
    asked = []
    for number in range(1, count + 1):
        asked.append(Asked(str(number), stem(number), four(number, 4)))
        rows += [f"{number}. {stem(number)}", *choices(CIRCLED, asked[-1].options), ""]
    return rows, asked


def tasks_with_parts() -> Paper:
    rows, asked = ["CS 330 Midterm", "Name: ____________", ""], []
    for number in range(1, 8):
        text = f"Explain how it works. {english(number, 2)}"
        parts = [f"(a) {english(number + 9)}", f"(b) {english(number + 11)}"]
        asked.append(Asked(str(number), " ".join([text, *parts])))
        rows += [f"{number}. (10 points) {text}", *(f"   {part}" for part in parts), "", ""]
    return rows, asked


def tasks_with_numbered_parts() -> Paper:
    rows, asked = ["회로이론 기말고사", ""], []
    for number in range(1, 9):
        text = f"{THINGS[number]}의 회로에 대하여 다음 물음에 답하시오."
        parts = [f"({part}) {THINGS[number + part]}의 값을 구하시오." for part in (1, 2, 3)]
        asked.append(Asked(str(number), " ".join([text, *parts])))
        rows += [f"{number}. {text}", *(f"   {part}" for part in parts), "", ""]
    return rows, asked


def taiwanese_parts() -> Paper:
    rows, asked = ["學科能力測驗 社會考科", ""], []
    for part, name in enumerate(("一、單選題", "二、綜合測驗")):
        rows += [f"{name}（占 40 分）"]
        rows += ["" if part else "說明：第1題至第10題，每題有5個選項，其中只有一個是正確的選項。", ""]
        for number in range(1 + 10 * part, 11 + 10 * part):
            options = tuple(f"{chinese(number + at, 8 + 30 * (at == 2))}{at}" for at in range(5))
            asked.append(
                Asked(str(number), f"{chinese(number, 30)}，下列敘述何者正確？", options, section=name)
            )
            marks = ("(A)", "(B)", "(C)", "(D)", "(E)")
            rows += [f"{number}. {asked[-1].stem}", *choices(marks, options), ""]
    return rows, asked


def japanese_parts() -> Paper:
    rows: list[str] = []
    asked = []
    for part in (1, 2):
        rows += [f"第{part}問 次の各問いに答えよ。", ""]
        for number in range(1, 5):
            options = tuple(f"{chinese(number + at, 12)}{at}" for at in range(4 if part == 1 else 5))
            question = f"{chinese(9 * part + number, 24)}に関する記述として適当なものを一つ選べ。"
            asked.append(Asked(str(number), question, options, section=f"第{part}問"))
            rows += [f"問{number} {question}", *choices(CIRCLED, options), ""]
    return rows, asked


def workbook(answer: str) -> Paper:
    rows, asked = ["제1장 요점과 문제", ""], []
    for number in range(1, 13):
        label, text = CIRCLED[number % 4], f"{sentence(5 * number)} {sentence(5 * number + 2)}"
        asked.append(Asked(str(number), stem(number), four(number, 1), "", "", label, text))
        rows += [f"{number:02d} {stem(number)}", *choices(CIRCLED, four(number, 1))]
        rows += [*answer.format(label, text).split("\n"), ""]
    return rows, asked


def structured_tasks() -> Paper:
    rows: list[str] = []
    asked = []
    for number in range(1, 6):
        parts = [english(number, 2), f"(a) State how {NOUNS[number]} works.", f"(b) {english(number + 4)}"]
        parts += [f"({small}) Explain why {NOUNS[number]} delays it." for small in ("i", "ii")]
        line = "." * 60
        stem_text = " ".join([*(f"{part} {line} [2]" for part in parts)])
        asked.append(Asked(str(number), stem_text))
        rows += [row for part in parts for row in (f"   {part}", f"   {line}", "\t\t\t\t[2]")]
        rows[-3 * len(parts)] = f"{number} {parts[0]}"
        rows += ["", ""]
    return rows, asked


def short_rows(marks: Sequence[str]) -> Paper:
    rows, asked = ["Vocabulary Quiz", "Choose the best answer.", ""], []
    for number in range(1, 16):
        options = tuple(f"{VERBS[(number + at) % 7]}{at}" for at in range(4))
        asked.append(Asked(str(number), f"{english(number)[:-1]} ________ the word.", options))
        rows += [f"{number}. {asked[-1].stem}", *choices(marks, options, 4), ""]
    return rows, asked


def words_with_meanings() -> Paper:
    rows, asked = ["영단어 시험", ""], []
    for number in range(1, 31):
        options = four(number, 4)
        asked.append(Asked(str(number), f"word{number}", options))
        rows += [f"{number}. word{number}", *choices(CIRCLED, options, 4)]
    return rows, asked


def with_solutions(solution: str) -> Paper:
    rows, asked, behind = ["2024학년도 모의평가", ""], [], ["정답 및 해설", ""]
    for number in range(1, 16):
        label, text = CIRCLED[number % 4], f"{sentence(3 * number)} {sentence(3 * number + 1)}"
        asked.append(Asked(str(number), stem(number), four(number, 1), "", "", label, text))
        rows += [f"{number}. {stem(number)}", *choices(CIRCLED, four(number, 1)), ""]
        behind += [*solution.format(number, label, text).split("\n"), ""]
    return [*rows, BREAK, *behind], asked


A3 = {"width": 842.0, "height": 1191.0, "size": 11.0}


@pytest.mark.parametrize(
    ("paper", "layout"),
    [
        (subjects_of_a_licence, Layout(columns=2, rule=True, header="정보처리기사 1회 A형")),
        (subjects_of_a_licence, Layout(columns=3, width=842, height=1191, size=9)),
        (subjects_of_a_licence, Layout(columns=3, width=1191, height=842, size=9)),
        (subjects_of_one_file, Layout(columns=2, header="2학년 과학", footer="2학년 과학 - {page} -")),
        (civil_service, Layout(columns=2, header="행정법총론", footer="(A) 책형 {page}쪽")),
        (english_of_the_entrance_test, Layout(columns=2, rule=True, header="영어 영역 {page}", **A3)),
        (
            english_of_the_entrance_test,
            Layout(columns=2, size=8.5, header="영어 영역 {page}", footer="{page}"),
        ),
        (lambda: one_list(60), Layout(columns=4, width=842, height=595, size=7)),
        (lambda: one_list(9), Layout(columns=2, width=842, height=595, size=8)),
        (passages_of_three_questions, Layout(font=ENGLISH, columns=2, footer="Do not copy. {page}")),
        (tasks_with_parts, Layout(font=ENGLISH, size=11, footer="Page {page} of 2")),
        (tasks_with_numbered_parts, Layout(size=11)),
        (taiwanese_parts, Layout(font=CHINESE, columns=2)),
        (japanese_parts, Layout(font=JAPANESE, footer="－{page}－")),
        (lambda: workbook("정답 {}\n해설 {}"), Layout(columns=2, size=9)),
        (lambda: workbook("[정답] {}\n[해설] {}"), Layout()),
        (lambda: workbook("답 {}\n{}"), Layout()),
        (
            structured_tasks,
            Layout(font=ENGLISH, header="{page}", footer="© 2021 0620/42 [Turn over"),
        ),
        (lambda: short_rows(("a)", "b)", "c)", "d)")), Layout(font=ENGLISH)),
        (lambda: short_rows(("a.", "b.", "c.", "d.")), Layout(font=ENGLISH, columns=2, size=9)),
        (words_with_meanings, Layout()),
        (words_with_meanings, Layout(columns=2, size=9)),
        *(
            (lambda solution=solution: with_solutions(solution), Layout(columns=2, header="과학 {page}"))
            for solution in (
                *("{}. {}\n   {}", "[{}] 정답: {}\n   {}", "{}번 [정답] {}\n[해설] {}", "{:02d} {} {}"),
            )
        ),
    ],
)
def test_a_paper_set_like_this_is_read_as_drawn(
    paper: Callable[[], Paper], layout: Layout, tmp_path: Path
) -> None:
    rows, asked = paper()
    found = read(tmp_path, rows, layout)
    assert len(found.questions) == len(asked)
    for question, wanted in zip(found.questions, asked, strict=True):
        assert as_drawn(question, wanted) == without_blanks(wanted)
        assert not {"number_gap", "number_repeats", "option_missing"}.intersection(question.flags)


@pytest.mark.parametrize("columns", [2, 3, 4])
@pytest.mark.parametrize("number_form", ["{}.", "문 {}.", "【{}】", "{}"])
def test_questions_numbered_across_columns_are_read_in_the_order_of_their_numbers(
    columns: int, number_form: str, tmp_path: Path
) -> None:
    asked = [Asked(str(number), stem(number), four(number, 4)) for number in range(1, 16)]
    cells = [
        [f"{number_form.format(wanted.number)} {wanted.stem}", *choices(CIRCLED, wanted.options)]
        for wanted in asked
    ]
    layout = Layout(columns=columns, size=9 if columns == 2 else 7)
    path = draw_grid(tmp_path / "grid.pdf", cells, layout, pitch=180)
    found = extract(read_pages(path)).questions
    assert [as_drawn(*pair) for pair in zip(found, asked, strict=True)] == [*map(without_blanks, asked)]


def headed(heads: Sequence[str], below: Callable[[int], Sequence[str]]) -> list[str]:
    """Numbered headings, each with what stands below it."""
    return [row for place, head in enumerate(heads) for row in (f"{place + 1}. {head}", *below(place), "")]


KOREAN_HEADS = [f"{thing}의 개념" for thing in THINGS[:12]]


@pytest.mark.parametrize(
    ("rows", "layout"),
    [
        (headed(KOREAN_HEADS, lambda n: choices(CIRCLED, [sentence(n + at) for at in range(4)])), Layout()),
        (
            headed(KOREAN_HEADS, lambda n: choices(CIRCLED, [f"{THINGS[n]} {at}" for at in range(4)])),
            Layout(columns=2),
        ),
        (
            headed(KOREAN_HEADS, lambda n: [f"   {sentence(n)} {sentence(n + 3)}", "① 첫째", "② 둘째"]),
            Layout(),
        ),
        (
            headed(
                ["The Engine.", "The Court.", "The Market.", "The Signal.", "The River."],
                lambda n: choices("ABCD", [f". {english(n + at)}" for at in range(4)]),
            ),
            Layout(font=ENGLISH),
        ),
        (
            headed(["What is a tree?", "What is a heap?", "Who reads it?"], lambda n: [english(n, 4)]),
            Layout(font=ENGLISH),
        ),
        (
            headed(
                ["Where do I sign up?", "Who pays?", "Why?"],
                lambda n: [f"A. {english(n)}"],
            ),
            Layout(font=ENGLISH),
        ),
        (
            headed(
                KOREAN_HEADS[:5],
                lambda n: [sentence(n), f"예제 {n + 1}. {THINGS[n]}의 값을 구하시오.", f"풀이 {sentence(n)}"],
            ),
            Layout(),
        ),
        (
            [
                f"제{n}조({THINGS[n]}) ① {sentence(n)} ② {sentence(n + 1)} ③ {sentence(n + 2)}"
                for n in range(1, 12)
            ],
            Layout(),
        ),
    ],
)
def test_notes_lists_and_answers_to_frequent_questions_are_no_paper(
    rows: list[str], layout: Layout, tmp_path: Path
) -> None:
    found = read(tmp_path, rows, layout)
    assert (found.kind, found.questions) == ("notes", ())
