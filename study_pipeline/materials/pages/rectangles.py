"""Small geometry on boxes: overlap, union, clusters of boxes that lie near each other."""

from collections.abc import Iterable, Sequence

from study_pipeline.materials.pages.page import Box


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around ``boxes`` (at least one)."""
    x0s, tops, x1s, bottoms = zip(*boxes, strict=True)
    return Box(min(x0s), min(tops), max(x1s), max(bottoms))


def area(box: Box) -> float:
    """Area in square points."""
    return max(0.0, box.x1 - box.x0) * max(0.0, box.bottom - box.top)


def overlap(a: Box, b: Box) -> float:
    """Area, in square points, that both boxes cover."""
    width = min(a.x1, b.x1) - max(a.x0, b.x0)
    height = min(a.bottom, b.bottom) - max(a.top, b.top)
    return width * height if width > 0 and height > 0 else 0.0


def contains(outer: Box, inner: Box, slack: float = 2.0) -> bool:
    """Whether ``inner`` lies within ``outer``, give or take ``slack`` points."""
    return (
        inner.x0 >= outer.x0 - slack
        and inner.x1 <= outer.x1 + slack
        and inner.top >= outer.top - slack
        and inner.bottom <= outer.bottom + slack
    )


def centre_in(outer: Box, inner: Box) -> bool:
    """Whether the middle of ``inner`` lies within ``outer``."""
    x, y = (inner.x0 + inner.x1) / 2, (inner.top + inner.bottom) / 2
    return outer.x0 <= x <= outer.x1 and outer.top <= y <= outer.bottom


def clusters(boxes: Sequence[Box], gap: float) -> list[Box]:
    """Union boxes that lie within ``gap`` points of each other, until none do."""
    merged: list[Box] = []
    for box in sorted(boxes, key=lambda b: b.top):
        grown = box
        while True:
            near = [other for other in merged if _near(other, grown, gap)]
            if not near:
                break
            merged = [other for other in merged if other not in near]
            grown = union([*near, grown])
        merged.append(grown)
    return merged


def _near(a: Box, b: Box, gap: float) -> bool:
    return a.x0 <= b.x1 + gap and b.x0 <= a.x1 + gap and a.top <= b.bottom + gap and b.top <= a.bottom + gap
