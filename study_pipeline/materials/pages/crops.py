"""Figures as PNG: the region of the page, as printed."""

import uuid
from collections.abc import Sequence
from pathlib import Path

import pypdfium2

from study_pipeline.materials.pages.page import Box, Figure
from study_pipeline.materials.validation import open_document

DOTS_PER_INCH = 150
POINTS_PER_INCH = 72
MAX_PIXELS = 4_000_000  # a page 10 m wide must not become a picture of gigabytes
MIN_EDGE = 1.0  # points; pdfium draws no region thinner than a pixel


def crop_name(figure: Figure) -> str:
    """The crop's file name: page and box, so that the same region is always the same file."""
    return f"p{figure.page}-" + "-".join(str(round(edge)) for edge in figure.box) + ".png"


def write_crops(path: Path, figures: Sequence[Figure], directory: Path) -> list[Path]:
    """Write each figure's region to ``directory``, once each; give the files in the figures' order.

    Raises:
        PdfiumError: Some could not be drawn; the others are there.
    """
    files = [directory / crop_name(figure) for figure in figures]
    missing = {figure: file for figure, file in zip(figures, files, strict=True) if not file.exists()}
    if not missing:
        return files
    directory.mkdir(parents=True, exist_ok=True)
    failures: list[pypdfium2.PdfiumError] = []
    document = open_document(path)
    try:
        for figure, file in missing.items():
            try:
                page = document[figure.page - 1]
                _write_crop(page, figure.box, file)
                page.close()
            except pypdfium2.PdfiumError as error:
                failures.append(error)
    finally:
        document.close()
    if failures:
        raise failures[0]
    return files


def _write_crop(page: pypdfium2.PdfPage, box: Box, file: Path) -> None:
    width, height = page.get_size()
    x0, x1 = _within(box.x0, box.x1, width)
    top, bottom = _within(box.top, box.bottom, height)
    scale = min(DOTS_PER_INCH / POINTS_PER_INCH, (MAX_PIXELS / ((x1 - x0) * (bottom - top))) ** 0.5)
    bitmap = page.render(scale=scale, crop=(x0, height - bottom, width - x1, top))
    partial = file.with_name(f".{uuid.uuid4().hex}.part")  # a worker may be stopped while it writes
    try:
        bitmap.to_pil().save(partial, format="PNG")
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
    bitmap.close()


def _within(start: float, end: float, length: float) -> tuple[float, float]:
    """The part of start..end that lies on the page, at least ``MIN_EDGE`` long."""
    first = min(max(0.0, start), max(0.0, length - MIN_EDGE))
    return first, max(first + MIN_EDGE, min(end, length))
