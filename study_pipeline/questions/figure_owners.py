"""Which question each figure belongs to: the one whose lines it stands among."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

from study_pipeline.materials.page import Figure, Line, Page
from study_pipeline.questions.segments import QuestionSegment, Segment


def figure_owners(pages: Sequence[Page], segments: Sequence[Segment]) -> dict[int, tuple[Figure, ...]]:
    """The figures of each question, by the question's start; a passage's and the margin's belong to none."""
    places: dict[tuple[int, int], list[tuple[float, int]]] = defaultdict(list)
    columns: dict[int, dict[int, tuple[float, float]]] = defaultdict(dict)
    order: list[tuple[int, int, int]] = []  # (page, column, start) as read
    for segment in segments:
        owner = segment.start if isinstance(segment, QuestionSegment) else -1
        for line in segment.lines:
            places[line.page, line.column].append((line.box.top, owner))
            _widen(columns[line.page], line)
            order.append((line.page, line.column, owner))
    last_before: dict[tuple[int, int], int] = {}
    previous = -1
    for number, column, owner in order:
        last_before.setdefault((number, column), previous)
        previous = owner
    owners: dict[int, list[Figure]] = defaultdict(list)
    for page in pages:
        for figure in page.figures:
            widest = _column_of(figure, columns.get(page.number, {}))
            if widest is None:
                continue
            key = (page.number, widest)
            ordered = sorted(places[key])
            middle = (figure.box.top + figure.box.bottom) / 2
            at = bisect_right(ordered, (middle, 1 << 60)) - 1
            owner = ordered[at][1] if at >= 0 else last_before.get(key, -1)
            if owner >= 0:
                owners[owner].append(figure)
    return {start: tuple(figures) for start, figures in owners.items()}


def _widen(columns: dict[int, tuple[float, float]], line: Line) -> None:
    x0, x1 = columns.get(line.column, (line.box.x0, line.box.x1))
    columns[line.column] = (min(x0, line.box.x0), max(x1, line.box.x1))


def _column_of(figure: Figure, columns: dict[int, tuple[float, float]]) -> int | None:
    """The column that covers most of the figure's width."""

    def shared(column: int) -> float:
        x0, x1 = columns[column]
        return min(x1, figure.box.x1) - max(x0, figure.box.x0)

    return max(columns, key=shared, default=None)
