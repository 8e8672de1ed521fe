"""A left brace several rows high and the rows that it holds, as LaTeX's cases."""

from collections.abc import Sequence

from study_pipeline.materials.pages.characters import Character
from study_pipeline.materials.pages.glyphs import BRACE_PIECES, FORMULA_READ, is_private_use

MAX_BRACES = 40  # of a page
TOUCHING = 2.0  # of the size, between the pieces of one brace
STARTS, GAP, COLUMN = 1.5, 3.0, 0.9  # of the size: to a row's first letter, to its next one, to its condition
ALIGNED = 3.0  # points: conditions of two rows under each other


def read_cases(characters: Sequence[Character]) -> list[Character]:
    """Write each brace with its rows as one character, in the place of the brace's first piece."""
    kept = list(characters)
    for brace in _braces(kept)[:MAX_BRACES]:
        rows = _rows(brace, kept)
        if len(rows) < 2 or not all(map(_is_read, (c for row in rows for c in row))):
            continue
        gone = {id(c) for c in brace} | {id(c) for row in rows for c in row}
        lines = [_row_text(row) for row in rows]
        size = rows[0][0].size
        written = brace[0]._replace(
            text="\\begin{cases}" + " \\\\ ".join(lines) + "\\end{cases}",
            x1=max(c.x1 for row in rows for c in row),
            baseline=(rows[0][0].baseline + rows[-1][0].baseline) / 2,
            size=size,
            font=FORMULA_READ,
        )
        place = next(i for i, c in enumerate(kept) if c is brace[0])
        kept[place] = written
        kept = [c for c in kept if c is written or id(c) not in gone]
    return kept


def _is_read(character: Character) -> bool:
    return character.font == FORMULA_READ or not is_private_use(character.text[0])


def _braces(characters: Sequence[Character]) -> list[list[Character]]:
    """The pieces of each brace, top to bottom."""
    pieces = [c for c in characters if c.text in BRACE_PIECES]
    groups: list[list[Character]] = []
    for piece in sorted(pieces, key=lambda c: (round(c.x0), c.baseline)):
        last = groups[-1][-1] if groups else None
        if last and abs(last.x0 - piece.x0) <= 1 and piece.baseline - last.baseline <= TOUCHING * piece.size:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [group for group in groups if len(group) >= 3]


def _rows(brace: Sequence[Character], characters: Sequence[Character]) -> list[list[Character]]:
    size = min(c.size for c in brace)
    top, bottom = brace[0].baseline - size, brace[-1].baseline + 0.8 * size
    right = sorted(
        (
            c
            for c in characters
            if c.x0 >= brace[0].x1 - 1 and top <= c.baseline <= bottom and c.text not in BRACE_PIECES
        ),
        key=lambda c: c.x0,
    )
    rows: list[list[Character]] = []
    columns: list[float] = []
    for c in right:
        row = next((row for row in rows if abs(row[0].baseline - c.baseline) <= 0.5 * size), None)
        if row is None:
            if c.x0 - brace[0].x1 <= STARTS * size:
                rows.append([c])
            continue
        gap = c.x0 - row[-1].x1
        if gap <= GAP * size or any(abs(c.x0 - column) <= ALIGNED for column in columns):
            row.append(c)
            if gap > COLUMN * size:
                columns.append(c.x0)
    return sorted(rows, key=lambda row: row[0].baseline)


def _row_text(row: Sequence[Character]) -> str:
    text, reach = "", row[0].x0
    for c in row:
        if c.x0 - reach > COLUMN * c.size:
            text += " & "
        elif text and c.after_space and c.font != FORMULA_READ:
            text += " "
        text += c.text
        reach = c.x1
    return text
