"""The question bank: all current questions and their vectors, in one LanceDB table.

Whoever calls a writing method (``replace``, ``put_vectors``, ``delete_materials``, ``optimize``) must hold the
bank's writer lease: LanceDB lets two writers of the same new ids both succeed.
A writing method commits once, so readers see all of it or nothing; a reading method sees one version.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from study_pipeline.embeddings.space import VectorSpace
from study_pipeline.language import translate
from study_pipeline.resources.bank import search as bank_search
from study_pipeline.resources.bank import table as bank_table
from study_pipeline.resources.bank import writes
from study_pipeline.resources.bank.frame import data_frame
from study_pipeline.resources.bank.schema import (
    COLUMNS,
    SCHEMA,
    BankQuestion,
    storable,
    to_table,
)
from study_pipeline.resources.bank.search import BankHit, material_digests, read_questions
from study_pipeline.resources.bank.table import among, equals, lacks_vector
from study_pipeline.resources.bank.writes import (
    carry_vectors,
    check_ids,
    check_owners,
    merge_of_materials,
)
from study_pipeline.resources.errors import PermanentError

if TYPE_CHECKING:
    import pandas as pd
    from lancedb.db import DBConnection
    from lancedb.table import Table


@dataclass(frozen=True, slots=True)
class BankChange:
    """What a ``replace`` did. ``vectors_kept`` counts vectors carried over for an unchanged text."""

    inserted: int
    updated: int
    deleted: int
    vectors_kept: int


@dataclass(frozen=True, slots=True)
class BankVectors:
    """The vectors of one space: float32, shape (n, dimensions), unit length, rows in the order of ``ids``."""

    ids: tuple[str, ...]
    passage_keys: tuple[str | None, ...]
    matrix: NDArray[np.float32]


class QuestionBank:
    """The current questions and their vectors, at a folder or an object-store URI."""

    def __init__(self, uri: str, storage_options: Mapping[str, str] | None = None) -> None:
        self.uri = uri
        self._storage_options = dict(storage_options) if storage_options else None
        self._connection: DBConnection | None = None

    def replace(self, materials: Collection[str], questions: Sequence[BankQuestion]) -> BankChange:
        """Make ``questions`` the only ones of ``materials``, in one commit.

        A material without a question in ``questions`` ends with none. A question whose embedding text did
        not change keeps its vectors in every space; one whose text changed has none until ``put_vectors``.

        Raises:
            DuplicateQuestionId: An id comes twice, or belongs to a question of another material.
            ValueError: A question belongs to none of ``materials``.
        """
        check_ids(materials, questions)
        with self._writing() as table:
            check_owners(table, materials, questions)
            source, vectors_kept = carry_vectors(table, materials, to_table(questions))
            merge = merge_of_materials(table, materials, source)
            merged = merge.execute(source, on_bad_vectors="null")  # no vector is null, which is not bad
        return BankChange(
            inserted=merged.num_inserted_rows,
            updated=merged.num_updated_rows,
            deleted=merged.num_deleted_rows,
            vectors_kept=vectors_kept,
        )

    def put_vectors(
        self, space: VectorSpace, questions: Sequence[BankQuestion], matrix: NDArray[np.float32]
    ) -> int:
        """Write the vectors of ``questions``, in one commit, and return how many rows took theirs.

        ``matrix`` is float32 of shape (len(questions), dimensions), in the same order. A question that was
        removed or got another text since it was embedded takes none.

        Raises:
            ValueError: The matrix has another shape, or holds a number that is not finite.
        """
        if matrix.shape != (len(questions), space.dimensions):
            raise ValueError(f"{len(questions)} vectors of {space.dimensions} expected, got {matrix.shape}")
        if not np.isfinite(matrix).all():
            raise ValueError("a vector holds a number that is not finite")
        if not questions:
            return 0
        with self._writing() as table:
            written = writes.put_vectors(table, space, questions, matrix)
            bank_table.tidy(table)
        return written

    def delete_materials(self, materials: Collection[str]) -> int:
        """Remove all questions of ``materials``, in one commit, and return how many there were."""
        with self._writing() as table:
            gone = among("material", materials)
            removed = table.count_rows(gone)
            if removed:
                table.delete(gone)
        return removed

    def optimize(self) -> None:
        """Merge small fragments, index new rows, and drop versions older than a day.

        ``put_vectors``, which ends a batch, does so itself once a twentieth of the rows (1,000 at least) is not
        indexed or 50 fragments have come together; a nightly call does the rest.
        """
        with self._writing() as table:
            bank_table.optimize(table)

    def search(
        self,
        query: str,
        k: int = 10,
        *,
        space: VectorSpace | None = None,
        vector: NDArray[np.float32] | None = None,
    ) -> list[BankHit]:
        """Find ``k`` questions by full text and, with ``vector`` (the query, in ``space``), by meaning.

        A question that holds the query literally, white space and case aside, stands before all that do not.
        """
        with self._reading() as table:
            return [] if table is None else bank_search.hybrid(table, query, k, space, vector)

    def similar(self, question_id: str, k: int, space: VectorSpace) -> list[BankHit]:
        """Find the ``k`` questions nearest in meaning, without those that share the question's passage.

        Raises:
            PermanentError: There is no such question, or it has no vector yet.
        """
        with self._reading() as table:
            known = [] if table is None else read_questions(table, equals("id", question_id))
            if table is None or not known:
                raise PermanentError(
                    translate("No question has the id {question_id!r}: copy one from a search.").format(
                        question_id=question_id
                    )
                )
            hits = bank_search.neighbours(table, known[0], k, space)
        if hits is None:
            raise PermanentError(
                translate(
                    "Question {question_id} has no vector yet: run `study-pipeline embed` first."
                ).format(question_id=question_id)
            )
        return hits

    def questions_of(self, material: str) -> list[BankQuestion]:
        """The questions of one material, in its order."""
        return self._select(equals("material", material))

    def questions_by_material(self, materials: Collection[str]) -> dict[str, list[BankQuestion]]:
        """The questions of each of these materials, in its order, at one version of the bank."""
        rows: dict[str, list[BankQuestion]] = {storable(material): [] for material in materials}
        for row in self._select(among("material", materials)):
            rows[row.material].append(row)
        return {material: rows[storable(material)] for material in materials}

    def least_sure(
        self, below: float, limit: int, *, materials: Collection[str] | None = None
    ) -> list[BankQuestion]:
        """The questions read with less confidence than ``below``, least sure first; of all materials for None."""
        with self._reading() as table:
            return [] if table is None else bank_search.least_sure(table, below, limit, materials)

    def owners(self, ids: Collection[str]) -> dict[str, str]:
        """The material of each of these ids that is in the bank. Reads the whole column of ids: ask once."""
        with self._reading() as table:
            if table is None:
                return {}
            rows = table.search().where(among("id", ids)).select(["id", "material"]).to_arrow()
        return dict(zip(rows.column("id").to_pylist(), rows.column("material").to_pylist(), strict=True))

    def all_questions(self) -> list[BankQuestion]:
        """Every question, by material and position."""
        return self._select(None)

    def missing_vectors(self, space: VectorSpace, limit: int | None = None) -> list[BankQuestion]:
        """The questions, at most ``limit``, that have no vector in ``space``."""
        with self._reading() as table:
            return [] if table is None else read_questions(table, lacks_vector(table, space), limit)

    def count_missing_vectors(self, space: VectorSpace) -> int:
        """How many questions have no vector in ``space``."""
        with self._reading() as table:
            return 0 if table is None else table.count_rows(lacks_vector(table, space))

    def without_vector(self, space: VectorSpace, materials: Collection[str]) -> set[str]:
        """The ids of the questions of ``materials`` that have no vector in ``space``."""
        with self._reading() as table:
            if table is None:
                return set()
            rows = table.search().where(f"{among('material', materials)} AND {lacks_vector(table, space)}")
            return set(rows.select(["id"]).to_arrow().column("id").to_pylist())

    def digests(self, space: VectorSpace) -> dict[str, str]:
        """A hash for each material that changes when its questions, their texts or their vectors do.

        Answers, explanations, boxes and confidence leave it as it is. A vector counts by being there: a text
        has only one in ``space``.
        """
        with self._reading() as table:
            return {} if table is None else material_digests(table, space)

    def count(self) -> int:
        """How many questions there are."""
        with self._reading() as table:
            return 0 if table is None else table.count_rows()

    def counts(self) -> dict[str, int]:
        """How many questions each material has; one that has none is not there."""
        with self._reading() as table:
            if table is None:
                return {}
            counted = pc.value_counts(table.search().select(["material"]).to_arrow().column("material"))
        return dict(
            zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True)
        )

    def version(self) -> int:
        """The number of the newest commit; 0 when nothing was ever written."""
        with self._reading() as table:
            return 0 if table is None else table.version

    def repeated_ids(self) -> list[str]:
        """Every id that comes more than once, sorted: there must be none."""
        with self._reading() as table:
            if table is None:
                return []
            ids = table.search().select(["id"]).to_arrow().column("id")
        counted = pc.value_counts(ids)
        repeated: list[str] = (
            counted.filter(pc.greater(counted.field("counts"), 1)).field("values").to_pylist()
        )
        return sorted(repeated)

    def vectors(self, space: VectorSpace) -> BankVectors:
        """All vectors of ``space``, sorted by question id."""
        with self._reading() as table:
            if table is None or space.column not in table.schema.names:
                return BankVectors((), (), np.empty((0, space.dimensions), dtype=np.float32))
            present = table.search().where(f"{space.column} IS NOT NULL")
            rows = present.select(["id", "passage_key", space.column]).to_arrow().sort_by("id")
        matrix = pc.list_flatten(rows.column(space.column)).to_numpy().reshape(-1, space.dimensions)
        return BankVectors(
            tuple(rows.column("id").to_pylist()), tuple(rows.column("passage_key").to_pylist()), matrix
        )

    def to_pandas(self, space: VectorSpace | None = None) -> "pd.DataFrame":
        """The bank as a DataFrame, one question a row, by material and position.

        ``answer`` is a text, a list of texts or None. With ``space``, the column ``vector`` holds its vectors
        as arrays (None where there is none).
        """
        with self._reading() as table:
            if table is None:
                rows = SCHEMA.empty_table()
            else:
                wanted = [*COLUMNS, *([space.column] if space else [])]
                rows = (
                    table.search().select([name for name in wanted if name in table.schema.names]).to_arrow()
                )
        return data_frame(rows, space.column if space else None)

    def _select(self, where: str | None) -> list[BankQuestion]:
        with self._reading() as table:
            return [] if table is None else read_questions(table, where)

    @contextmanager
    def _reading(self) -> Iterator["Table | None"]:
        """The newest version, which stays the same for the block; None if nothing was ever written."""
        with bank_table.failures_in_our_words(self.uri):
            yield bank_table.open_newest(self._connect())

    @contextmanager
    def _writing(self) -> Iterator["Table"]:
        with bank_table.failures_in_our_words(self.uri):
            yield bank_table.create(self._connect())

    def _connect(self) -> "DBConnection":
        if self._connection is None:
            import lancedb  # takes 1.2 s, which other commands must not wait for

            self._connection = lancedb.connect(self.uri, storage_options=self._storage_options)
        return self._connection
