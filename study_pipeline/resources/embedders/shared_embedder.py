"""A server of embeddings that all runs share: at most so many calls at a time, whoever makes them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from study_pipeline.embeddings.space import VectorSpace
from study_pipeline.language import message
from study_pipeline.resources.catalog.leases import lease
from study_pipeline.resources.embedders.embedder import Embedder

EMBEDDING_LEASE = message("embedding server")


@dataclass(frozen=True, slots=True)
class SharedEmbedder:
    """An embedder whose calls need a lease in the catalog. Dagster's pools know steps, and a step makes many calls."""

    embedder: Embedder
    engine: Engine
    calls_at_a_time: int

    @property
    def model(self) -> str:
        """The model's name with its version."""
        return self.embedder.model

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""
        return self.embedder.dimensions

    @property
    def space(self) -> VectorSpace:
        """``model`` and ``dimensions`` together."""
        return self.embedder.space

    @property
    def max_characters(self) -> int:
        """How much of a text the model is given."""
        return self.embedder.max_characters

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed ``texts`` in one call, once it is this one's turn.

        Raises:
            TransientError: The server was busy or away, or others kept it for too long.
            PermanentError: The server refuses, or its answer cannot be used.
        """
        with lease(self.engine, EMBEDDING_LEASE, holders=self.calls_at_a_time):
            return self.embedder.embed(texts)
