"""The catalog: which materials exist, under which names, and how far each has come. SQL, one row each."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.exc import DatabaseError, IntegrityError

from study_pipeline.language import translate
from study_pipeline.materials.identity import upload_path
from study_pipeline.materials.uploads import SeenFile
from study_pipeline.resources.catalog import (
    acceptance,
    attempts,
    batches,
    failures,
    lanes,
    names,
    retries,
    schedule,
    sidecars,
    tables,
    versions,
)
from study_pipeline.resources.catalog.completions import forget_completions
from study_pipeline.resources.catalog.engine import create_missing, open_engine
from study_pipeline.resources.catalog.lookup import MaterialLookup
from study_pipeline.resources.catalog.progress import MaterialProgress
from study_pipeline.resources.catalog.records import Batch, Material, NewMaterial
from study_pipeline.resources.errors import PermanentError


def _none_gone(_: Collection[str]) -> Collection[str]:
    return ()


@dataclass(slots=True)
class Catalog(MaterialProgress, MaterialLookup):
    """The catalog's rows, by the questions that the pipeline asks of them."""

    @classmethod
    def open(cls, url: str) -> "Catalog":
        """Connect and create the tables that are missing.

        Raises:
            PermanentError: There is no database, or it is damaged.
        """
        engine = open_engine(url)
        try:
            create_missing(engine, tables.metadata)
        except DatabaseError as error:
            engine.dispose()
            raise PermanentError(
                translate(
                    "The catalog cannot be opened ({reason}): bring back its last copy, or check "
                    "STUDY_CATALOG_URL."
                ).format(reason=error.orig)
            ) from error
        return cls(engine)

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    def accept(
        self,
        path: str,
        *,
        size_bytes: int,
        mtime_ns: int,
        material: NewMaterial,
        gone: Callable[[Collection[str]], Collection[str]] = _none_gone,
    ) -> Material:
        """Record that ``path`` holds this material, in one transaction, as `act_of` decides.

        ``gone`` says which of some upload paths the folder no longer shows.
        """

        def record() -> str:
            with self.engine.begin() as connection:
                return acceptance.accept(
                    connection,
                    upload_path(path),
                    size_bytes=size_bytes,
                    mtime_ns=mtime_ns,
                    material=material,
                    gone=gone,
                )

        try:
            material_id = record()
        except IntegrityError:  # another process recorded the same bytes or path at the same moment
            material_id = record()
        return self._select(tables.materials.c.id == material_id)[0]

    def take_again(self, material_ids: Collection[str]) -> None:
        """Let these wait for another run; what they have in the bank serves until then."""
        with self.engine.begin() as connection:
            acceptance.take_again(connection, material_ids)

    def delete(self, material_id: str, *, leave: Sequence[SeenFile] = ()) -> None:
        """Forget a material and its upload names; never give its id away again.

        The uploads to ``leave`` stay where they are, and are no news until they change.
        """
        with self.engine.begin() as connection:
            paths = select(tables.uploads.c.path).where(tables.uploads.c.material_id == material_id)
            sidecars.forget(connection, list(connection.scalars(paths)))
            names.leave(connection, leave)
            failures.forget(connection, material_id)
            forget_completions(connection, material_id)
            attempts.note_deletion(connection, material_id)
            schedule.forget(connection, material_id)
            versions.retire(connection, material_id)
            connection.execute(delete(tables.uploads).where(tables.uploads.c.material_id == material_id))
            connection.execute(delete(tables.materials).where(tables.materials.c.id == material_id))

    def make_batches(self, *, size: int) -> list[Batch]:
        """Group waiting materials (without an end, in no batch) by lane, high first, at most ``size`` each."""
        with self.engine.begin() as connection:
            later = schedule.waits_for_its_time() | retries.is_planned() | lanes.is_held()
            return batches.make_batches(connection, size=size, but_not=later)

    def batch(self, batch_id: str) -> Batch | None:
        """The batch of this id, with the materials that still belong to it."""
        with self.engine.connect() as connection:
            return batches.find_batch(connection, batch_id)

    def open_batches(self) -> list[Batch]:
        """Batches that hold a material without an end, oldest first."""
        with self.engine.connect() as connection:
            return batches.open_batches(connection)

    def mark_requested(self, batch_id: str) -> None:
        """Note that Dagster was asked for a run of this batch."""
        with self.engine.begin() as connection:
            batches.mark_requested(connection, batch_id)

    def claim(self, material_ids: Sequence[str], *, size: int) -> list[Batch]:
        """Keep materials for runs that are about to begin here, grouped as by `make_batches`.

        Those that other runs have are in none. Somebody asked for them, so that their attempts are counted anew.
        """
        with self.engine.begin() as connection:
            claimed = batches.claim(connection, material_ids, size=size)
            for batch in claimed:
                attempts.begin_anew(connection, batch.material_ids)
            return claimed
