"""Vectors of texts that were embedded before, by text hash, model and dimensions."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Column, Engine, Integer, LargeBinary, MetaData, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from study_pipeline.embeddings.space import VectorSpace
from study_pipeline.resources.catalog.engine import create_missing
from study_pipeline.resources.catalog.types import String, Text

LITTLE_ENDIAN_FLOAT32 = np.dtype("<f4")
HASHES_PER_STATEMENT = 500  # SQLite takes at most 32,766 values in a statement, older ones 999

metadata = MetaData()

embedding_cache = Table(
    "embedding_cache",
    metadata,
    # vector: little-endian float32, so many as dimensions says
    Column("model", Text, primary_key=True),
    Column("dimensions", Integer, primary_key=True),
    Column("text_hash", String(64), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)


class VectorCache(Protocol):
    """Remembers vectors. A cache that forgets costs time and money, and nothing else."""

    def get_many(self, space: VectorSpace, hashes: Collection[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors that are known, by text hash."""

    def put_many(self, space: VectorSpace, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Remember vectors by text hash, durably before it returns."""


class SqlVectorCache:
    """A vector cache in a SQL database; its table is made when it is missing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        create_missing(engine, metadata)

    def get_many(self, space: VectorSpace, hashes: Collection[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors that are known, by text hash. A stored vector of a wrong length counts as unknown."""
        known: dict[str, NDArray[np.float32]] = {}
        with self._engine.connect() as connection:
            for part in _parts(sorted(hashes)):
                query = select(embedding_cache.c.text_hash, embedding_cache.c.vector).where(
                    embedding_cache.c.model == space.model,
                    embedding_cache.c.dimensions == space.dimensions,
                    embedding_cache.c.text_hash.in_(part),
                )
                for text_hash, stored in connection.execute(query):
                    if len(stored) == space.dimensions * LITTLE_ENDIAN_FLOAT32.itemsize:
                        vector = np.frombuffer(stored, dtype=LITTLE_ENDIAN_FLOAT32)
                        known[text_hash] = vector.astype(np.float32)
        return known

    def put_many(self, space: VectorSpace, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Remember vectors by text hash, in one transaction; one that is known already is written again."""
        rows = [
            {
                "model": space.model,
                "dimensions": space.dimensions,
                "text_hash": text_hash,
                "vector": vector.astype(LITTLE_ENDIAN_FLOAT32).tobytes(),
            }
            for text_hash, vector in vectors.items()
        ]
        if not rows:
            return
        dialect = postgresql if self._engine.dialect.name == "postgresql" else sqlite
        statement = dialect.insert(embedding_cache)
        upsert = statement.on_conflict_do_update(
            index_elements=list(embedding_cache.primary_key), set_={"vector": statement.excluded.vector}
        )
        with self._engine.begin() as connection:
            connection.execute(upsert, rows)


def _parts(hashes: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(hashes), HASHES_PER_STATEMENT):
        yield hashes[start : start + HASHES_PER_STATEMENT]
