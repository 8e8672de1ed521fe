r"""Formulas of a known font, written as LaTeX on the line they stand on: \frac{a+1}{b}, x^2, \sqrt{5}."""

import re
from collections.abc import Sequence

from study_pipeline.materials.formulas.cases import read_cases
from study_pipeline.materials.formulas.pieces import Piece, in_a_row, pieces_of
from study_pipeline.materials.formulas.scripts import attach_scripts, name_functions
from study_pipeline.materials.formulas.shapes import read_bars
from study_pipeline.materials.pages.characters import Character
from study_pipeline.materials.pages.glyphs import FORMULA_FONTS, FORMULA_READ

MAX_PIECES = 2_000  # of a page: one of mathematics holds 300
SAME_LINE = 0.35  # of the size, between baselines
MAX_GAP, MAX_OVERLAP = 0.55, 0.45  # of the size, between neighbours in one formula
EMPTY_GAP = 0.3  # of the size: too narrow for a letter of the text
SMALLER = 0.85  # of the largest beside it: what is smaller and on the line all the same was not understood
PLAIN_FRACTION = re.compile(r"\\frac\{(\d+)\}\{(\d+)\}")
BINDING = re.compile(r"[\w\\{}()\[\]√]")  # what a fraction's value depends on, right before or behind it


def write_formulas(characters: Sequence[Character]) -> list[Character]:
    """Write each formula among ``characters`` as one character of FORMULA_READ, in the place of its first.

    What its shape does not tell for sure keeps its font, and its glyphs.
    """
    if not any(character.font in FORMULA_FONTS for character in characters):
        return list(characters)
    pieces = pieces_of(characters)
    if len(pieces) > MAX_PIECES:
        return list(characters)
    taken = {place for piece in pieces for place in piece.places}
    others = [character for place, character in enumerate(characters) if place not in taken]
    pieces = attach_scripts(name_functions(read_bars(pieces, others)))
    written = {place: character for place, character in enumerate(characters) if place not in taken}
    for line in _lines(pieces, others):
        places = sorted(place for piece in line for place in piece.places)
        written[places[0]] = _character(line, characters[places[0]], characters[places[-1]])
    return read_cases([written[place] for place in sorted(written)])


def _lines(pieces: Sequence[Piece], others: Sequence[Character]) -> list[list[Piece]]:
    """Pieces that stand beside each other on one line, from left to right."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.x0):
        near = [line for line in lines if _goes_on(line[-1], piece, others)]
        if near and not piece.sign and not near[0][-1].sign:
            min(near, key=lambda line: abs(piece.x0 - line[-1].x1)).append(piece)
        else:
            lines.append([piece])
    return lines


def _goes_on(last: Piece, piece: Piece, others: Sequence[Character]) -> bool:
    size = max(last.size, piece.size)
    gap = piece.x0 - last.x1
    return (
        -MAX_OVERLAP * size <= gap <= MAX_GAP * size
        and abs(piece.baseline - last.baseline) <= SAME_LINE * size + last.reach + piece.reach
        and min(last.size, piece.size) >= SMALLER * size
        and (gap <= EMPTY_GAP * size or not any(_is_between(last, other, piece) for other in others))
    )


def _is_between(last: Piece, other: Character, piece: Piece) -> bool:
    """Whether ``other`` is a letter of the text between two pieces: a bracket that was printed later."""
    middle = (other.x0 + other.x1) / 2
    return last.x1 < middle < piece.x0 and abs(other.baseline - piece.baseline) <= SAME_LINE * piece.size


def _character(line: Sequence[Piece], first: Character, last: Character) -> Character:
    """``line`` as one character; ``first`` and ``last`` of its glyphs in the stream say what stands around it."""
    base = min(line, key=lambda piece: (piece.reach, piece.x0))
    return Character(
        text=_with_plain_fractions(in_a_row(line)),
        x0=line[0].x0,
        x1=max(piece.x1 for piece in line),
        baseline=base.baseline,
        size=base.size,
        font=FORMULA_READ if all(piece.is_read for piece in line) else first.font,
        after_space=first.after_space,
        before_space=last.before_space,
    )


def _with_plain_fractions(text: str) -> str:
    """``text`` with 37/4 for its fractions, where all are of numbers and stand alone or between signs."""
    plain = PLAIN_FRACTION.sub(r"\1/\2", text)
    fractions = list(PLAIN_FRACTION.finditer(text))
    around = [text[: found.start()][-1:] + text[found.end() :][:1] for found in fractions]
    return text if "\\frac" in plain or any(map(BINDING.search, around)) else plain
