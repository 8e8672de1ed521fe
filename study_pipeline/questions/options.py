"""One question's lines split into its stem, its options, and what follows them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from study_pipeline.materials.pages.page import Box, Line, Word
from study_pipeline.materials.pages.rectangles import centre_in
from study_pipeline.questions.marks.option_families import FamilyUse
from study_pipeline.questions.marks.option_marks import Mark, MarkSet, find_sets
from study_pipeline.questions.wrapping import Fragment

CELL_SLACK = 3.0  # points left of its mark at which a cell's next line may begin
MAX_LINE_GAP_SIZES = 0.95  # between an option's lines; more is another paragraph
MAX_SIZE_CHANGE = 1.6  # points
BULLETS = frozenset("-–∙•◦○·▪■□*")


@dataclass(slots=True)
class OptionPart:
    """One option as fragments of lines; ``mark_box`` is where its mark stands."""

    label: str
    page: int
    mark_box: Box
    fragments: list[Fragment] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SplitQuestion:
    """What a question's lines hold. ``tail`` are the lines after the last option."""

    stem: list[Fragment]
    options: list[OptionPart]
    tail: list[Line]
    suffix_marks: bool = False


Edges = dict[tuple[int, int], float]
"""x at which each column's text begins, by (page, column)."""


def split_options(
    lines: Sequence[Line], uses: Sequence[FamilyUse], boxes: dict[int, tuple[Box, ...]], edges: Edges
) -> SplitQuestion:
    """Split ``lines`` of one question, number already taken off; ``boxes`` are each page's drawn frames."""
    chosen = choose_set(lines, uses)
    if chosen is None:
        return SplitQuestion([Fragment(line.page, line.words) for line in lines if line.words], [], [])
    if chosen.ends_lines:
        return _split_before_marks(lines, chosen, boxes)
    return _split_after_marks(lines, chosen, edges)


def choose_set(lines: Sequence[Line], uses: Sequence[FamilyUse]) -> MarkSet | None:
    """The set of marks that are this question's options, or None."""
    best: tuple[tuple[float, ...], MarkSet] | None = None
    for rank, use in enumerate(uses):
        for found in find_sets(lines, use.family):
            count = len(found.marks)
            if count < 2 or (count == 2 and not found.starts_lines and use.usual_count != 2):
                continue
            key = (
                float(count == use.usual_count),
                float(count >= 3),
                float(found.starts_lines or found.ends_lines),
                -float(rank),
                float(found.first_line),
            )
            if best is None or key > best[0]:
                best = (key, found)
    return best[1] if best else None


def _split_after_marks(lines: Sequence[Line], chosen: MarkSet, edges: Edges) -> SplitQuestion:
    parts = [_part(mark, lines) for mark in chosen.marks]
    by_line: dict[int, list[tuple[Mark, OptionPart]]] = {}
    for mark, part in zip(chosen.marks, parts, strict=True):
        by_line.setdefault(mark.line, []).append((mark, part))
    stem = [Fragment(line.page, line.words) for line in lines[: chosen.first_line] if line.words]
    above = _numerators(lines, chosen, stem, by_line)
    del stem[len(stem) - above :]
    current: OptionPart | None = None
    row: list[tuple[Mark, OptionPart]] = []
    for index in range(chosen.first_line, len(lines)):
        line = lines[index]
        marks = sorted(by_line.get(index, ()), key=lambda pair: pair[0].word)
        if marks:
            before = line.words[: marks[0][0].word]
            if before:
                (current.fragments if current else stem).append(Fragment(line.page, before))
            for (mark, part), following in zip(marks, [*marks[1:], None], strict=True):
                end = following[0].word if following else len(line.words)
                words = line.words[mark.word + 1 : end]
                if words:
                    part.fragments.append(Fragment(line.page, words))
                current = part
            row = marks
        elif index > chosen.last_line and not _continues(lines[index - 1], line, row[0][0], chosen, edges):
            return SplitQuestion(stem, parts, list(lines[index:]))
        elif len(row) > 1 and chosen.starts_lines and line.page == lines[row[0][0].line].page:
            _share_among_cells(line, row)
        elif current is not None and line.words:
            current.fragments.append(Fragment(line.page, line.words))
    return SplitQuestion(stem, parts, [])


