"""What stands among a question's lines: figures, tables, pictures for options, formulas that were not read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.materials.pages.glyphs import is_private_use
from study_pipeline.materials.pages.page import Box, Figure, Line, Page, Table
from study_pipeline.questions.bracket_codes import STAND_INS, with_known_brackets
from study_pipeline.questions.extraction import extract
from study_pipeline.questions.model import Question
from study_pipeline_tests.questions.papers import line, page

PAPER = """
[1～2] 다음 글을 읽고 물음에 답하시오.
   공유지의 비극은 공동으로 쓰는 목초지에서 일어난다.
   표는 해마다의 마릿수를 나타낸 것이다.

1. 다음 자료에 대한 설명으로 옳은 것은?
   표를 보고 고르시오.
   ① 사유화   ② 관리   ③ 협의   ④ 방치
2. 위의 글에서 알 수 있는 것은 무엇인가?
   ① 하나   ② 둘   ③ 셋   ④ 넷
3. 그림 2에서 A에 해당하는 것은 무엇인가?
   ① 철   ② 구리   ③ 아연   ④ 납
"""
ROWS = (("해", "마릿수"), ("2024", "51"))


def top_of(text: str) -> float:
    return next(found.box.top for found in page(PAPER).lines if text in found.text)


def table(text: str) -> Table:
    return Table(1, Box(60, top_of(text) - 2, 300, top_of(text) + 12), ROWS)


def read(
    *tables: Table, figures: tuple[Figure, ...] = (), more: tuple[Page, ...] = ()
) -> tuple[Question, ...]:
    plain = page(PAPER, figures=figures)
    first = Page(plain.number, plain.width, plain.height, plain.lines, plain.figures, (), tables=tables)
    return extract([first, *more]).questions


def test_a_table_belongs_to_the_question_or_the_passage_whose_lines_it_holds() -> None:
    own, shared = table("표를 보고"), table("표는 해마다")
    first, second, third = read(shared, own)
    assert (first.tables, second.tables, third.tables) == ((own,), (), ())
    assert first.passage is not None
    assert first.passage is second.passage
    assert first.passage.tables == (shared,)


def test_a_figure_within_a_passage_is_the_passage_s() -> None:
    figure = Figure(1, Box(100, top_of("표는 해마다") + 4, 200, top_of("표는 해마다") + 24))
    first, *_ = read(figures=(figure,))
    assert first.figures == ()
    assert first.passage is not None
    assert first.passage.figures == (figure,)


def test_a_figure_that_a_question_names_is_found_by_its_caption_behind_the_paper() -> None:
    figures = (Figure(2, Box(100, 100, 300, 200)), Figure(2, Box(100, 300, 300, 400)))
    captions = (line("그림 1", top=205, page=2, left=180), line("그림 2", top=405, page=2, left=180))
    attached = Page(2, 595, 842, (line("이하 여백", top=60, page=2), *captions), figures, ())
    *others, third = read(more=(attached,))
    assert third.figures == (figures[1],)
    assert all(question.figures == () for question in others)


@pytest.mark.parametrize(("count", "found"), [(1, 1), (2, 0)])
def test_figures_without_captions_are_taken_in_order_if_there_are_as_many_as_names(
    count: int, found: int
) -> None:
    figures = tuple(Figure(2, Box(100, 100 + 150 * i, 300, 200 + 150 * i)) for i in range(count))
    *_, third = read(more=(Page(2, 595, 842, (), figures, ()),))
    assert len(third.figures) == found


PICTURES = """
1. 다음 중 옳은 그래프는 어느 것인가?
   ①            ②            ③            ④

2. 다음 중 옳은 것은 어느 것인가?
   ① 하나   ② 둘   ③ 셋   ④ 넷
"""


def test_options_that_are_pictures_take_a_figure_each() -> None:
    marks = next(found for found in page(PICTURES).lines if "①" in found.text)
    figures = tuple(
        Figure(1, Box(word.box.x1 + 3, word.box.top - 6, word.box.x1 + 45, word.box.bottom + 20))
        for word in marks.words
    )
    first, second = extract([page(PICTURES, figures=figures)]).questions
    assert [option.figure for option in first.options] == list(figures)
    assert first.figures == figures
    assert "option_empty" not in first.flags
    assert [option.figure for option in second.options] == [None] * 4


def test_where_a_glyph_was_not_read_its_line_is_kept_as_a_region() -> None:
    lost = PAPER.replace("표를 보고 고르시오.", "x \ue0c0 2 를 보고 고르시오.")
    first, second, _ = extract([page(lost)]).questions
    (region,) = first.formulas
    assert "formula_lost" in first.flags
    assert region.box.top < top_of("표를 보고") < region.box.bottom
    assert second.formulas == ()


def titles(opening: str, closing: str) -> list[Line]:
    return [
        line(f"   공자는 {opening}{title}{closing}에서 말하였다.")
        for title in ("논어", "대학", "중용", "시경")
    ]


def test_two_unknown_codes_around_titles_are_the_brackets_they_show_and_flagged() -> None:
    assert "뺷논어뺸에서" in with_known_brackets(titles("\uf003", "\uf004"))[0].text
    shown = PAPER.replace(
        "표를 보고 고르시오.", "\uf003논어\uf004의 \uf003대학\uf004과 \uf003중용\uf004을 보고 고르시오."
    )
    first, *_ = extract([page(shown)]).questions
    assert "『논어』의 『대학』과 『중용』을" in first.stem
    assert first.flags == ("characters_repaired",)


@pytest.mark.parametrize(
    "lines",
    [
        titles("\uf003", "\uf006"),
        titles("\uf003", "\uf004")[:2],
        [line("   \uf0a1일 \uf0a2이 \uf0a3삼 \uf0a4사") for _ in range(4)],
        [*titles("\uf003", "\uf004"), line("그리고 \uf003")],
    ],
    ids=["not neighbours", "too few", "marks of options", "not in turns"],
)
def test_codes_that_do_not_enclose_titles_stay_as_they_are(lines: list[Line]) -> None:
    assert with_known_brackets(lines) == lines


@given(text=st.text("\uf003\uf004\uf005가나 ", min_size=1, max_size=60).filter(str.strip))
def test_repairing_brackets_changes_no_other_character(text: str) -> None:
    (mended,) = with_known_brackets([line(text)])
    changed = {(a, b) for a, b in zip(line(text).text, mended.text, strict=True) if a != b}
    assert all(is_private_use(a) and b in STAND_INS for a, b in changed)
