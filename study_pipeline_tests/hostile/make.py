"""Hostile PDFs, made where they are needed: small files that cost a reader much, or lead it in a circle."""

import random
import zlib
from collections.abc import Sequence
from pathlib import Path

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from study_pipeline_tests.pdfs import write_objects

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
TEN_METRES = 28_346  # points
QUESTION = ("1. Where does a river end?", "A. in a lake", "B. in the sea", "C. nowhere", "D. in a well")


def text_of(lines: tuple[str, ...] = QUESTION, *, x: int = 72, y: int = 780) -> bytes:
    """A content stream that prints these lines."""
    shown = b"".join(b"(%s) Tj T*\n" % line.encode("ascii") for line in lines)
    return b"BT /F1 12 Tf 18 TL %d %d Td\n%s ET" % (x, y, shown)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def write_page(
    path: Path,
    content: bytes,
    *more: bytes,
    box: tuple[int, int] = (595, 842),
    resources: bytes = b"",
    catalog: bytes = b"",
) -> Path:
    """A PDF of one page; ``content`` is its stream object (4), ``more`` are the objects from 6 on."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> %s >> >>" % (*box, resources),
        content,
        FONT,
        *more,
    ]
    write_objects(path, objects)
    return path


def write_sheets(path: Path, contents: Sequence[bytes]) -> Path:
    """A PDF with one page for each content stream object: page n is object 2 + 2n, its content 3 + 2n."""
    kids = b" ".join(b"%d 0 R" % (2 + 2 * number) for number in range(1, len(contents) + 1))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(contents), kids),
        FONT,
    ]
    for number, content in enumerate(contents, start=1):
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (3 + 2 * number),
            content,
        ]
    write_objects(path, objects)
    return path


def write_broken_font(path: Path) -> Path:
    """A question, and the file of a font that does not unpack."""
    font = bytearray(zlib.compress(b"not much of a font " * 20, 9))
    font[len(font) // 2] ^= 0xFF
    return write_page(path, stream(text_of()), stream(bytes(font), b"/Filter /FlateDecode"))


def write_broken_page(path: Path, *pages: tuple[str, ...], broken: int) -> Path:
    """Pages with these lines; the content of one (from 1) has a wrong byte in its middle."""
    contents = [bytearray(zlib.compress(text_of(lines), 9)) for lines in pages]
    damaged = contents[broken - 1]
    damaged[len(damaged) // 2] ^= 0xFF
    return write_sheets(path, [stream(bytes(content), b"/Filter /FlateDecode") for content in contents])


def cut_open(path: Path, place: int) -> Path:
    """The PDF cut off at ``place`` so that it still opens: its trailer stands at the front, as for the web."""
    begin = b"%PDF-1.4\n"
    path.write_bytes(begin + b"trailer << /Root 1 0 R >>\n" + path.read_bytes()[len(begin) : place])
    return path


def write_bomb(path: Path, megabytes: int = 400) -> Path:
    """A page whose drawing is a few kB, and hundreds of MB once it is unpacked."""
    once = zlib.compressobj(1)
    block = b"q Q " * 250_000
    packed = b"".join(once.compress(block) for _ in range(megabytes)) + once.flush()
    return write_page(path, stream(zlib.compress(packed, 9), b"/Filter [/FlateDecode /FlateDecode]"))


def write_rectangles(path: Path, count: int = 3_000_000) -> Path:
    """A page of millions of rectangles, in a file of some 50 kB."""
    drawn = b"9 9 80 40 re S\n" * count
    return write_page(path, stream(zlib.compress(drawn, 6), b"/Filter /FlateDecode"))


def write_wide(path: Path) -> Path:
    """A question on a page that is 10 m wide, with a drawing across all of it."""
    drawing = b"q 3 w 72 200 %d 300 re S Q\n" % (TEN_METRES - 144)
    return write_page(path, stream(text_of() + b"\n" + drawing), box=(TEN_METRES, 842))


def write_blank_pages(path: Path, count: int = 20_000) -> Path:
    """So many pages, all the same blank one, in a file of a few hundred kB."""
    pages = (
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, b"3 0 R " * count),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    )
    write_objects(path, [b"<< /Type /Catalog /Pages 2 0 R >>", *pages])
    return path


def write_form_cycle(path: Path) -> Path:
    """A page that draws a form that draws itself, twice."""
    form = stream(
        b"/X Do /X Do",
        b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>",
    )
    content = stream(text_of() + b"\n/X Do /X Do")
    return write_page(path, content, form, resources=b"/XObject << /X 6 0 R >>")


def write_page_tree_cycle(path: Path) -> Path:
    """A page tree whose branch holds the tree itself."""
    write_objects(
        path,
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 9 /Kids [3 0 R 2 0 R 3 0 R] /Parent 3 0 R >>",
            b"<< /Type /Pages /Count 9 /Kids [2 0 R 3 0 R] /Parent 2 0 R >>",
        ],
    )
    return path


def write_missing_page(path: Path) -> Path:
    """Two pages, of which the second is a number."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
    pages = b"<< /Type /Pages /Count 2 /Kids [3 0 R 5 0 R] >>"
    write_objects(path, [b"<< /Type /Catalog /Pages 2 0 R >>", pages, page, stream(text_of()), b"17"])
    return path


def write_length_cycle(path: Path) -> Path:
    """A page whose stream is as long as the stream says that is as long as the stream says."""
    return write_page(path, b"<< /Length 4 0 R >>\nstream\n%s\nendstream" % text_of())


def write_with_programs(path: Path) -> Path:
    """A question in a PDF that carries a script that runs on opening, a launch action, and a file inside."""
    return write_page(
        path,
        stream(text_of()),
        b"<< /S /JavaScript /JS (app.launchURL\\('http://127.0.0.1/'\\);) /Next 7 0 R >>",
        b"<< /S /Launch /F (/bin/sh) >>",
        b"<< /Names [(a.exe) 9 0 R] >>",
        b"<< /Type /Filespec /F (../../a.exe) /UF (../../a.exe) /EF << /F 10 0 R >> >>",
        stream(b"MZ this is no program", b"/Type /EmbeddedFile"),
        catalog=b"/OpenAction 6 0 R /Names << /EmbeddedFiles 8 0 R >>",
    )


def write_owner_locked(path: Path) -> Path:
    """A question in a PDF that everyone may open, and only its owner may change or copy."""
    rights = StandardEncryption("", ownerPassword="only mine", canCopy=0, canModify=0, canPrint=0)
    canvas = Canvas(str(path), invariant=True, encrypt=rights)
    for place, line in enumerate(QUESTION):
        canvas.drawString(72, 780 - 18 * place, line)
    canvas.save()
    return path


def write_picture(path: Path) -> Path:
    """A scanned page: one picture over all of it, and no text."""
    image = stream(
        zlib.compress(bytes(range(256)) * 256),
        b"/Type /XObject /Subtype /Image /Width 256 /Height 256 /ColorSpace /DeviceGray "
        b"/BitsPerComponent 8 /Filter /FlateDecode",
    )
    content = stream(b"q 595 0 0 842 0 0 cm /I Do Q")
    return write_page(path, content, image, resources=b"/XObject << /I 6 0 R >>")


def flipped(content: bytes, seed: int, bytes_changed: int = 1) -> bytes:
    """The content with some bytes replaced."""
    chance = random.Random(seed)
    changed = bytearray(content)
    for _ in range(bytes_changed):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(content: bytes, points: int) -> list[bytes]:
    """The first 1/n, 2/n, … of the content."""
    return [content[: len(content) * part // (points + 1)] for part in range(1, points + 1)]
