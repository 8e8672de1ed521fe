"""Make the sample PDFs of this folder from the texts in ``sources/``; the same texts give the same bytes.

Usage: ``python data/samples/make_samples.py [FOLDER]``, by default this folder. It needs the development
dependencies.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from reportlab import rl_config
from reportlab.lib.enums import TA_CENTER
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Spacer,
)
from typesetting import (
    BODY,
    BOLD,
    HAIRLINE,
    Block,
    hanging,
    paragraph,
    passage,
    question,
    register_fonts,
    ruled_table,
)

HERE = Path(__file__).parent
B4, A4 = (729.0, 1032.0), (595.0, 842.0)  # points
KOREAN_MARKS = "①②③④⑤"
ENGLISH_MARKS = ("A.", "B.", "C.", "D.")
BROKEN_FILE = "2학기_중간고사_전송중단.pdf"

Draw = Callable[[Canvas, BaseDocTemplate], None]


def build(
    templates: list[PageTemplate], story: list[Flowable], size: tuple[float, float], title: str
) -> bytes:
    """Typeset ``story``; ``invariant`` leaves the date and the random id out of the file."""
    out = BytesIO()
    pages = BaseDocTemplate(out, pagesize=size, pageTemplates=templates, title=title, invariant=1)
    pages.build(story)
    return out.getvalue()


def columns(
    size: tuple[float, float], count: int, *, margin: float, top: float, bottom: float
) -> list[Frame]:
    gutter = 26.0
    width = (size[0] - 2 * margin - gutter * (count - 1)) / count
    height = size[1] - top - bottom
    flush = {"leftPadding": 0, "rightPadding": 0, "topPadding": 0, "bottomPadding": 0}
    return [
        Frame(margin + index * (width + gutter), bottom, width, height, **flush) for index in range(count)
    ]


def one_column(text: dict[str, Any], story: list[Flowable], footer: str) -> bytes:
    """An A4 page with a title, for the papers that are not set in columns."""
    frames = columns(A4, 1, margin=62, top=70, bottom=64)

    def furniture(canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.setFont(BODY, 8)
        canvas.drawString(62, A4[1] - 44, text["title"])
        canvas.line(62, A4[1] - 50, A4[0] - 62, A4[1] - 50)
        canvas.drawCentredString(A4[0] / 2, 36, footer.format(page=canvas.getPageNumber()))

    heading = [paragraph(text["title"], 17, font=BOLD, alignment=TA_CENTER), Spacer(0, 4)]
    heading += [paragraph(text["subtitle"], 10, alignment=TA_CENTER), Spacer(0, 16)]
    template = PageTemplate(id="page", frames=frames, onPage=furniture)
    return build([template], [*heading, *story], A4, text["title"])


def blocks(text: dict[str, Any]) -> list[Block]:
    return [Block(**raw) for raw in text["blocks"]]


def typeset(parts: Iterable[Block], marks: Sequence[str], size: float, width: float) -> list[Flowable]:
    story: list[Flowable] = []
    for part in parts:
        story += [FrameBreak()] if part.break_before else []
        story.append(passage(part, size, width) if part.passage else question(part, marks, size, width))
    return story


def korean_paper(text: dict[str, Any]) -> bytes:
    """Two columns on B4 with a rule between them, a running head, and the key table on the last page."""
    margin, top, bottom = 46.0, 96.0, 74.0
    last_page = 1 + text["question_pages"]

    def head(canvas: Canvas, page: int) -> None:
        canvas.setFont(BOLD, 20 if page == 1 else 13)
        canvas.drawCentredString(B4[0] / 2, B4[1] - 72, text["subject"])
        canvas.setFont(BODY, 10)
        if page == 1:
            canvas.drawCentredString(B4[0] / 2, B4[1] - 44, text["title"])
            canvas.drawString(margin, B4[1] - 72, text["period"])
        canvas.drawRightString(B4[0] - margin, B4[1] - 72, "고1")
        canvas.line(margin, B4[1] - 84, B4[0] - margin, B4[1] - 84)
        canvas.drawCentredString(B4[0] / 2, 44, f"{page} / {last_page}")
        canvas.setFont(BODY, 7.5)
        canvas.drawCentredString(B4[0] / 2, 28, text["notice"])

    def question_page(canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.setLineWidth(HAIRLINE)
        head(canvas, canvas.getPageNumber())
        canvas.line(B4[0] / 2, bottom, B4[0] / 2, B4[1] - top + 6)

    def key_page(canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.setLineWidth(HAIRLINE)
        head(canvas, canvas.getPageNumber())

    frames = columns(B4, 2, margin=margin, top=top, bottom=bottom)
    width = frames[0].width
    parts = blocks(text)
    story = typeset(parts, KOREAN_MARKS, 10.5, width)
    story += [NextPageTemplate("key"), PageBreak(), *korean_key([b for b in parts if b.number])]
    templates = [
        PageTemplate(id="questions", frames=frames, onPage=question_page),
        PageTemplate(id="key", frames=columns(B4, 1, margin=margin, top=top, bottom=bottom), onPage=key_page),
    ]
    return build(templates, story, B4, text["title"])


def korean_key(questions: list[Block]) -> list[Flowable]:
    """The key as Korean papers print it: number, answer and points, in two groups of columns."""
    rows = [
        [str(b.number), KOREAN_MARKS[b.answer - 1] if isinstance(b.answer, int) else b.answer, str(b.points)]
        for b in questions
    ]
    half = (len(rows) + 1) // 2
    table = [
        ["문항 번호", "정답", "배점"] * 2,
        *(a + b for a, b in zip(rows[:half], rows[half:], strict=True)),
    ]
    heading = paragraph("정답표", 16, font=BOLD, alignment=TA_CENTER)
    return [Spacer(0, 30), heading, Spacer(0, 18), ruled_table(table, 10.5, [74, 92, 50] * 2)]


def english_paper(text: dict[str, Any]) -> bytes:
    directions = [paragraph(text["directions"], 10), Spacer(0, 18)]
    story = typeset(blocks(text), ENGLISH_MARKS, 10.5, A4[0] - 124)
    return one_column(text, [*directions, *story], "Page {page}")


def english_key(text: dict[str, Any]) -> bytes:
    """The key of the English paper, in three columns of ``number. letter``."""
    entries = [f"{b.number}. {'ABCD'[b.answer - 1]}" for b in blocks(text) if isinstance(b.answer, int)]
    rows = [entries[row::4] for row in range(4)]
    story = [ruled_table([["Answer Key", "", ""], *rows], 11, [110, 110, 110], one_heading=True)]
    return one_column({**text, "subtitle": "Answer key"}, story, "Page {page}")


def lecture_notes(text: dict[str, Any]) -> bytes:
    story: list[Flowable] = []
    for section in text["sections"]:
        story += [paragraph(section["heading"], 13, font=BOLD), Spacer(0, 6)]
        story += [paragraph(line, 10.5, leading=1.8) for line in section.get("paragraphs", [])]
        for item in section["items"]:
            mark, _, rest = item.partition(" ")
            story += [Spacer(0, 3), hanging(mark, rest, 10.5)]
        story += [Spacer(0, 4), *(paragraph(line, 10.5, leading=1.8) for line in section.get("after", []))]
        story.append(Spacer(0, 22))
    return one_column(text, story[:-1], "- {page} -")


def table_question(text: dict[str, Any]) -> bytes:
    block = Block(**text["question"])
    answer = paragraph(f"정답: {KOREAN_MARKS[int(block.answer) - 1]}", 10.5)
    return one_column(text, [question(block, KOREAN_MARKS, 10.5, A4[0] - 124), answer], "{page}")


def samples() -> dict[str, bytes]:
    """Every sample by its file name."""
    rl_config.useA85 = 0  # plain deflate: a fifth smaller than the ASCII form
    register_fonts()
    read = {
        path.stem: yaml.safe_load(path.read_text("utf-8"))
        for path in sorted((HERE / "sources").glob("*.yaml"))
    }
    notes = lecture_notes(read["lecture_notes"])
    return {
        read["korean_paper"]["file"]: korean_paper(read["korean_paper"]),
        read["english_paper"]["file"]: english_paper(read["english_paper"]),
        read["english_paper"]["key_file"]: english_key(read["english_paper"]),
        read["lecture_notes"]["file"]: notes,
        read["table_question"]["file"]: table_question(read["table_question"]),
        BROKEN_FILE: notes[
            : len(notes) // 3
        ],  # an upload that stopped: the header is fine, the rest is missing
    }


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for name, content in samples().items():
        (folder / name).write_bytes(content)
        print(f"{len(content) / 1024:6.1f} KB  {name}")


if __name__ == "__main__":
    main()
