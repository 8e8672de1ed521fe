"""Where a point of PDF space stands on the page as a reader holds it."""

from dataclasses import dataclass

import pypdfium2 as pdfium

from study_pipeline.materials.pages.page import Box


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible box of a page in PDF space, and how far it is turned clockwise to be read."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    @property
    def width(self) -> float:
        """Width in points as read."""
        return self.right - self.left if self.turn % 180 == 0 else self.top - self.bottom

    @property
    def height(self) -> float:
        """Height in points as read."""
        return self.top - self.bottom if self.turn % 180 == 0 else self.right - self.left

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Map a point of PDF space to (x, y) from the top left of the page as read."""
        if self.turn == 0:
            return x - self.left, self.top - y
        if self.turn == 90:
            return y - self.bottom, x - self.left
        if self.turn == 180:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Map a rectangle of PDF space to a box of the page as read."""
        ax, ay = self.place(left, bottom)
        bx, by = self.place(right, top)
        return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def page_frame(page: pdfium.PdfPage, turn: int) -> Frame:
    """The frame of ``page`` turned by ``turn`` degrees clockwise (0, 90, 180 or 270)."""
    left, bottom, right, top = page.get_bbox()
    return Frame(min(left, right), min(bottom, top), max(left, right), max(bottom, top), turn % 360)
