"""What a PDF has lost is found, page by page where that can be told, and a whole one has lost nothing."""

import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from study_pipeline.materials.pages.damage import Damage, find_damage
from study_pipeline.materials.reading import read_pages
from study_pipeline_tests.hostile import make
from study_pipeline_tests.pdfs import (
    ENGLISH_PAPER,
    KOREAN_PAPER,
    NOTES,
    TABLE_PAPER,
    write_locked,
    write_pages,
)

PACKED = b"/Filter /FlateDecode"


def write_packed(path: Path, contents: Sequence[bytes]) -> Path:
    """A PDF with one page for each content stream, compressed; page n has its content in object 3 + 2n."""
    return make.write_sheets(path, [make.stream(zlib.compress(content, 9), PACKED) for content in contents])


def sheets(count: int) -> list[bytes]:
    return [
        make.text_of((f"{n}. Which river is number {n}?", *make.QUESTION[1:])) for n in range(1, count + 1)
    ]


def damage_of(path: Path) -> Damage:
    return find_damage(path, read_pages(path))


@pytest.mark.parametrize(
    "path", [ENGLISH_PAPER, KOREAN_PAPER, NOTES, TABLE_PAPER], ids=lambda path: path.stem
)
def test_a_whole_pdf_has_lost_nothing(path: Path) -> None:
    assert not damage_of(path)


def test_blank_pages_have_lost_nothing(tmp_path: Path) -> None:
    assert not damage_of(write_pages(tmp_path / "a.pdf", 3))
    assert not damage_of(make.write_blank_pages(tmp_path / "b.pdf", 3))


def test_a_page_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert damage_of(make.write_missing_page(tmp_path / "a.pdf")) == Damage(pages=(2,))


def test_a_page_whose_content_is_not_there_is_named(tmp_path: Path) -> None:
    path = write_packed(tmp_path / "a.pdf", sheets(3))
    path.write_bytes(path.read_bytes().replace(b"/Contents 7 0 R", b"/Contents 97 0 R"))
    assert damage_of(path).pages == (2,)


@given(place=st.integers(0, 89), bit=st.integers(0, 7))
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_one_wrong_bit_in_a_page_s_compressed_content_names_the_page(
    place: int, bit: int, tmp_path: Path
) -> None:
    path = write_packed(tmp_path / "a.pdf", sheets(3))
    whole = bytearray(path.read_bytes())
    second = zlib.compress(sheets(3)[1], 9)
    whole[whole.index(second) + place * len(second) // 100] ^= 1 << bit
    path.write_bytes(whole)
    assert damage_of(path) == Damage(pages=(2,))


def test_a_file_that_breaks_off_within_a_page_has_lost_its_end(tmp_path: Path) -> None:
    path = write_packed(tmp_path / "a.pdf", sheets(2))
    last = zlib.compress(sheets(2)[1], 9)
    make.cut_open(path, path.read_bytes().index(last) + len(last) // 2)
    assert damage_of(path) == Damage(cut_off=True, elsewhere=True)


def test_damage_that_belongs_to_no_page_is_told_without_a_page(tmp_path: Path) -> None:
    assert damage_of(make.write_broken_font(tmp_path / "a.pdf")) == Damage(elsewhere=True)


def test_a_stream_that_only_lacks_its_own_end_is_whole(tmp_path: Path) -> None:
    unpacked = make.text_of()
    packer = zlib.compressobj(9)
    unfinished = packer.compress(unpacked) + packer.flush(zlib.Z_SYNC_FLUSH)
    path = make.write_sheets(tmp_path / "a.pdf", [make.stream(unfinished, PACKED)])
    assert not damage_of(path)


def test_what_is_encrypted_is_not_looked_into(tmp_path: Path) -> None:
    path = write_locked(tmp_path / "a.pdf")
    assert not find_damage(path, [])


def test_a_picture_is_not_looked_into(tmp_path: Path) -> None:
    path = make.write_picture(tmp_path / "a.pdf")
    whole = path.read_bytes()
    path.write_bytes(whole.replace(zlib.compress(bytes(range(256)) * 256)[20:40], bytes(20)))
    assert path.read_bytes() != whole
    assert not damage_of(path)


def test_a_bomb_is_looked_into_no_further_than_text_goes(tmp_path: Path) -> None:
    bomb = make.stream(zlib.compress(bytes(20_000_000), 9), PACKED)
    path = make.write_page(tmp_path / "a.pdf", make.stream(make.text_of()), bomb)
    assert not damage_of(path)
