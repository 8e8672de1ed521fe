"""Fractions and roots of a formula font, set on one line: 1/2, (a+1)/b, √5."""

from collections.abc import Sequence
from dataclasses import replace

from study_pipeline.materials.glyphs import FORMULA_BAR
from study_pipeline.materials.page import Box, Word
from study_pipeline.materials.rectangles import union

ROOT = "√"
MIN_STEP, MAX_STEP = (
    0.25,
    1.15,
)  # of the bar's size: from the bar to the middle of what stands over or under it
SLACK = 1.5  # points that a numerator may stick out of its bar
MAX_BARS = 400  # of a page


def on_one_line(words: Sequence[Word]) -> list[Word]:
    """Write roots and fractions of ``words`` as text; a bar with nothing over or under it stays as it is."""
    bars = sum(FORMULA_BAR in word.text for word in words)
    if not 0 < bars <= MAX_BARS:
        return list(words)
    return _fractions(_roots(list(words)))


def _roots(words: list[Word]) -> list[Word]:
    for root in [word for word in words if word.text.endswith(ROOT + FORMULA_BAR)]:
        under = [word for word in words if word is not root and _is_under(root, word)]
        if under:
            text = root.text[:-1] + _grouped(under)
            words = _replaced(words, [root, *under], replace(root, text=text, box=_box([root, *under])))
    return words


def _fractions(words: list[Word]) -> list[Word]:
    bars = [word for word in words if set(word.text) == {FORMULA_BAR}]
    for bar in sorted(bars, key=lambda word: word.box.x1 - word.box.x0):
        over = [word for word in words if word is not bar and _is_beyond(bar, word, -1)]
        below = [word for word in words if word is not bar and _is_beyond(bar, word, 1)]
        if over and below:
            text = f"{_grouped(over)}/{_grouped(below)}"
            box = bar.box._replace(x0=_box([bar, *over, *below]).x0, x1=_box([bar, *over, *below]).x1)
            words = _replaced(words, [bar, *over, *below], replace(bar, text=text, box=box))
    return words


def _is_under(root: Word, word: Word) -> bool:
    middle = (word.box.top + word.box.bottom) / 2
    starts = root.box.x0 + 0.3 * root.size <= word.box.x0
    return starts and word.box.x1 <= root.box.x1 + SLACK and root.box.top <= middle <= root.box.bottom


def _is_beyond(bar: Word, word: Word, direction: int) -> bool:
    if word.box.x0 < bar.box.x0 - SLACK or word.box.x1 > bar.box.x1 + SLACK:
        return False
    step = direction * ((word.box.top + word.box.bottom) - (bar.box.top + bar.box.bottom)) / 2
    return MIN_STEP * bar.size <= step <= MAX_STEP * bar.size


def _grouped(words: Sequence[Word]) -> str:
    text = "".join(word.text for word in sorted(words, key=lambda word: word.box.x0))
    return f"({text})" if any(sign in text for sign in "+−-=/") else text


def _box(words: Sequence[Word]) -> Box:
    return union(word.box for word in words)


def _replaced(words: Sequence[Word], old: Sequence[Word], new: Word) -> list[Word]:
    gone = {id(word) for word in old}
    return [*(word for word in words if id(word) not in gone), new]
