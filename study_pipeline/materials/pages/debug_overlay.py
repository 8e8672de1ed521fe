"""Pages as pictures with what was read drawn on them: to see why a question was read as it was."""

from collections.abc import Sequence
from pathlib import Path

from study_pipeline.materials.pages.page import Box, Page

RESOLUTION_DPI = 96
NOTHING = (0, 0, 0, 0)
LINE_COLOURS = ((90, 90, 90), (0, 110, 220), (0, 150, 60), (150, 0, 190))  # spanning, then column by column
FIGURE_COLOUR, FRAME_COLOUR, BAND_COLOUR = (220, 0, 0), (230, 140, 0), (170, 170, 170)


def draw_overlay(path: Path, pages: Sequence[Page], directory: Path) -> list[Path]:
    """Write one PNG for each of ``pages`` of the PDF at ``path`` into ``directory``; return them in order.

    Lines stand in their column's colour (grey spanning, then blue, green and purple from left to right),
    figures in red, frames in orange, header and footer in light grey.
    """
    import pdfplumber  # takes half a second to import, and only this picture needs it

    directory.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    with pdfplumber.open(path) as document:
        for page in pages:
            source = document.pages[page.number - 1]
            picture = source.to_image(resolution=RESOLUTION_DPI)
            x, top = float(source.bbox[0]), float(source.bbox[1])
            for column, colour in enumerate(LINE_COLOURS):
                boxes = [_at(line.box, x, top) for line in page.lines if line.column == column]
                picture.draw_rects(boxes, fill=(*colour, 18), stroke=colour)
            bands = [_at(line.box, x, top) for line in (*page.header, *page.footer)]
            picture.draw_rects(bands, fill=(*BAND_COLOUR, 90), stroke=BAND_COLOUR)
            picture.draw_rects([_at(box, x, top) for box in page.boxes], fill=NOTHING, stroke=FRAME_COLOUR)
            figures = [_at(figure.box, x, top) for figure in page.figures]
            picture.draw_rects(figures, fill=(*FIGURE_COLOUR, 25), stroke=FIGURE_COLOUR, stroke_width=2)
            target = directory / f"{path.stem}-{page.number:03d}.png"
            picture.save(str(target))
            written.append(target)
            source.close()
    return written


def _at(box: Box, x: float, top: float) -> tuple[float, float, float, float]:
    """The box in pdfplumber's coordinates, whose origin is the media box's corner."""
    return box.x0 + x, box.top + top, box.x1 + x, box.bottom + top
