"""Terms of Chinese and Japanese text without a dictionary: runs of one script between words that connect."""

import re
from collections.abc import Iterator

from study_pipeline.knowledge_graph.language import HAN
from study_pipeline.knowledge_graph.phrases import Phrase
from study_pipeline.knowledge_graph.stop_words import (
    CHINESE_CUTS,
    CHINESE_EDGES_AFTER,
    CHINESE_EDGES_BEFORE,
    CHINESE_STOP_WORDS,
)

MIN_CHARACTERS = 2
MAX_CHARACTERS = 10  # 涉外民事法律適用法 has nine

_CHINESE_CUT = re.compile("|".join(sorted(CHINESE_STOP_WORDS)) + f"|{CHINESE_CUTS}")
_HAN_RUN = re.compile(f"[{HAN}]+")
_JAPANESE_TERM = re.compile(f"[{HAN}ァ-ヺー]+")  # hiragana connects; kanji and katakana name


def chinese_phrases(text: str) -> Iterator[Phrase]:
    """Runs of Han characters between connecting words; longer runs are no term and are left out."""
    for run in _HAN_RUN.finditer(text):
        start = run.start()
        for cut in _CHINESE_CUT.finditer(text, run.start(), run.end()):
            yield from _term(text, *_without_edges(text, start, cut.start()))
            start = cut.end()
        yield from _term(text, *_without_edges(text, start, run.end()))


def japanese_phrases(text: str) -> Iterator[Phrase]:
    """Runs of kanji and katakana."""
    for run in _JAPANESE_TERM.finditer(text):
        yield from _term(text, run.start(), run.end())


def _without_edges(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in CHINESE_EDGES_BEFORE:
        start += 1
    while start < end and text[end - 1] in CHINESE_EDGES_AFTER:
        end -= 1
    return start, end


def _term(text: str, start: int, end: int) -> Iterator[Phrase]:
    if MIN_CHARACTERS <= end - start <= MAX_CHARACTERS:
        yield Phrase(text[start:end], start, end)
