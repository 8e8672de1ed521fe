"""Words grouped to rows (one baseline) and rows to pieces (runs without a wide gap)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from study_pipeline.materials.pages.page import Box, Word
from study_pipeline.materials.pages.rectangles import union

MIN_ROW_OVERLAP = 0.55  # of the lower box: superscripts join their row, the next row does not
OPEN_ROWS = 7  # the last rows, by bottom edge, that a word may still join
MAX_UNSPACED_GAP = 0.6  # of the size: Chinese and Japanese justify by widening these gaps
MAX_TOUCH_GAP = 0.08  # of the size: closer words were split only by a change of font
MIN_SET_OFF_GAP = 0.2  # of the size, behind a letter that begins a row
LIST_KANA = frozenset("アイウエオカキクロハニ")


@dataclass(slots=True)
class _OpenRow:
    top: float
    bottom: float
    words: list[Word]


def group_rows(words: Iterable[Word]) -> list[list[Word]]:
    """Group ``words`` to rows, top to bottom; each row from left to right. No word is lost."""
    rows: list[_OpenRow] = []
    for word in sorted(words, key=_by_bottom):
        _, top, _, bottom = word.box
        if rows and rows[-1].top == top and rows[-1].bottom == bottom:
            rows[-1].words.append(word)  # most words stand beside the one before them
            continue
        height = bottom - top
        best, best_share = None, MIN_ROW_OVERLAP
        for row in rows[:-OPEN_ROWS:-1]:
            row_top, row_bottom = row.top, row.bottom
            if row_top == top and row_bottom == bottom:
                best = row  # a whole overlap: no other can be larger
                break
            # written out, not min and max: this is the innermost loop of all reading
            low = row_bottom if row_bottom < bottom else bottom  # noqa: FURB136
            high = row_top if row_top > top else top  # noqa: FURB136
            shared = low - high
            if shared > 0:
                row_height = row_bottom - row_top
                share = shared / (height if height < row_height else row_height)  # noqa: FURB136
                if share > best_share:
                    best, best_share = row, share
        if best is None:
            rows.append(_OpenRow(top, bottom, [word]))
        else:
            best.words.append(word)
            if bottom - top > best.bottom - best.top and len(best.words) < 4:
                best.top, best.bottom = top, bottom
    rows.sort(key=lambda row: row.top + row.bottom)
    return [sorted(row.words, key=_by_left) if len(row.words) > 1 else row.words for row in rows]


def _by_bottom(word: Word) -> tuple[float, float]:
    box = word.box
    return box.bottom, box.x0


def _by_left(word: Word) -> tuple[float, float]:
    box = word.box
    return box.x0, box.x1


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
    return words[0].box if len(words) == 1 else union([word.box for word in words])


def row_text(words: Sequence[Word]) -> str:
    """The words' text with single spaces."""
    return " ".join([word.text for word in words])


def join_touching(row: Sequence[Word]) -> list[Word]:
    """Join words that touch: a subscript or a change of font inside one word."""
    joined: list[Word] = []
    for word in row:
        last = joined[-1] if joined else None
        if last and _touches(last, word) and not (len(joined) == 1 and _is_set_off(last, word)):
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


def _is_set_off(first: Word, word: Word) -> bool:
    """Whether a row begins with a lone letter of a list (``ア 三角形``)."""
    return first.text in LIST_KANA and word.box.x0 - first.box.x1 >= MIN_SET_OFF_GAP * first.size


def _unspaced(character: str) -> bool:
    """Whether a script without spaces between words uses this character: Han, kana, their punctuation."""
    if "\u3400" <= character <= "\u9fff":
        return True
    return "\u3001" <= character <= "\u30ff" and character not in "【】〔〕"
