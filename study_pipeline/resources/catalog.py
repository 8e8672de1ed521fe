"""The catalog: which materials exist, under which names, and how far each has come. SQL, one row each."""

import json
import sqlite3
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.engine import make_url
from sqlalchemy.pool import ConnectionPoolEntry

from study_pipeline.materials.identity import comparable_path, paper_path_of, upload_path
from study_pipeline.materials.status import STAGES, Stage
from study_pipeline.resources import catalog_tables as tables
from study_pipeline.resources.catalog_records import DOOR, Batch, KnownUpload, Material, NewMaterial
from study_pipeline.resources.clock import utc_now

LANE_ORDER = {"high": 0, "default": 1, "low": 2}
BUSY_TIMEOUT_SECONDS = 30  # SQLite waits so long for another writer before it reports "locked"
IN_CHUNK = 500  # SQLite allows 32,766 bound values; small chunks keep statements cacheable


def open_engine(url: str) -> Engine:
    """Connect to the catalog's database; SQLite in WAL mode, so that readers never wait for a writer."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT_SECONDS})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    return engine


@dataclass(slots=True)
class Catalog:
    """The catalog's rows, by the questions that the pipeline asks of them."""

    engine: Engine
    _columns: tuple[str, ...] = field(default=tuple(f.name for f in fields(Material)), init=False, repr=False)

    @classmethod
    def open(cls, url: str) -> "Catalog":
        """Connect and create the tables that are missing."""
        engine = open_engine(url)
        tables.metadata.create_all(engine)
        return cls(engine)

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    def known_uploads(self) -> dict[str, KnownUpload]:
        """Every upload ever taken, by its path."""
        with self.engine.connect() as connection:
            rows = connection.execute(
                select(
                    tables.uploads.c.path,
                    tables.uploads.c.size_bytes,
                    tables.uploads.c.mtime_ns,
                    tables.uploads.c.material_id,
                )
            )
            return {
                row.path: KnownUpload(row.path, row.size_bytes, row.mtime_ns, row.material_id) for row in rows
            }

    def accept(self, path: str, *, size_bytes: int, mtime_ns: int, material: NewMaterial) -> Material:
        """Record that ``path`` holds this material, in one transaction.

        Bytes that are known already make the path an alias; other bytes under a known path make the new
        material replace the old one.
        """
        path = upload_path(path)
        with self.engine.begin() as connection:
            existing = self._by_content(connection, material)
            previous = connection.scalar(
                select(tables.uploads.c.material_id).where(tables.uploads.c.path == path)
            )
            if existing is None:
                connection.execute(insert(tables.materials).values(**_new_row(material, replaces=previous)))
            upload = {
                "compare_path": comparable_path(path),
                "size_bytes": size_bytes,
                "mtime_ns": mtime_ns,
                "material_id": existing or material.id,
                "seen_at": utc_now(),
            }
            if previous is None:
                connection.execute(insert(tables.uploads).values(path=path, **upload))
            else:
                connection.execute(
                    update(tables.uploads).where(tables.uploads.c.path == path).values(**upload)
                )
            return self._material(connection, existing or material.id)

    def make_batches(self, *, size: int) -> list[Batch]:
        """Group waiting materials (accepted, in no batch yet) by lane, high first, at most ``size`` each."""
        with self.engine.begin() as connection:
            rows = connection.execute(
                select(tables.materials.c.id, tables.materials.c.lane)
                .where(
                    tables.materials.c.batch_id.is_(None),
                    tables.materials.c.finished_stage.is_(None),
                    tables.materials.c.error_message.is_(None),
                    tables.materials.c.running_in.is_(None),
                    tables.materials.c.discarded.is_(False),
                )
                .order_by(tables.materials.c.created_at, tables.materials.c.id)
            ).all()
            made: list[Batch] = []
            for lane in sorted({row.lane for row in rows}, key=lambda name: LANE_ORDER.get(name, 1)):
                ids = [row.id for row in rows if row.lane == lane]
                for start in range(0, len(ids), size):
                    made.append(self._make_batch(connection, lane, ids[start : start + size]))
            return made

    def batch(self, batch_id: str) -> Batch | None:
        """The batch of this id, with the materials that still belong to it."""
        with self.engine.connect() as connection:
            row = connection.execute(select(tables.batches).where(tables.batches.c.id == batch_id)).first()
            return self._batch(connection, row) if row else None

    def open_batches(self) -> list[Batch]:
        """Batches that hold a material without an end, oldest first."""
        open_ids = (
            select(tables.materials.c.batch_id)
            .where(
                tables.materials.c.batch_id.is_not(None),
                tables.materials.c.error_message.is_(None),
                tables.materials.c.discarded.is_(False),
                func.coalesce(tables.materials.c.finished_stage, "") != STAGES[-1],
            )
            .distinct()
        )
        with self.engine.connect() as connection:
            rows = connection.execute(
                select(tables.batches)
                .where(tables.batches.c.id.in_(open_ids))
                .order_by(tables.batches.c.created_at, tables.batches.c.id)
            ).all()
            return [self._batch(connection, row) for row in rows]

    def mark_requested(self, batch_id: str) -> None:
        """Note that Dagster was asked for a run of this batch."""
        with self.engine.begin() as connection:
            connection.execute(
                update(tables.batches)
                .where(tables.batches.c.id == batch_id)
                .values(requested_at=utc_now(), requests=tables.batches.c.requests + 1)
            )

    def start(self, material_ids: Collection[str], *, run_id: str, batch_id: str | None) -> None:
        """Note that a run handles these materials now, for this batch if for any; an earlier error is forgotten."""
        self._update(
            material_ids,
            running_in=run_id,
            batch_id=batch_id,
            error_message=None,
            failed_stage=None,
            updated_at=utc_now(),
        )

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

    def fail(self, material_id: str, *, stage: str, sentence: str) -> None:
        """Note why a material could not get past ``stage``."""
        self._update(
            [material_id], error_message=sentence, failed_stage=stage, running_in=None, updated_at=utc_now()
        )

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
            rows = connection.execute(
                select(tables.uploads.c.material_id, tables.uploads.c.path).order_by(
                    tables.uploads.c.seen_at, tables.uploads.c.path
                )
            )
            paths: dict[str, list[str]] = {}
            for row in rows:
                paths.setdefault(row.material_id, []).append(row.path)
            return paths

    def of_content(self, sha256: str) -> Material | None:
        """The material that has these bytes."""
        return next(iter(self._select(tables.materials.c.sha256 == sha256)), None)

    def find(self, reference: str) -> list[Material]:
        """The materials that a person may mean by an id, the start of one, an upload path or a file name."""
        wanted = comparable_path(reference)
        by_id = self._select(tables.materials.c.id == reference)
        if by_id:
            return by_id
        named = [
            material_id
            for material_id, paths in self.paths().items()
            if any(wanted in (comparable_path(p), comparable_path(p).rsplit("/", 1)[-1]) for p in paths)
        ]
        if named:
            return list(self.materials(named).values())
        return self._select(tables.materials.c.id.startswith(reference, autoescape=True)) if reference else []

    def papers_of_key(self, key_id: str) -> list[str]:
        """The papers that an answer key is named for, under any of its names."""
        wanted = {paper for path in self.paths().get(key_id, []) if (paper := paper_path_of(path))}
        with self.engine.connect() as connection:
            rows = connection.scalars(
                select(tables.uploads.c.material_id).where(tables.uploads.c.compare_path.in_(sorted(wanted)))
            )
            return sorted(set(rows) - {key_id})

    def keys_of_papers(self) -> Mapping[str, list[str]]:
        """For each paper, the answer keys that are named for it, under any of their names."""
        with self.engine.connect() as connection:
            rows = connection.execute(
                select(tables.uploads.c.compare_path, tables.uploads.c.material_id).order_by(
                    tables.uploads.c.path
                )
            ).all()
        paper_ids = {row.compare_path: row.material_id for row in rows}
        keys: dict[str, list[str]] = {}
        for row in rows:
            paper = paper_ids.get(paper_path_of(row.compare_path) or "")
            if paper and paper != row.material_id and row.material_id not in keys.setdefault(paper, []):
                keys[paper].append(row.material_id)
        return keys

    def delete(self, material_id: str) -> None:
        """Forget a material and its upload names."""
        with self.engine.begin() as connection:
            connection.execute(delete(tables.uploads).where(tables.uploads.c.material_id == material_id))
            connection.execute(delete(tables.materials).where(tables.materials.c.id == material_id))

    def _make_batch(self, connection: Connection, lane: str, ids: Sequence[str]) -> Batch:
        batch_id = uuid.uuid4().hex
        connection.execute(insert(tables.batches).values(id=batch_id, lane=lane, created_at=utc_now()))
        connection.execute(
            update(tables.materials).where(tables.materials.c.id.in_(ids)).values(batch_id=batch_id)
        )
        return Batch(batch_id, lane, tuple(ids), None, 0)

    def _batch(self, connection: Connection, row: "Row[tuple[str, str, str, str | None, int]]") -> Batch:
        ids = connection.scalars(
            select(tables.materials.c.id)
            .where(tables.materials.c.batch_id == row.id)
            .order_by(tables.materials.c.created_at, tables.materials.c.id)
        )
        return Batch(row.id, row.lane, tuple(ids), row.requested_at, row.requests)

    def _by_content(self, connection: Connection, material: NewMaterial) -> str | None:
        same = (
            tables.materials.c.sha256 == material.sha256
            if material.sha256
            else tables.materials.c.id == material.id
        )
        found: str | None = connection.scalar(select(tables.materials.c.id).where(same))
        return found

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

    def _material(self, connection: Connection, material_id: str) -> Material:
        row = connection.execute(select(tables.materials).where(tables.materials.c.id == material_id)).one()
        return self._record(row)

    def _record(self, row: "Row[tuple[object, ...]]") -> Material:
        values = {name: getattr(row, name) for name in self._columns}
        return Material(**{**values, "flags": tuple(json.loads(row.flags))})


def _new_row(material: NewMaterial, *, replaces: str | None) -> dict[str, str | int | None]:
    now = utc_now()
    return {
        "id": material.id,
        "sha256": material.sha256,
        "title": material.title,
        "description": material.description,
        "owner": material.owner,
        "lane": material.lane,
        "size_bytes": material.size_bytes,
        "pages": material.pages,
        "error_message": material.refusal,
        "failed_stage": DOOR if material.refusal else None,
        "replaces": replaces,
        "created_at": now,
        "updated_at": now,
    }
