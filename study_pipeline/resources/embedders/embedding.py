"""Embedding texts so that none is ever paid for twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from study_pipeline.embeddings.batches import calls, distinct_texts
from study_pipeline.embeddings.text import text_hash
from study_pipeline.resources.embedders.embedder import Embedder
from study_pipeline.resources.embedders.vector_cache import VectorCache


@dataclass(frozen=True, slots=True)
class EmbeddingUsage:
    """What embedding cost: calls made, distinct texts sent in them, distinct texts known before."""

    calls: int
    texts_sent: int
    cached: int


def embed_texts(
    embedder: Embedder,
    cache: VectorCache,
    texts: Sequence[str],
    on_progress: Callable[[int, int], None] | None = None,
) -> tuple[NDArray[np.float32], EmbeddingUsage]:
    """Embed ``texts``: float32, shape (len(texts), dimensions), unit length, same order.

    Each distinct text that the cache does not know is sent once, in calls of at most 100. The vectors of a
    call are in the cache before the next call is made: a crash loses at most the one call in flight, and so
    does an error, which is raised as it comes. ``on_progress(done, total)`` counts distinct texts.

    Raises:
        TransientError: The embedder was busy or away.
        PermanentError: The embedder refuses.
    """
    space = embedder.space
    distinct = distinct_texts(texts)
    known = cache.get_many(space, distinct.keys())
    usage = EmbeddingUsage(calls=0, texts_sent=0, cached=len(known))
    if on_progress:
        on_progress(len(known), len(distinct))
    for call in calls([text for key, text in distinct.items() if key not in known]):
        vectors = embedder.embed(call)
        new = {text_hash(text): vector for text, vector in zip(call, vectors, strict=True)}
        cache.put_many(space, new)
        known |= new
        usage = EmbeddingUsage(usage.calls + 1, usage.texts_sent + len(call), usage.cached)
        if on_progress:
            on_progress(len(known), len(distinct))
    matrix = np.empty((len(texts), space.dimensions), dtype=np.float32)
    for row, text in enumerate(texts):
        matrix[row] = known[text_hash(text)]
    return matrix, usage
