"""Fractions whose bar is drawn as a rule, as most word processors set them, written on their line: 5/6."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from study_pipeline.materials.pages.page import Box, Word
from study_pipeline.materials.pages.rectangles import union
from study_pipeline.materials.pages.words import ASCENT, DESCENT

MAX_BAR_SIZES, MIN_BAR_SIZES = 12.0, 0.3  # of the size of its digits
MARGIN_SIZES = 0.7  # a bar is that much longer than its longer part, at most, on both sides together
NEAR_SIZES = 0.75  # from a bar to the middle of what stands over or under it
MAX_SIDE_GAP_SIZES = 0.6  # nearer neighbours on its own line make it a part of that line: underlined text
AXIS_SIZES = 0.28  # from a line's baseline up to its bars
MAX_RAISE_SIZES = 0.3  # from a part's letters to the middle of a script of theirs
MAX_BARS = 300  # of a page
MAX_PART_WORDS = 8
SIDEWAYS = 2.0  # points that a part may stick out of its bar


def with_drawn_fractions(words: Sequence[Word], rules: Sequence[Box], upright: Sequence[Box]) -> list[Word]:
    """Join what stands over and under a short rule to one word; ``upright`` rules that meet it make a table of it."""
    if not words or not 0 < len(rules) <= MAX_BARS:
        return list(words)
    kept = sorted(words, key=lambda word: word.box.top)
    largest = max(word.size for word in kept)
    for bar in sorted(set(rules), key=lambda rule: rule.x1 - rule.x0):
        if bar.x1 - bar.x0 > MAX_BAR_SIZES * largest:
            break
        if any(_meets(bar, rule) for rule in upright):
            continue
        near = _near(kept, bar, 2 * largest)
        over, under = _part(bar, near, -1), _part(bar, near, 1)
        if over and under and _is_fraction(bar, over, under):
            gone = {id(word) for word in (*over, *under)}
            kept = [word for word in kept if id(word) not in gone]
            joined = _joined(bar, over, under)
            kept.insert(bisect_left(kept, joined.box.top, key=lambda word: word.box.top), joined)
    if len(kept) == len(words):
        return list(words)
    return kept


def _near(words: Sequence[Word], bar: Box, reach: float) -> Sequence[Word]:
    """Words of the lines next to ``bar``; ``words`` in the order of their tops."""
    first = bisect_left(words, bar.top - reach, key=lambda word: word.box.top)
    last = bisect_right(words, bar.bottom + reach, key=lambda word: word.box.top)
    return words[first:last]


def _part(bar: Box, words: Sequence[Word], direction: int) -> list[Word]:
    """The words on one side of ``bar``, if they are all of their line that is near."""
    middle = (bar.top + bar.bottom) / 2
    side = [
        word
        for word in words
        if word.box.x0 >= bar.x0 - SIDEWAYS
        and word.box.x1 <= bar.x1 + SIDEWAYS
        and 0 < direction * ((word.box.top + word.box.bottom) / 2 - middle) <= NEAR_SIZES * word.size
    ]
    if not side or len(side) > MAX_PART_WORDS:
        return []
    side.sort(key=lambda word: word.box.x0)
    return [] if any(_goes_on(side, word) or _is_script(side, word, bar) for word in words) else side


def _goes_on(part: Sequence[Word], word: Word) -> bool:
    first, last = part[0], part[-1]
    if abs(word.box.bottom - first.box.bottom) > 0.2 * first.size or any(word is other for other in part):
        return False
    gap = max(first.box.x0 - word.box.x1, word.box.x0 - last.box.x1)
    return gap <= MAX_SIDE_GAP_SIZES * first.size


def _is_script(part: Sequence[Word], word: Word, bar: Box) -> bool:
    """Whether ``word`` is raised or lowered beside a letter of ``part``, which then is more than its letters."""
    if any(word is other for other in part) or word.box.x1 <= bar.x0 or word.box.x0 >= bar.x1:
        return False
    first = part[0]
    middle = (word.box.top + word.box.bottom) / 2
    on_this_side = (middle > bar.top) == ((first.box.top + first.box.bottom) / 2 > bar.top)
    slack = MAX_RAISE_SIZES * first.size
    return on_this_side and first.box.top - slack <= middle <= first.box.bottom + slack


def _is_fraction(bar: Box, over: Sequence[Word], under: Sequence[Word]) -> bool:
    size = max(word.size for word in (*over, *under))
    widths = [part[-1].box.x1 - part[0].box.x0 for part in (over, under)]
    middles = [(part[0].box.x0 + part[-1].box.x1) / 2 for part in (over, under)]
    centre = (bar.x0 + bar.x1) / 2
    return MIN_BAR_SIZES * size <= bar.x1 - bar.x0 <= max(widths) + MARGIN_SIZES * size and all(
        abs(middle - centre) <= MARGIN_SIZES / 2 * size for middle in middles
    )


def _meets(bar: Box, rule: Box) -> bool:
    beside = bar.x0 - SIDEWAYS <= rule.x0 <= bar.x1 + SIDEWAYS
    return beside and rule.top <= bar.bottom + 1 and rule.bottom >= bar.top - 1


def _joined(bar: Box, over: Sequence[Word], under: Sequence[Word]) -> Word:
    numerator, denominator = ("".join(word.text for word in part) for part in (over, under))
    is_plain = numerator.isdecimal() and denominator.isdecimal()
    text = f"{numerator}/{denominator}" if is_plain else f"\\frac{{{numerator}}}{{{denominator}}}"
    model = max((*over, *under), key=lambda word: word.size)
    baseline = bar.top + AXIS_SIZES * model.size
    ends = union([bar, *(word.box for word in (*over, *under))])
    box = Box(ends.x0, baseline - ASCENT * model.size, ends.x1, baseline + DESCENT * model.size)
    return replace(model, text=text, box=box)
