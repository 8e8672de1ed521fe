"""What a PDF worker can be asked, and what it answers: one JSON line each way, validated on both sides.

The answers come from a process that has read hostile bytes, so they are JSON and never pickles.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote_from_bytes, unquote_to_bytes

from pydantic import BeforeValidator, PlainSerializer, TypeAdapter

from study_pipeline.materials.pages.page import Figure, Page
from study_pipeline.materials.pages.recognised import RecognisedPage
from study_pipeline.questions.model import Extraction


def _quoted(path: Path) -> str:
    """A path as JSON can hold it, also one whose name is not UTF-8 (CP949 from an old Korean zip)."""
    return quote_from_bytes(os.fsencode(path))


def _unquoted(text: str) -> str:
    return os.fsdecode(unquote_to_bytes(text))


SentPath = Annotated[Path, PlainSerializer(_quoted, when_used="json"), BeforeValidator(_unquoted)]


@dataclass(frozen=True, slots=True)
class PdfTask:
    """One request.

    ``check``: count the pages of a PDF that may be taken. ``extract``: read all pages and their questions.
    ``read``: write the pages of a range to ``pages_file``. ``assemble``: find the questions in ``pages_files``.
    ``recognise``: read page ``first_page`` from its picture, in the ``languages`` of tesseract, and write what was
    read to ``pages_file``. ``draw``: write a PNG of each page to ``crops``, with what was seen drawn over it.
    ``crop``: write the ``regions`` there as PNG. ``extract`` and ``assemble`` write the figures of the questions
    there as PNG.

    With ``asks_for_ocr``, ``extract`` and ``read`` name the pages that only OCR reads, where there are some, and do
    nothing else. Asked again, they get what was recognised of these pages in ``recognised_files``, and the pages of
    which nothing was as ``unreadable``.
    """

    kind: Literal["check", "extract", "read", "assemble", "recognise", "draw", "crop"]
    path: SentPath
    max_pages: int = 0
    max_file_mb: int = 0
    first_page: int = 1
    last_page: int | None = None
    pages_file: SentPath | None = None
    pages_files: tuple[SentPath, ...] = ()
    crops: SentPath | None = None
    regions: tuple[Figure, ...] = ()
    languages: tuple[str, ...] = ()
    asks_for_ocr: bool = False
    recognised_files: tuple[SentPath, ...] = ()
    unreadable: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PdfAnswer:
    """One answer: a result, or the refusal's code and sentence, or what broke (``crash``, for the log).

    ``in_need`` are the pages that only OCR reads. ``seconds`` is how long the caller waited for the answer.
    """

    pages: int | None = None
    in_need: tuple[int, ...] = ()
    extraction: Extraction | None = None
    refusal_code: str | None = None
    refusal: str | None = None
    crash: str | None = None
    seconds: float = 0.0


TASK = TypeAdapter(PdfTask)
ANSWER = TypeAdapter(PdfAnswer)
PAGES = TypeAdapter(list[Page])
RECOGNISED_PAGE = TypeAdapter(RecognisedPage)
EXTRACTION = TypeAdapter(Extraction)
