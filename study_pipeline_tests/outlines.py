"""PDFs whose letters are drawn as outlines: what some publishers print keys as, and what holds no text."""

from collections.abc import Mapping
from importlib.metadata import distribution
from pathlib import Path

from fontTools.pens.qu2cuPen import Qu2CuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from reportlab.pdfgen.canvas import Canvas

FONT = Path(
    str(distribution("koreanize-matplotlib").locate_file("koreanize_matplotlib/fonts/NanumGothic.ttf"))
)
PITCH, COLUMN, LEFT, TOP = 28, 100, 60, 752


def write_outlined_key(path: Path, answers: Mapping[str, str]) -> Path:
    """A ruled answer key in two groups of columns."""
    canvas = Canvas(str(path), invariant=True)
    half = (len(answers) + 1) // 2
    rows = [[("번호", "정답")] * 2, *([list(answers.items())[n::half] for n in range(half)])]
    with TTFont(FONT) as font:
        _draw(canvas, font, "정답표", 230, 780, 20)
        for place, row in enumerate(rows):
            for group, cells in enumerate(row):
                for column, text in enumerate(cells):
                    x = LEFT + 35 + COLUMN * (2 * group + column)
                    _draw(canvas, font, text, x, TOP - 20 - PITCH * place, 12)
    bottom = TOP - PITCH * len(rows)
    for place in range(len(rows) + 1):
        canvas.line(LEFT, TOP - PITCH * place, LEFT + 4 * COLUMN, TOP - PITCH * place)
    for column in range(5):
        canvas.line(LEFT + COLUMN * column, TOP, LEFT + COLUMN * column, bottom)
    canvas.save()
    return path


def _draw(canvas: Canvas, font: TTFont, text: str, x: float, y: float, size: float) -> None:
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    scale = size / font["head"].unitsPerEm
    for character in text:
        glyph = glyphs[names[ord(character)]]
        pen = DecomposingRecordingPen(glyphs)
        glyph.draw(Qu2CuPen(pen, max_err=1.0, all_cubic=True))
        path = canvas.beginPath()
        for verb, points in pen.value:
            edges = [edge for point in points for edge in (x + scale * point[0], y + scale * point[1])]
            match verb:
                case "moveTo":
                    path.moveTo(*edges)
                case "lineTo":
                    path.lineTo(*edges)
                case "curveTo":
                    path.curveTo(*edges)
                case _:
                    path.close()
        canvas.drawPath(path, stroke=0, fill=1)
        x += glyph.width * scale
