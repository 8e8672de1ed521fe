"""Words and small PDFs set by hand for tests of the page reader."""

from pathlib import Path

from study_pipeline.materials.pages.page import Box, Word

SIZE = 10.0


def word(text: str, x0: float, bottom: float, *, size: float = SIZE, font: str = "Body") -> Word:
    """A word of half a size per character whose box ends at ``bottom``."""
    return Word(text, Box(x0, bottom - size, x0 + size / 2 * len(text), bottom), font, size)


def row(text: str, x0: float, bottom: float, *, size: float = SIZE) -> list[Word]:
    """The words of ``text`` with a gap of a third of the size between them."""
    words: list[Word] = []
    for part in text.split():
        words.append(word(part, x0, bottom, size=size))
        x0 = words[-1].box.x1 + size / 3
    return words


def write_pdf(path: Path, *contents: str, rotate: int = 0, width: int = 400, height: int = 600) -> Path:
    """A PDF with one page per content stream, Helvetica as F1."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    for content in contents:
        kids.append(len(objects) + 1)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Rotate {rotate} "
            f"/Contents {len(objects) + 2} 0 R /Resources << /Font << /F1 {font} >> >> >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>"
    body, places = "%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    body += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{body.index('xref')}\n%%EOF"
    path.write_bytes(body.encode("latin-1"))
    return path


def show(x: float, y: float, text: str, *, size: float = SIZE) -> str:
    """The content stream that prints ``text`` with its baseline at (x, y), origin bottom left."""
    return f"BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET"
