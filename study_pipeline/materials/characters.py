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


_CODE_AT = ctypes.CFUNCTYPE(ctypes.c_uint, ctypes.c_void_p, ctypes.c_int)
_ADDRESS_AT = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_BOX_AT = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


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
    """What all characters of one text object share; ``angle`` in degrees, counter-clockwise, ``y`` its baseline."""

    font: str
    size: float
    angle: float
    y: float

    @property
    def is_level(self) -> bool:
        """Whether the text runs from left to right, so that all of it stands on ``y``."""
        return self.angle < UPRIGHT_TOLERANCE_DEGREES


_RawCharacter = tuple[int, float, float, float, float, _Run | None]
"""(code, left, right, x, y, run) in PDF space; run is None for white space, whose code is 0x20 where it is real."""


_END: _RawCharacter = (0, 0.0, 0.0, 0.0, 0.0, None)


def read_characters(page: pdfium.PdfPage) -> CharacterLayer:
    """Read the text layer of ``page``, turned so that most of its characters stand upright."""
    text_page = page.get_textpage()
    try:
        raw = _raw_characters(text_page.raw)
    finally:
        text_page.close()
    turn = _main_angle([run for *_, run in raw if run], page.get_rotation())
    frame = page_frame(page, turn)
    kept: list[Character] = []
    slanted = unmapped = 0
    after_space = False
    judged: _Run | None = None
    is_upright = False
    following = [*raw[1:], _END]
    for (code, left, right, x, y, run), after in zip(raw, following, strict=False):
        if run is None:
            after_space = True
            continue
        if run is not judged:
            judged = run
            is_upright = abs((run.angle - turn + 180) % 360 - 180) <= UPRIGHT_TOLERANCE_DEGREES
        if not is_upright:
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
        before_space = after[5] is None and after[0] == 0x20
        kept.append(Character(text, x0, x1, baseline, run.size, run.font, after_space, before_space))
        after_space = False
    return CharacterLayer(tuple(kept), frame, slanted, unmapped)


def _raw_characters(text_page: Any) -> list[_RawCharacter]:
    # Addresses as plain integers: pypdfium2's own signatures make an object of each, for each character
    get_unicode = ctypes.cast(pdfium_c.FPDFText_GetUnicode, _CODE_AT)
    get_object = ctypes.cast(pdfium_c.FPDFText_GetTextObject, _ADDRESS_AT)
    get_box = ctypes.cast(pdfium_c.FPDFText_GetLooseCharBox, _BOX_AT)
    get_origin = pdfium_c.FPDFText_GetCharOrigin
    here = ctypes.cast(text_page, ctypes.c_void_p).value
    box, x, y = pdfium_c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    box_ref, x_ref, y_ref = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    is_generated = pdfium_c.FPDFText_IsGenerated
    is_hyphen = pdfium_c.FPDFText_IsHyphen  # one that ends a line comes as U+0002
    space = (0x20, 0, 0, 0, 0, None)
    made_up_space = (0x0A, 0, 0, 0, 0, None)
    fonts: dict[int, str] = {}
    found: list[_RawCharacter] = []
    run = _Run("", 0.0, 0.0, 0.0)
    run_key: int | None = None
    high = 0
    for index in range(min(pdfium_c.FPDFText_CountChars(text_page), MAX_CHARACTERS)):
        code = get_unicode(here, index)
        if code in WHITE_SPACE:
            found.append(made_up_space if is_generated(text_page, index) == 1 else space)
            continue
        if 0xD800 <= code <= 0xDFFF:
            high, code = _joined_surrogates(high, code)
            if not code:
                continue
        key = get_object(here, index)
        if key is None:
            continue
        if key != run_key:
            pointer = pdfium_c.FPDFText_GetTextObject(text_page, index)
            run_key, run = key, _run_of(text_page, index, pointer, fonts)
        get_box(here, index, box_ref)
        if code < 0x20:
            code = 0x2D if is_hyphen(text_page, index) == 1 else SYMBOL_FONT_BASE + code
        if run.is_level:
            found.append((code, box.left, box.right, box.left, run.y, run))
            continue
        get_origin(text_page, index, x_ref, y_ref)
        stands = 45 < run.angle % 180 < 135
        left, right = (box.bottom, box.top) if stands else (box.left, box.right)
        found.append((code, left, right, x.value, y.value, run))
    return found


def _joined_surrogates(high: int, unit: int) -> tuple[int, int]:
    """(high surrogate that waits, code point that is complete), of UTF-16 units as pdfium gives them."""
    if unit <= 0xDBFF:
        return unit, 0
    return 0, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00) if high else 0


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
    return _Run(fonts[font_key], height, degrees(atan2(matrix.b, matrix.a)) % 360, matrix.f)


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
