"""Which styles of option marks a paper uses, and where its option sets begin."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from study_pipeline.materials.pages.page import Line
from study_pipeline.questions.marks.mark_families import LAST_RESORT, MARK_FAMILIES, MarkFamily
from study_pipeline.questions.marks.option_marks import MarkSet, find_sets, lines_by_beginning
from study_pipeline.questions.wording import asks

MIN_USUAL_OPTIONS = 3
MIN_PAIRS_OF_OPTIONS = 3  # a paper of nothing but true or false
MAX_PAIR_CHARACTERS = 24  # from a mark to the end of its row
MIN_FAMILY_SHARE, MIN_FAMILY_SETS = 0.05, 3  # of the most used family's sets
MIN_SETS_OF_LAST_RESORT = 3
MAX_ASKING_OPTIONS = 0.3  # of the options: more, and they are sub-questions
UNMISTAKABLE = ("①", "⑴", "(A) as one glyph", "➀", "➊", "❶", "picture")
NEVER_ALONE = (
    "㉠",
    "ⓐ",
    "㉮",
    "(a)",
    "1)",
    "1.",
    "a.",
    "가.",
    "ア",
    "A",
    "F.",
    "(가)",
    "ㄱ.",
    "㈎",
    "(甲)",
    "(①)",
)
"""Families that mark lists as often as options: they need several sets of one size."""
LISTS_FIRST = ("(가)", "ㄱ.", "㈎", "(甲)")
"""Families that mark the parts of a passage or a <보기>, and options only where no other family does."""


@dataclass(frozen=True, slots=True)
class FamilyUse:
    """A family that marks options in this paper: its sets, and how many options they usually have."""

    family: MarkFamily
    sets: tuple[MarkSet, ...]
    usual_count: int


def used_families(lines: Sequence[Line]) -> list[FamilyUse]:
    """The families that mark options in ``lines``, most used first."""
    begun = lines_by_beginning(lines)
    uses = _uses(lines, begun, MARK_FAMILIES, MIN_USUAL_OPTIONS)
    if not uses:  # ① O ② X
        uses = _uses(lines, begun, MARK_FAMILIES, 2)
        uses = [use for use in uses if len(use.sets) >= MIN_PAIRS_OF_OPTIONS and _are_short(lines, use)]
    if not uses:
        uses = _uses(lines, begun, LAST_RESORT, MIN_USUAL_OPTIONS)
        uses = [use for use in uses if len(use.sets) >= MIN_SETS_OF_LAST_RESORT]
    uses.sort(key=lambda use: -len(use.sets))
    if not uses:
        return []
    most = len(uses[0].sets)
    needed = max(MIN_FAMILY_SHARE * most, min(MIN_FAMILY_SETS, 0.2 * most))
    uses = [use for use in uses if len(use.sets) >= needed]
    marking = [use for use in uses if use.family.name not in LISTS_FIRST]
    return marking or uses


def mark_lines(uses: Sequence[FamilyUse]) -> frozenset[int]:
    """Indexes of the lines that begin with an option's mark, and so with no question's number."""
    return frozenset(mark.line for use in uses for found in use.sets for mark in found.marks if mark.at_start)


def set_starts(uses: Sequence[FamilyUse]) -> list[int]:
    """Line indexes at which option sets begin; sets inside a set of a more used family are left out."""
    taken: list[tuple[int, int]] = []
    for use in uses:
        spans = [(found.first_line, found.last_line) for found in use.sets]
        taken += [
            span for span in spans if not any(span[0] <= last and first <= span[1] for first, last in taken)
        ]
    return sorted(first for first, _ in taken)


def _are_short(lines: Sequence[Line], use: FamilyUse) -> bool:
    """Whether pairs of marks stand before words (O, X, True, 예), not before the two parts of a task."""
    texts = [lines[mark.line].words[mark.word + 1 :] for found in use.sets for mark in found.marks]
    return all(sum(len(word.text) for word in text) <= MAX_PAIR_CHARACTERS for text in texts)


def _stand_alone(lines: Sequence[Line], found: MarkSet) -> bool:
    """Whether no mark has text behind it on its line, as the points ``[2]`` of tasks at the right edge."""
    return all(mark.at_start and mark.word + 1 == len(lines[mark.line].words) for mark in found.marks)


def _uses(
    lines: Sequence[Line],
    begun: Mapping[str, Sequence[int]],
    families: Sequence[MarkFamily],
    min_options: int,
) -> list[FamilyUse]:
    uses = []
    for family in families:
        among = sorted({index for beginning in family.begins for index in begun.get(beginning, ())})
        sets = [found for found in find_sets(lines, family, among) if len(found.marks) >= min_options]
        use = _use(lines, family, sets)
        if use is not None:
            uses.append(use)
    return uses


def _use(lines: Sequence[Line], family: MarkFamily, sets: Sequence[MarkSet]) -> FamilyUse | None:
    list_like = family.name in NEVER_ALONE or family in LAST_RESORT
    if list_like:
        sets = [found for found in sets if found.starts_lines]
    if family in LAST_RESORT:
        sets = [found for found in sets if not _stand_alone(lines, found)]
    if not sets:
        return None
    counts = Counter(len(found.marks) for found in sets)
    usual, times = counts.most_common(1)[0]
    if family.name not in UNMISTAKABLE:
        if list_like and (len(sets) < 2 or times < 0.6 * len(sets)):
            return None
        options = [
            " ".join(word.text for word in lines[mark.line].words[mark.word + 1 :])
            for found in sets
            for mark in found.marks
        ]
        if sum(asks(text) for text in options) > MAX_ASKING_OPTIONS * len(options):
            return None
    return FamilyUse(family, tuple(sets), usual)
