"""The characters that a page's text layer prints, with their place, font and size."""

import ctypes
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, degrees, hypot
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from study_pipeline.materials.frame import Frame, page_frame

MAX_CHARACTERS = 200_000  # a page of dense print holds about 10,000
UPRIGHT_TOLERANCE_DEGREES = 3.0  # slanted watermarks are 30 to 60 degrees off
WHITE_SPACE = frozenset((0x20, 0x0D, 0x0A, 0x09, 0x0B, 0x0C, 0xA0, 0x2002, 0x2003, 0x3000))
SYMBOL_FONT_BASE = 0xF000  # where symbol fonts without a Unicode map are placed by convention


class Character(NamedTuple):
    """One printed character. ``baseline`` is measured from the page's top.

    ``after_space`` says that white space stands before it; ``before_space`` that the text layer itself
    holds white space behind it (at a line's end: the word ends there, and was not wrapped).
    """

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    font: str
    after_space: bool
    before_space: bool


@dataclass(frozen=True, slots=True)
class CharacterLayer:
    """The upright characters of a page in stream order, and how many were slanted or had no letter."""

    characters: tuple[Character, ...]
    frame: Frame
    slanted: int
    unmapped: int


class _Run(NamedTuple):
    """What all characters of one text object share; ``angle`` in degrees, counter-clockwise."""

    font: str
    size: float
    angle: float


class _RawCharacter(NamedTuple):
    """A character in PDF space; ``run`` is None for white space, whose ``code`` is 0x20 where it is real."""

    code: int
    left: float
    right: float
    x: float
    y: float
    run: _Run | None


def read_characters(page: pdfium.PdfPage) -> CharacterLayer:
    """Read the text layer of ``page``, turned so that most of its characters stand upright."""
    text_page = page.get_textpage()
    try:
        raw = _raw_characters(text_page.raw)
    finally:
        text_page.close()
    turn = _main_angle([character.run for character in raw if character.run], page.get_rotation())
    frame = page_frame(page, turn)
    kept: list[Character] = []
    slanted = unmapped = 0
    after_space = False
    for index, (code, left, right, x, y, run) in enumerate(raw):
        if run is None:
            after_space = True
            continue
        if abs((run.angle - turn + 180) % 360 - 180) > UPRIGHT_TOLERANCE_DEGREES:
            slanted += 1
            continue
        if code == SYMBOL_FONT_BASE or code in (0xFFFD, 0xFFFE, 0xFFFF):
            unmapped += 1
            text = "\ufffd"
        else:
            text = chr(code)
        if turn == 0:
            x0, x1, baseline = left - frame.left, right - frame.left, frame.top - y
        else:
            (x0, baseline), (x1, _) = frame.place(x, y), frame.place(left, right)
            x1 = x0 + (right - left)
        before_space = index + 1 < len(raw) and raw[index + 1].run is None and raw[index + 1].code == 0x20
        kept.append(Character(text, x0, x1, baseline, run.size, run.font, after_space, before_space))
        after_space = False
    return CharacterLayer(tuple(kept), frame, slanted, unmapped)


def _raw_characters(text_page: Any) -> list[_RawCharacter]:
    get_unicode = pdfium_c.FPDFText_GetUnicode
    get_object = pdfium_c.FPDFText_GetTextObject
    get_box = pdfium_c.FPDFText_GetLooseCharBox
    get_origin = pdfium_c.FPDFText_GetCharOrigin
    address_of = ctypes.c_void_p.from_buffer
    box, x, y = pdfium_c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    box_ref, x_ref, y_ref = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    is_generated = pdfium_c.FPDFText_IsGenerated
    is_hyphen = pdfium_c.FPDFText_IsHyphen  # one that ends a line comes as U+0002
    space = _RawCharacter(0x20, 0, 0, 0, 0, None)
    made_up_space = _RawCharacter(0x0A, 0, 0, 0, 0, None)
    fonts: dict[int, str] = {}
    found: list[_RawCharacter] = []
    run = _Run("", 0.0, 0.0)
    run_key: int | None = None
    high_surrogate = 0
    for index in range(min(pdfium_c.FPDFText_CountChars(text_page), MAX_CHARACTERS)):
        code = get_unicode(text_page, index)
        if code in WHITE_SPACE:
            found.append(made_up_space if is_generated(text_page, index) == 1 else space)
            continue
        if 0xD800 <= code <= 0xDBFF:
            high_surrogate = code
            continue
        if 0xDC00 <= code <= 0xDFFF:
            if not high_surrogate:
                continue
            code = 0x10000 + ((high_surrogate - 0xD800) << 10) + (code - 0xDC00)
        high_surrogate = 0
        pointer = get_object(text_page, index)
        key = address_of(pointer).value
        if key is None:
            continue
        if key != run_key:
            run_key, run = key, _run_of(text_page, index, pointer, fonts)
        get_box(text_page, index, box_ref)
        get_origin(text_page, index, x_ref, y_ref)
        if code < 0x20:
            code = 0x2D if is_hyphen(text_page, index) == 1 else SYMBOL_FONT_BASE + code
        if run.angle % 180 > 45 and run.angle % 180 < 135:
            advance = box.top - box.bottom
            found.append(_RawCharacter(code, 0.0, advance, x.value, y.value, run))
        else:
            found.append(_RawCharacter(code, box.left, box.right, x.value, y.value, run))
    return found


def _run_of(text_page: Any, index: int, pointer: Any, fonts: dict[int, str]) -> _Run:
    font = pdfium_c.FPDFTextObj_GetFont(pointer)
    font_key = ctypes.c_void_p.from_buffer(font).value or 0
    if font_key not in fonts:
        fonts[font_key] = _font_name(font) if font_key else ""
    size = ctypes.c_float()
    pdfium_c.FPDFTextObj_GetFontSize(pointer, ctypes.byref(size))
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFText_GetMatrix(text_page, index, ctypes.byref(matrix))
    height = abs(size.value) * hypot(matrix.c, matrix.d)
    if not 0.5 <= height <= 1_000:  # Type 3 fonts carry their size in a matrix of their own
        box = pdfium_c.FS_RECTF()
        pdfium_c.FPDFText_GetLooseCharBox(text_page, index, ctypes.byref(box))
        height = max(1.0, abs(box.top - box.bottom))
    return _Run(fonts[font_key], height, degrees(atan2(matrix.b, matrix.a)) % 360)


def _font_name(font: Any) -> str:
    buffer = ctypes.create_string_buffer(256)
    length = pdfium_c.FPDFFont_GetBaseFontName(font, buffer, 256)
    name = buffer.raw[: max(0, min(length, 256) - 1)].decode("utf-8", "replace")
    return name.split("+", 1)[-1]


def _main_angle(runs: Sequence[_Run], page_rotation: int) -> int:
    """The text's direction, where most of it is set along an axis; else the page's own rotation."""
    counts = Counter(round(run.angle) % 360 for run in runs)
    if not counts:
        return page_rotation
    angle, count = counts.most_common(1)[0]
    if angle % 90 == 0 and (count > 0.5 * len(runs)):
        return angle
    return page_rotation
