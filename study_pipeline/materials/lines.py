"""Words of a block set to lines."""

from collections.abc import Sequence

from study_pipeline.materials.page import Line, Word
from study_pipeline.materials.rows import group_rows, join_touching, row_box, row_text

MIN_OVERBAR_RAISE = 0.25  # of the size


def set_lines(words: Sequence[Word], *, page: int, column: int) -> list[Line]:
    """Set ``words`` of one block to lines, top to bottom, each from left to right."""
    lines = []
    for row in group_rows(words):
        joined = join_touching(_without_overbars(row))
        lines.append(Line(row_text(joined), row_box(joined), page, column, tuple(joined)))
    return lines


def _without_overbars(row: Sequence[Word]) -> Sequence[Word]:
    """``row`` without raised underscores that some papers print over letters as a bar."""
    bars = [word for word in row if set(word.text) == {"_"}]
    if not bars or len(bars) == len(row):
        return row
    return [word for word in row if word not in bars or not any(_is_over(word, other) for other in row)]


def _is_over(bar: Word, word: Word) -> bool:
    shared = min(bar.box.x1, word.box.x1) - max(bar.box.x0, word.box.x0)
    raised = word.box.bottom - bar.box.bottom >= MIN_OVERBAR_RAISE * word.size
    return word is not bar and raised and shared >= 0.5 * (bar.box.x1 - bar.box.x0)
