"""Fractions, roots and lines over names: what the bars of a formula font say, innermost first."""

from collections.abc import Iterable, Sequence

from study_pipeline.materials.formulas.pieces import DESCENT, ROOT, Piece, put_together
from study_pipeline.materials.formulas.scripts import set_in_line
from study_pipeline.materials.pages.characters import Character
from study_pipeline.materials.pages.glyphs import FORMULA_ARROW, FORMULA_BAR

SLACK = 2.0  # points that what belongs to a bar may stick out of it
BASELINE = 0.31  # of the size: from the baseline of a line up to that of its fraction bar's glyph, downwards
NEAR = 0.5  # of the size: from a bar to what stands nearest over or under it
CENTRED = 0.4  # of the size: from the middle of a bar to that of a numerator or denominator
UNDER_A_BAR = 0.45  # of the size: of a name's bar under a fraction's
MAX_BARS = 400  # of a page


def read_bars(pieces: Sequence[Piece], text: Sequence[Character]) -> list[Piece]:
    """Put the contents of each bar together with it; a bar that has none, or has ``text`` over it, stays as it is."""
    pieces = list(pieces)
    roots = _roots(pieces)
    bars = [piece for piece in pieces if piece.sign == FORMULA_BAR]
    if len(bars) > MAX_BARS:
        return pieces
    for bar in sorted(bars, key=lambda bar: (round(bar.x1 - bar.x0), -bar.top)):
        root = roots.get(bar.places)
        parts, found = _root(bar, root, pieces) if root else _over_or_between(bar, pieces, text)
        if found is not None:
            gone = {id(part) for part in parts}
            pieces = [*(piece for piece in pieces if id(piece) not in gone), found]
    return pieces


def _roots(pieces: Sequence[Piece]) -> dict[tuple[int, ...], Piece]:
    """Root signs by the places of the bar that each of them ends in."""
    found = {}
    for sign in (piece for piece in pieces if piece.sign == ROOT):
        bars = [
            bar
            for bar in pieces
            if bar.sign == FORMULA_BAR
            and abs(bar.x0 - sign.x1) <= 0.2 * bar.size
            and sign.top - bar.size <= bar.top <= sign.height
        ]
        if bars:
            bar = min(bars, key=lambda bar: abs(bar.x0 - sign.x1))
            found[bar.places] = sign
    return found


def _root(bar: Piece, sign: Piece, pieces: Sequence[Piece]) -> tuple[list[Piece], Piece | None]:
    under = [
        piece
        for piece in pieces
        if piece is not bar
        and piece is not sign
        and _within(bar, piece)
        and bar.top - SLACK <= piece.height <= sign.bottom
        and piece.bottom > bar.top
    ]
    if not under:
        return [], None
    index = [
        piece
        for piece in pieces
        if piece.size <= 0.75 * bar.size
        and sign.x0 - bar.size <= piece.x0
        and piece.x1 <= sign.x0 + 0.75 * (sign.x1 - sign.x0)
        and bar.top - 0.3 * bar.size <= piece.height <= sign.height
        and piece not in under
    ]
    inner = set_in_line(under)
    degree = f"[{set_in_line(index).text}]" if index else ""
    parts = [bar, sign, *under, *index]
    read = [bar.as_ink, sign.as_ink, inner, *index]
    return parts, put_together(
        f"\\sqrt{degree}{{{inner.text}}}", read, baseline=inner.baseline, size=bar.size
    )


def _over_or_between(
    bar: Piece, pieces: Sequence[Piece], text: Sequence[Character]
) -> tuple[list[Piece], Piece | None]:
    within = [piece for piece in pieces if piece is not bar and _within(bar, piece)]
    head = [
        piece
        for piece in pieces
        if piece.sign == FORMULA_ARROW
        and abs(piece.top - bar.top) <= 1
        and abs(piece.x1 - bar.x1) <= bar.size
    ]
    within = [piece for piece in within if piece not in head]
    below = _stack(bar, within, 1)
    if not below:
        return [], None
    above = [] if head or _is_under_a_bar(bar, pieces) else _stack(bar, within, -1)
    if above and _is_alone(bar, above, pieces) and _is_centred(bar, above) and _is_centred(bar, below):
        over, under = set_in_line(above), set_in_line(below)
        fraction = f"\\frac{{{over.text}}}{{{under.text}}}"
        baseline = bar.baseline - BASELINE * bar.size
        read = [bar.as_ink, over, under]
        return [bar, *above, *below], put_together(fraction, read, baseline=baseline, size=bar.size)
    if not head and any(_stands_on(bar, character) for character in text):
        return [], None
    inner = set_in_line(below)
    command = "\\overrightarrow" if head else "\\overline"
    read = [bar.as_ink, *(piece.as_ink for piece in head), inner]
    found = put_together(f"{command}{{{inner.text}}}", read, baseline=inner.baseline, size=inner.size)
    return [bar, *head, *below], found


def _is_under_a_bar(bar: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether ``bar`` lies under a fraction's bar, as over a name in its denominator."""
    return any(
        other.sign == FORMULA_BAR
        and 0 < bar.top - other.top <= UNDER_A_BAR * bar.size
        and other.x0 <= bar.middle <= other.x1
        for other in pieces
    )


def _stands_on(bar: Piece, character: Character) -> bool:
    middle = (character.x0 + character.x1) / 2
    gap = bar.top - (character.baseline + DESCENT * character.size)
    return bar.x0 - SLACK <= middle <= bar.x1 + SLACK and -0.25 * bar.size <= gap <= NEAR * bar.size


def _within(bar: Piece, piece: Piece) -> bool:
    return piece.x0 >= bar.x0 - SLACK and piece.x1 <= bar.x1 + SLACK


def _stack(bar: Piece, within: Sequence[Piece], direction: int) -> list[Piece]:
    """What stands on one side of ``bar`` up to the next bar: its nearest line, and what is raised or lowered there."""
    side = [piece for piece in within if direction * (piece.height - bar.top) > 0]
    gaps = [(direction * ((piece.top if direction > 0 else piece.bottom) - bar.top), piece) for piece in side]
    nearest = [piece for gap, piece in gaps if -0.25 * bar.size <= gap <= NEAR * bar.size]
    nearest = [piece for piece in nearest if piece.sign not in (FORMULA_BAR, FORMULA_ARROW)]
    if not nearest:
        return []
    taken = list(nearest)
    top, bottom = min(piece.top for piece in taken), max(piece.bottom for piece in taken)
    for piece in sorted(side, key=lambda piece: abs(piece.height - bar.top)):
        if piece not in taken and top <= piece.bottom and piece.top <= bottom:
            taken.append(piece)
            top, bottom = min(top, piece.top), max(bottom, piece.bottom)
    return taken


def _is_alone(bar: Piece, above: Sequence[Piece], pieces: Sequence[Piece]) -> bool:
    """Whether what is over ``bar`` is no part of a longer line, as of the text above a segment's name."""
    x0, x1 = min(piece.x0 for piece in above), max(piece.x1 for piece in above)
    baseline = above[0].baseline
    return not any(
        abs(piece.baseline - baseline) <= 0.2 * bar.size
        and (0 <= x0 - piece.x1 <= 0.3 * bar.size or 0 <= piece.x0 - x1 <= 0.3 * bar.size)
        and not _within(bar, piece)
        for piece in pieces
    )


def _is_centred(bar: Piece, parts: Iterable[Piece]) -> bool:
    parts = list(parts)
    middle = (min(part.x0 for part in parts) + max(part.x1 for part in parts)) / 2
    return abs(middle - bar.middle) <= CENTRED * bar.size
