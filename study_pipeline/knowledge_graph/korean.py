"""Noun phrases of Korean text, with Kiwi's tags (the analyser and its model come from wheels)."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from kiwipiepy import Kiwi, Token

from study_pipeline.knowledge_graph.phrases import Phrase, phrase_at
from study_pipeline.knowledge_graph.stop_words import (
    KOREAN_GENERIC_NOUNS,
    KOREAN_PARTICLES,
    KOREAN_STOP_NOUNS,
)

MAX_WORDS = 4
MIN_SPECIFIC_SYLLABLES = 4  # a word this long names something even without the words around it

# IPv6, TCP/IP, 3-way, C++: Kiwi cuts them at every change of character class.
_TECHNICAL = re.compile(r"(?:[A-Za-z0-9]{1,40}[-/._&+]){0,6}[0-9]{0,9}[A-Za-z][A-Za-z0-9]{0,40}(?:\+\+|#)?")
_UNIT = "(?:[kMGT]?(?:Hz|B|b|W|V|bps)|[kcmμn]?[mgs]|mA|dB|L|ml|mL|ha|kPa|ppm|[a-z]?℃)"
_QUANTITY = re.compile(f"[0-9.,]{{1,20}}{_UNIT}?[가-힣]?|{_UNIT}")
_FORMULA = re.compile(
    r"[0-9.]*(?:ln|log|sin|cos|tan)[0-9]+|[0-9.]+[a-z][0-9]*|[a-z][0-9]+[a-z]?[0-9]*|[A-Za-z]"
)
_NOUNS = frozenset({"NNG", "NNP", "SH", "SL", "SN", "XPN", "XSN"})
_EMPTY_TAGS = frozenset({"SN", "NNB", "NR", "XSN", "XPN"})
_ADVERBIAL_SUFFIXES = frozenset("적상당별간시씩여")  # 일반적, 문맥상, 그루당: never a name
_STOPS = KOREAN_STOP_NOUNS | KOREAN_PARTICLES
_ADJECTIVE = re.compile("[가-힣]{2,}(?<![면유업실목누])적")  # 면역학적; but 표면적, 문화유적
_EMPTY_NOUNS = KOREAN_STOP_NOUNS | KOREAN_GENERIC_NOUNS
_ENDINGS = frozenset("들등중간뿐것")
_SWALLOWED_PARTICLE = re.compile("[가-힣]{2,}(?:(?<![마가노고])을|는)|[가-힣]+를")  # 절편을; but 마을, 가을
_TECHNICAL_TAG = "SL"


class _Piece(NamedTuple):
    """One or more of Kiwi's tokens: a span of the text with a tag."""

    start: int
    end: int
    tag: str
    form: str


@cache
def _kiwi() -> Kiwi:
    # One thread: the ingest's own processes already use every core. Loading takes about two seconds.
    return Kiwi(num_workers=1)


def korean_phrases(texts: Sequence[str]) -> list[list[Phrase]]:
    """Find the noun phrases of each text, in order of appearance."""
    # With z_coda, a final consonant may split off as a colloquial ending: 경계값 becomes 경계 + 가 + ㅄ.
    return [
        list(_phrases(text, tokens))
        for text, tokens in zip(texts, _kiwi().tokenize(list(texts), z_coda=False), strict=True)
    ]


def _phrases(text: str, tokens: Sequence[Token]) -> Iterator[Phrase]:
    run: list[_Piece] = []
    for piece in _pieces(text, tokens):
        if run and text[run[-1].end : piece.start].strip():
            yield from _cut(text, run)
            run = []
        is_glued = bool(run) and run[-1].end == piece.start
        if piece.tag in _NOUNS or (piece.tag == "NNB" and is_glued):
            run.append(piece)
            continue
        if is_glued and piece.tag.startswith(("XSV", "XSA", "E")):
            # 분석하다: a verb. Only what stands before its word can be a phrase.
            run = [noun for word in _words(run)[:-1] for noun in word]
        yield from _cut(text, run)
        run = []
    yield from _cut(text, run)


