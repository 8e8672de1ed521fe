"""Small PDFs made on the fly: papers, keys, and the ways in which an upload can be wrong."""

import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pypdfium2
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
ENGLISH_PAPER = SAMPLES / "earth_science_practice_test.pdf"
ENGLISH_KEY = SAMPLES / "earth_science_practice_test_key.pdf"
KOREAN_PAPER = SAMPLES / "고1_국어_통합사회_모의평가.pdf"
NOTES = SAMPLES / "세포_호흡과_광합성_강의노트.pdf"
TABLE_PAPER = SAMPLES / "수학_쪽지시험_도수분포표.pdf"
BROKEN = SAMPLES / "2학기_중간고사_전송중단.pdf"

TOP, LEFT, PITCH = 780, 72, 18
LINES_ON_A_PAGE = 38

Stems = Mapping[int, str]


def stems_about(subject: str, count: int = 3) -> dict[int, str]:
    """Stems by number, different enough from each other to be told apart."""
    asked = ("Where is", "How heavy is", "Who first described", "When would one measure", "Why do we study")
    return {n: f"{asked[n % len(asked)]} {subject} in case number {n}?" for n in range(1, count + 1)}


def write_paper(
    path: Path, stems: Stems, *, options: Sequence[str] = ("red", "green", "blue", "grey")
) -> Path:
    """A paper of one question for each stem, with four options A. to D., five questions a page."""
    lines: list[str] = []
    for number, stem in stems.items():
        lines += [f"{number}. {stem}"]
        lines += [f"{letter}. {text} {number}" for letter, text in zip("ABCD", options, strict=True)]
        lines += [""]
    return write_lines(path, lines)


def write_key(path: Path, answers: Mapping[int, str]) -> Path:
    """An answer key: a heading, and number and answer in rows of four."""
    cells = [f"{number}. {answer}" for number, answer in answers.items()]
    rows = [cells[start : start + 4] for start in range(0, len(cells), 4)]
    return write_lines(path, ["Answer Key", *("    ".join(row) for row in rows)])


def write_lines(path: Path, lines: Sequence[str]) -> Path:
    canvas = Canvas(str(path), invariant=True)
    for start in range(0, len(lines), LINES_ON_A_PAGE):
        for place, line in enumerate(lines[start : start + LINES_ON_A_PAGE]):
            canvas.drawString(LEFT, TOP - place * PITCH, line)
        canvas.showPage()
    canvas.save()
    return path


def write_picture_only(path: Path) -> Path:
    """A page of lines and no text: it opens, and nothing can be read from it."""
    canvas = Canvas(str(path), invariant=True)
    for step in range(400):
        canvas.line(60, 60 + step, 500, 61 + step)
    canvas.save()
    return path


def write_scan(
    path: Path,
    source: Path,
    *,
    page: int = 1,
    turn: int = 0,
    slant_degrees: float = 0.0,
    dots_per_inch: int = 150,
) -> Path:
    """A page of ``source`` as a scanner gives it: one picture, turned by ``turn`` degrees, and not quite straight."""
    document = pypdfium2.PdfDocument(source)
    picture = document[page - 1].render(scale=dots_per_inch / 72, grayscale=True).to_pil()
    document.close()
    picture = picture.rotate(slant_degrees, fillcolor=255, resample=Image.Resampling.BICUBIC)
    picture.rotate(turn, expand=True).save(path, "PDF", resolution=dots_per_inch)
    return path


def write_picture_of(path: Path, pixels: int) -> Path:
    """A page that is one white picture of so many pixels a side, small as a file."""
    bits = zlib.compress(b"\xff" * (pixels // 8 * pixels))
    picture = b"/Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray" % (pixels, pixels)
    picture = b"<< %s /BitsPerComponent 1 /Filter /FlateDecode /Length %d >>" % (picture, len(bits))
    page = b"/MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >>"
    content = b"q 595 0 0 842 0 0 cm /I Do Q"
    write_objects(
        path,
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R %s >>" % page,
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            b"%s\nstream\n%s\nendstream" % (picture, bits),
        ],
    )
    return path


def write_locked(path: Path) -> Path:
    """A PDF that opens only with a password."""
    canvas = Canvas(str(path), invariant=True, encrypt=StandardEncryption("open sesame", ownerPassword="x"))
    canvas.drawString(LEFT, TOP, "1. What is secret?")
    canvas.save()
    return path


def write_pages(path: Path, count: int) -> Path:
    """A PDF of so many empty pages."""
    canvas = Canvas(str(path), invariant=True)
    for _ in range(count):
        canvas.showPage()
    canvas.save()
    return path


def write_endless(path: Path) -> Path:
    """A small file that takes an hour to read: thousands of pages that show the same text, ten times a full page."""
    pages = 3_000
    text = b"BT /F1 8 Tf 40 800 Td 9 TL\n" + b"(%s) Tj T*\n" % (b"many words " * 12) * 800 + b"ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (pages, b" ".join(b"%d 0 R" % (5 + page) for page in range(pages))),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
    ]
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 3 0 R >> >> >>"
    )
    write_objects(path, [*objects, *([page] * pages)])
    return path


def write_objects(path: Path, objects: Sequence[bytes]) -> None:
    """A PDF of these objects, numbered from 1, the first its catalog."""
    content = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    path.write_bytes(content)
