"""Brackets that a font's map gives two codes without a meaning: known by how a paper uses them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from study_pipeline.materials.pages.glyphs import is_private_use
from study_pipeline.materials.pages.page import Line, Word

STAND_INS = "뺷뺸"  # what another broken map of the same fonts gives: 『 and 』, put back with their flag
MIN_PAIRS = 3
MAX_INSIDE_CHARACTERS = 40  # titles of books and poems


def with_known_brackets(lines: Sequence[Line]) -> Sequence[Line]:
    """``lines`` with the two unknown codes that enclose titles throughout the paper as the brackets they show."""
    codes = _enclosing_codes("\n".join(line.text for line in lines))
    if not codes:
        return lines
    shown = str.maketrans(codes, STAND_INS)
    return [
        replace(
            line, text=line.text.translate(shown), words=tuple(_shown(word, shown) for word in line.words)
        )
        if any(code in line.text for code in codes)
        else line
        for line in lines
    ]


def _shown(word: Word, shown: dict[int, int]) -> Word:
    return replace(word, text=word.text.translate(shown))


def _enclosing_codes(text: str) -> str:
    """Two neighbouring private-use codes that take turns around a few words each, mostly before a Korean particle."""
    printed = Counter(text)
    counts = Counter({character: printed[character] for character in printed if is_private_use(character)})
    for opening, count in counts.most_common():
        closing = chr(ord(opening) + 1)
        is_series = count in (
            counts[chr(ord(opening) - 1)],
            counts[chr(ord(closing) + 1)],
        )  # marks of options
        if count < MIN_PAIRS or counts[closing] != count or is_series:
            continue
        if _encloses_titles(text, opening, closing):
            return opening + closing
    return ""


def _encloses_titles(text: str, opening: str, closing: str) -> bool:
    places = [(place, character) for place, character in enumerate(text) if character in opening + closing]
    takes_turns = all(character == (opening, closing)[i % 2] for i, (_, character) in enumerate(places))
    lengths = [end - start for (start, _), (end, _) in list(pairwise(places))[::2]]
    before_particles = sum("가" <= text[place + 1 : place + 2] <= "힣" for place, _ in places[1::2])
    return (
        takes_turns
        and all(1 < length <= MAX_INSIDE_CHARACTERS for length in lengths)
        and before_particles >= len(lengths) / 2
    )
