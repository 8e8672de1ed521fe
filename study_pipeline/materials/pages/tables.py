"""Ruled tables as rows of cells, from the rules and frames that a page draws."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

from study_pipeline.materials.pages.drawings import Drawings
from study_pipeline.materials.pages.page import Box, Table, Word
from study_pipeline.materials.pages.rows import group_rows, join_touching, row_text

JOIN = 3.0  # points between pieces of one rule, and from a rule's end to the rule it meets
MAX_RULES = 400  # of each direction; a page with more is squared paper or a map
MAX_TABLES, MAX_ROWS, MAX_COLUMNS = 20, 80, 30
MIN_ROWS, MIN_COLUMNS = 2, 2
MIN_FILLED_SHARE = 0.5  # of the cells; a crossword or a form to fill in has fewer
MAX_CELL_CHARACTERS = 400  # more is a page cut in boxes
MAX_LISTED_CHARACTERS = 16  # of a line, in cells that list one value a line


class _Rule(NamedTuple):
    """A straight line: where it lies across, and from where to where it runs."""

    at: float
    start: float
    end: float


def find_tables(drawings: Drawings, words: Sequence[Word], page: int) -> list[Table]:
    """Tables that rules divide into at least two rows and two columns of text, top to bottom.

    A cell that spans others holds their text where it begins; the cells it covers are ''.
    """
    frames = drawings.frames[:MAX_RULES]
    level = [_Rule((b.top + b.bottom) / 2, b.x0, b.x1) for b in drawings.horizontal_rules[:MAX_RULES]]
    level += [_Rule(y, b.x0, b.x1) for b in frames for y in (b.top, b.bottom)]
    upright = [_Rule((b.x0 + b.x1) / 2, b.top, b.bottom) for b in drawings.vertical_rules[:MAX_RULES]]
    upright += [_Rule(x, b.top, b.bottom) for b in frames for x in (b.x0, b.x1)]
    found = []
    for rows, columns in _meeting(_joined(level), _joined(upright)):
        table = _table(rows, columns, words, page)
        if table is not None:
            found.append(table)
    return sorted(found, key=lambda table: (table.box.top, table.box.x0))[:MAX_TABLES]


def _joined(rules: Sequence[_Rule]) -> list[_Rule]:
    """Pieces of one line as one rule."""
    joined: list[_Rule] = []
    lines: list[list[_Rule]] = []
    for rule in sorted(rules):
        if lines and rule.at - lines[-1][0].at <= JOIN / 2:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    for line in lines:
        at = line[0].at
        pieces = sorted((rule.start, rule.end) for rule in line)
        start, end = pieces[0]
        for next_start, next_end in pieces[1:]:
            if next_start > end + JOIN:
                joined.append(_Rule(at, start, end))
                start = next_start
            end = max(end, next_end)
        joined.append(_Rule(at, start, end))
    return joined


def _meeting(level: Sequence[_Rule], upright: Sequence[_Rule]) -> list[tuple[list[_Rule], list[_Rule]]]:
    """Groups of rules that meet each other, as (level, upright)."""
    groups: list[tuple[list[_Rule], list[_Rule]]] = []
    for rule in upright[:MAX_RULES]:
        met = [line for line in level[:MAX_RULES] if _meet(line, rule)]
        touched = [group for group in groups if any(line in group[0] for line in met)]
        rows = {line for group in touched for line in group[0]} | set(met)
        columns = [column for group in touched for column in group[1]]
        groups = [group for group in groups if group not in touched]
        groups.append((sorted(rows), sorted([*columns, rule])))
    return [group for group in groups if len(group[0]) > MIN_ROWS]


def _meet(level: _Rule, upright: _Rule) -> bool:
    return (
        level.start - JOIN <= upright.at <= level.end + JOIN
        and upright.start - JOIN <= level.at <= upright.end + JOIN
    )


def _table(
    level: Sequence[_Rule], upright: Sequence[_Rule], words: Sequence[Word], page: int
) -> Table | None:
    ys = _apart([rule.at for rule in level])
    ends = [min(rule.start for rule in level), max(rule.end for rule in level)]  # tables without side rules
    xs = _apart([*(rule.at for rule in upright), *ends])
    if not (MIN_ROWS < len(ys) <= MAX_ROWS + 1 and MIN_COLUMNS < len(xs) <= MAX_COLUMNS + 1):
        return None
    owner = _spans(xs, ys, level, upright)
    cells: dict[tuple[int, int], list[Word]] = {cell: [] for cell in owner.values()}
    for word in words:
        x, y = (word.box.x0 + word.box.x1) / 2, (word.box.top + word.box.bottom) / 2
        if xs[0] < x < xs[-1] and ys[0] < y < ys[-1]:
            cells[owner[bisect_right(ys, y) - 1, bisect_right(xs, x) - 1]].append(word)
    lines = {
        cell: [row_text(join_touching(row)) for row in group_rows(inside)] for cell, inside in cells.items()
    }
    if not _holds_a_table(lines):
        return None
    rows: list[tuple[str, ...]] = []
    for r in range(len(ys) - 1):
        row = [lines.get((r, c), []) for c in range(len(xs) - 1)]
        rows += (_listed(row) if r else []) or [tuple(" ".join(cell) for cell in row)]
    return Table(page, Box(xs[0], ys[0], xs[-1], ys[-1]), tuple(rows[:MAX_ROWS]))


def _apart(places: Sequence[float]) -> list[float]:
    """``places`` in order, without those that lie within JOIN of the one before."""
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] > JOIN:
            kept.append(place)
    return kept


def _spans(
    xs: Sequence[float], ys: Sequence[float], level: Sequence[_Rule], upright: Sequence[_Rule]
) -> dict[tuple[int, int], tuple[int, int]]:
    """For each place of the grid (row, column), the first place of the cell that covers it."""
    owner = {place: place for place in product(range(len(ys) - 1), range(len(xs) - 1))}

    def first(place: tuple[int, int]) -> tuple[int, int]:
        while owner[place] != place:
            place = owner[place]
        return place

    for row, column in list(owner):
        x, y = (xs[column] + xs[column + 1]) / 2, (ys[row] + ys[row + 1]) / 2
        if column and not _is_ruled(upright, xs[column], y):
            owner[first((row, column))] = first((row, column - 1))
        if row and not _is_ruled(level, ys[row], x):
            one, other = sorted((first((row - 1, column)), first((row, column))))
            owner[other] = one
    return {place: first(place) for place in owner}


def _is_ruled(rules: Sequence[_Rule], at: float, along: float) -> bool:
    return any(abs(rule.at - at) <= JOIN and rule.start - JOIN <= along <= rule.end + JOIN for rule in rules)


def _holds_a_table(lines: dict[tuple[int, int], list[str]]) -> bool:
    """Whether the cells hold text as a table's do, in more than one row and more than one column."""
    filled = [cell for cell, texts in lines.items() if texts]
    longest = max((sum(map(len, texts)) for texts in lines.values()), default=0)
    return (
        len({row for row, _ in filled}) >= MIN_ROWS
        and len({column for _, column in filled}) >= MIN_COLUMNS
        and len(filled) >= max(MIN_ROWS * MIN_COLUMNS, MIN_FILLED_SHARE * len(lines))
        and longest <= MAX_CELL_CHARACTERS
    )


def _listed(row: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """A ruled row whose cells list one short value a line, as the rows that they read as; else nothing."""
    count = len(row[0])
    is_list = count > 1 and all(
        len(cell) == count and all(len(text) <= MAX_LISTED_CHARACTERS for text in cell) for cell in row
    )
    return list(zip(*row, strict=True)) if is_list else []
