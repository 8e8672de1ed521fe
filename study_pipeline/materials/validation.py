"""The check at the door: is this a PDF that can be opened, within the limits? Run only in a worker process."""

from contextlib import suppress
from pathlib import Path

import pypdfium2

from study_pipeline.materials import errors

HEADER_WITHIN_BYTES = 1024  # readers accept junk before "%PDF-" within the first kilobyte
END_WITHIN_BYTES = 8192  # some programs write a form or a signature's padding behind the end
MEGABYTE = 1_000_000


def check_document(path: Path, *, max_pages: int, max_file_mb: int) -> int:
    """Count the pages of a PDF that may be taken.

    Raises:
        UnreadableMaterial: It may not, with the sentence why.
    """
    size = path.stat().st_size
    if size == 0:
        raise errors.empty_file()
    if size > max_file_mb * MEGABYTE:
        raise errors.too_large(size / MEGABYTE, max_file_mb)
    with path.open("rb") as file:
        if b"%PDF-" not in file.read(HEADER_WITHIN_BYTES):
            raise errors.not_a_pdf()
    document = open_document(path)
    try:
        pages = len(document)
        if pages == 0:
            raise errors.no_pages()
        if pages > max_pages:
            raise errors.too_many_pages(pages, max_pages)
        try:
            document[0].get_size()
        except pypdfium2.PdfiumError as error:
            raise errors.no_pages() from error
        return pages
    finally:
        document.close()


def open_document(path: Path) -> pypdfium2.PdfDocument:
    """Open a PDF, with pdfium's two ways of failing turned into sentences."""
    _forget_last_error()
    try:
        return pypdfium2.PdfDocument(path.absolute())  # a relative `~name.pdf` would be someone's home
    except pypdfium2.PdfiumError as error:
        locked = error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        raise (errors.needs_password() if locked else errors.damaged()) from error


def is_cut_off(path: Path) -> bool:
    """Whether a PDF lacks its end, so that a reader that opens it all the same may miss pages."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - END_WITHIN_BYTES))
        return b"startxref" not in file.read()


def _forget_last_error() -> None:
    """Make pdfium remember an ordinary failure.

    Where a PDF has no page it reports the code of the failure before, so that it would seem to be locked if the
    PDF before it was.
    """
    with suppress(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(b"no PDF").close()
