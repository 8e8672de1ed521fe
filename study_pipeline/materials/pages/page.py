"""What a page shows: characters, words, lines and figures, in PDF points with origin top left."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

PageFlag = Literal["no_text", "unmapped_font", "formula_font", "pages_unreadable", "ocr_pages", "ocr_failed"]


class Box(NamedTuple):
    """A rectangle on a page, in PDF points, origin top left."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without white space, in reading direction.

    ``ends`` says that the text layer holds white space behind it: at a line's end, the word was not wrapped.
    """

    text: str
    box: Box
    font: str
    size: float
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline inside one column; ``text`` joins them with single spaces."""

    text: str
    box: Box
    page: int
    column: int
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A region of a page that is a picture or a drawing, not text. Pages count from 1."""

    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table. ``rows`` from top to bottom, cells from left to right; an empty or covered cell is ''."""

    page: int
    box: Box
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page in reading order, without header, footer and page number.

    ``lines`` are ordered as a reader reads them: spanning, left column, right column.
    ``boxes`` are drawn frames (a boxed <보기>, a passage's frame, a table's outline).
    ``header`` and ``footer`` hold what was left out: a masthead may name the section.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    figures: tuple[Figure, ...]
    boxes: tuple[Box, ...]
    flags: tuple[PageFlag, ...] = ()
    header: tuple[Line, ...] = ()
    footer: tuple[Line, ...] = ()
    tables: tuple[Table, ...] = ()
