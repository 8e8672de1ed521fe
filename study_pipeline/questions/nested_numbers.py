"""Numbers of a question's parts, ``(1)`` and ``(2)`` below ``3.``: they count anew below each question."""

from collections.abc import Sequence
from itertools import pairwise

from study_pipeline.questions.numbering import NumberedLine

MIN_PARENTS = 3  # that count up by one
MIN_RESTARTS = 2  # of the parts


def without_parts(numbered: Sequence[NumberedLine], set_starts: Sequence[int]) -> list[NumberedLine]:
    """``numbered`` without those of a weak style that number the parts of questions of a strong style.

    Parts with options of their own (``set_starts``: the lines where option sets begin) stay: they are questions.
    """
    dropped: set[int] = set()
    styles = dict.fromkeys(number.style for number in numbered)
    for parent_style in [style for style in styles if not style.weak]:
        parents = _counting_up([number for number in numbered if number.style == parent_style])
        if len(parents) < MIN_PARENTS:
            continue
        for style in [style for style in styles if style.weak]:
            parts = [number for number in numbered if number.style == style]
            if _are_parts(parts, parents) and not _choose(parts, set_starts):
                dropped |= {part.index for part in parts}
    return [number for number in numbered if number.index not in dropped]


def _counting_up(numbers: Sequence[NumberedLine]) -> list[NumberedLine]:
    """The longest run of ``numbers`` in which each is the one before plus one."""
    runs: list[list[NumberedLine]] = [[]]
    for number in numbers:
        if not runs[-1] or number.value != runs[-1][-1].value + 1 or number.prefix != runs[-1][-1].prefix:
            runs.append([])
        runs[-1].append(number)
    return max(runs, key=len)


def _are_parts(parts: Sequence[NumberedLine], parents: Sequence[NumberedLine]) -> bool:
    """Whether ``parts`` all stand below parents, and begin at 1 below each parent that has any."""
    if not parts or parts[0].index < parents[0].index:
        return False
    bounds = [parent.index for parent in parents]
    below: dict[int, list[int]] = {}
    for part in parts:
        below.setdefault(sum(bound <= part.index for bound in bounds), []).append(part.value)
    counted = all(values == list(range(1, len(values) + 1)) for values in below.values())
    return counted and len(below) >= MIN_RESTARTS and any(len(values) > 1 for values in below.values())


def _choose(parts: Sequence[NumberedLine], set_starts: Sequence[int]) -> bool:
    """Whether options begin between one part and the next."""
    return any(a.index < start < b.index for a, b in pairwise(parts) for start in set_starts)
