"""What a page draws beside its text: images, rules, frames and other paths."""

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from study_pipeline.materials.pages.frame import Frame
from study_pipeline.materials.pages.page import Box
from study_pipeline.materials.pages.pdfium_calls import unchecked

MAX_OBJECTS = 20_000  # a vector map holds more, and is one figure all the same
MAX_DEPTH = 4  # forms within forms
MAX_RULE_THICKNESS = 2.5  # points; thicker is a bar
MIN_RULE_LENGTH = 6.0
SKEW = 0.5  # points off the axis that a drawn rectangle may be
WHITE = 0xF0  # a fill this light on each channel hides rather than shows

FORM, IMAGE, PATH = pdfium_c.FPDF_PAGEOBJ_FORM, pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_PATH
CURVE = pdfium_c.FPDF_SEGMENT_BEZIERTO

_count_objects = unchecked(pdfium_c.FPDFPage_CountObjects, ctypes.c_int)
_count_objects_of_form = unchecked(pdfium_c.FPDFFormObj_CountObjects, ctypes.c_int)
_get_object = unchecked(pdfium_c.FPDFPage_GetObject, ctypes.c_void_p)
_get_object_of_form = unchecked(pdfium_c.FPDFFormObj_GetObject, ctypes.c_void_p)
_get_type = unchecked(pdfium_c.FPDFPageObj_GetType, ctypes.c_int)
_get_bounds = unchecked(pdfium_c.FPDFPageObj_GetBounds, ctypes.c_int)
_get_matrix = unchecked(pdfium_c.FPDFPageObj_GetMatrix, ctypes.c_int)
_get_draw_mode = unchecked(pdfium_c.FPDFPath_GetDrawMode, ctypes.c_int)
_get_fill_color = unchecked(pdfium_c.FPDFPageObj_GetFillColor, ctypes.c_int)
_count_segments = unchecked(pdfium_c.FPDFPath_CountSegments, ctypes.c_int)
_get_segment = unchecked(pdfium_c.FPDFPath_GetPathSegment, ctypes.c_void_p)
_get_segment_type = unchecked(pdfium_c.FPDFPathSegment_GetType, ctypes.c_int)
_get_point = unchecked(pdfium_c.FPDFPathSegment_GetPoint, ctypes.c_int)

KINDS = ("image", "horizontal", "vertical", "frame", "shape")

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Drawings:
    """Boxes of what is drawn on a page. ``frames`` are rectangles; ``shapes`` everything else."""

    images: tuple[Box, ...]
    horizontal_rules: tuple[Box, ...]
    vertical_rules: tuple[Box, ...]
    frames: tuple[Box, ...]
    shapes: tuple[Box, ...]
    paths: int


def read_drawings(page: pdfium.PdfPage, frame: Frame) -> Drawings:
    """Sort the images and paths of ``page`` by what they look like, up to MAX_OBJECTS of them."""
    found: dict[str, list[Box]] = {kind: [] for kind in KINDS}
    paths = 0
    visible = Box(0, 0, frame.width, frame.height)
    for kind, pointer, bounds in _objects(page):
        box = _clip(frame.box(*bounds), visible)
        if box is None:
            continue
        if kind == IMAGE:
            found["image"].append(box)
            continue
        paths += 1
        look = _look(pointer, box)
        if look is not None:
            found[look].append(box)
    return Drawings(
        images=tuple(found["image"]),
        horizontal_rules=tuple(found["horizontal"]),
        vertical_rules=tuple(found["vertical"]),
        frames=tuple(found["frame"]),
        shapes=tuple(found["shape"]),
        paths=paths,
    )


def _look(pointer: ctypes.c_void_p, box: Box) -> str | None:
    """Which of KINDS a path is; None for a dot, a tick, or what cannot be seen."""
    width, height = box.x1 - box.x0, box.bottom - box.top
    if max(width, height) < MIN_RULE_LENGTH or _is_invisible(pointer):
        return None
    if height <= MAX_RULE_THICKNESS:
        return "horizontal"
    if width <= MAX_RULE_THICKNESS:
        return "vertical"
    return "frame" if _is_rectangle(pointer) else "shape"


