"""Papers drawn as PDFs: rows of text flow through columns and pages, as a word processor sets them."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

KOREAN, CHINESE, JAPANESE, ENGLISH = "NanumGothic", "MSung-Light", "HeiseiMin-W3", "Times-Roman"
INDENT = 4.0  # points that one leading blank moves a row
BREAK = "\f"  # a row that ends its page


@dataclass(frozen=True, slots=True)
class Layout:
    """How a paper is set. ``rule``: a line between the columns; sizes in points."""

    columns: int = 1
    width: float = 595.0
    height: float = 842.0
    margin: float = 50.0
    gutter: float = 24.0
    size: float = 10.0
    leading: float = 1.5
    font: str = KOREAN
    rule: bool = False
    header: str = ""
    footer: str = "- {page} -"

    @property
    def measure(self) -> float:
        """The width of one column."""
        return (self.width - 2 * self.margin - (self.columns - 1) * self.gutter) / self.columns


def draw(path: Path, rows: Sequence[str], layout: Layout) -> Path:
    """Write ``rows`` as a PDF.

    Leading blanks indent a row and what it wraps into; a tab goes on to the next quarter of the column;
    an empty row leaves half a line; a row too long for its column is broken at blanks (without any: anywhere).
    """
    _register(layout.font)
    canvas = Canvas(str(path), pagesize=(layout.width, layout.height), invariant=True)
    top, bottom = layout.height - layout.margin - 20, layout.margin + 20
    page, column, y = 1, 0, top
    _furnish(canvas, layout, page)
    for row in rows:
        lines = _broken(row, layout)
        pitch = layout.size * layout.leading * (0.5 if not row.strip() else 1.0)
        for cells in lines:
            if y < bottom or row == BREAK:
                column, y = column + 1, top
                if column == layout.columns or row == BREAK:
                    canvas.showPage()
                    page, column = page + 1, 0
                    _furnish(canvas, layout, page)
            left = layout.margin + column * (layout.measure + layout.gutter)
            canvas.setFont(layout.font, layout.size)
            for x, text in cells:
                canvas.drawString(left + x, y, text)
            y -= pitch if row != BREAK else 0
    canvas.save()
    return path


def draw_grid(path: Path, cells: Sequence[Sequence[str]], layout: Layout, *, pitch: float) -> Path:
    """Write each of ``cells``, rows of text, into the next cell of a grid, from left to right, ``pitch`` high."""
    _register(layout.font)
    canvas = Canvas(str(path), pagesize=(layout.width, layout.height), invariant=True)
    on_page = layout.columns * int((layout.height - 2 * layout.margin - 40) / pitch)
    for place, cell in enumerate(cells):
        row, column = divmod(place % on_page, layout.columns)
        if place % on_page == 0:
            if place:
                canvas.showPage()
            _furnish(canvas, layout, place // on_page + 1)
        left = layout.margin + column * (layout.measure + layout.gutter)
        y = layout.height - layout.margin - 20 - row * pitch
        canvas.setFont(layout.font, layout.size)
        for line in (line for text in cell for line in _broken(text, layout)):
            for x, text in line:
                canvas.drawString(left + x, y, text)
            y -= layout.size * layout.leading
    canvas.save()
    return path


def _broken(row: str, layout: Layout) -> list[list[tuple[float, str]]]:
    """The lines of ``row``: each its texts with their x within the column."""
    if "\t" in row:
        step = layout.measure / 4
        return [[(place * step, cell.strip()) for place, cell in enumerate(row.split("\t")) if cell.strip()]]
    indent = INDENT * (len(row) - len(row.lstrip(" ")))
    if row.strip() in ("", BREAK):
        return [[]]
    lines = simpleSplit(row.strip(), layout.font, layout.size, layout.measure - indent)
    parts = [part for line in lines for part in _fitted(line, layout, layout.measure - indent)]
    return [[(indent, part)] for part in parts]


def _fitted(line: str, layout: Layout, measure: float) -> list[str]:
    """A line of a script without blanks, broken wherever the column ends."""
    parts = [""]
    for character in line:
        if pdfmetrics.stringWidth(parts[-1] + character, layout.font, layout.size) > measure:
            parts.append("")
        parts[-1] += character
    return parts


def _furnish(canvas: Canvas, layout: Layout, page: int) -> None:
    canvas.setFont(layout.font, layout.size - 1)
    canvas.drawCentredString(
        layout.width / 2, layout.height - layout.margin + 6, layout.header.format(page=page)
    )
    canvas.drawCentredString(layout.width / 2, layout.margin - 20, layout.footer.format(page=page))
    if layout.rule:
        for gap in range(1, layout.columns):
            x = layout.margin + gap * (layout.measure + layout.gutter) - layout.gutter / 2
            canvas.line(x, layout.margin, x, layout.height - layout.margin)


def _register(font: str) -> None:
    if font == ENGLISH or font in pdfmetrics.getRegisteredFontNames():
        return
    if font == KOREAN:
        folder = Path(str(distribution("koreanize-matplotlib").locate_file("koreanize_matplotlib/fonts")))
        pdfmetrics.registerFont(TTFont(font, folder / f"{font}.ttf"))
    else:
        pdfmetrics.registerFont(UnicodeCIDFont(font))
