"""Plots as SVG: on the page a style sheet gives their letters a colour; alone they have one for light and dark."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate

from study_pipeline.materials.shown_names import REPLACEMENT, shown_name

WIDTH = 360  # in units of the picture: what a phone has in CSS pixels, so that letters keep their size there
PLOT_HEIGHT = 120
LEFT, RIGHT, TOP, BOTTOM = 44, 6, 8, 22
ROW_HEIGHT = 34
FONT_SIZE = 11
MAX_LABEL_CELLS = 56  # what stands in a row of the picture at this size of letters
MIN_BAR = 1.5  # so that one of a thousand is seen
COLOUR_OF_LETTERS = "#7a8290"  # 3.9:1 on white and 4.6:1 on Dagster's dark
NO_CHARACTERS = {0xFFFE: REPLACEMENT, 0xFFFF: REPLACEMENT}  # XML has no way to write them
TEXT = f'font-family="system-ui, sans-serif" font-size="{FONT_SIZE}" fill="currentColor"'


@dataclass(frozen=True, slots=True)
class Point:
    """One value. ``label`` stands below it where it is to have one, ``words`` is shown when it is pointed at."""

    value: float
    words: str
    label: str = ""


def bars(points: Sequence[Point], *, title: str, top: str) -> str:
    """A bar for each point, side by side; ``top`` is the largest value in words."""
    return _over_time(points, title=title, top=top, colour="#3d7be0", filled=1.0)


def areas(points: Sequence[Point], *, title: str, top: str) -> str:
    """The same as one hill: what lasts from one point to the next."""
    return _over_time(points, title=title, top=top, colour="#c77d14", filled=0.55)


def rows(points: Sequence[Point], *, title: str) -> str:
    """A bar for each point, one below the other, with its words above it and its value at its end."""
    height = max(ROW_HEIGHT, ROW_HEIGHT * len(points))
    most = max((point.value for point in points), default=0) or 1
    return _picture(height, title, _rows(points, most))


def _rows(points: Sequence[Point], most: float) -> Iterator[str]:
    full = WIDTH - 2 * RIGHT - 40
    for position, point in enumerate(points):
        y = position * ROW_HEIGHT
        length = max(MIN_BAR, full * point.value / most)
        yield (
            f'<g><title>{_text(point.words)}</title><text x="0" y="{y + 12}" {TEXT}>'
            f"{_text(shortened(point.words))}</text>"
            f'<rect x="0" y="{y + 17}" width="{length:.1f}" height="9" rx="2" fill="#d2504a"/>'
            f'<text x="{length + 6:.1f}" y="{y + 26}" {TEXT}>{_text(point.label)}</text></g>'
        )


def _over_time(points: Sequence[Point], *, title: str, top: str, colour: str, filled: float) -> str:
    return _picture(TOP + PLOT_HEIGHT + BOTTOM, title, _columns(points, top, colour, filled))


def _columns(points: Sequence[Point], top: str, colour: str, filled: float) -> Iterator[str]:
    base = TOP + PLOT_HEIGHT
    most = max((point.value for point in points), default=0)
    step = (WIDTH - LEFT - RIGHT) / max(1, len(points))
    gap = min(2.0, step / 5) if filled == 1.0 else 0.0
    yield (
        f'<path d="M{LEFT} {base}.5H{WIDTH - RIGHT}" stroke="currentColor" stroke-opacity=".5"/>'
        f'<path d="M{LEFT} {TOP}.5H{WIDTH - RIGHT}" stroke="currentColor" stroke-opacity=".2"/>'
        f'<text x="{LEFT - 6}" y="{base + 4}" text-anchor="end" {TEXT}>0</text>'
    )
    if most:
        yield f'<text x="{LEFT - 6}" y="{TOP + 8}" text-anchor="end" {TEXT}>{_text(top)}</text>'
    for position, point in enumerate(points):
        x = LEFT + position * step
        height = max(MIN_BAR, PLOT_HEIGHT * point.value / most) if point.value else 0.0
        yield (
            f'<g><title>{_text(point.words)}</title><rect x="{x:.1f}" y="{TOP}" width="{step:.1f}" '
            f'height="{PLOT_HEIGHT}" fill="transparent"/><rect x="{x + gap / 2:.1f}" y="{base - height:.1f}" '
            f'width="{step - gap:.1f}" height="{height:.1f}" fill="{colour}" fill-opacity="{filled}"/></g>'
        )
        if point.label:
            yield (
                f'<text x="{x + step / 2:.1f}" y="{base + 15}" text-anchor="middle" {TEXT}>'
                f"{_text(point.label)}</text>"
            )


def _picture(height: int, title: str, parts: Iterator[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'color="{COLOUR_OF_LETTERS}" aria-label="{_text(title)}">{"".join(parts)}</svg>'
    )


def _text(text: str) -> str:
    return escape(shown_name(text).translate(NO_CHARACTERS))


def shortened(text: str) -> str:
    """As much of a text as stands in a row; a Hangul syllable takes the room of two letters."""
    widths = accumulate(1 if ord(character) < 0x1100 else 2 for character in text)
    fits = sum(width <= MAX_LABEL_CELLS for width in widths)
    return text if fits == len(text) else f"{text[: fits - 1].rstrip()}…"
