"""Which question or passage each figure and table belongs to: the one whose lines it stands among."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from study_pipeline.materials.pages.page import Box, Figure, Line, Page, Table
from study_pipeline.materials.pages.rectangles import centre_in
from study_pipeline.questions.segments import OtherSegment, Segment

NOBODY = -1


@dataclass(slots=True)
class Belongings:
    """What stands among the lines of one question or passage."""

    figures: list[Figure] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


class _Places:
    """Where each segment's lines stand on the pages."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._lines: dict[tuple[int, int], list[tuple[float, int]]] = defaultdict(list)
        self._columns: dict[int, dict[int, tuple[float, float]]] = defaultdict(dict)
        self._of_page: dict[int, list[tuple[Line, int]]] = defaultdict(list)
        self._last_before: dict[tuple[int, int], int] = {}
        previous = NOBODY
        for segment in segments:
            owner = NOBODY if isinstance(segment, OtherSegment) else segment.start
            for line in segment.lines:
                place = (line.page, line.column)
                self._lines[place].append((line.box.top, owner))
                self._of_page[line.page].append((line, owner))
                self._last_before.setdefault(place, previous)
                _widen(self._columns[line.page], line)
                previous = owner
        for lines in self._lines.values():
            lines.sort()

    def owner_around(self, page: int, box: Box) -> int:
        """Whose line is the last one above the middle of ``box``, in the column that it stands in."""
        column = _column_of(box, self._columns.get(page, {}))
        if column is None:
            return NOBODY
        lines = self._lines[page, column]
        at = bisect_right(lines, ((box.top + box.bottom) / 2, 1 << 60)) - 1
        return lines[at][1] if at >= 0 else self._last_before.get((page, column), NOBODY)

    def owner_within(self, page: int, box: Box) -> int | None:
        """Whose most lines stand within ``box``; None where none do."""
        inside = Counter(owner for line, owner in self._of_page[page] if centre_in(box, line.box))
        return inside.most_common(1)[0][0] if inside else None


def belongings(pages: Sequence[Page], segments: Sequence[Segment]) -> dict[int, Belongings]:
    """The figures and tables of each question and passage, by its start; those of none under NOBODY."""
    places = _Places(segments)
    found: dict[int, Belongings] = defaultdict(Belongings)
    for page in pages:
        for figure in page.figures:
            found[places.owner_around(page.number, figure.box)].figures.append(figure)
        for table in page.tables:
            owner = places.owner_within(page.number, table.box)
            found[places.owner_around(page.number, table.box) if owner is None else owner].tables.append(
                table
            )
    return dict(found)


def _widen(columns: dict[int, tuple[float, float]], line: Line) -> None:
    x0, x1 = columns.get(line.column, (line.box.x0, line.box.x1))
    columns[line.column] = (min(x0, line.box.x0), max(x1, line.box.x1))


def _column_of(box: Box, columns: dict[int, tuple[float, float]]) -> int | None:
    """The column that covers most of the width of ``box``."""

    def shared(column: int) -> float:
        x0, x1 = columns[column]
        return min(x1, box.x1) - max(x0, box.x0)

    return max(columns, key=shared, default=None)
