"""Embeddings from an OpenAI-compatible server, through the ``openai`` client."""

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeGuard
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from study_pipeline.embeddings.space import VectorSpace
from study_pipeline.embeddings.text import cut, plain
from study_pipeline.language import translate
from study_pipeline.resources.embedders.openai_failures import failures_in_our_words
from study_pipeline.resources.errors import PermanentError

if TYPE_CHECKING:
    from openai import OpenAI

OPENAI_URL = "https://api.openai.com/v1"
OPENAI_DIMENSIONS = {
    "text-embedding-3-small": 1536,
    "text-embedding-3-large": 3072,
    "text-embedding-ada-002": 1536,
}
DEFAULT_MAX_CHARACTERS = 4_000  # 8,192 tokens is the longest input at OpenAI; two tokens for each character
TIMEOUT_SECONDS = 60.0
MAX_RETRIES = 2
"""The client itself asks again on 408, 409, 429, 5xx and a lost connection: after the server's Retry-After,
up to two minutes, otherwise after 0.5 s, then 1 s."""

NO_KEY = "no-key"  # the client wants one; without it, it would send OPENAI_API_KEY to any server


class OpenAIEmbedder:
    """One call of ``embed`` is one request, plus the client's own retries. May be used by several threads."""

    def __init__(
        self,
        *,
        api_key: str | None,
        base_url: str | None,
        model: str,
        dimensions: int | None = None,
        max_characters: int = DEFAULT_MAX_CHARACTERS,
        timeout_seconds: float = TIMEOUT_SECONDS,
        max_retries: int = MAX_RETRIES,
    ) -> None:
        """``dimensions`` is sent to the server; None leaves it at the model's own length."""
        self.base_url = _checked_url(base_url or OPENAI_URL)
        self.model = model
        self.max_characters = max_characters
        self._api_key = _checked_key(api_key)
        self._asked_dimensions = dimensions
        self._known_dimensions = dimensions
        if dimensions is None and self.base_url == OPENAI_URL:
            self._known_dimensions = OPENAI_DIMENSIONS.get(model)
        self._timeout_seconds = timeout_seconds
        self._max_retries = max_retries
        self._client: OpenAI | None = None
        self._starting = threading.Lock()

    def __repr__(self) -> str:
        return f"OpenAIEmbedder(model={self.model!r}, base_url={self.base_url!r})"

    @property
    def _server(self) -> str:
        """How a sentence about it begins."""
        return translate("The embedding server at {address}").format(address=self.base_url)

    @property
    def dimensions(self) -> int:
        """The vector length; of a model that is not known, one word is embedded to learn it."""
        if self._known_dimensions is None:
            self._known_dimensions = len(self._request(["length"])[0])
        return self._known_dimensions

    @property
    def space(self) -> VectorSpace:
        """``model`` and ``dimensions`` together."""
        return VectorSpace(self.model, self.dimensions)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed ``texts`` in one request: float32, shape (len(texts), dimensions), unit length, same order.

        Raises:
            TransientError: The server was busy or away, or its answer broke off.
            PermanentError: The server refuses, or its answer cannot be used.
        """
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        # an empty input is refused by OpenAI, and would fail the other texts of the call
        rows = self._request([plain(cut(text, self.max_characters)) or " " for text in texts])
        lengths = {len(row) for row in rows}
        expected = self._known_dimensions or len(rows[0])
        if lengths != {expected}:
            raise PermanentError(
                translate(
                    "{server} gave vectors of {lengths} numbers for {model} instead of {expected}: check "
                    "STUDY_EMBEDDING_DIMENSIONS."
                ).format(server=self._server, lengths=sorted(lengths), model=self.model, expected=expected)
            )
        self._known_dimensions = expected
        return self._unit_length(rows)

    def _request(self, texts: list[str]) -> list[list[float]]:
        """Send one request and return the vectors in the order of ``texts``, matched by their index."""
        from openai import omit  # see _started

        with failures_in_our_words(self._server, secret=self._api_key):
            reply = self._started().embeddings.create(
                model=self.model,
                input=texts,
                dimensions=self._asked_dimensions or omit,
                encoding_format="float",  # every server speaks it; base64 is OpenAI's own
            )
        return _in_order(reply, len(texts), self._server)

    def _unit_length(self, rows: list[list[float]]) -> NDArray[np.float32]:
        vectors = np.array(rows, dtype=np.float64)
        if not np.isfinite(vectors).all():
            raise PermanentError(
                translate(
                    "{server} gave a vector with a number that is not finite: ask its operator."
                ).format(server=self._server)
            )
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not (norms > 0).all():
            raise PermanentError(
                translate("{server} gave a vector of zeros for {model}: ask its operator.").format(
                    server=self._server, model=self.model
                )
            )
        unit: NDArray[np.float32] = (vectors / norms).astype(np.float32)
        return unit

    def _started(self) -> "OpenAI":
        with self._starting:
            if self._client is None:
                import openai  # takes 0.4 s, which other commands must not wait for

                self._client = openai.OpenAI(
                    api_key=self._api_key or NO_KEY,
                    base_url=self.base_url,
                    timeout=openai.Timeout(self._timeout_seconds, connect=5.0),
                    max_retries=self._max_retries,
                )
            return self._client


def _checked_key(api_key: str | None) -> str | None:
    """The key without white space around it. A broken header would be quoted, key and all, by the client."""
    key = (api_key or "").strip()
    if key and not (key.isascii() and key.isprintable()):
        raise PermanentError(translate("OPENAI_API_KEY holds a character that no key has: copy it again."))
    return key or None


def _checked_url(url: str) -> str:
    """The address, as it may be shown and logged: the client logs it whole, with a password in it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise PermanentError(
            translate("OPENAI_BASE_URL is not an address: write it like http://127.0.0.1:8000/v1.")
        )
    if "@" in parts.netloc:
        raise PermanentError(
            translate("OPENAI_BASE_URL holds a name or password: give the key as OPENAI_API_KEY instead.")
        )
    return url


def _in_order(reply: object, count: int, server: str) -> list[list[float]]:
    """Read the vectors of a reply, which the client hands over as the server sent it, unchecked."""
    entries = getattr(reply, "data", None)
    if not isinstance(entries, list):
        raise PermanentError(
            translate("{server} does not answer like an OpenAI server: check OPENAI_BASE_URL.").format(
                server=server
            )
        )
    by_index: dict[int, list[float]] = {}
    for entry in entries:
        index, vector = getattr(entry, "index", None), getattr(entry, "embedding", None)
        if not isinstance(index, int) or not _is_vector(vector):
            raise PermanentError(
                translate(
                    "{server} gave something that is not a vector: check STUDY_EMBEDDING_MODEL."
                ).format(server=server)
            )
        by_index[index] = vector
    if len(entries) != count or by_index.keys() != set(range(count)):
        raise PermanentError(
            translate("{server} gave {entries} vectors for {count} texts: ask its operator.").format(
                server=server, entries=len(entries), count=count
            )
        )
    return [by_index[index] for index in range(count)]


def _is_vector(value: object) -> TypeGuard[list[float]]:
    return isinstance(value, list) and bool(value) and all(isinstance(part, int | float) for part in value)
