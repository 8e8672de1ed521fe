"""The characters that a page's text layer prints, with their place, font and size."""

import ctypes
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import atan2, degrees, hypot
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from study_pipeline.materials.pages.frame import Frame, page_frame
from study_pipeline.materials.pages.glyphs import is_private_use
from study_pipeline.materials.pages.pdfium_calls import unchecked

MAX_CHARACTERS = 200_000  # a page of dense print holds about 10,000
UPRIGHT_TOLERANCE_DEGREES = 3.0  # slanted watermarks are 30 to 60 degrees off
WHITE_SPACE = frozenset((0x20, 0x0D, 0x0A, 0x09, 0x0B, 0x0C, 0xA0, 0x2002, 0x2003, 0x3000))
FIRST_PRIVATE_USE = 0xE000
SYMBOL_FONT_BASE = 0xF000  # where symbol fonts without a Unicode map are placed by convention
UNMAPPED = frozenset((SYMBOL_FONT_BASE, 0xFFFD, 0xFFFE, 0xFFFF))
REPLACEMENT = "\ufffd"  # shown in the place of what has no letter
NOTHING = 0

_get_code = unchecked(pdfium_c.FPDFText_GetUnicode, ctypes.c_uint)
_get_object = unchecked(pdfium_c.FPDFText_GetTextObject, ctypes.c_void_p)
_get_box = unchecked(pdfium_c.FPDFText_GetLooseCharBox, ctypes.c_int)
_get_origin = unchecked(pdfium_c.FPDFText_GetCharOrigin, ctypes.c_int)
_get_matrix = unchecked(pdfium_c.FPDFText_GetMatrix, ctypes.c_int)
_is_generated = unchecked(pdfium_c.FPDFText_IsGenerated, ctypes.c_int)
_is_hyphen = unchecked(pdfium_c.FPDFText_IsHyphen, ctypes.c_int)  # one that ends a line comes as U+0002
_get_font = unchecked(pdfium_c.FPDFTextObj_GetFont, ctypes.c_void_p)
_get_font_size = unchecked(pdfium_c.FPDFTextObj_GetFontSize, ctypes.c_int)


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


_character: Callable[[tuple[object, ...]], Character] = partial(tuple.__new__, Character)
"""``Character`` of all its fields in order, without a call of Python's own: it is made 100,000 times a paper."""


@dataclass(frozen=True, slots=True)
class CharacterLayer:
    """The upright characters of a page in stream order, their fonts, and how many of them have no letter.

    ``private_use`` says that some of them mean only what their font says.
    """

    characters: tuple[Character, ...]
    frame: Frame
    fonts: frozenset[str]
    private_use: bool
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


def read_characters(page: pdfium.PdfPage) -> CharacterLayer:
    """Read the text layer of ``page``, turned so that most of its characters stand upright."""
    text_page = page.get_textpage()
    try:
        handle = ctypes.cast(text_page.raw, ctypes.c_void_p)
        count = min(text_page.count_chars(), MAX_CHARACTERS)
        layer, angles = _read_upright(handle, count, page_frame(page, page.get_rotation()))
        turn = _main_angle(angles, layer.frame.turn)
        if turn != layer.frame.turn:
            layer, _ = _read_upright(handle, count, page_frame(page, turn))
        return layer
    finally:
        text_page.close()


def _read_upright(
    text_page: ctypes.c_void_p, count: int, frame: Frame
) -> tuple[CharacterLayer, Counter[float]]:
    """The characters that stand upright in ``frame``; and the angles of all of them."""
    codes = _code_points(text_page, count)
    box = pdfium_c.FS_RECTF()
    box_ref = ctypes.byref(box)
    runs = _Runs(text_page)
    run = _Run("", 0.0, 0.0, 0.0)
    run_key: int | None = None
    font, size, angle, y = run
    left, top = frame.left, frame.top
    is_upright = is_level = private_use = after_space = False
    unmapped = 0
    found: list[Character] = []
    fonts: set[str] = set()
    angles: list[float] = []
    for index, code in enumerate(codes):
        if code in WHITE_SPACE:
            after_space = True
            continue
        key = _get_object(text_page, index)
        if key is None or code == NOTHING:
            continue
        if key != run_key:
            run_key, run = key, runs.at(index, key)
            font, size, angle, y = run
            is_upright = abs((angle - frame.turn + 180) % 360 - 180) <= UPRIGHT_TOLERANCE_DEGREES
            is_level = run.is_level and not frame.turn
            if is_upright:
                fonts.add(font)
        angles.append(angle)
        if not is_upright:
            continue
        if code >= FIRST_PRIVATE_USE:
            unmapped += code == ord(REPLACEMENT)
            private_use = private_use or is_private_use(chr(code))
        _get_box(text_page, index, box_ref)
        if is_level:
            x0, x1, baseline = box.left - left, box.right - left, top - y
        else:
            x0, x1, baseline = _off_level(text_page, index, box, run, frame)
        behind = index + 1
        before_space = (
            behind < count and codes[behind] in WHITE_SPACE and _is_generated(text_page, behind) != 1
        )
        found.append(_character((chr(code), x0, x1, baseline, size, font, after_space, before_space)))
        after_space = False
    layer = CharacterLayer(tuple(found), frame, frozenset(fonts), private_use, unmapped)
    return layer, Counter(angles)


