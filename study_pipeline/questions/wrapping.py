"""Lines joined to running text again: the paper's line breaks taken out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from study_pipeline.materials.page import Box, Word
from study_pipeline.materials.rectangles import union

SUBSTITUTIONS = str.maketrans({"뺷": "『", "뺸": "』"})
"""Corner brackets that a broken font map turns into syllables that Korean does not use."""
SINGLE_BRACKETS = re.compile("뺨([^뺨뺩]{1,80})뺩")  # 뺨 alone is a cheek

_PARTICLES = "은 는 을 를 의 에 로 으로 와 과 도 만 에서 에게 까지 부터 보다 처럼 으로서 으로써 로서 로써"
_SUFFIXES = (
    "적인 적으로 들이 들은 하여 하는 하고 한다 하지 하며 하게 하면 하였다 했다 되는 된다 되어 되고 되지 되며"
)
_ENDINGS = "이다 이며 이고 이라고 라고 었다 였다 니다 습니다 는다 어야 아야 려는 려고 면서 으면 지만"
BOUND_FORMS = frozenset(f"{_PARTICLES} {_SUFFIXES} {_ENDINGS}".split())
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


def join_fragments(fragments: Sequence[Fragment]) -> str:
    """The fragments' text as one paragraph."""
    text = ""
    last: Word | None = None
    for fragment in fragments:
        piece = " ".join(word.text for word in fragment.words)
        text = piece if last is None else _joined(text, piece, sure_end=last.ends)
        last = fragment.words[-1]
    return repaired(text).strip()


def repaired(text: str) -> str:
    """``text`` with known wrong characters put right."""
    return SINGLE_BRACKETS.sub(r"「\1」", text.translate(SUBSTITUTIONS))


def _joined(text: str, piece: str, *, sure_end: bool) -> str:
    before, after = text[-1], piece[0]
    if before == "-" and after.islower() and re.search(r"[A-Za-z]{2}-$", text):
        return text[:-1] + piece
    if _is_unspaced(before) and _is_unspaced(after):
        return text + piece
    if not sure_end and _is_hangul(before) and (piece.split(" ", 1)[0].rstrip(".,?!)") in BOUND_FORMS):
        return text + piece
    return f"{text} {piece}"


def _is_hangul(character: str) -> bool:
    return "가" <= character <= "힣"


def _is_unspaced(character: str) -> bool:
    return (
        "\u3001" <= character <= "\u30ff"
        or "\u3400" <= character <= "\u9fff"
        or "\uff01" <= character <= "\uff5e"
    )
