"""The catalog: which materials exist, under which names, and how far each has come. SQL, one row each."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields

from sqlalchemy import ColumnElement, Engine, Row, delete, select, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from study_pipeline.language import translate
from study_pipeline.materials.identity import upload_path
from study_pipeline.materials.status import STAGES
from study_pipeline.materials.uploads import SeenFile
from study_pipeline.resources import (
    catalog_acceptance,
    catalog_batches,
    catalog_failures,
    catalog_names,
    catalog_sidecars,
    catalog_versions,
)
from study_pipeline.resources import catalog_tables as tables
from study_pipeline.resources.catalog_engine import open_engine
from study_pipeline.resources.catalog_records import Batch, KnownUpload, Material, NewMaterial
from study_pipeline.resources.clock import utc_now
from study_pipeline.resources.errors import PermanentError


def _none_gone(_: Collection[str]) -> Collection[str]:
    return ()


IN_CHUNK = 500  # SQLite allows 32,766 bound values; small chunks keep statements cacheable


@dataclass(slots=True)
class Catalog:
    """The catalog's rows, by the questions that the pipeline asks of them."""

    engine: Engine
    _columns: tuple[str, ...] = field(default=tuple(f.name for f in fields(Material)), init=False, repr=False)

    @classmethod
    def open(cls, url: str) -> "Catalog":
        """Connect and create the tables that are missing.

        Raises:
            PermanentError: There is no database, or it is damaged.
        """
        engine = open_engine(url)
        try:
            tables.metadata.create_all(engine)
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

    def known_uploads(self) -> dict[str, KnownUpload]:
        """Every upload whose bytes were taken, by its path."""
        with self.engine.connect() as connection:
            return catalog_names.known_uploads(connection)

    def taken_uploads(self) -> dict[str, tuple[int, int]]:
        """Size and mtime_ns of every upload that is not to be taken as it is, by its path."""
        with self.engine.connect() as connection:
            taken = catalog_names.known_uploads(connection)
            known = {path: (upload.size_bytes, upload.mtime_ns) for path, upload in taken.items()}
            return catalog_names.left_uploads(connection) | known

    def unread_uploads(self) -> dict[str, str | None]:
        """Why each upload whose bytes could not be had is refused, by its path."""
        with self.engine.connect() as connection:
            return catalog_names.unread_uploads(connection)

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
                return catalog_acceptance.accept(
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

    def make_batches(self, *, size: int) -> list[Batch]:
        """Group waiting materials (without an end, in no batch) by lane, high first, at most ``size`` each."""
        with self.engine.begin() as connection:
            return catalog_batches.make_batches(connection, size=size)

    def batch(self, batch_id: str) -> Batch | None:
        """The batch of this id, with the materials that still belong to it."""
        with self.engine.connect() as connection:
            return catalog_batches.find_batch(connection, batch_id)

    def open_batches(self) -> list[Batch]:
        """Batches that hold a material without an end, oldest first."""
        with self.engine.connect() as connection:
            return catalog_batches.open_batches(connection)

    def mark_requested(self, batch_id: str) -> None:
        """Note that Dagster was asked for a run of this batch."""
        with self.engine.begin() as connection:
            catalog_batches.mark_requested(connection, batch_id)

    def claim(self, material_ids: Sequence[str]) -> Batch | None:
        """Keep materials for a run that is about to begin here; None if other runs have them all."""
        with self.engine.begin() as connection:
            return catalog_batches.claim(connection, material_ids)

    def start(
        self,
        material_ids: Collection[str],
        *,
        run_id: str,
        batch_id: str | None,
        instead_of: Collection[str] = (),
    ) -> set[str]:
        """Note that a run handles these materials now, for this batch if for any; an earlier error is forgotten.

        Gives those that it has: another living run keeps what it has taken. ``instead_of`` are runs that this one
        is the retry of.
        """
        ids = sorted(material_ids)
        with self.engine.begin() as connection:
            for first in range(0, len(ids), IN_CHUNK):
                catalog_batches.start(
                    connection,
                    ids[first : first + IN_CHUNK],
                    run_id=run_id,
                    batch_id=batch_id,
                    instead_of=instead_of,
                )
        return {one.id for one in self.materials(ids).values() if one.running_in == run_id}

    def finish_reading(self, material_id: str, *, pages: int, kind: str) -> None:
        """Note that a material's pages are read. One that got further before stays there."""
        self._update([material_id], pages=pages, kind=kind, updated_at=utc_now())
        with self.engine.begin() as connection:
            connection.execute(
                update(tables.materials)
                .where(tables.materials.c.id == material_id, tables.materials.c.finished_stage.is_(None))
                .values(finished_stage=STAGES[0])
            )

    def finish_embedding(self, material_ids: Collection[str]) -> None:
        """Note that all questions of these materials have their vector."""
        self._update(material_ids, finished_stage=STAGES[-1], updated_at=utc_now())
        with self.engine.begin() as connection:
            catalog_failures.note_success(connection, sorted(material_ids))

    def finish_questions(
        self,
        material_id: str,
        *,
        kind: str,
        questions: int,
        answers: int,
        flags: Sequence[str],
        seconds: float,
        embedded: bool,
    ) -> None:
        """Note that a material's questions are in the bank, and whether each of them has its vector already."""
        self._update(
            [material_id],
            kind=kind,
            questions=questions,
            answers=answers,
            flags=json.dumps(list(flags)),
            seconds=seconds,
            finished_stage="embeddings" if embedded else "questions",
            updated_at=utc_now(),
        )

    def fail(
        self, material_id: str, *, stage: str, sentence: str, flags: Sequence[str] | None = None
    ) -> None:
        """Note why a material could not get past ``stage``, and with ``flags`` what its pages were found to be."""
        values = {
            "error_message": sentence,
            "failed_stage": stage,
            "running_in": None,
            "updated_at": utc_now(),
        }
        if flags is not None:
            values["flags"] = json.dumps(list(flags))
        with self.engine.begin() as connection:
            of_material = tables.materials.c.id == material_id
            connection.execute(update(tables.materials).where(of_material).values(**values))
            catalog_failures.note_failure(connection, material_id, sentence)

    def release(self, run_id: str) -> None:
        """Note that a run no longer handles anything."""
        with self.engine.begin() as connection:
            connection.execute(
                update(tables.materials)
                .where(tables.materials.c.running_in == run_id)
                .values(running_in=None, updated_at=utc_now())
            )

    def running(self) -> dict[str, list[str]]:
        """The materials that runs have taken and not ended, by run id."""
        runs: dict[str, list[str]] = {}
        for material in self._select(tables.materials.c.running_in.is_not(None)):
            runs.setdefault(material.running_in or "", []).append(material.id)
        return runs

    def set_answers_found(self, material_id: str, answers: int) -> None:
        """Note how many questions of a paper have an answer now."""
        self._update([material_id], answers=answers, updated_at=utc_now())

    def supersede(self, material_id: str, *, by: str) -> None:
        """Note that a newer version serves in this material's place."""
        self._update([material_id], superseded_by=by, discarded=True, updated_at=utc_now())

    def all_materials(self) -> list[Material]:
        """Every material, newest last."""
        with self.engine.connect() as connection:
            rows = connection.execute(
                select(tables.materials).order_by(tables.materials.c.created_at, tables.materials.c.id)
            )
            return [self._record(row) for row in rows]

    def materials(self, material_ids: Collection[str]) -> dict[str, Material]:
        """The materials of these ids that exist."""
        found: dict[str, Material] = {}
        ids = sorted(material_ids)
        for start in range(0, len(ids), IN_CHUNK):
            chunk = self._select(tables.materials.c.id.in_(ids[start : start + IN_CHUNK]))
            found.update({material.id: material for material in chunk})
        return found

    def paths(self) -> dict[str, list[str]]:
        """The upload paths of each material, first seen first."""
        with self.engine.connect() as connection:
            return catalog_names.material_paths(connection)

    def paths_of(self, material_id: str) -> list[str]:
        """The upload paths of one material, first seen first."""
        with self.engine.connect() as connection:
            rows = connection.scalars(
                select(tables.uploads.c.path)
                .where(tables.uploads.c.material_id == material_id)
                .order_by(tables.uploads.c.seen_at, tables.uploads.c.path)
            )
            return list(rows)

    def of_content(self, sha256: str) -> Material | None:
        """The material that has these bytes."""
        return next(iter(self._select(tables.materials.c.sha256 == sha256)), None)

    def find(self, reference: str) -> list[Material]:
        """The materials that a person may mean by an id, the start of one, an upload path or a file name."""
        spelled = upload_path(reference)
        by_id = self._select(tables.materials.c.id == spelled)
        if by_id or not spelled:
            return by_id
        named = catalog_names.materials_called(spelled, self.paths())
        if named:
            return list(self.materials(named).values())
        return self._select(tables.materials.c.id.startswith(spelled, autoescape=True))

    def papers_of_key(self, key_id: str) -> list[str]:
        """The papers that an answer key is named for, under any of its names."""
        return sorted(paper for paper, keys in self.keys_of_papers().items() if key_id in keys)

    def keys_of_papers(self) -> Mapping[str, list[str]]:
        """For each paper, the answer keys that are named for it, or that its sidecar names."""
        with self.engine.connect() as connection:
            told = catalog_names.told_keys(connection)
            return catalog_names.keys_by_paper(catalog_names.material_paths(connection), told)

    def earlier_versions(self, material: Material) -> list[str]:
        """What this material stands in place of once it is done, newest first: what had its names and has none."""
        with self.engine.connect() as connection:
            return catalog_versions.earlier_versions(connection, material.id, self.paths_of(material.id))

    def take_again(self, material_id: str) -> None:
        """Ask for another run of a material; what it has in the bank serves until then."""
        with self.engine.begin() as connection:
            catalog_acceptance.take_again(connection, material_id)

    def at(self, path: str) -> Material | None:
        """The material that an upload path holds."""
        named = select(tables.uploads.c.material_id).where(tables.uploads.c.path == upload_path(path))
        return next(iter(self._select(tables.materials.c.id.in_(named))), None)

    def describe(self, material_id: str, values: Mapping[str, str | None]) -> None:
        """Let a material's title, description or owner be these."""
        self._update([material_id], **values, updated_at=utc_now())

    def delete(self, material_id: str, *, leave: Sequence[SeenFile] = ()) -> None:
        """Forget a material and its upload names; never give its id away again.

        The uploads to ``leave`` stay where they are, and are no news until they change.
        """
        with self.engine.begin() as connection:
            paths = select(tables.uploads.c.path).where(tables.uploads.c.material_id == material_id)
            catalog_sidecars.forget(connection, list(connection.scalars(paths)))
            catalog_names.leave(connection, leave)
            catalog_failures.forget(connection, material_id)
            catalog_versions.retire(connection, material_id)
            connection.execute(delete(tables.uploads).where(tables.uploads.c.material_id == material_id))
            connection.execute(delete(tables.materials).where(tables.materials.c.id == material_id))

    def _update(self, material_ids: Collection[str], **values: str | float | bool | None) -> None:
        ids = sorted(material_ids)
        with self.engine.begin() as connection:
            for start in range(0, len(ids), IN_CHUNK):
                connection.execute(
                    update(tables.materials)
                    .where(tables.materials.c.id.in_(ids[start : start + IN_CHUNK]))
                    .values(**values)
                )

    def _select(self, condition: ColumnElement[bool]) -> list[Material]:
        with self.engine.connect() as connection:
            rows = connection.execute(
                select(tables.materials).where(condition).order_by(tables.materials.c.id)
            )
            return [self._record(row) for row in rows]

    def _record(self, row: "Row[tuple[object, ...]]") -> Material:
        values = {name: getattr(row, name) for name in self._columns}
        return Material(**{**values, "flags": tuple(json.loads(row.flags))})
