"""What turns texts into vectors: one protocol, a built-in model, or an OpenAI-compatible server."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from study_pipeline.embeddings.space import VectorSpace
from study_pipeline.resources.embedders.builtin_embedder import BuiltinEmbedder
from study_pipeline.resources.embedders.openai_embedder import (
    DEFAULT_MAX_CHARACTERS,
    MAX_RETRIES,
    OpenAIEmbedder,
)


class Embedder(Protocol):
    """Turns texts into vectors of one space."""

    @property
    def model(self) -> str:
        """The model's name with its version: vectors of two models never mix."""

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has. A server that was not told may be asked for it once."""

    @property
    def space(self) -> VectorSpace:
        """``model`` and ``dimensions`` together."""

    @property
    def max_characters(self) -> int:
        """How much of a text the model is given; the end of a longer one is cut off."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed ``texts`` in one call: float32, shape (len(texts), dimensions), unit length, same order.

        Raises:
            TransientError: The server was busy or away.
            PermanentError: The server refuses, or its answer cannot be used.
        """


def make_embedder(
    *,
    api_key: str | None,
    base_url: str | None,
    model: str,
    dimensions: int | None,
    max_characters: int = DEFAULT_MAX_CHARACTERS,
    max_retries: int = MAX_RETRIES,
) -> Embedder:
    """Choose the server if a key or an address is given, and the built-in model otherwise.

    ``model``, ``dimensions`` and ``max_characters`` speak of the server's model, ``max_retries`` of its client.
    Nothing is loaded and nobody is called before the first text.
    """
    if not api_key and not base_url:
        return BuiltinEmbedder()
    return OpenAIEmbedder(
        api_key=api_key,
        base_url=base_url,
        model=model,
        dimensions=dimensions,
        max_characters=max_characters,
        max_retries=max_retries,
    )