def _numerators(
    lines: Sequence[Line],
    chosen: MarkSet,
    stem: Sequence[Fragment],
    by_line: dict[int, list[tuple[Mark, OptionPart]]],
) -> int:
    """Move what stands half above the first row of marks into its cells; the count of lines moved."""
    first = lines[chosen.first_line]
    row = sorted(by_line[chosen.first_line], key=lambda pair: pair[0].word)
    moved = 0
    for index in range(chosen.first_line - 1, -1, -1):
        line = lines[index]
        if not line.words or moved >= len(stem) or (line.page, line.column) != (first.page, first.column):
            break
        if line.box.bottom <= first.box.top + 0.1 * first.words[0].size or line.box.x0 <= row[0][0].x0:
            break
        _share_among_cells(line, row)
        moved += 1
    return moved


def _split_before_marks(
    lines: Sequence[Line], chosen: MarkSet, boxes: dict[int, tuple[Box, ...]]
) -> SplitQuestion:
    """Options whose marks stand at the ends of their lines."""
    parts = [_part(mark, lines) for mark in chosen.marks]
    first = chosen.marks[0].line
    box = _box_of(lines[first], boxes)
    start = first
    while (
        box
        and start > 0
        and lines[start - 1].page == lines[first].page
        and centre_in(box, lines[start - 1].box)
    ):
        start -= 1
    stem = [Fragment(line.page, line.words) for line in lines[:start] if line.words]
    at = start
    for mark, part in zip(chosen.marks, parts, strict=True):
        begins = _bullet_line(lines, at, mark.line)
        stem += [Fragment(line.page, line.words) for line in lines[at:begins] if line.words]
        for index in range(begins, mark.line + 1):
            words = lines[index].words[:-1] if index == mark.line else lines[index].words
            if index == begins:
                words = _without_bullet(words)
            if words:
                part.fragments.append(Fragment(lines[index].page, words))
        at = mark.line + 1
    return SplitQuestion(stem, parts, list(lines[at:]), suffix_marks=True)


def _bullet_line(lines: Sequence[Line], first: int, last: int) -> int:
    """Where the option that ends on line ``last`` begins: at its bullet, if it has one."""
    bulleted = [index for index in range(first, last + 1) if lines[index].text[:1] in BULLETS]
    return bulleted[-1] if bulleted else first


def _without_bullet(words: tuple[Word, ...]) -> tuple[Word, ...]:
    if not words or words[0].text[:1] not in BULLETS:
        return words
    rest = words[0].text[1:]
    return (replace(words[0], text=rest), *words[1:]) if rest else words[1:]


def _part(mark: Mark, lines: Sequence[Line]) -> OptionPart:
    line = lines[mark.line]
    return OptionPart(mark.label, line.page, line.words[mark.word].box)


def _box_of(line: Line, boxes: dict[int, tuple[Box, ...]]) -> Box | None:
    around = [box for box in boxes.get(line.page, ()) if centre_in(box, line.box)]
    return min(around, key=lambda box: (box.x1 - box.x0) * (box.bottom - box.top), default=None)


def _share_among_cells(line: Line, row: Sequence[tuple[Mark, OptionPart]]) -> None:
    """Give each word of a line below a row of cells to the cell above it."""
    shares: dict[int, list[Word]] = {}
    for word in line.words:
        cell = max(
            (place for place, (mark, _) in enumerate(row) if mark.x0 <= word.box.x0 + CELL_SLACK), default=0
        )
        shares.setdefault(cell, []).append(word)
    for cell, words in shares.items():
        row[cell][1].fragments.append(Fragment(line.page, tuple(words)))


def _continues(last: Line, line: Line, mark: Mark, chosen: MarkSet, edges: Edges) -> bool:
    """Whether ``line`` goes on with the last option, rather than beginning something else."""
    if not line.words or not last.words or not set(line.text) - {"_", " "}:
        return False
    size = last.words[-1].size
    if abs(line.words[0].size - size) > MAX_SIZE_CHANGE:
        return False
    if (line.page, line.column) != (last.page, last.column):
        if last.text.rstrip().endswith((".", "?", "!", "。", "？")):
            return False
        indent = line.box.x0 - edges.get((line.page, line.column), 0.0)
        mark_indent = mark.x0 - edges.get((last.page, last.column), 0.0)
        return chosen.starts_lines and indent >= mark_indent - 2 * CELL_SLACK
    if line.box.top - last.box.bottom > MAX_LINE_GAP_SIZES * size:
        return False
    return not chosen.starts_lines or line.box.x0 >= mark.x0 - CELL_SLACK
