"""Shared passages, sentence by sentence: none missing, none twice, none out of order, each stored once."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import yaml

from study_pipeline.materials.pages.page import Page
from study_pipeline.materials.reading import read_pages
from study_pipeline.questions.extraction import extract
from study_pipeline.questions.model import Question
from study_pipeline_tests.questions.papers import PITCH, line, width
from study_pipeline_tests.questions.printed_passages import PASSAGES, Printed

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
UNDERLINE = re.compile(r"</?u>")  # how the sources of the samples write it
LEFT_EDGES = {1: (60.0,), 2: (60.0, 310.0)}  # of the columns of a page that has so many, in points
MEASURES = {1: 475.0, 2: 230.0}  # how wide such a column is, in points
QUESTIONS = (
    *("1. 윗글의 내용으로 옳은 것은?", "① 하나   ② 둘   ③ 셋   ④ 넷"),
    *("2. 윗글의 제목으로 알맞은 것은?", "① 해   ② 달   ③ 별   ④ 땅"),
    *("3. 윗글을 읽은 반응으로 알맞은 것은?", "① 봄   ② 여름   ③ 가을   ④ 겨울"),
    *("4. 다음 중 수도는?", "① 서울   ② 부산   ③ 대구   ④ 광주"),
)


def squeezed(*texts: str) -> str:
    return "".join("".join(text.split()) for text in texts)


def rows(paragraph: str, measure: float) -> list[str]:
    """The rows of a paragraph that is set ``measure`` points wide, broken at blanks."""
    first, *words = paragraph.split(" ")
    found = [first]
    for word in words:
        longer = f"{found[-1]} {word}"
        if width(longer) > measure:
            found.append(word)
        else:
            found[-1] = longer
    return found


def paper(printed: Printed, *, columns: int, rows_a_column: int) -> list[Page]:
    """``printed`` and its questions flow through columns of so many rows, and from page to page."""
    measure = MEASURES[columns]
    text = [row for part in (printed.heading, *printed.paragraphs) for row in rows(part, measure)]
    return list(_flow([*text, *QUESTIONS], columns, rows_a_column))


def _flow(text: Sequence[str], columns: int, rows_a_column: int) -> Iterator[Page]:
    a_page = columns * rows_a_column
    for number, start in enumerate(range(0, len(text), a_page), start=1):
        lines = tuple(
            line(
                row,
                top=100 + PITCH * (place % rows_a_column),
                page=number,
                column=0 if columns == 1 else 1 + place // rows_a_column,
                left=LEFT_EDGES[columns][place // rows_a_column],
            )
            for place, row in enumerate(text[start : start + a_page])
        )
        yield Page(number, 595, 842, lines, (), ())


def shared_text(questions: Sequence[Question]) -> str:
    """The text of the one passage that all of ``questions`` share."""
    passages = {id(question.passage): question.passage for question in questions}
    assert len(passages) == 1
    (passage,) = passages.values()
    assert passage is not None
    return passage.text


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("name", PASSAGES)
def test_a_passage_holds_each_sentence_once_and_in_order_wherever_a_column_or_page_ends(
    name: str, columns: int
) -> None:
    printed = PASSAGES[name]
    for rows_a_column in (40, *range(3, 16)):
        questions = extract(paper(printed, columns=columns, rows_a_column=rows_a_column)).questions
        assert [question.number for question in questions] == ["1", "2", "3", "4"], rows_a_column
        assert squeezed(shared_text(questions[:3])) == squeezed(printed.task, *printed.paragraphs)
        assert questions[3].passage is None


@pytest.mark.parametrize("source", ["korean_paper", "english_paper"])
def test_the_passages_of_the_samples_are_stored_once_and_sentence_for_sentence(source: str) -> None:
    blocks = yaml.safe_load((SAMPLES / "sources" / f"{source}.yaml").read_text("utf-8"))
    passages = [block["paragraphs"] for block in blocks["blocks"] if "passage" in block]
    printed = [squeezed(UNDERLINE.sub("", "".join(paragraphs))) for paragraphs in passages]
    questions = extract(read_pages(SAMPLES / blocks["file"])).questions
    stored = {id(question.passage): question.passage.text for question in questions if question.passage}
    assert [squeezed(text) for text in stored.values()] == printed
