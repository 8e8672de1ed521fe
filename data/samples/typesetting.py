"""How the sample papers are set: fonts, paragraph styles, option grids, frames and drawings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import distribution
from pathlib import Path

from reportlab.graphics.shapes import Circle, Drawing, Line, PolyLine, Rect, String
from reportlab.lib.colors import HexColor, black, white
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, KeepTogether, Paragraph, Spacer, Table

BODY, BOLD = "NanumGothic", "NanumGothicBold"
HAIRLINE = 0.6  # points

# Monthly means of the climate chart: degrees Celsius and millimetres.
TEMPERATURES = (-2, 1, 6, 13, 18, 22, 25, 26, 21, 15, 7, 0)
RAINFALLS = (17, 28, 37, 73, 104, 130, 414, 348, 141, 52, 51, 23)


@dataclass(frozen=True, slots=True)
class Block:
    """One entry of a source file: a shared passage, or a question with what belongs to it."""

    passage: str = ""
    paragraphs: list[str] = field(default_factory=list)
    number: int = 0
    stem: str = ""
    view: list[str] = field(default_factory=list)
    view_title: str = "&lt;보 기&gt;"
    figure: str = ""
    table: list[list[str]] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    columns: int = 0
    break_before: bool = False
    answer: int | str = ""
    points: int = 0


def register_fonts() -> None:
    """Register NanumGothic (SIL Open Font License) from the wheel that brings it, without importing it."""
    folder = Path(str(distribution("koreanize-matplotlib").locate_file("koreanize_matplotlib/fonts")))
    for name in (BODY, BOLD):
        pdfmetrics.registerFont(TTFont(name, folder / f"{name}.ttf"))
    pdfmetrics.registerFontFamily(BODY, normal=BODY, bold=BOLD, italic=BODY, boldItalic=BOLD)


def style(size: float, *, font: str = BODY, leading: float = 1.55, **settings: object) -> ParagraphStyle:
    return ParagraphStyle("sample", fontName=font, fontSize=size, leading=size * leading, **settings)


def paragraph(text: str, size: float, **settings: object) -> Paragraph:
    """Set ``text``, refusing a character that the font cannot show: it would print as an empty box."""
    missing = {c for c in text if c.isprintable() and ord(c) not in pdfmetrics.getFont(BODY).face.charToGlyph}
    if missing:
        raise ValueError(f"the sample font has no glyph for {sorted(missing)}")
    return Paragraph(text, style(size, **settings))


def hanging(mark: str, text: str, size: float, *, font: str = BODY) -> Paragraph:
    """A paragraph behind a number or an option mark, its later lines aligned with its first."""
    indent = pdfmetrics.stringWidth(f"{mark} ", font, size)
    layout = {"leftIndent": indent, "firstLineIndent": -indent, "alignment": TA_JUSTIFY}
    return paragraph(f'<font name="{font}">{mark}</font> {text}', size, **layout)


def option_list(marks: Sequence[str], options: list[str], size: float) -> list[Flowable]:
    return [hanging(mark, text, size) for mark, text in zip(marks, options, strict=False)]


def option_grid(
    marks: Sequence[str], options: list[str], size: float, *, columns: int, width: float
) -> Table:
    """Set options in rows of ``columns``, as papers print short ones: ①②③ above ④⑤."""
    cells: list[Flowable | str] = [*option_list(marks, options, size)]
    cells += [""] * (-len(cells) % columns)
    rows = [cells[start : start + columns] for start in range(0, len(cells), columns)]
    flat = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 2)]
    flat += [("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 1)]
    return Table(
        rows, colWidths=[width / columns] * columns, style=[*flat, ("VALIGN", (0, 0), (-1, -1), "TOP")]
    )


def frame(rows: list[Flowable], width: float, *, padding: float = 7) -> Table:
    """A drawn frame around ``rows``: a passage or a boxed <보기>."""
    look = [("BOX", (0, 0), (-1, -1), HAIRLINE, black)]
    look += [("LEFTPADDING", (0, 0), (-1, -1), padding), ("RIGHTPADDING", (0, 0), (-1, -1), padding)]
    look += [("TOPPADDING", (0, 0), (-1, -1), 3), ("BOTTOMPADDING", (0, 0), (-1, -1), 3)]
    return Table([[row] for row in rows], colWidths=[width], style=look)


def ruled_table(
    rows: list[list[str]], size: float, widths: list[float], *, one_heading: bool = False
) -> Table:
    """A table with every cell ruled and its first row shaded; ``one_heading`` makes that row one cell."""
    cells = [[paragraph(text, size, alignment=TA_CENTER) for text in row] for row in rows]
    look = [("GRID", (0, 0), (-1, -1), HAIRLINE, black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    look += [("BACKGROUND", (0, 0), (-1, 0), HexColor("#e8e8e8")), ("TOPPADDING", (0, 0), (-1, -1), 2)]
    look += [("BOTTOMPADDING", (0, 0), (-1, -1), 6), ("SPAN", (0, 0), (-1 if one_heading else 0, 0))]
    return Table(cells, colWidths=widths, style=look)


def climate_chart(width: float) -> Drawing:
    """Bars for rainfall and a line for temperature, with both axes labelled."""
    height, left, bottom, top = 190, 32, 34, 22
    plot_width, plot_height = width - 2 * left, height - bottom - top
    chart = Drawing(width, height)
    chart.add(Rect(left, bottom, plot_width, plot_height, fillColor=None, strokeWidth=HAIRLINE))
    for step in range(6):
        y = bottom + plot_height * step / 5
        chart.add(Line(left, y, left + plot_width, y, strokeWidth=0.3, strokeColor=HexColor("#aaaaaa")))
        chart.add(label(left - 4, y - 3, f"{-10 + 10 * step}", anchor="end"))
        chart.add(label(left + plot_width + 4, y - 3, f"{100 * step}", anchor="start"))
    slot = plot_width / 12
    points: list[float] = []
    for month, (degrees, rain) in enumerate(zip(TEMPERATURES, RAINFALLS, strict=True)):
        x = left + slot * month
        bar = plot_height * rain / 500
        chart.add(Rect(x + 3, bottom, slot - 6, bar, fillColor=HexColor("#b9cfe6"), strokeWidth=0.3))
        chart.add(label(x + slot / 2, bottom - 11, str(month + 1)))
        points += [x + slot / 2, bottom + plot_height * (degrees + 10) / 50]
    chart.add(PolyLine(points, strokeWidth=1.2))
    for x, y in zip(points[::2], points[1::2], strict=True):
        chart.add(Circle(x, y, 1.8, fillColor=white, strokeWidth=0.8))
    chart.add(label(left - 4, height - 13, "기온(℃)", anchor="middle"))
    chart.add(label(left + plot_width, height - 13, "강수량(mm)", anchor="middle"))
    chart.add(label(left + plot_width / 2, 8, "월"))
    return chart


def strata_diagram(width: float) -> Drawing:
    """Four flat layers of rock, P on top, S at the bottom."""
    height, left, layer = 128, width / 2 - 110, 26
    diagram = Drawing(width, height)
    diagram.add(label(left + 100, height - 12, "Surface"))
    for index, (name, colour) in enumerate(
        zip("SRQP", ("#9c8f80", "#cfc5b4", "#b7a98f", "#e6decd"), strict=True)
    ):
        y = 6 + layer * index
        diagram.add(Rect(left, y, 200, layer, fillColor=HexColor(colour), strokeWidth=HAIRLINE))
        diagram.add(label(left + 214, y + layer / 2 - 3, name))
    return diagram


def label(x: float, y: float, text: str, *, anchor: str = "middle") -> String:
    return String(x, y, text, fontName=BODY, fontSize=7.5, textAnchor=anchor)


FIGURES = {"climate": climate_chart, "strata": strata_diagram}


def question(block: Block, marks: Sequence[str], size: float, width: float) -> KeepTogether:
    """One question: its number and stem, its figure, table or frame, its options."""
    parts: list[Flowable] = [hanging(f"{block.number}.", block.stem, size, font=BOLD), Spacer(0, 5)]
    if block.figure:
        parts += [FIGURES[block.figure](width), Spacer(0, 5)]
    if block.table:
        parts += [ruled_table(block.table, size, [width * 0.3, width * 0.2]), Spacer(0, 8)]
    if block.view:
        heading = [paragraph(block.view_title, size, alignment=TA_CENTER)] if block.view_title else []
        rows = [*heading, *(paragraph(text, size, alignment=TA_JUSTIFY) for text in block.view)]
        parts += [frame(rows, width), Spacer(0, 5)]
    if block.options and block.columns:
        parts.append(option_grid(marks, block.options, size, columns=block.columns, width=width))
    else:
        parts += option_list(marks, block.options, size)
    return KeepTogether([*parts, Spacer(0, size * 1.9)])


def passage(block: Block, size: float, width: float) -> KeepTogether:
    """A text that the next questions share: its instruction in bold, the text in a frame."""
    rows = [paragraph(text, size, alignment=TA_JUSTIFY, firstLineIndent=size) for text in block.paragraphs]
    heading = paragraph(block.passage, size, font=BOLD)
    return KeepTogether([heading, Spacer(0, 5), frame(rows, width), Spacer(0, size * 1.6)])
