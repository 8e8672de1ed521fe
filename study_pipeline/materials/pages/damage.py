"""What a PDF has lost: pages that cannot be loaded or whose content breaks off, its end, other parts of it.

Pdfium reads on over all of this without a word, and shows less.
"""

import mmap
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from study_pipeline.materials.pages.page import Page
from study_pipeline.materials.pages.second_look import look_again
from study_pipeline.materials.validation import is_cut_off

if TYPE_CHECKING:
    from pdfminer.pdfpage import PDFPage

MEGABYTE = 1_000_000
MAX_UNPACKED = 64 * MEGABYTE  # of one file: some 0.3 s; text is a tenth of that in 445 pages
MAX_STREAM_UNPACKED = (
    8 * MEGABYTE
)  # of one stream, which is whole so far: a bomb's is not looked into further
MAX_TO_PLACE = (
    20 * MEGABYTE
)  # larger files are not opened a second time, to find the pages of what is damaged
MAX_PAGES_OF_BLANKS = 100  # in longer files, blank pages are taken for blank: a second look costs 1 ms a page
CHUNK = 1 << 18
FLUSHED = b"\x00\x00\xff\xff"  # the empty block of a flush, see zlib.h, Z_SYNC_FLUSH
DICTIONARY_BYTES = 2_000  # before a stream

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_OBJECT = re.compile(rb"(\d{1,10})\s{1,4}\d{1,5}\s{1,4}obj\b")
_FLATE = re.compile(rb"/Filter\s{0,4}\[?\s{0,4}/(?:FlateDecode|Fl)\b")
_PICTURE = re.compile(rb"/Subtype\s{0,4}/Image\b")


@dataclass(frozen=True, slots=True)
class Damage:
    """What is lost: ``pages`` (from 1) in part or whole, the end of the file, or what belongs to no one page."""

    pages: tuple[int, ...] = ()
    cut_off: bool = False
    elsewhere: bool = False

    def __bool__(self) -> bool:
        return bool(self.pages) or self.cut_off or self.elsewhere


@dataclass(frozen=True, slots=True)
class _Content:
    """The numbers of the objects that a page's content is in; ``is_missing``: it names some, and none is there."""

    objects: frozenset[int]
    is_missing: bool


def find_damage(path: Path, pages: Sequence[Page]) -> Damage:
    """Look for what is lost of the PDF whose ``pages`` were read. Pictures are not looked into."""
    lost = {page.number for page in pages if "pages_unreadable" in page.flags}
    broken = set(_broken_streams(path))
    blank = {page.number for page in pages if _is_blank(page)} if len(pages) <= MAX_PAGES_OF_BLANKS else set()
    if (broken or blank) and path.stat().st_size <= MAX_TO_PLACE:
        contents = _contents(path, len(pages))
        for number, content in enumerate(contents, start=1):
            if not broken.isdisjoint(content.objects) or (content.is_missing and number in blank):
                lost.add(number)
        broken.difference_update(*(content.objects for content in contents))
    return Damage(tuple(sorted(lost)), is_cut_off(path), elsewhere=bool(broken))


def _is_blank(page: Page) -> bool:
    return not (page.lines or page.header or page.footer or page.figures or page.boxes or page.flags)


def _broken_streams(path: Path) -> Iterator[int]:
    """The numbers of the objects whose compressed stream does not unpack to its end."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.find(b"/Encrypt") >= 0:
            return  # what is encrypted does not unpack
        budget = MAX_UNPACKED
        for found in _STREAM.finditer(content):
            before = content[max(0, found.start() - DICTIONARY_BYTES) : found.start()]
            opening = [*_OBJECT.finditer(before)]
            if not opening:
                continue
            dictionary = before[opening[-1].end() :]
            if not _FLATE.search(dictionary) or _PICTURE.search(dictionary):
                continue
            unpacked = _unpack(content, found.end(), min(budget, MAX_STREAM_UNPACKED))
            if unpacked is None:
                yield int(opening[-1][1])
            budget -= unpacked or 0
            if budget <= 0:
                return


def _unpack(content: mmap.mmap, start: int, most: int) -> int | None:
    """How many bytes the stream at ``start`` unpacks to, up to about ``most``; None where it breaks off.

    One that was flushed and never ended is whole: some programs leave it so.
    """
    end = content.find(b"endstream", start)
    unpacker = zlib.decompressobj()
    count, place = 0, start
    try:
        while not unpacker.eof and count < most:
            packed = unpacker.unconsumed_tail
            if not packed:
                packed = content[place : place + CHUNK if end < 0 else min(place + CHUNK, end)]
                place += len(packed)
            if not packed:
                is_flushed = end >= 0 and content[max(start, end - 8) : end].rstrip(b"\r\n").endswith(FLUSHED)
                return count if is_flushed else None
            count += len(unpacker.decompress(packed, CHUNK))
    except zlib.error:
        return None
    return count


def _contents(path: Path, count: int) -> list[_Content]:
    """The content of each page, in order; none where that cannot be told."""
    contents = look_again(path, _all_contents) or []
    return contents if len(contents) == count else []  # where pdfium counts others, the numbers say nothing


def _all_contents(pages: Iterator["PDFPage"]) -> list[_Content]:
    return [_content(page.attrs.get("Contents")) for page in pages]


def _content(entry: object) -> _Content:
    from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1

    resolved = resolve1(entry)
    parts = resolved if isinstance(resolved, list) else [entry]
    objects = frozenset(part.objid for part in (entry, *parts) if isinstance(part, PDFObjRef))
    is_there = any(isinstance(resolve1(part), PDFStream) for part in parts)
    return _Content(objects, is_missing=entry is not None and bool(parts) and not is_there)
