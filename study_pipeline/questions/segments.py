"""A paper's lines cut into questions, shared passages and the rest."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from study_pipeline.materials.pages.page import Box, Line
from study_pipeline.questions.chains import Evidence, choose_chain
from study_pipeline.questions.essays import essay_parts
from study_pipeline.questions.headings import KIND_HEADING, PassageHeading, passage_headings, section_heading
from study_pipeline.questions.marks.option_families import FamilyUse, mark_lines, set_starts
from study_pipeline.questions.nested_numbers import without_parts
from study_pipeline.questions.numbering import NumberedLine, numbered_lines
from study_pipeline.questions.wording import PAPER_ENDS, SEPARATOR, TOTAL, asks

LOOK_AHEAD_LINES = 6  # in which a question asks, behind its number


@dataclass(frozen=True, slots=True)
class QuestionSegment:
    """The lines of one question, without its printed number. ``start`` counts in the paper's lines."""

    number: NumberedLine
    start: int
    lines: tuple[Line, ...]
    asks: bool
    essay: bool = False


@dataclass(frozen=True, slots=True)
class PassageSegment:
    """The lines of a shared text; ``heading`` announces it."""

    heading: PassageHeading
    start: int
    instruction: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class OtherSegment:
    """Lines that belong to no question: a section's heading, the paper's own notices."""

    start: int
    lines: tuple[Line, ...]


Segment = QuestionSegment | PassageSegment | OtherSegment


def cut_segments(lines: Sequence[Line], uses: Sequence[FamilyUse]) -> list[Segment]:
    """Cut ``lines`` (reading order, marks isolated) at the numbers and headings of the paper."""
    numbered = numbered_lines(lines)
    headings = passage_headings(lines)
    sections = [index for index, line in enumerate(lines) if section_heading(line.text)]
    set_lines = set_starts(uses)
    parts = essay_parts(lines, numbered, sections, set_lines)
    essays = {number.index: number for part in parts for number in part.numbers}
    sections = [index for index in sections if index not in essays]
    headings = [heading for heading in headings if heading.line not in essays]
    taken = {heading.line for heading in headings} | set(sections) | mark_lines(uses)
    taken.update(*(part.lines for part in parts))
    numbered = [n for n in numbered if n.index not in taken]
    numbered = without_parts(numbered, set_lines)
    asked = [_asks(lines, numbered, i) for i in range(len(numbered))]
    totals = [index for index, line in enumerate(lines) if TOTAL.match(line.text)]
    evidence = Evidence(set_lines, sections, asked, totals)
    chain = choose_chain(numbered, evidence)
    starts = {numbered[i].index: (numbered[i], evidence.asking[i]) for i in chain}
    starts |= {index: (number, True) for index, number in essays.items()}
    heads = {heading.line: heading for heading in headings}
    stops = sorted(
        {*starts, *heads, *sections}
        | {
            index
            for index, line in enumerate(lines)
            if PAPER_ENDS.match(line.text) or KIND_HEADING.match(line.text) or SEPARATOR.match(line.text)
        }
    )
    segments: list[Segment] = []
    for start, next_start in pairwise([*stops, len(lines)]):
        end = next_start - len(raised_lines(lines, next_start)) if next_start in starts else next_start
        if start in starts:
            number, asking = starts[start]
            raised = raised_lines(lines, start)
            body = (without_number(lines[start], number.length), *raised, *lines[start + 1 : end])
            segments.append(QuestionSegment(number, start, body, asking, start in essays))
        elif start in heads:
            heading = heads[start]
            inside = tuple(lines[start + 1 : end])
            segments.append(PassageSegment(heading, start, heading.instruction, inside))
        else:
            segments.append(OtherSegment(start, tuple(lines[start:end])))
    return segments


def passages_of(segments: Sequence[Segment]) -> list[tuple[PassageSegment, list[int]]]:
    """Each passage with the starts of the questions that it was announced for, as far as they follow it."""
    found: list[tuple[PassageSegment, list[int]]] = []
    last_value = 0
    for segment in segments:
        if isinstance(segment, PassageSegment):
            found.append((segment, []))
            last_value = segment.heading.first - 1
        elif isinstance(segment, QuestionSegment) and found:
            passage, starts = found[-1]
            value = segment.number.value
            if last_value < value <= passage.heading.last:
                starts.append(segment.start)
                last_value = value
            else:
                last_value = passage.heading.last
    return found


def raised_lines(lines: Sequence[Line], start: int) -> tuple[Line, ...]:
    """Lines that reading order puts before line ``start`` though they belong to it: exponents, numerators."""
    index, below = start, lines[start]
    size = below.words[0].size
    while index > 0:
        line = lines[index - 1]
        if (line.page, line.column) != (below.page, below.column) or line.box.x0 < lines[start].box.x0 + size:
            break
        overlaps = line.box.bottom > below.box.top + 0.1 * size
        small = line.words[0].size <= 0.85 * size and line.box.bottom > below.box.top - 0.15 * size
        if not (overlaps or small):
            break
        index, below = index - 1, line
    return tuple(lines[index:start])


def without_number(line: Line, length: int) -> Line:
    """``line`` without its first ``length`` characters."""
    words = list(line.words)
    left = length
    while words and left > 0:
        text = words[0].text
        if len(text) <= left:
            left -= len(text) + 1
            words.pop(0)
            continue
        cut = (words[0].box.x1 - words[0].box.x0) * left / len(text)
        box = Box(words[0].box.x0 + cut, *words[0].box[1:])
        words[0] = replace(words[0], text=text[left:], box=box)
        break
    return replace(line, text=" ".join(word.text for word in words), words=tuple(words))


def _asks(lines: Sequence[Line], numbered: Sequence[NumberedLine], place: int) -> bool:
    start = numbered[place].index
    end = numbered[place + 1].index if place + 1 < len(numbered) else len(lines)
    text = " ".join(line.text for line in lines[start : min(end, start + LOOK_AHEAD_LINES)])
    return asks(text[numbered[place].length :])
