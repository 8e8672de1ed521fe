"""Which numbered lines are the paper's questions: the run of numbers that the rest of the page confirms."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from study_pipeline.questions.numbering import NumberedLine

WINDOW = 120  # numbered lines looked back on: a long passage with a numbered list holds fewer
SAME_INDENT = 9.0  # points
NEAR_INDENT = 22.0  # points: right-aligned numbers, hanging numbers

NEXT = 1.0
GAPS = (
    (3, -0.3),
    (12, -1.2),
    (10**9, -3.0),
)  # what numbers left out cost, by the difference up to which it is so
NEXT_TASK = 0.6  # any number behind a task's total, as tasks of several papers may stand in one file
RESTART, RESTART_AT_SECTION, BACK = -1.2, -0.4, -3.0
SAME = -0.8  # a number misprinted, with options of its own
ONE_SET, EACH_FURTHER_SET = 1.2, -0.9
NO_SET, NO_SET_IN_CHOICES = -0.1, -0.5  # where most questions have options, one without is less likely
ASKS, ASKS_NOT = 0.35, -0.15
MIN_CHOICES = 5
STYLE_CHANGE, WEAK_STYLE, IN_TEXT = -1.2, -0.15, -0.6


@dataclass(frozen=True, slots=True)
class Evidence:
    """What else the lines say: where option sets and sections begin, which numbers ask, where tasks are closed."""

    set_starts: Sequence[int]
    section_starts: Sequence[int]
    asking: Sequence[bool]
    totals: Sequence[int] = ()


def choose_chain(numbered: Sequence[NumberedLine], evidence: Evidence) -> list[int]:
    """Choose the likeliest questions: indexes into ``numbered``, in order (the best path)."""
    count = len(numbered)
    if not count:
        return []
    best = [0.0] * count
    before = [-1] * count
    for i, current in enumerate(numbered):
        own = (ASKS if evidence.asking[i] else ASKS_NOT) + (WEAK_STYLE if current.style.weak else 0.0)
        own += IN_TEXT if current.in_text else 0.0
        start = (0.4 if current.value == 1 else -0.4) + own
        best[i] = start
        for j in range(i - 1, max(-1, i - 1 - WINDOW), -1):
            score = best[j] + own + _step(numbered[j], current, evidence)
            if score > best[i]:
                best[i], before[i] = score, j
    tail = [
        best[i] + (ONE_SET if _between(evidence.set_starts, n.index, None) else NO_SET)
        for i, n in enumerate(numbered)
    ]
    end = max(range(count), key=tail.__getitem__)
    chain = []
    while end >= 0:
        chain.append(end)
        end = before[end]
    return chain[::-1]


def _step(last: NumberedLine, current: NumberedLine, evidence: Evidence) -> float:
    score = _sets_score(_between(evidence.set_starts, last.index, current.index), evidence)
    section = _between(evidence.section_starts, last.index, current.index) > 0
    if last.style.name != current.style.name:
        score += 0.0 if section and current.value == 1 else STYLE_CHANGE
    score += _counting_score(last, current, evidence, section=section)
    drift = abs(last.indent - current.indent)
    score += 0.2 if drift <= SAME_INDENT else 0.0 if drift <= NEAR_INDENT else -0.7
    if abs(last.size - current.size) > 1.5:
        score -= 0.4
    return score


def _counting_score(last: NumberedLine, current: NumberedLine, evidence: Evidence, *, section: bool) -> float:
    """How likely the number of ``current`` comes next; ``section``: behind the heading of one."""
    difference = current.value - last.value
    if last.prefix != current.prefix:
        return NEXT / 2 if current.value == 1 else RESTART
    if difference == 1:
        return NEXT
    if _between(evidence.totals, last.index, current.index):
        return NEXT_TASK
    if difference == 0 and _between(evidence.set_starts, last.index, current.index) == 1:
        return SAME
    if difference <= 0:
        return RESTART_AT_SECTION if section else RESTART if current.value == 1 else BACK
    return next(score for most, score in GAPS if difference <= most)


def _sets_score(sets: int, evidence: Evidence) -> float:
    if sets == 0:
        return NO_SET_IN_CHOICES if len(evidence.set_starts) >= MIN_CHOICES else NO_SET
    return ONE_SET + EACH_FURTHER_SET * (sets - 1)


def _between(places: Sequence[int], start: int, end: int | None) -> int:
    """How many ``places`` (sorted) lie in [start, end)."""
    upper = len(places) if end is None else bisect_left(places, end)
    return upper - bisect_left(places, start)
