"""The sample papers are what their script makes, and small enough to live in the repository."""

import re
import subprocess
import sys
import zlib
from pathlib import Path

import pypdfium2
import pytest

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
BROKEN = "2학기_중간고사_전송중단.pdf"
MAX_BYTES = 150_000


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.pdf"))


WHOLE = [name for name in names(SAMPLES) if name != BROKEN]


@pytest.fixture(scope="module")
def remade(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the samples made anew, in a process of its own."""
    folder = tmp_path_factory.mktemp("samples")
    subprocess.run(
        [sys.executable, str(SAMPLES / "make_samples.py"), str(folder)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder


def inflated(pdf: bytes) -> bytes:
    """The PDF with its streams unpacked, without what depends on their packed size.

    Builds of zlib differ in how they pack the same bytes; what they pack must not differ.
    """
    unpacked = re.sub(rb"stream\r?\n(.*?)endstream", lambda found: unpack(found[1]), pdf, flags=re.DOTALL)
    packed_size = rb"/Length \d+|^\d{10} \d{5} [nf]|startxref\s+\d+|/ID\s*\[.*?\]"
    return re.sub(packed_size, b"", unpacked, flags=re.MULTILINE | re.DOTALL)


def unpack(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return stream


def test_the_script_makes_every_committed_sample_and_no_other(remade: Path) -> None:
    assert names(remade) == names(SAMPLES)


@pytest.mark.parametrize("name", WHOLE)
def test_making_a_sample_again_gives_the_same_bytes(name: str, remade: Path) -> None:
    assert inflated((remade / name).read_bytes()) == inflated((SAMPLES / name).read_bytes())


@pytest.mark.parametrize("name", names(SAMPLES))
def test_a_sample_is_small(name: str) -> None:
    assert (SAMPLES / name).stat().st_size < MAX_BYTES


@pytest.mark.parametrize("name", WHOLE)
def test_a_sample_opens(name: str) -> None:
    with pypdfium2.PdfDocument(SAMPLES / name) as pdf:
        assert len(pdf) >= 1


def test_the_broken_sample_is_the_head_of_the_lecture_notes(remade: Path) -> None:
    notes, broken = ((remade / name).read_bytes() for name in ("세포_호흡과_광합성_강의노트.pdf", BROKEN))
    assert notes.startswith(broken)


def test_the_broken_sample_looks_like_a_pdf_and_does_not_open() -> None:
    assert (SAMPLES / BROKEN).read_bytes().startswith(b"%PDF-")
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(SAMPLES / BROKEN)
