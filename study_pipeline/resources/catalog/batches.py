"""Batches of the catalog: which materials wait for a run, and which runs are asked for."""

import uuid
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, Row, func, insert, literal, or_, select, update

from study_pipeline.materials.identity import place_of_lane
from study_pipeline.materials.status import STAGES
from study_pipeline.resources.catalog.records import Batch
from study_pipeline.resources.catalog.tables import batches, leases, materials
from study_pipeline.resources.clock import seconds_since_epoch, utc_now

RUN_LEASE = "run "  # and the id of the run: held for as long as its process lives

HAS_NO_END = (
    materials.c.error_message.is_(None)
    & materials.c.discarded.is_(False)
    & (func.coalesce(materials.c.finished_stage, "") != STAGES[-1])
)


def make_batches(connection: Connection, *, size: int, but_not: ColumnElement[bool]) -> list[Batch]:
    """Group what waits in no batch, as `_runs` does; a batch that another process made first is left out.

    ``but_not`` is left for later.
    """
    waiting = (HAS_NO_END, materials.c.batch_id.is_(None), materials.c.running_in.is_(None), ~but_not)
    made: list[Batch] = []
    for lane, ids in _runs(connection, waiting, size):
        still_free = materials.c.id.in_(ids) & materials.c.batch_id.is_(None)
        made += _make_batch(connection, {"lane": lane}, still_free)
    return made


def claim(connection: Connection, ids: Sequence[str], *, size: int) -> list[Batch]:
    """Put those of these materials that no living run has into batches whose runs are under way.

    No sensor asks for a run of them, unless the one who claimed dies before it begins.
    """
    now = utc_now()
    claimed: list[Batch] = []
    for lane, group in _runs(connection, (materials.c.id.in_(ids),), size):
        asked_for: dict[str, str | int] = {"lane": lane, "requested_at": now, "requests": 1}
        claimed += _make_batch(connection, asked_for, materials.c.id.in_(group) & _is_free(()))
    for batch in claimed:
        _revive(connection, batch.id)
    return claimed


def _runs(
    connection: Connection, wanted: Sequence[ColumnElement[bool]], size: int
) -> list[tuple[str, Sequence[str]]]:
    """The runs that the wanted materials make: by lane, high first, at most ``size`` in each, oldest first.

    What nobody has read yet does not share a run with the rest: only new partitions stand side by side.
    """
    rows = connection.execute(
        select(materials.c.id, materials.c.lane, materials.c.kind)
        .where(*wanted)
        .order_by(materials.c.created_at, materials.c.id)
    ).all()
    runs: list[tuple[str, Sequence[str]]] = []
    for lane in sorted({row.lane for row in rows}, key=place_of_lane):
        for is_new in (True, False):
            ids = [row.id for row in rows if row.lane == lane and (row.kind is None) == is_new]
            runs += [(lane, ids[start : start + size]) for start in range(0, len(ids), size)]
    return runs


def _make_batch(
    connection: Connection, row: Mapping[str, str | int], joining: ColumnElement[bool]
) -> list[Batch]:
    """A new batch of the materials that join it; none if another process was faster."""
    batch_id = uuid.uuid4().hex
    connection.execute(insert(batches).values(id=batch_id, created_at=utc_now(), **row))
    joined = connection.execute(update(materials).where(joining).values(batch_id=batch_id))
    batch = find_batch(connection, batch_id) if joined.rowcount else None
    return [batch] if batch else []


def ask_again(connection: Connection, batch_id: str, lane: str, ids: Sequence[str]) -> Batch | None:
    """Put those of these materials that no living run has into a batch that is asked for right after, with no error.

    None if there are none.
    """
    now = utc_now()
    row = {"id": batch_id, "lane": lane, "created_at": now, "requested_at": now, "requests": 1}
    if find_batch(connection, batch_id) is None:
        connection.execute(insert(batches).values(**row))
    joined = connection.execute(
        update(materials)
        .where(materials.c.id.in_(ids), _is_free(()))
        .values(batch_id=batch_id, error_message=None, failed_stage=None, updated_at=now)
    )
    _revive(connection, batch_id)
    return find_batch(connection, batch_id) if joined.rowcount else None


def start(
    connection: Connection,
    ids: Sequence[str],
    *,
    run_id: str,
    batch_id: str | None,
    instead_of: Collection[str],
) -> None:
    """Give a run those of these materials that no other living run has; it may stand in for others (``instead_of``)."""
    connection.execute(
        update(materials)
        .where(materials.c.id.in_(ids), _is_free([run_id, *instead_of]))
        .values(
            running_in=run_id, batch_id=batch_id, error_message=None, failed_stage=None, updated_at=utc_now()
        )
    )


def _revive(connection: Connection, batch_id: str) -> None:
    """Let what somebody discarded, and now asks for, be no longer discarded; what a newer version replaced stays so."""
    discarded = (materials.c.batch_id == batch_id, materials.c.superseded_by.is_(None))
    connection.execute(update(materials).where(*discarded).values(discarded=False))


def _is_free(own_runs: Collection[str]) -> ColumnElement[bool]:
    """Whether no run has a material but these, or one whose process is gone."""
    alive = select(leases.c.name).where(leases.c.expires_at > seconds_since_epoch())
    return or_(
        materials.c.running_in.is_(None),
        materials.c.running_in.in_(list(own_runs)),
        (literal(RUN_LEASE) + materials.c.running_in).not_in(alive),
    )


def find_batch(connection: Connection, batch_id: str) -> Batch | None:
    """The batch of this id, with the materials that still belong to it."""
    row = connection.execute(select(batches).where(batches.c.id == batch_id)).first()
    return _batch(connection, row) if row else None


def open_batches(connection: Connection) -> list[Batch]:
    """Batches that hold a material without an end, oldest first."""
    open_ids = select(materials.c.batch_id).where(HAS_NO_END, materials.c.batch_id.is_not(None)).distinct()
    rows = connection.execute(
        select(batches).where(batches.c.id.in_(open_ids)).order_by(batches.c.created_at, batches.c.id)
    ).all()
    return [_batch(connection, row) for row in rows]


def mark_requested(connection: Connection, batch_id: str) -> None:
    """Note that Dagster was asked for a run of this batch."""
    connection.execute(
        update(batches)
        .where(batches.c.id == batch_id)
        .values(requested_at=utc_now(), requests=batches.c.requests + 1)
    )


def _batch(connection: Connection, row: "Row[tuple[str, str, str, str | None, int]]") -> Batch:
    ids = connection.scalars(
        select(materials.c.id)
        .where(materials.c.batch_id == row.id)
        .order_by(materials.c.created_at, materials.c.id)
    )
    return Batch(row.id, row.lane, tuple(ids), row.requested_at, row.requests)
