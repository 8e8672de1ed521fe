"""Key phrases of English text: what stands between stop words and punctuation (the idea of RAKE)."""

import re
from collections.abc import Iterator

from study_pipeline.knowledge_graph.phrases import Phrase, phrase_at
from study_pipeline.knowledge_graph.stop_words import (
    ENGLISH_FUNCTION_WORDS,
    ENGLISH_GENERIC_WORDS,
    ENGLISH_STOP_WORDS,
)

MAX_WORDS = 4
MAX_WORD_CHARACTERS = 30  # longer ones are words that a PDF fused
_WORD = re.compile(r"[^\W_]+(?:[-/&+.'’][^\W_]+)*(?:\+\+|#)?")
_NUMBER = re.compile(
    r"[0-9.,/-]+(?:st|nd|rd|th)?|[0-9.,/-]*(?:[kMG]?Hz|[kMG]B|[cmk]?m|[kcm]?g|[mk]?[WVAs]|dB)"
)
_FORMULA = re.compile(
    r"[0-9.]*(?:ln|log|sin|cos|tan)[0-9]+|[0-9.]+[a-z][0-9]*|[a-z][0-9]+[a-z]?[0-9]*|[A-Za-z]|[ivx]{2,4}"
)
_WEAK_START = re.compile(
    "[A-Za-z][a-z]+(?:ly|iz(?:e|es|ed|ing)|if(?:y|ies|ied|ying))"
)  # fully, minimize, verify
_VERB_OR_ADVERB = re.compile("[A-Za-z]?[a-z]{2,}(?:ing|ed|ly)")


def english_phrases(text: str) -> Iterator[Phrase]:
    """Find phrases of at most MAX_WORDS words, in order of appearance."""
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(text):
        if run and text[run[-1].end() : word.start()].strip():
            yield from _phrase(text, run)
            run = []
        if _is_stop(word[0]):
            yield from _phrase(text, run)
            run = []
        else:
            run.append(word)
    yield from _phrase(text, run)


def _is_stop(word: str) -> bool:
    lower = word.lower().replace("’", "'")
    return (
        lower in ENGLISH_FUNCTION_WORDS
        or lower in ENGLISH_STOP_WORDS
        or _NUMBER.fullmatch(word) is not None
        or _FORMULA.fullmatch(word) is not None
    )


def _phrase(text: str, run: list[re.Match[str]]) -> Iterator[Phrase]:
    while len(run) > 1 and _is_predicate(run[-1][0], after=run[-2][0]):
        run = run[:-1]
    while run and _WEAK_START.fullmatch(run[0][0]):
        run = run[1:]
    if not run or len(run) > MAX_WORDS or any(len(word[0]) > MAX_WORD_CHARACTERS for word in run):
        return
    if all(word[0].lower() in ENGLISH_GENERIC_WORDS for word in run):
        return
    if len(run) > 1 and all(len(word[0]) < 3 for word in run):
        return  # letters of a formula or a drawing
    if len(run) == 1 and (len(run[0][0]) < 2 or _VERB_OR_ADVERB.fullmatch(run[0][0])):
        return
    yield phrase_at(text, run[0].start(), run[-1].end())


def _is_predicate(word: str, *, after: str) -> bool:
    """Whether a last word is a verb or adverb: packets containing, but not frequency hopping."""
    return word.islower() and word.endswith(("ed", "ly") if not after.endswith("s") else ("ed", "ly", "ing"))
