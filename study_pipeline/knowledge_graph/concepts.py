"""Concepts that a question names, found offline, in the language in which it is printed."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from study_pipeline.knowledge_graph.east_asian import chinese_phrases, japanese_phrases
from study_pipeline.knowledge_graph.english import english_phrases
from study_pipeline.knowledge_graph.facts import Mention, Place
from study_pipeline.knowledge_graph.korean import korean_phrases
from study_pipeline.knowledge_graph.language import HAN, HANGUL, KANA, LATIN, language_of
from study_pipeline.knowledge_graph.phrases import Phrase

CONCEPT_RULES = "1"  # raise with every change of what is found: materials read before are then read again
MAX_OWN_CONCEPTS = 12
MAX_PASSAGE_CONCEPTS = 6
MAX_TEXT_CHARACTERS = 20_000
MAX_CONCEPT_CHARACTERS = 60

# Marks of options and statements part what stands before from what follows, also where nothing else does.
_MARK = re.compile(
    r"[①-⑳㉠-㉿ⓐ-ⓩ⑴-⒵❶-❿]|\([가나다라마바사아자차카타파하ㄱ-ㅎ]\)|(?<![가-힣])[ㄱ-ㅎ]\.|<[^<>]{1,12}>|\n\s*\n"
)
_ENGLISH_SPAN = re.compile(rf"[{LATIN}][{LATIN}0-9'’,;:()\"-]*(?:\s+[{LATIN}0-9'’,;:()\"&/.-]+){{4,}}")
_ALIAS = re.compile(r"\s?[(（]\s?(?=[0-9]*[A-Za-z])([A-Za-z0-9][A-Za-z0-9 ./+&-]{1,40}?)\s?[)）]")
_CJK = re.compile(f"[{HANGUL}{KANA}{HAN}]")
_BLANK_BESIDE_CJK = re.compile(rf"(?<=[{HANGUL}{KANA}{HAN}])\s+|\s+(?=[{HANGUL}{KANA}{HAN}])")
# Longer single words are mostly terms (hysteresis). Two letters may be a term (IP) or a line (AB).
_EVERYDAY = re.compile("[a-z]{1,8}|[A-Z][a-zA-Z]|[A-Za-z]{1,2}[0-9]")
_SHORT = re.compile("[가-힣]{1,2}|[a-z]+|" + _EVERYDAY.pattern)
_PLURAL = re.compile(r"(?<![A-Za-z])[A-Za-z][a-z]{2,}(?<![sui])s$")
_SUPERSCRIPT_DIGIT = re.compile("[⁰¹²³⁴-⁹]")


class _Found(NamedTuple):
    concept: str
    surface: str
    language: str
    alias: str | None


def concept_id(surface: str) -> str:
    """Give the one spelling of a concept: NFKC, lower case, no plural s, no blanks beside Hangul or Han.

    Spellings that differ in a digit stay apart: 제2정규형 and 제3정규형, also 10² and 102.
    """
    kept_apart = _SUPERSCRIPT_DIGIT.sub(lambda digit: "^" + digit[0], _PLURAL.sub(_singular, surface))
    folded = unicodedata.normalize("NFKC", kept_apart).casefold()
    return " ".join(_BLANK_BESIDE_CJK.sub("", folded).split())


def _singular(plural: re.Match[str]) -> str:
    word = plural[0]
    return word[:-3] + "y" if word.endswith("ies") else word[:-1]


def mentions_of(stem: str, options: Sequence[str], passage: str | None) -> tuple[Mention, ...]:
    """Find what a question names: each concept once, at its most telling place (stem, option, passage)."""
    own: dict[str, Mention] = {}
    for found in _found_in(stem):
        own.setdefault(found.concept, _mention(found, "stem"))
    options_naming: Counter[str] = Counter()
    for number, option in enumerate(options, start=1):
        found_here = _found_in(option)
        options_naming.update({found.concept for found in found_here})
        for found in found_here:
            own.setdefault(found.concept, _mention(found, "option", number))
    ranked = sorted(
        (_judged(mention, options_naming[mention.concept]) for mention in own.values()),
        key=lambda mention: (mention.place != "stem", mention.is_weak, -options_naming[mention.concept]),
    )
    mentions = {mention.concept: mention for mention in ranked[:MAX_OWN_CONCEPTS]}
    if passage:
        for found in _main_concepts_of_passage(passage):
            mentions.setdefault(found.concept, _mention(found, "passage"))
    return tuple(mentions.values())


def _mention(found: _Found, place: Place, option: int | None = None) -> Mention:
    return Mention(found.concept, found.surface, found.language, place, option, found.alias)


def _judged(mention: Mention, options_naming: int) -> Mention:
    pattern = _SHORT if mention.place == "option" and options_naming < 2 else _EVERYDAY
    return replace(mention, is_weak=pattern.fullmatch(mention.surface) is not None)


@lru_cache(maxsize=256)  # the questions of a passage come one after the other
def _main_concepts_of_passage(passage: str) -> tuple[_Found, ...]:
    """What a passage names at least twice, most often first."""
    found = _found_in(passage)
    counts = Counter(one.concept for one in found)
    first = {one.concept: one for one in reversed(found)}
    repeated = [one for one in reversed(first.values()) if counts[one.concept] > 1]
    return tuple(sorted(repeated, key=lambda one: -counts[one.concept])[:MAX_PASSAGE_CONCEPTS])


def _found_in(text: str) -> list[_Found]:
    """All phrases of a text that may be concepts, in order, repeated as often as they stand there."""
    normal = unicodedata.normalize("NFC", text[:MAX_TEXT_CHARACTERS])
    language = language_of(normal)
    if language is None:
        return []
    return [
        found
        for segment in _MARK.split(normal)
        if segment.strip()
        for phrase in _phrases(segment, language)
        if (found := _as_found(segment, phrase, language)) is not None
    ]


def _phrases(segment: str, language: str) -> Iterator[Phrase]:
    if language == "ko":
        yield from _korean_and_english_phrases(segment)
    elif language == "ja":
        yield from japanese_phrases(segment)
    elif language == "zh":
        yield from chinese_phrases(segment)
    elif language == "en":
        yield from english_phrases(segment)


def _korean_and_english_phrases(segment: str) -> Iterator[Phrase]:
    """Read English sentences inside Korean text as English, terms of a few words as part of the Korean."""
    start = 0
    for span in [*_ENGLISH_SPAN.finditer(segment), None]:
        piece = segment[start : span.start() if span else len(segment)]
        for phrase in korean_phrases([piece])[0]:
            yield Phrase(phrase.surface, phrase.start + start, phrase.end + start)
        if span:
            for phrase in english_phrases(span[0]):
                yield Phrase(phrase.surface, phrase.start + span.start(), phrase.end + span.start())
            start = span.end()


def _as_found(segment: str, phrase: Phrase, language: str) -> _Found | None:
    concept = concept_id(phrase.surface)
    if len(concept) < 2 or len(concept) > MAX_CONCEPT_CHARACTERS or not any(map(str.isalpha, concept)):
        return None
    is_latin = _CJK.search(phrase.surface) is None
    alias = None if is_latin else _ALIAS.match(segment, phrase.end)
    return _Found(concept, phrase.surface, "en" if is_latin else language, alias[1] if alias else None)
