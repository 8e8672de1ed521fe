"""The question bank's LanceDB table: its index, its filters, and LanceDB's failures in our words."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from study_pipeline.embeddings.space import COLUMN_PREFIX, VectorSpace
from study_pipeline.language import translate
from study_pipeline.resources.bank.schema import SCHEMA, storable
from study_pipeline.resources.errors import Contended, PermanentError
from study_pipeline.resources.storage_failures import bank_full, says_full

if TYPE_CHECKING:
    from lancedb.db import DBConnection
    from lancedb.table import Table

TABLE_NAME = "questions"
TEXT_INDEX = "search_text_idx"
MATERIAL_INDEX = "material_idx"
MIN_UNINDEXED_ROWS = 1_000  # full text scans rows that the index lacks: 75 ms for each 1,000
MAX_UNINDEXED_SHARE = 0.05  # indexing rewrites the whole index: 1.7 ms for each new row at this share
MIN_ROWS_OF_VECTOR_INDEX = 20_000  # below, exact search takes less than 20 ms
MAX_VECTOR_INDEX_PARTS = 4  # each indexing adds a part that a search asks on its own: 4 ms at 100,000 rows
PARTITION_ROWS = 1_024  # LanceDB splits partitions of 32,000 rows, and warns while it does
MAX_FRAGMENTS = 50  # vector search fell from 31 to 146 ms after 300 small writes; merging restored it
KEEP_OLD_VERSIONS = timedelta(days=1)  # a reader never works this long on one version


def create(connection: "DBConnection") -> "Table":
    """Open the table, made with its indexes if it was not there; a half-made or older one is completed."""
    from lancedb.index import FTS, BTree  # takes 1.2 s, which other commands must not wait for

    table = open_newest(connection)
    if table is None:
        table = connection.create_table(TABLE_NAME, schema=SCHEMA)
    missing = [field for field in SCHEMA if field.name not in table.schema.names]
    if missing:
        table.add_columns(missing)
    indexes = {index.name for index in table.list_indices()}
    if MATERIAL_INDEX not in indexes:
        table.create_index("material", config=BTree(), name=MATERIAL_INDEX)
    if TEXT_INDEX not in indexes:
        # 2- and 3-grams find Korean words with their particles and Chinese words of two characters, where
        # word tokenizers miss them.
        ngrams = FTS(
            base_tokenizer="ngram",
            ngram_min_length=2,
            ngram_max_length=3,
            prefix_only=False,
            stem=False,
            remove_stop_words=False,
        )
        table.create_index("search_text", config=ngrams, name=TEXT_INDEX)
    return table


def open_newest(connection: "DBConnection") -> "Table | None":
    """Open the newest version, which the handle keeps; None if the table was never made."""
    if TABLE_NAME not in connection.list_tables().tables:
        return None
    return connection.open_table(TABLE_NAME)


def vector_columns(table: "Table") -> list[str]:
    """The names of the columns that hold vectors, one for each embedding space."""
    return [name for name in table.schema.names if name.startswith(COLUMN_PREFIX)]


def tidy(table: "Table") -> None:
    """Merge small fragments and index new rows, once enough of them have come together.

    Growing by a share before each indexing keeps its cost for a bulk ingest in proportion to the rows.
    """
    text_index = table.index_stats(TEXT_INDEX)
    unindexed = text_index.num_unindexed_rows if text_index else 0
    stats = cast("dict[str, dict[str, int]]", table.stats())  # lancedb 0.40 declares an object, gives a dict
    too_many = max(MIN_UNINDEXED_ROWS, MAX_UNINDEXED_SHARE * table.count_rows())
    if unindexed >= too_many or stats["fragment_stats"]["num_fragments"] > MAX_FRAGMENTS:
        optimize(table)


def optimize(table: "Table") -> None:
    """Merge small fragments, index new rows and, in a large bank, their vectors; drop old versions."""
    table.optimize(cleanup_older_than=KEEP_OLD_VERSIONS)
    for column in vector_columns(table):
        _index_vectors(table, column)


def _index_vectors(table: "Table", column: str) -> None:
    """Index a large column of vectors; anew once its index has fallen into many parts.

    The index holds a byte for each number of a vector, and every search reads all its partitions: what it
    finds does not depend on how the vectors lie, as it would if a search skipped some.
    """
    from lancedb.index import IvfSq  # takes 1.2 s, which other commands must not wait for

    index_name = f"{column}_idx"
    known = table.index_stats(index_name)
    if known is not None and (known.num_indices or 0) <= MAX_VECTOR_INDEX_PARTS:
        return
    if table.count_rows(f"{column} IS NOT NULL") < MIN_ROWS_OF_VECTOR_INDEX:
        return
    config = IvfSq(distance_type="cosine", target_partition_size=PARTITION_ROWS)
    table.create_index(column, config=config, name=index_name)


def equals(column: str, value: str) -> str:
    """The filter ``column = value``."""
    return f"{column} = {_literal(value)}"


def among(column: str, values: Collection[str]) -> str:
    """The filter ``column IN (values)``; no values match nothing."""
    if not values:
        return "false"
    return f"{column} IN ({', '.join(_literal(value) for value in values)})"


def contains(column: str, text: str) -> str:
    """The filter that ``column`` holds ``text``, whatever its case."""
    return f"contains(lower({column}), {_literal(text.lower())})"


def lacks_vector(table: "Table", space: VectorSpace) -> str:
    """The filter for rows that have no vector in ``space``."""
    return f"{space.column} IS NULL" if space.column in table.schema.names else "true"


def _literal(value: str) -> str:
    """An SQL string; a quote is doubled, and nothing else is special inside one."""
    return "'" + storable(value).replace("'", "''") + "'"


@contextmanager
def failures_in_our_words(uri: str) -> Iterator[None]:
    """Turn LanceDB's failures into ours.

    Raises:
        Contended: Another writer was faster.
        PermanentError: The table cannot be read or written.
    """
    try:
        yield
    except (RuntimeError, OSError) as error:
        reason = str(error).splitlines()[0][:300] if str(error) else type(error).__name__
        if "conflict" in reason.lower() or "contention" in reason.lower():
            raise Contended(
                translate("Another writer changed the question bank meanwhile: try again.")
            ) from error
        if says_full(str(error)):
            raise bank_full() from error
        raise PermanentError(
            translate(
                "The question bank at {uri} cannot be read or written: check STUDY_BANK_URI, its "
                "permissions and the free space ({reason})."
            ).format(uri=uri, reason=reason)
        ) from error
