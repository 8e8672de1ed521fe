"""Lines joined to running text again: the paper's line breaks taken out."""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from study_pipeline.materials.pages.page import Box, Line, Word
from study_pipeline.materials.pages.rectangles import union
from study_pipeline.questions.marks.mark_words import is_picture

SUBSTITUTIONS = str.maketrans({"뺷": "『", "뺸": "』"})
"""Corner brackets that a broken font map turns into syllables that Korean does not use."""
SINGLE_BRACKETS = re.compile("뺨([^뺨뺩]{1,80})뺩")  # 뺨 alone is a cheek

_PARTICLES = "은 는 을 를 의 에 로 으로 와 과 도 만 에서 에게 까지 부터 보다 처럼 으로서 으로써 로서 로써"
_SUFFIXES = (
    "적인 적으로 들이 들은 하여 하는 하고 한다 하지 하며 하게 하면 하였다 했다 되는 된다 되어 되고 되지 되며"
)
_ENDINGS = "이다 이며 이고 이지 이라는 이라고 라고 다는 다고 다면 니다 습니다 는다 었다 였다 았다 었고 았고"
_LONGER_ENDINGS = "하기 하려 하던 하였고 하였으나 되었다 되었고 되었으나 어야 아야 려는 려고 면서 으면 지만"
BOUND_FORMS = frozenset(f"{_PARTICLES} {_SUFFIXES} {_ENDINGS} {_LONGER_ENDINGS}".split())
"""Particles and endings that never stand alone: at a line's start, they go on with the line before."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words of one line that belong together."""

    page: int
    words: tuple[Word, ...]

    @property
    def box(self) -> Box:
        """The box around the words."""
        return union(word.box for word in self.words)


def holds_substitutes(fragment: Fragment) -> bool:
    """Whether a broken font map replaced brackets here, which ``join_fragments`` puts back."""
    text = " ".join(word.text for word in fragment.words)
    return any(chr(code) in text for code in SUBSTITUTIONS) or bool(SINGLE_BRACKETS.search(text))


def vocabulary_of(lines: Iterable[Line]) -> frozenset[str]:
    """The words that stand whole inside lines, without punctuation: no line break has cut them."""
    return frozenset(_bare(word.text) for line in lines for word in line.words[1:-1])


def join_fragments(fragments: Sequence[Fragment], vocabulary: Container[str] = ()) -> str:
    """The fragments' text as one paragraph.

    A Korean word that a line break cut is joined again where its end never stands alone, or where the paper
    prints the whole word elsewhere (``vocabulary``). Other line breaks become spaces.
    """
    text = ""
    last: Word | None = None
    for fragment in fragments:
        piece = spaced([word for word in fragment.words if not is_picture(word.text)])
        if not piece:
            continue
        text = piece if last is None else _joined(text, piece, sure_end=last.ends, vocabulary=vocabulary)
        last = fragment.words[-1]
    return repaired(text).strip()


def spaced(words: Sequence[Word]) -> str:
    """The words' text with single spaces, but none where a mark was taken out of a word."""
    text = ""
    for place, word in enumerate(words):
        touches = place > 0 and abs(word.box.x0 - words[place - 1].box.x1) < 0.01
        text += word.text if touches or not place else f" {word.text}"
    return text


def repaired(text: str) -> str:
    """``text`` with known wrong characters put right."""
    return SINGLE_BRACKETS.sub(r"「\1」", text.translate(SUBSTITUTIONS))


def _joined(text: str, piece: str, *, sure_end: bool, vocabulary: Container[str]) -> str:
    before, after = text[-1], piece[0]
    if before == "-" and after.islower() and re.search(r"[A-Za-z]{2}-$", text):
        return text[:-1] + piece
    if _is_unspaced(before) and _is_unspaced(after):
        return text + piece
    if not sure_end and _is_hangul(before) and _is_hangul(after):
        first, second = _bare(text.rsplit(" ", 1)[-1]), _bare(piece.split(" ", 1)[0])
        printed_apart = first in vocabulary and second in vocabulary
        if second in BOUND_FORMS or (first + second in vocabulary and not printed_apart):
            return text + piece
    return f"{text} {piece}"


def _bare(word: str) -> str:
    return word.strip(".,?!:;()[]<>‘’“”'\"『』「」·…")


def _is_hangul(character: str) -> bool:
    return "가" <= character <= "힣"


def _is_unspaced(character: str) -> bool:
    return (
        "\u3001" <= character <= "\u30ff"
        or "\u3400" <= character <= "\u9fff"
        or "\uff01" <= character <= "\uff5e"
    )
