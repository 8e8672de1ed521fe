"""Fakes for the world outside: an embedder that costs nothing and remembers what it was asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from study_pipeline.embeddings.space import VectorSpace

DIMENSIONS = 16  # LanceDB treats lists of fewer than ten numbers otherwise


@dataclass
class CountingEmbedder:
    """Counts pairs of letters, so that texts with the same words are near. ``failure`` is raised when set."""

    model: str = "letter-pairs@1"
    dimensions: int = DIMENSIONS
    max_characters: int = 2_000
    failure: Exception | None = None
    calls: int = 0
    texts: list[str] = field(default_factory=list)

    @property
    def space(self) -> VectorSpace:
        return VectorSpace(self.model, self.dimensions)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self.failure is not None:
            raise self.failure
        self.calls += 1
        self.texts.extend(texts)
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row, 0] = 0.1  # an empty text has a direction too
            for first, second in pairwise(text):
                vectors[row, (ord(first) * 31 + ord(second)) % self.dimensions] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
