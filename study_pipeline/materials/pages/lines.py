"""Words of a block set to lines."""

from collections.abc import Sequence

from study_pipeline.materials.pages.page import Line, Word
from study_pipeline.materials.pages.rows import group_rows, join_touching, row_box, row_text

MIN_OVERBAR_DROP, MAX_OVERBAR_DROP = 0.25, 1.0  # of the size: from the bar's baseline down to its letters'

MAX_BARS = 100  # of a block: a page with more is a form of blanks to fill in


def set_lines(words: Sequence[Word], *, page: int, column: int) -> list[Line]:
    """Set ``words`` of one block to lines, top to bottom, each from left to right."""
    lines = []
    for row in group_rows(_without_overbars(words)):
        joined = join_touching(row)
        lines.append(Line(row_text(joined), row_box(joined), page, column, tuple(joined)))
    return lines


def _without_overbars(words: Sequence[Word]) -> Sequence[Word]:
    """``words`` without underscores that some papers print over letters as a bar; blanks to fill in stay."""
    bars = [word for word in words if len(word.text) > 1 and set(word.text) == {"_"}]
    if not 0 < len(bars) <= MAX_BARS:
        return words
    drawn = {id(bar) for bar in bars}
    letters = [word for word in words if id(word) not in drawn]
    over = {id(bar) for bar in bars if any(_is_over(bar, word) for word in letters)}
    return [word for word in words if id(word) not in over]


def _is_over(bar: Word, word: Word) -> bool:
    shared = min(bar.box.x1, word.box.x1) - max(bar.box.x0, word.box.x0)
    drop = (word.box.bottom - bar.box.bottom) / word.size
    return MIN_OVERBAR_DROP <= drop <= MAX_OVERBAR_DROP and shared >= 0.5 * (bar.box.x1 - bar.box.x0)
