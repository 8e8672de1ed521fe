"""Why a PDF cannot be used: one sentence each, in the words of the person who uploaded it."""

import math

from study_pipeline.language import translate
from study_pipeline.materials.shown_names import shown_name


class UnreadableMaterial(Exception):
    """A PDF that nothing can be read from; asking again gives the same.

    The message is a sentence without the file's name, which `about` puts in front.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def about(self, name: str) -> str:
        """The sentence with the name of the file that it is about."""
        return translate("{name} {problem}").format(name=shown_name(name), problem=self.message)


def not_a_pdf() -> UnreadableMaterial:
    """The bytes do not begin as a PDF does."""
    return UnreadableMaterial(
        "not_a_pdf", translate("is not a PDF: save or print it as a PDF and upload that.")
    )


def empty_file() -> UnreadableMaterial:
    """There are no bytes."""
    return UnreadableMaterial("empty", translate("is empty (0 bytes): upload it again."))


def too_large(megabytes: float, limit: int) -> UnreadableMaterial:
    """More bytes than the installation takes."""
    return UnreadableMaterial(
        "too_large",
        translate("is {size} MB, more than the limit of {limit} MB (STUDY_MAX_FILE_MB): split it.").format(
            size=math.ceil(megabytes), limit=limit
        ),
    )


def too_many_pages(pages: int, limit: int) -> UnreadableMaterial:
    """More pages than the installation takes."""
    return UnreadableMaterial(
        "too_many_pages",
        translate("has {pages} pages, more than the limit of {limit} (STUDY_MAX_PAGES): split it.").format(
            pages=pages, limit=limit
        ),
    )


def needs_password() -> UnreadableMaterial:
    """It opens only with a password."""
    return UnreadableMaterial("encrypted", translate("is locked with a password: upload a copy without one."))


def damaged() -> UnreadableMaterial:
    """A PDF's header, but no reader can open the rest."""
    return UnreadableMaterial(
        "damaged", translate("is damaged or incomplete and cannot be opened: upload it again.")
    )


def damaged_page() -> UnreadableMaterial:
    """It opens, and a page of it does not."""
    return UnreadableMaterial(
        "damaged_page", translate("has a page that is damaged and cannot be read: upload it again.")
    )


def damaged_without_questions() -> UnreadableMaterial:
    """Parts of it are lost, and there is no question and no answer in what is left."""
    return UnreadableMaterial(
        "damaged",
        translate("is damaged, and no question was found in what can still be read of it: upload it again."),
    )


def damaged_pages(numbers: str) -> UnreadableMaterial:
    """The same, where the pages are known."""
    return UnreadableMaterial(
        "damaged_page",
        translate(
            "has pages that are damaged ({numbers}), and no question was found on the others: upload it again."
        ).format(numbers=numbers),
    )


def no_pages() -> UnreadableMaterial:
    """It opens, and there is nothing in it."""
    return UnreadableMaterial(
        "no_pages", translate("has no readable page: upload a copy that opens in a PDF viewer.")
    )


def took_too_long(seconds: float) -> UnreadableMaterial:
    """Its reader was stopped at the wall limit."""
    return UnreadableMaterial(
        "timeout",
        translate(
            "could not be read within {seconds:g} s (STUDY_PDF_TIMEOUT_SECONDS): split it, "
            "or save it anew from its editor."
        ).format(seconds=seconds),
    )


def reader_died() -> UnreadableMaterial:
    """Its reader crashed or ran out of memory."""
    return UnreadableMaterial(
        "reader_died",
        translate("made the PDF reader crash or run out of memory: save it anew from its editor."),
    )


def no_text() -> UnreadableMaterial:
    """Scanned pages or letters drawn as outlines, and OCR is switched off."""
    return UnreadableMaterial(
        "needs_ocr",
        translate(
            "has no text to read, only pictures or outlines of letters: upload a version whose text can be selected, "
            "or switch OCR on (STUDY_OCR)."
        ),
    )


def no_ocr(missing: str) -> UnreadableMaterial:
    """Scanned pages or letters drawn as outlines, and OCR lacks something."""
    return UnreadableMaterial(
        "needs_ocr",
        translate(
            "has no text to read, only pictures or outlines of letters: upload a version whose text can be selected, "
            "or type `make ocr` to install OCR (missing: {missing}), then process it again."
        ).format(missing=missing),
    )


def ocr_failed() -> UnreadableMaterial:
    """The program that reads pictures of text hung or died over its pages."""
    return UnreadableMaterial(
        "ocr_failed",
        translate(
            "has only pictures of text, and OCR broke off over them: process it again, or upload a version whose text "
            "can be selected."
        ),
    )


def nothing_on_its_pages() -> UnreadableMaterial:
    """Its pages are blank, or its reader understood nothing of them and did not say so."""
    return UnreadableMaterial(
        "blank",
        translate(
            "shows nothing that can be read on any page: save it anew from its editor and upload that."
        ),
    )


def may_not_be_read() -> UnreadableMaterial:
    """The account of the pipeline has no right to its bytes."""
    return UnreadableMaterial(
        "forbidden",
        translate("may not be read: give the account that runs the pipeline the right to read it."),
    )


def disk_error() -> UnreadableMaterial:
    """Its disk, or the way to it, broke off."""
    return UnreadableMaterial(
        "disk_error",
        translate(
            "could not be read, because its disk gave an error: upload it again, or have the disk checked."
        ),
    )


def no_room_to_copy() -> UnreadableMaterial:
    """The disk of the store is full; it is tried again at every look at the folder."""
    return UnreadableMaterial(
        "no_room",
        translate(
            "could not be copied, because the disk of the data folder is full: make room, "
            "and it is taken by itself."
        ),
    )


def no_room_to_save() -> UnreadableMaterial:
    """The disk of the store was full once it was read."""
    return UnreadableMaterial(
        "no_room",
        translate(
            "was read but could not be saved, because the disk of the data folder is full: make room, "
            "then process it again."
        ),
    )


def cannot_be_saved() -> UnreadableMaterial:
    """The store took its bytes, and no longer takes what was read from them."""
    return UnreadableMaterial(
        "store_unwritable",
        translate(
            "was read but could not be saved, because the data folder cannot be written: "
            "see to its rights and its disk, then process it again."
        ),
    )


def deleted() -> UnreadableMaterial:
    """Its material was removed while a run had it."""
    return UnreadableMaterial("deleted", translate("was deleted while it was processed."))


def deleted_while_waiting() -> UnreadableMaterial:
    """Its material was removed before a run had it."""
    return UnreadableMaterial("deleted", translate("was deleted while it waited for its run."))


def set_aside(times: int) -> UnreadableMaterial:
    """Its reader crashed or was stopped each time; nothing tries it again by itself."""
    return UnreadableMaterial(
        "quarantined",
        translate(
            "stopped the PDF reader {times} times and is set aside: save it anew from its editor, or "
            "`study-pipeline retry` it by its name."
        ).format(times=times),
    )


def set_aside_alone(times: int) -> UnreadableMaterial:
    """Every run that had it died, the last one with nothing else in it; nothing tries it again by itself."""
    return UnreadableMaterial(
        "quarantined",
        translate(
            "ended the whole run {times} times, at last alone in it, and is set aside: save it anew from its "
            "editor, or `study-pipeline retry` it by its name."
        ).format(times=times),
    )


def vanished() -> UnreadableMaterial:
    """Its stored bytes are gone."""
    return UnreadableMaterial("vanished", translate("is no longer in the store: upload it again."))
