"""Powers, indices and limits of a formula, by the size and height of what stands beside a letter."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from math import inf

from study_pipeline.materials.formulas.names import FUNCTION_NAMES
from study_pipeline.materials.formulas.pieces import (
    INTEGRAL,
    LIMIT_OPERATORS,
    OPERATOR_GROWTH,
    Piece,
    in_a_row,
    put_together,
)
from study_pipeline.materials.pages.glyphs import FORMULA_STRUCTURE

SMALLER = 0.85  # of the base's size: a script
RAISED, LOWERED = 0.15, 0.12  # of the base's size, of the script's baseline
TOUCHES = 0.1  # of the base's size, between it and its script, up or down
FAR, MAX_FAR = 0.5, 2.0  # of the base's size: limits stand further off than scripts
BESIDE, BEFORE = (
    0.45,
    0.75,
)  # of the base's size: from its end to its script; how far that may begin before it
SAME_LINE = 0.35  # of the size, between baselines
MAX_GAP = 0.6  # of the size, within one script
MAX_NAME = 5  # letters


def set_in_line(pieces: Iterable[Piece]) -> Piece:
    """All of ``pieces`` (at least one) as one, scripts at their bases."""
    parts = attach_scripts(name_functions(pieces))
    largest = max(part.size for part in parts)
    base = min(
        (part for part in parts if part.size >= SMALLER * largest), key=lambda part: (part.reach, part.x0)
    )
    found = put_together(in_a_row(parts), parts, baseline=base.baseline, size=largest)
    level = all(abs(part.baseline - base.baseline) <= SAME_LINE * largest + part.reach for part in parts)
    return found if level else replace(found, sign="?")


def name_functions(pieces: Iterable[Piece]) -> list[Piece]:
    """The letters of ``lim``, ``ln``, ``sin`` and the like as one piece each."""
    ordered = sorted(pieces, key=lambda piece: (round(piece.baseline), piece.x0))
    found: list[Piece] = []
    place = 0
    while place < len(ordered):
        length = next(
            (n for n in range(MAX_NAME, 1, -1) if _is_name(ordered[place : place + n], n)),
            0,
        )
        if length:
            letters = ordered[place : place + length]
            name = "\\" + "".join(letter.text for letter in letters)
            size = letters[0].size / OPERATOR_GROWTH.get(name, 1.0)
            found.append(put_together(name, letters, baseline=letters[0].baseline, size=size))
        else:
            found.append(ordered[place])
        place += length or 1
    return found


def _is_name(letters: Sequence[Piece], length: int) -> bool:
    return (
        len(letters) == length
        and all(letter.is_upright and len(letter.text) == 1 for letter in letters)
        and "".join(letter.text for letter in letters) in FUNCTION_NAMES
        and all(
            last.baseline == letter.baseline and abs(letter.x0 - last.x1) <= 0.1 * letter.size
            for last, letter in pairwise(letters)
        )
    )


def attach_scripts(pieces: Iterable[Piece]) -> list[Piece]:
    """Put scripts and limits to what they stand at, the smallest first; the others stay as they are."""
    kept = list(pieces)
    for size in sorted({piece.size for piece in kept}):
        small = [piece for piece in kept if piece.size == size and piece.sign not in FORMULA_STRUCTURE]
        for run in sorted(_apart(_runs(small), kept), key=lambda run: -run[0].baseline):  # _ before ^
            base = _owner(run, kept)
            if base is None:
                continue
            script = set_in_line(run) if len(run) > 1 else run[0]
            sign = _script_sign(run, base)
            written = f"{base.text}{sign}{_braced(script.text)}"
            joined = put_together(written, [base, script], baseline=base.baseline, size=base.size)
            gone = {id(base), *map(id, run)}
            kept = [piece for piece in kept if id(piece) not in gone]
            kept.append(replace(joined, reach=base.reach, scripts=base.scripts + sign))
    return kept


def _runs(small: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces of one size that stand in one line without a gap."""
    runs: list[list[Piece]] = []
    for piece in sorted(small, key=lambda piece: piece.x0):
        near = [
            run
            for run in runs
            if abs(run[-1].baseline - piece.baseline)
            <= SAME_LINE * piece.size + max(run[-1].reach, piece.reach)
            and -SAME_LINE * piece.size <= piece.x0 - run[-1].x1 <= MAX_GAP * piece.size
        ]
        if near:
            min(near, key=lambda run: piece.x0 - run[-1].x1).append(piece)
        else:
            runs.append([piece])
    return runs


def _apart(runs: Sequence[list[Piece]], pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Runs that reach under two operators cut between them: the limits of ``lim`` and of a sum behind it."""
    operators = sorted(
        (piece for piece in pieces if piece.text.startswith(LIMIT_OPERATORS)), key=lambda piece: piece.x0
    )
    found: list[list[Piece]] = []
    for run in runs:
        over = [
            operator
            for operator in operators
            if run[0].x0 <= operator.middle <= run[-1].x1
            and abs(run[0].baseline - operator.baseline) <= MAX_FAR * operator.size
        ]
        cuts = [(last.x1 + operator.x0) / 2 for last, operator in pairwise(over)]
        for start, end in pairwise([-inf, *cuts, inf]):
            found.append([piece for piece in run if start <= piece.middle < end])
    return [run for run in found if run]


def _owner(run: Sequence[Piece], pieces: Sequence[Piece]) -> Piece | None:
    """What ``run`` is a limit or a script of."""
    larger = [
        piece
        for piece in pieces
        if run[0].size <= SMALLER * piece.size
        and not piece.sign
        and _script_sign(run, piece) not in piece.scripts
    ]
    limited = [piece for piece in larger if _is_limit(run, piece)]
    if limited:
        return limited[0]
    x0 = run[0].x0
    beside = [
        piece
        for piece in larger
        if -BEFORE * piece.size <= x0 - piece.x1 <= BESIDE * piece.size
        and piece.x0 < x0
        and _is_script(run, piece)
    ]
    return min(beside, key=lambda piece: (abs(x0 - piece.x1), piece.size), default=None)


def _script_sign(run: Sequence[Piece], base: Piece) -> str:
    return "_" if run[0].baseline > base.baseline else "^"


def _is_limit(run: Sequence[Piece], operator: Piece) -> bool:
    """Whether ``run`` stands right under or over ``operator``."""
    drop = abs(run[0].baseline - operator.baseline)
    width = max(operator.x1 - operator.x0, run[-1].x1 - run[0].x0)
    return (
        operator.text.startswith(LIMIT_OPERATORS)
        and FAR * operator.size < drop <= MAX_FAR * operator.size
        and abs((run[0].x0 + run[-1].x1) / 2 - operator.middle) <= 0.35 * width
    )


def _is_script(run: Sequence[Piece], base: Piece) -> bool:
    """Whether ``run`` is raised or lowered as a script of ``base`` is."""
    drop = run[0].baseline - base.baseline
    if INTEGRAL in base.text:
        return FAR * base.size < abs(drop) <= 1.4 * base.size
    slack = TOUCHES * base.size
    if drop < 0:
        return drop <= -RAISED * base.size and max(piece.bottom for piece in run) >= base.top - slack
    return drop >= LOWERED * base.size and min(piece.top for piece in run) <= base.bottom + slack


def _braced(text: str) -> str:
    return text if len(text) == 1 else f"{{{text}}}"
