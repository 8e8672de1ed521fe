"""Why a PDF cannot be used: one sentence each, in the words of the person who uploaded it."""

import math


class UnreadableMaterial(Exception):
    """A PDF that nothing can be read from; asking again gives the same.

    The message is a sentence without the file's name, which the caller puts in front: "{name} {message}".
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def not_a_pdf() -> UnreadableMaterial:
    """The bytes do not begin as a PDF does."""
    return UnreadableMaterial("not_a_pdf", "is not a PDF: save or print it as a PDF and upload that.")


def empty_file() -> UnreadableMaterial:
    """There are no bytes."""
    return UnreadableMaterial("empty", "is empty (0 bytes): upload it again.")


def too_large(megabytes: float, limit: int) -> UnreadableMaterial:
    """More bytes than the installation takes."""
    return UnreadableMaterial(
        "too_large",
        f"is {math.ceil(megabytes)} MB, more than the limit of {limit} MB (STUDY_MAX_FILE_MB): split it.",
    )


def too_many_pages(pages: int, limit: int) -> UnreadableMaterial:
    """More pages than the installation takes."""
    return UnreadableMaterial(
        "too_many_pages", f"has {pages} pages, more than the limit of {limit} (STUDY_MAX_PAGES): split it."
    )


def needs_password() -> UnreadableMaterial:
    """It opens only with a password."""
    return UnreadableMaterial("encrypted", "is locked with a password: upload a copy without one.")


def damaged() -> UnreadableMaterial:
    """A PDF's header, but no reader can open the rest."""
    return UnreadableMaterial("damaged", "is damaged or incomplete and cannot be opened: upload it again.")


def no_pages() -> UnreadableMaterial:
    """It opens, and there is nothing in it."""
    return UnreadableMaterial("no_pages", "has no readable page: upload a copy that opens in a PDF viewer.")


def took_too_long(seconds: float) -> UnreadableMaterial:
    """Its reader was stopped at the wall limit."""
    return UnreadableMaterial(
        "timeout",
        f"could not be read within {seconds:g} s (STUDY_PDF_TIMEOUT_SECONDS): "
        "split it, or save it anew from its editor.",
    )


def reader_died() -> UnreadableMaterial:
    """Its reader crashed or ran out of memory."""
    return UnreadableMaterial(
        "reader_died", "made the PDF reader crash or run out of memory: save it anew from its editor."
    )


def no_text() -> UnreadableMaterial:
    """Scanned pages or letters drawn as outlines."""
    return UnreadableMaterial(
        "needs_ocr",
        "has no text to read, only pictures or outlines of letters: upload a version whose text can be selected.",
    )


def deleted() -> UnreadableMaterial:
    """Its material was removed while a run had it."""
    return UnreadableMaterial("deleted", "was deleted while it was processed.")


def vanished() -> UnreadableMaterial:
    """Its stored bytes are gone."""
    return UnreadableMaterial("vanished", "is no longer in the store: upload it again.")
