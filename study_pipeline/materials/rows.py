"""Words grouped to rows (one baseline) and rows to pieces (runs without a wide gap)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from study_pipeline.materials.page import Box, Word
from study_pipeline.materials.rectangles import union

MIN_ROW_OVERLAP = 0.55  # of the lower box: superscripts join their row, the next row does not
OPEN_ROWS = 7  # the last rows, by bottom edge, that a word may still join
MAX_UNSPACED_GAP = 0.6  # of the size: Chinese and Japanese justify by widening these gaps
MAX_TOUCH_GAP = 0.08  # of the size: closer words were split only by a change of font


@dataclass(slots=True)
class _OpenRow:
    top: float
    bottom: float
    words: list[Word]


def group_rows(words: Iterable[Word]) -> list[list[Word]]:
    """Group ``words`` to rows, top to bottom; each row from left to right. No word is lost."""
    rows: list[_OpenRow] = []
    for word in sorted(words, key=lambda w: (w.box.bottom, w.box.x0)):
        top, bottom = word.box.top, word.box.bottom
        best, best_share = None, MIN_ROW_OVERLAP
        for row in rows[:-OPEN_ROWS:-1]:
            # written out, not min and max: this is the innermost loop of all reading
            shared = (min(row.bottom, bottom)) - (max(row.top, top))
            if shared > 0:
                share = shared / min(bottom - top, row.bottom - row.top)
                if share > best_share:
                    best, best_share = row, share
        if best is None:
            rows.append(_OpenRow(top, bottom, [word]))
        else:
            best.words.append(word)
            if bottom - top > best.bottom - best.top and len(best.words) < 4:
                best.top, best.bottom = top, bottom
    rows.sort(key=lambda row: row.top + row.bottom)
    return [sorted(row.words, key=lambda w: (w.box.x0, w.box.x1)) for row in rows]


def split_pieces(row: Sequence[Word], gap_sizes: float) -> list[list[Word]]:
    """Split ``row`` where the gap between words exceeds ``gap_sizes`` times their size."""
    pieces: list[list[Word]] = []
    reach = 0.0
    for word in row:
        if pieces and word.box.x0 - reach <= gap_sizes * max(word.size, pieces[-1][-1].size):
            pieces[-1].append(word)
            reach = max(reach, word.box.x1)
        else:
            pieces.append([word])
            reach = word.box.x1
    return pieces


def row_box(words: Sequence[Word]) -> Box:
    """The box around ``words``."""
    return union(word.box for word in words)


def row_text(words: Sequence[Word]) -> str:
    """The words' text with single spaces."""
    return " ".join(word.text for word in words)


def join_touching(row: Sequence[Word]) -> list[Word]:
    """Join words that touch: a subscript or a change of font inside one word."""
    joined: list[Word] = []
    for word in row:
        last = joined[-1] if joined else None
        if last and _touches(last, word):
            larger = last if last.size >= word.size else word
            joined[-1] = Word(
                last.text + word.text, union((last.box, word.box)), larger.font, larger.size, word.ends
            )
        else:
            joined.append(word)
    return joined


def _touches(last: Word, word: Word) -> bool:
    if "\ufffc" in (last.text, word.text):
        return False
    gap = word.box.x0 - last.box.x1
    size = min(last.size, word.size)
    if _unspaced(last.text[-1]) and _unspaced(word.text[0]):
        return -0.3 * size <= gap <= MAX_UNSPACED_GAP * size
    return not last.ends and -0.3 * size <= gap <= MAX_TOUCH_GAP * size


def _unspaced(character: str) -> bool:
    """Whether a script without spaces between words uses this character: Han, kana, their punctuation."""
    if "\u3400" <= character <= "\u9fff":
        return True
    return "\u3001" <= character <= "\u30ff" and character not in "【】〔〕"
