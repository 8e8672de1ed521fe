"""The parts of a formula while its shape is read: characters first, then what they were put together to."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from study_pipeline.materials.formulas.names import LATEX_NAMES
from study_pipeline.materials.pages.characters import Character
from study_pipeline.materials.pages.glyphs import (
    FORMULA_ARROW,
    FORMULA_BAR,
    FORMULA_FONTS,
    FORMULA_STRUCTURE,
    holds_unread,
    shown,
)

ASCENT, DESCENT = 0.72, 0.2  # of the size, of a letter
BAR_INK = 0.56  # of the size: how far the bar is drawn over the baseline of its glyph
MAX_BRACKET_GROWTH = 1.08  # a bracket this much larger than what stands in it was stretched
OPENING, CLOSING, ABSOLUTE = frozenset("([{"), frozenset(")]}"), "|"
ROOT, PRIME = "√", "′"
STRETCHED = OPENING | CLOSING | {ABSOLUTE, ROOT}
OPERATOR_GROWTH = {"∑": 1.8, "∫": 2.0, "\\lim": 1.2}  # times the size of the letters beside it
OPEN_AT_END = re.compile(r"\\[A-Za-z]+$|[_^][A-Za-z0-9]$")
RUNS_ON = re.compile(r"[A-Za-z0-9]")
LIMIT_OPERATORS = ("\\sum", "\\lim", "\\max", "\\min")
INTEGRAL = "\\int"


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """One part of a formula. ``sign`` is the glyph that shapes it, where it is one; ``places`` count in the stream.

    ``size`` is that of the letters beside it: a stretched bracket or a root counts as what it encloses. ``reach``
    says how much further than a letter it may stand off their baseline, ``scripts`` which of ``^`` and ``_`` it has.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    baseline: float
    size: float
    places: tuple[int, ...]
    sign: str = ""
    is_upright: bool = False
    reach: float = 0.0
    scripts: str = ""

    @property
    def middle(self) -> float:
        """X of its middle."""
        return (self.x0 + self.x1) / 2

    @property
    def height(self) -> float:
        """Y of its middle."""
        return (self.top + self.bottom) / 2

    @property
    def as_ink(self) -> "Piece":
        """The same place without a meaning of its own: a bar, once what it says was read."""
        return replace(self, text="", sign="")

    @property
    def is_read(self) -> bool:
        """Whether its text says all that it shows."""
        return not self.sign and not holds_unread(self.text)


def pieces_of(characters: Sequence[Character]) -> list[Piece]:
    """The characters of formula fonts among ``characters`` (and primes), as pieces."""
    found = [
        (place, shown(character.text, character.font), character)
        for place, character in enumerate(characters)
        if character.font in FORMULA_FONTS or character.text == PRIME
    ]
    sizes = _sizes([(text, character.size) for _, text, character in found])
    return [
        _piece(place, text, character, size)
        for (place, text, character), size in zip(found, sizes, strict=True)
    ]


def _piece(place: int, text: str, character: Character, size: float) -> Piece:
    baseline = character.baseline
    top, bottom = baseline - ASCENT * character.size, baseline + DESCENT * character.size
    sign = ""
    if text in FORMULA_STRUCTURE or text == ROOT:
        sign = text
    if text in (FORMULA_BAR, FORMULA_ARROW):
        top = bottom = baseline - BAR_INK * character.size
    return Piece(
        text=_latex(text),
        x0=character.x0,
        x1=character.x1,
        top=top,
        bottom=bottom,
        baseline=baseline,
        size=size,
        places=(place,),
        sign=sign,
        is_upright=character.text.isascii() and character.text.isalpha(),
        reach=0.18 * max(0.0, character.size - size),
    )


def _latex(text: str) -> str:
    if text in LATEX_NAMES:
        return "\\" + LATEX_NAMES[text]
    return {"{": "\\{", "}": "\\}", "−": "-", PRIME: "'", "%": "\\%", "#": "\\#", "&": "\\&"}.get(text, text)


def _sizes(glyphs: Sequence[tuple[str, float]]) -> list[float]:
    """The size of the letters that each glyph stands among, in stream order."""
    stretches = [text in STRETCHED for text, _ in glyphs]
    partners = _partners([text for text, _ in glyphs])
    sizes = []
    for place, (text, size) in enumerate(glyphs):
        ends = {place, partners.get(place, place)} if stretches[place] else set()
        near = [_plain(glyphs, stretches, end, step) for end in ends for step in (-1, 1)]
        fitting = [letter for letter in near if letter is not None and letter <= MAX_BRACKET_GROWTH * size]
        sizes.append(max(fitting, default=size / OPERATOR_GROWTH.get(text, 1.0)))
    return sizes


def _partners(texts: Sequence[str]) -> dict[int, int]:
    """Opening and closing brackets and bars of one pair, each by the other's place."""
    opened: list[int] = []
    partners: dict[int, int] = {}
    for place, text in enumerate(texts):
        closes = text in CLOSING or (text == ABSOLUTE and opened and texts[opened[-1]] == ABSOLUTE)
        if closes and opened:
            partners[place] = opened.pop()
            partners[partners[place]] = place
        elif text in OPENING or text == ABSOLUTE:
            opened.append(place)
    return partners


def _plain(
    glyphs: Sequence[tuple[str, float]], stretches: Sequence[bool], place: int, step: int
) -> float | None:
    """The size of the nearest glyph on one side that is not stretched."""
    place += step
    while 0 <= place < len(glyphs) and stretches[place]:
        place += step
    return glyphs[place][1] if 0 <= place < len(glyphs) else None


def put_together(text: str, parts: Iterable[Piece], *, baseline: float, size: float) -> Piece:
    """One piece in the place of ``parts``."""
    parts = list(parts)
    return Piece(
        text=text,
        x0=min(part.x0 for part in parts),
        x1=max(part.x1 for part in parts),
        top=min(part.top for part in parts),
        bottom=max(part.bottom for part in parts),
        baseline=baseline,
        size=size,
        places=tuple(sorted(place for part in parts for place in part.places)),
        sign="" if all(part.is_read for part in parts) else "?",
    )


def in_a_row(pieces: Iterable[Piece]) -> str:
    """The texts of ``pieces`` from left to right; a command or a script does not run into what stands behind it."""
    texts = [piece.text for piece in sorted(pieces, key=lambda piece: piece.x0)]
    joined = texts[:1]
    for last, text in pairwise(texts):
        if RUNS_ON.match(text) and OPEN_AT_END.search(last):
            joined.append(" ")
        joined.append(text)
    return "".join(joined)
