"""Tables as rows of cells, by pdfplumber: for pages where lines of text do not say what belongs together."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from study_pipeline.materials.page import Box

MAX_TABLES = 50  # of one page


@dataclass(frozen=True, slots=True)
class Table:
    """One table. ``rows`` from top to bottom, cells from left to right; an empty cell is ''."""

    page: int
    box: Box
    rows: tuple[tuple[str, ...], ...]


def read_tables(path: Path, page_numbers: Collection[int]) -> list[Table]:
    """Read the ruled tables of these pages (from 1) of the PDF at ``path``, in page order.

    Raises:
        pdfplumber.utils.exceptions.PdfminerException: The file cannot be parsed.
    """
    import pdfplumber  # slow to import, and most papers need no table

    found: list[Table] = []
    with pdfplumber.open(path, pages=sorted(page_numbers)) as document:
        for page in document.pages:
            for table in page.find_tables()[:MAX_TABLES]:
                rows = tuple(tuple(" ".join((cell or "").split()) for cell in row) for row in table.extract())
                found.append(Table(page.page_number, Box(*table.bbox), rows))
            page.close()
    return found
