"""Figures as PNG: the region of the page, as printed."""

from collections.abc import Sequence
from pathlib import Path

from study_pipeline.materials.page import Figure
from study_pipeline.materials.validation import open_document

DOTS_PER_INCH = 150
POINTS_PER_INCH = 72
MAX_PIXELS = 4_000_000  # a page 10 m wide must not become a picture of gigabytes


def crop_name(figure: Figure) -> str:
    """The crop's file name: page and box, so that the same region is always the same file."""
    return f"p{figure.page}-" + "-".join(str(round(edge)) for edge in figure.box) + ".png"


def write_crops(path: Path, figures: Sequence[Figure], directory: Path) -> list[Path]:
    """Write each figure's region to ``directory``, once each; give the files in the figures' order."""
    files = [directory / crop_name(figure) for figure in figures]
    missing = {figure: file for figure, file in zip(figures, files, strict=True) if not file.exists()}
    if not missing:
        return files
    directory.mkdir(parents=True, exist_ok=True)
    document = open_document(path)
    try:
        for figure, file in missing.items():
            page = document[figure.page - 1]
            width, height = page.get_size()
            box = figure.box
            area = max(1.0, (box.x1 - box.x0) * (box.bottom - box.top))
            scale = min(DOTS_PER_INCH / POINTS_PER_INCH, (MAX_PIXELS / area) ** 0.5)
            margins = (
                max(0.0, box.x0),
                max(0.0, height - box.bottom),
                max(0.0, width - box.x1),
                max(0.0, box.top),
            )
            bitmap = page.render(scale=scale, crop=margins)
            bitmap.to_pil().save(file)
            bitmap.close()
            page.close()
    finally:
        document.close()
    return files
