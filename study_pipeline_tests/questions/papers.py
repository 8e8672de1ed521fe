"""Small papers set by hand: rows of text become pages with words, boxes and columns."""

import re
import unicodedata

from study_pipeline.materials.pages.page import Box, Figure, Line, Page, Word
from study_pipeline.materials.pages.rectangles import union

SIZE = 10.0
PITCH = 16.0


def width(text: str) -> float:
    """Half a size for a narrow character, a whole size for a wide one."""
    return sum(SIZE if unicodedata.east_asian_width(c) in "WF" else SIZE / 2 for c in text)


def line(text: str, *, top: float = 100.0, page: int = 1, column: int = 0, left: float = 60.0) -> Line:
    """One line; each leading or inner blank is half a size wide, so that blanks set cells apart."""
    words = []
    for found in re.finditer(r"\S+", text):
        x0 = left + width(text[: found.start()])
        box = Box(x0, top, x0 + width(found[0]), top + SIZE)
        words.append(Word(found[0], box, "Body", SIZE))
    return Line(
        " ".join(word.text for word in words),
        union(word.box for word in words),
        page,
        column,
        tuple(words),
    )


def page(
    text: str,
    *,
    number: int = 1,
    header: str = "",
    figures: tuple[Figure, ...] = (),
    boxes: tuple[Box, ...] = (),
    flags: tuple[str, ...] = (),
) -> Page:
    """A page of one column; an empty row leaves a gap."""
    rows = text.strip("\n").split("\n")
    lines = [line(row, top=100 + PITCH * i, page=number) for i, row in enumerate(rows) if row.strip()]
    headers = (line(header, top=40, page=number),) if header else ()
    return Page(number, 595, 842, tuple(lines), figures, boxes, flags, headers)
