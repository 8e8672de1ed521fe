"""Pages of answer keys, set from rows of words, for the tests."""

from collections.abc import Sequence

from study_pipeline.materials.pages.page import Box, Line, Page, Word

PITCH = 50.0  # points between the columns of ``grid``
HEIGHT = 12.0
Cell = tuple[float, str]


def page_of(rows: Sequence[tuple[float, Sequence[Cell]]], number: int = 1) -> Page:
    """A page with each row at its height; each cell of a row starts at its x, its words one space apart."""
    lines = []
    for top, cells in rows:
        words: list[Word] = []
        for x0, text in cells:
            left = x0
            for part in text.split():
                width = 6.0 * len(part)
                words.append(Word(part, Box(left, top, left + width, top + HEIGHT), "F", HEIGHT))
                left += width + 4
        box = Box(words[0].box.x0, top, words[-1].box.x1, top + HEIGHT)
        lines.append(Line(" ".join(w.text for w in words), box, number, 0, tuple(words)))
    return Page(number, 600.0, 840.0, tuple(lines), (), ())


def grid(*rows: str, number: int = 1, top: float = 100.0) -> Page:
    """A page of rows 20 points apart; ``|`` parts the columns, an empty column stays empty."""
    set_rows = []
    for index, row in enumerate(rows):
        cells = [(20 + PITCH * place, cell) for place, cell in enumerate(row.split("|")) if cell.strip()]
        if cells:
            set_rows.append((top + 20 * index, cells))
    return page_of(set_rows, number)
