"""A second look at a PDF through pdfminer.six, for what pdfium does not tell; few papers need it."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from pdfminer.pdfpage import PDFPage

log = logging.getLogger(__name__)

Found = TypeVar("Found")


def look_again(path: Path, look: Callable[[Iterator["PDFPage"]], Found]) -> Found | None:
    """What ``look`` finds in the pages; None where the file is too broken to be looked at twice."""
    from pdfminer.pdfdocument import PDFDocument  # takes 0.2 s to import
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    try:
        with path.open("rb") as file:
            return look(PDFPage.create_pages(PDFDocument(PDFParser(file))))
    except Exception:  # pdfminer raises anything on a damaged file, of which then less is told
        log.info("%s could not be looked at a second time", path.name, exc_info=True)
        return None
