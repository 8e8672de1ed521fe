"""Papers whose essays are numbered 一、 二、 三、, drawn and read: alone, beside options, with statutes inside."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.materials.reading import read_pages
from study_pipeline.questions.extraction import extract
from study_pipeline.questions.model import Extraction, Question
from study_pipeline_tests.questions.drawn_papers import BREAK, CHINESE, Layout, draw
from study_pipeline_tests.questions.paper_texts import chinese
from study_pipeline_tests.questions.papers import page

ESSAYS, CHOICES = "甲、申論題部分", "乙、測驗題部分"
HAN = "一二三四五六七八九"
STATUTE = ("第五條 申請者應檢具下列資料：", "   一、計畫書。", "   二、名冊。", "   三、其他文件。")


def read(tmp_path: Path, rows: Sequence[str], *, size: float = 14) -> Extraction:
    return extract(read_pages(draw(tmp_path / "drawn.pdf", rows, Layout(font=CHINESE, size=size))))


def multiple_choice(count: int = 6) -> list[str]:
    rows = [f"{CHOICES}：（50 分）", "本測驗試題為單一選擇題，請選出一個正確的答案。"]
    for number in range(1, count + 1):
        options = "   ".join(f"({mark}){chinese(3 * number + at, 4)}" for at, mark in enumerate("ABCD"))
        rows += [f"{number}. {chinese(number, 14)}，下列敘述何者正確？", f"   {options}", ""]
    return rows


def essay(place: int, *, points: str = "（25 分）") -> list[str]:
    return [
        f"{HAN[place]}、{chinese(5 * place + 1, 24)}，",
        f"    {chinese(7 * place + 2, 22)}。試問應如何救濟？{points}",
    ]


def squeezed(text: str) -> str:
    return "".join(text.split())


def open_ones(found: Extraction) -> list[Question]:
    return [question for question in found.questions if question.kind != "multiple_choice"]


def test_essays_before_a_multiple_choice_part_are_questions_of_their_own_part(tmp_path: Path) -> None:
    rows = [f"{ESSAYS}：（50 分）", "請以藍、黑色鋼筆作答。", *essay(0), *essay(1), BREAK, *multiple_choice()]
    found = read(tmp_path, rows)
    assert [(q.section, q.number, q.kind) for q in open_ones(found)] == [
        (ESSAYS, "一", "free_response"),
        (ESSAYS, "二", "free_response"),
    ]
    assert squeezed(open_ones(found)[0].stem) == squeezed("".join(essay(0)))[2:].removesuffix("（25分）")
    choices = [question for question in found.questions if question.options]
    assert [(q.section, q.number) for q in choices] == [(CHOICES, str(n)) for n in range(1, 7)]
    assert found.share_outside is not None
    assert found.share_outside < 0.15


def test_a_statute_that_an_essay_quotes_stays_in_its_stem(tmp_path: Path) -> None:
    rows = [
        f"{ESSAYS}：（50 分）",
        *essay(0),
        *essay(1),
        *(f"   {row}" for row in STATUTE),
        *multiple_choice(),
    ]
    first, second = open_ones(read(tmp_path, rows))
    assert (first.number, second.number) == ("一", "二")
    assert squeezed("".join(STATUTE)) in squeezed(second.stem)


def test_a_list_of_words_to_translate_stays_in_its_essays_stem(tmp_path: Path) -> None:
    words = [f"   {number}. {chinese(number, 5)}" for number in range(1, 8)]
    rows = [
        f"{ESSAYS}：（50 分）",
        "一、請將下列詞彙翻譯為中文：（15 分）",
        *words,
        *essay(1),
        *multiple_choice(),
    ]
    first, second = open_ones(read(tmp_path, rows))
    assert squeezed("".join(words)) in squeezed(first.stem)
    assert second.number == "二"


def test_a_numbered_task_that_reads_like_a_heading_is_an_essay_where_nothing_is_numbered_below(
    tmp_path: Path,
) -> None:
    task = "二、申論短文：（35 分）"
    rows = [f"{ESSAYS}：（60 分）", *essay(0), task, f"    {chinese(9, 30)}。", *multiple_choice()]
    first, second = open_ones(read(tmp_path, rows))
    assert (first.number, second.number) == ("一", "二")
    assert {first.section, second.section} == {ESSAYS}
    assert second.stem.startswith("申論短文")


def test_a_heading_with_numbered_questions_below_stays_a_heading() -> None:
    found = extract(
        [
            page(
                "一、簡答題（20 分）\n1. 何謂光合作用？\n2. 何謂呼吸作用？\n"
                "二、問答題（30 分）\n1. 試述細胞之構造。\n2. 試述水循環之過程。"
            )
        ]
    )
    assert [(question.section, question.number) for question in found.questions] == [
        *(("一、簡答題", "1"), ("一、簡答題", "2")),
        *(("二、問答題", "1"), ("二、問答題", "2")),
    ]


@given(
    st.integers(min_value=2, max_value=9),
    st.sampled_from(["（25 分）", "（每小題 5 分，共 20 分）", "(10分)"]),
)
def test_a_paper_of_essays_alone_has_as_many_questions_as_it_prints(count: int, points: str) -> None:
    rows = [row for place in range(count) for row in essay(place, points=points)]
    found = extract([page("\n".join(rows))])
    assert [question.number for question in found.questions] == list(HAN[:count])
    assert {question.kind for question in found.questions} == {"free_response"}
    assert not any(points in question.stem for question in found.questions)


@pytest.mark.parametrize(
    "heads",
    [
        ("一、前言", "二、研究方法", "三、研究結果", "四、結論"),
        ("一、本試題共四題，每題 25 分。", "二、不得使用計算器。", "三、請於答案卷上作答。"),
        ("一、何謂樹？", "二、何謂堆？", "三、何謂圖？"),
    ],
    ids=("a report", "notes to candidates", "headings that ask"),
)
def test_text_numbered_like_essays_that_gives_no_points_is_no_paper(
    heads: Sequence[str], tmp_path: Path
) -> None:
    below = [f"    {chinese(at, 26)}。" for at in range(30)]
    found = read(tmp_path, [row for head in heads for row in (head, *below)], size=10)
    assert (found.kind, found.questions) == ("notes", ())
