"""Which texts go into which call of an embedder: each text once, in calls of a bounded size."""

from collections.abc import Iterable, Iterator, Sequence

from study_pipeline.embeddings.text import text_hash

MAX_TEXTS_PER_CALL = 100
MAX_CHARACTERS_PER_CALL = 150_000
"""Keeps a call of 100 long texts below the 300,000 tokens that OpenAI takes in one request.

It allows two tokens for each character.
"""


def distinct_texts(texts: Iterable[str]) -> dict[str, str]:
    """Return the texts by their hash, each once, in the order in which they first came."""
    distinct: dict[str, str] = {}
    for text in texts:
        distinct.setdefault(text_hash(text), text)
    return distinct


def calls(
    texts: Sequence[str],
    *,
    max_texts: int = MAX_TEXTS_PER_CALL,
    max_characters: int = MAX_CHARACTERS_PER_CALL,
) -> Iterator[list[str]]:
    """Split ``texts``, in order, into calls of at most ``max_texts`` texts and ``max_characters`` in sum.

    A single text that is longer than ``max_characters`` gets a call of its own.
    """
    call: list[str] = []
    size = 0
    for text in texts:
        if call and (len(call) == max_texts or size + len(text) > max_characters):
            yield call
            call, size = [], 0
        call.append(text)
        size += len(text)
    if call:
        yield call