def _pieces(text: str, tokens: Sequence[Token]) -> Iterator[_Piece]:
    technical = [match.span() for match in _TECHNICAL.finditer(text)]
    upcoming = 0
    end = 0
    for token in tokens:
        while upcoming < len(technical) and technical[upcoming][1] <= token.start:
            upcoming += 1
        if token.start < end:
            continue
        if upcoming < len(technical) and technical[upcoming][0] <= token.start:
            start, end = technical[upcoming]
            yield _Piece(start, end, _TECHNICAL_TAG, text[start:end])
        else:
            end = token.start + token.len
            yield _Piece(token.start, end, token.tag, token.form)


def _words(run: Sequence[_Piece]) -> list[list[_Piece]]:
    words: list[list[_Piece]] = []
    for piece in run:
        if words and words[-1][-1].end == piece.start:
            words[-1].append(piece)
        else:
            words.append([piece])
    return words


def _cut(text: str, run: Sequence[_Piece]) -> Iterator[Phrase]:
    """Split a run of nouns at words that name nothing, and give each part."""
    part: list[list[_Piece]] = []
    for word in map(_without_ending, _words(run)):
        if _is_stop(text, word):
            yield from _parts(text, part)
            part = []
        else:
            part.append(word)
    yield from _parts(text, part)


def _without_ending(word: list[_Piece]) -> list[_Piece]:
    """Plural, glued 등 and the like, and particles that the analyser took for part of an unknown noun."""
    last = word[-1]
    if len(word) > 1 and last.form in _ENDINGS:
        return word[:-1]
    if len(word) > 1 and last.form in KOREAN_PARTICLES and word[-2].tag in {"SL", "SN"}:
        return word[:-1]
    if last.tag != _TECHNICAL_TAG and _SWALLOWED_PARTICLE.fullmatch(last.form):
        return [*word[:-1], last._replace(end=last.end - 1, form=last.form[:-1])]
    return word


def _is_stop(text: str, word: Sequence[_Piece]) -> bool:
    surface = _surface(text, word)
    if surface in _STOPS or _QUANTITY.fullmatch(surface) or _FORMULA.fullmatch(surface):
        return True
    # 3문단, 0.95이상, 학생2
    is_counted = any(piece.tag in _EMPTY_TAGS for piece in word)
    return is_counted and all(piece.tag in _EMPTY_TAGS or piece.form in _EMPTY_NOUNS for piece in word)


def _parts(text: str, words: Sequence[Sequence[_Piece]]) -> Iterator[Phrase]:
    """Give the phrase of the last MAX_WORDS words, and each long word by itself: it joins questions."""
    while words and _is_adverbial(_surface(text, words[-1]), words[-1]):
        words = words[:-1]  # 과두제적 경영 is a phrase, 과두제적(인) alone an adjective
    tail = words[-MAX_WORDS:]
    surfaces = [_surface(text, word) for word in tail]
    if all(surface in KOREAN_GENERIC_NOUNS or len(surface) == 1 for surface in surfaces):
        return
    yield from _phrase(text, tail)
    if len(words) > 1:
        for word in words:
            if _is_specific(_surface(text, word), word):
                yield from _phrase(text, [word])


def _is_adverbial(surface: str, word: Sequence[_Piece]) -> bool:
    is_suffixed = word[-1].tag == "XSN" and word[-1].form in _ADVERBIAL_SUFFIXES
    return is_suffixed or _ADJECTIVE.fullmatch(surface) is not None


def _is_specific(surface: str, word: Sequence[_Piece]) -> bool:
    if _is_adverbial(surface, word):
        return False
    return surface.isupper() if surface.isascii() else len(surface) >= MIN_SPECIFIC_SYLLABLES


def _surface(text: str, word: Sequence[_Piece]) -> str:
    return text[word[0].start : word[-1].end]


def _phrase(text: str, words: Sequence[Sequence[_Piece]]) -> Iterator[Phrase]:
    start, end = words[0][0].start, words[-1][-1].end
    if end - start > 1:
        yield phrase_at(text, start, end)