def _objects(
    page: pdfium.PdfPage,
) -> Iterator[tuple[int, ctypes.c_void_p, tuple[float, float, float, float]]]:
    """(type, pointer, bounds in PDF space) of images and paths, forms opened."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    refs = [ctypes.byref(value) for value in (left, bottom, right, top)]
    here = ctypes.cast(page.raw, ctypes.c_void_p)
    stack: list[tuple[Callable[..., int | None], ctypes.c_void_p, int, int, Matrix]] = [
        (_get_object, here, 0, _count_objects(here), IDENTITY)
    ]
    seen = 0
    while stack and seen < MAX_OBJECTS:
        get_object, parent, index, count, matrix = stack.pop()
        while index < count and seen < MAX_OBJECTS:
            pointer = ctypes.c_void_p(get_object(parent, index))
            index += 1
            seen += 1
            kind = _get_type(pointer)
            if kind == FORM and len(stack) < MAX_DEPTH:
                stack.append((get_object, parent, index, count, matrix))
                get_object, parent, index = _get_object_of_form, pointer, 0
                count, matrix = _count_objects_of_form(pointer), _compose(_matrix(pointer), matrix)
            elif kind in (IMAGE, PATH) and _get_bounds(pointer, *refs):
                bounds = (left.value, bottom.value, right.value, top.value)
                yield kind, pointer, bounds if matrix == IDENTITY else _map(bounds, matrix)


def _matrix(pointer: ctypes.c_void_p) -> Matrix:
    matrix = pdfium_c.FS_MATRIX()
    if not _get_matrix(pointer, ctypes.byref(matrix)):
        return IDENTITY
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _compose(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _map(bounds: tuple[float, float, float, float], matrix: Matrix) -> tuple[float, float, float, float]:
    a, b, c, d, e, f = matrix
    left, bottom, right, top = bounds
    xs = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
    ys = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
    return min(xs), min(ys), max(xs), max(ys)


def _is_rectangle(pointer: ctypes.c_void_p) -> bool:
    """Whether a path has four or five points, each level with or above the one before."""
    count = _count_segments(pointer)
    if not 4 <= count <= 5:
        return False
    x, y = ctypes.c_float(), ctypes.c_float()
    last: tuple[float, float] | None = None
    for index in range(count):
        segment = ctypes.c_void_p(_get_segment(pointer, index))
        if _get_segment_type(segment) == CURVE:
            return False
        _get_point(segment, ctypes.byref(x), ctypes.byref(y))
        if last is not None and abs(x.value - last[0]) > SKEW and abs(y.value - last[1]) > SKEW:
            return False
        last = (x.value, y.value)
    return True


def _is_invisible(pointer: ctypes.c_void_p) -> bool:
    """A path neither stroked nor filled with anything darker than white: a mask or a background."""
    fill_mode, stroke = ctypes.c_int(), ctypes.c_int()
    if not _get_draw_mode(pointer, ctypes.byref(fill_mode), ctypes.byref(stroke)):
        return False
    if stroke.value:
        return False
    if not fill_mode.value:
        return True
    channels = [ctypes.c_uint() for _ in range(4)]
    _get_fill_color(pointer, *(ctypes.byref(channel) for channel in channels))
    red, green, blue, alpha = (channel.value for channel in channels)
    return alpha == 0 or min(red, green, blue) >= WHITE


def _clip(box: Box, visible: Box) -> Box | None:
    clipped = Box(
        max(box.x0, visible.x0),
        max(box.top, visible.top),
        min(box.x1, visible.x1),
        min(box.bottom, visible.bottom),
    )
    return clipped if clipped.x0 <= clipped.x1 and clipped.top <= clipped.bottom else None