def _code_points(text_page: ctypes.c_void_p, count: int) -> list[int]:
    """The code point of each of pdfium's characters; NOTHING for the first half of one in two UTF-16 units."""
    codes: list[int] = [_get_code(text_page, index) for index in range(count)]
    high = 0
    for index, unit in enumerate(codes):
        if 0x20 <= unit < 0xD800 or unit in WHITE_SPACE:
            continue
        code = unit
        if unit < 0x20:
            code = ord("-") if _is_hyphen(text_page, index) == 1 else SYMBOL_FONT_BASE + unit
        elif unit <= 0xDFFF:
            high, code = _joined_surrogates(high, unit)
        codes[index] = ord(REPLACEMENT) if code in UNMAPPED else code
    return codes


def _joined_surrogates(high: int, unit: int) -> tuple[int, int]:
    """(high surrogate that waits, code point that is complete), of UTF-16 units as pdfium gives them."""
    if unit <= 0xDBFF:
        return unit, NOTHING
    return 0, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00) if high else NOTHING


def _off_level(
    text_page: ctypes.c_void_p, index: int, box: pdfium_c.FS_RECTF, run: _Run, frame: Frame
) -> tuple[float, float, float]:
    """(x0, x1, baseline) of a character of a text that does not run exactly from left to right in PDF space."""
    x, y = ctypes.c_double(), ctypes.c_double()
    _get_origin(text_page, index, ctypes.byref(x), ctypes.byref(y))
    x0, baseline = frame.place(x.value, y.value)
    if not frame.turn:
        return box.left - frame.left, box.right - frame.left, baseline
    stands = 45 < run.angle % 180 < 135
    return x0, x0 + (box.top - box.bottom if stands else box.right - box.left), baseline


class _Runs:
    """The runs of a page's text. Its places for results are used again: a page has hundreds of runs."""

    def __init__(self, text_page: ctypes.c_void_p) -> None:
        self._text_page = text_page
        self._fonts: dict[int, str] = {0: ""}
        self._size, self._matrix = ctypes.c_float(), pdfium_c.FS_MATRIX()
        self._size_ref, self._matrix_ref = ctypes.byref(self._size), ctypes.byref(self._matrix)

    def at(self, index: int, text_object: int) -> _Run:
        """The run of the character at ``index``, which ``text_object`` shows."""
        handle = ctypes.c_void_p(text_object)
        font = _get_font(handle) or 0
        if font not in self._fonts:
            self._fonts[font] = _font_name(font)
        _get_font_size(handle, self._size_ref)
        _get_matrix(self._text_page, index, self._matrix_ref)
        matrix = self._matrix
        b, c = matrix.b, matrix.c
        height = abs(self._size.value) * (hypot(c, matrix.d) if c else abs(matrix.d))
        if not 0.5 <= height <= 1_000:  # Type 3 fonts carry their size in a matrix of their own
            box = pdfium_c.FS_RECTF()
            _get_box(self._text_page, index, ctypes.byref(box))
            height = max(1.0, abs(box.top - box.bottom))
        angle = degrees(atan2(b, matrix.a)) % 360 if b or matrix.a <= 0 else 0.0
        return _Run(self._fonts[font], height, angle, matrix.f)


def _font_name(font: int) -> str:
    buffer = ctypes.create_string_buffer(256)
    length = pdfium_c.FPDFFont_GetBaseFontName(ctypes.cast(font, pdfium_c.FPDF_FONT), buffer, 256)
    name = buffer.raw[: max(0, min(length, 256) - 1)].decode("utf-8", "replace")
    return name.split("+", 1)[-1]


def _main_angle(angles: Counter[float], page_rotation: int) -> int:
    """The text's direction, where most of it is set along an axis; else the page's own rotation."""
    counts: Counter[int] = Counter()
    for angle, count in angles.items():
        counts[round(angle) % 360] += count
    if not counts:
        return page_rotation
    angle, count = counts.most_common(1)[0]
    return angle if angle % 90 == 0 and count > 0.5 * counts.total() else page_rotation
