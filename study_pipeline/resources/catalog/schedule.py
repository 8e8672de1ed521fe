"""Work that somebody put off: what, over which materials, and when. A sensor turns what is due into runs."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    ForeignKey,
    Index,
    Table,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)

from study_pipeline.resources.catalog.batches import HAS_NO_END, ask_again, find_batch
from study_pipeline.resources.catalog.lanes import is_held
from study_pipeline.resources.catalog.records import Batch
from study_pipeline.resources.catalog.tables import materials, metadata
from study_pipeline.resources.catalog.types import String
from study_pipeline.resources.clock import utc_now

Work = Literal["ingest", "embed", "graph"]
"""Ingest or embed materials, or update the knowledge graph: each is a job."""

ID_CHARACTERS = 8

scheduled = Table(
    "scheduled",
    metadata,
    # at: UTC; zone: in which it was meant; state: waiting, asked (Dagster has its run), cancelled
    Column("id", String(16), primary_key=True),
    Column("work", String(16), nullable=False),
    Column("at", String(32), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("created_at", String(32), nullable=False),
    Index("scheduled_state", "state", "at"),
)

scheduled_materials = Table(
    "scheduled_materials",
    metadata,
    Column("scheduled_id", String(16), ForeignKey("scheduled.id"), primary_key=True),
    Column("material_id", String(80), primary_key=True, index=True),
)


@dataclass(frozen=True, slots=True)
class Scheduled:
    """Work that waits for its time. ``at`` is UTC, as `utc_now` writes it; ``zone`` is what a person reads it in."""

    id: str
    work: Work
    at: str
    zone: str
    material_ids: tuple[str, ...]


def schedule(
    connection: Connection, work: Work, material_ids: Sequence[str], *, at: str, zone: str
) -> Scheduled:
    """Put work off until ``at``; what of these materials waited with the same work until another time waits no more.

    A material that is accepted and in no run yet is in no batch any more: nothing takes it before its time.
    """
    release(connection, work, material_ids)
    one = Scheduled(uuid.uuid4().hex[:ID_CHARACTERS], work, at, zone, tuple(material_ids))
    row = {"id": one.id, "work": work, "at": at, "zone": zone, "state": "waiting", "created_at": utc_now()}
    connection.execute(insert(scheduled).values(**row))
    for material_id in dict.fromkeys(material_ids):
        connection.execute(insert(scheduled_materials).values(scheduled_id=one.id, material_id=material_id))
    if work == "ingest":
        untaken = (materials.c.id.in_(material_ids), HAS_NO_END, materials.c.running_in.is_(None))
        connection.execute(update(materials).where(*untaken).values(batch_id=None))
    return one


def ingest_at(connection: Connection, material_id: str, at: str | None) -> bool:
    """Let a material be ingested at that time; without one, as soon as may be. False where a run began with it."""
    untouched = (
        materials.c.id == material_id,
        HAS_NO_END,
        materials.c.running_in.is_(None),
        materials.c.finished_stage.is_(None),
    )
    if connection.scalar(select(materials.c.id).where(*untouched)) is None:
        return False
    if at is None:
        release(connection, "ingest", [material_id])
    else:
        schedule(connection, "ingest", [material_id], at=at, zone="UTC")
    return True


def release(connection: Connection, work: Work, material_ids: Collection[str]) -> None:
    """Let these wait for no time any more; what waits for nothing is cancelled."""
    open_ids = select(scheduled.c.id).where(scheduled.c.state == "waiting", scheduled.c.work == work)
    connection.execute(
        delete(scheduled_materials).where(
            scheduled_materials.c.material_id.in_(list(material_ids)),
            scheduled_materials.c.scheduled_id.in_(open_ids),
        )
    )
    _cancel_empty(connection)


def forget(connection: Connection, material_id: str) -> None:
    """Forget a material that is deleted."""
    connection.execute(delete(scheduled_materials).where(scheduled_materials.c.material_id == material_id))
    _cancel_empty(connection)


def waits_for_its_time() -> ColumnElement[bool]:
    """Whether a material is to be ingested at a later time, and not before."""
    of_material = (
        select(scheduled_materials.c.material_id)
        .join(scheduled, scheduled.c.id == scheduled_materials.c.scheduled_id)
        .where(
            scheduled_materials.c.material_id == materials.c.id,
            scheduled.c.state == "waiting",
            scheduled.c.work == "ingest",
        )
    )
    return exists(of_material)


def waiting(engine: Engine, *, due_by: str | None = None) -> list[Scheduled]:
    """What waits for its time, or only what is due by this one and in no lane that is held; the next first."""
    condition = scheduled.c.state == "waiting"
    if due_by is not None:
        condition &= (scheduled.c.at <= due_by) & ~_holds_one_of_a_held_lane()
    ids: dict[str, list[str]] = defaultdict(list)
    with engine.connect() as connection:
        rows = connection.execute(
            select(scheduled).where(condition).order_by(scheduled.c.at, scheduled.c.id)
        ).all()
        of_these = (
            select(scheduled_materials)
            .join(scheduled, scheduled.c.id == scheduled_materials.c.scheduled_id)
            .where(condition)
            .order_by(scheduled_materials.c.material_id)
        )
        for one in connection.execute(of_these):
            ids[one.scheduled_id].append(one.material_id)
    return [Scheduled(row.id, row.work, row.at, row.zone, tuple(ids[row.id])) for row in rows]


def count_waiting(engine: Engine) -> int:
    """How many pieces of work wait for their time."""
    waits = select(func.count()).select_from(scheduled).where(scheduled.c.state == "waiting")
    with engine.connect() as connection:
        return connection.scalar(waits) or 0


def cancel(engine: Engine, scheduled_id: str) -> bool:
    """Let waiting work never run; whether it waited. What it was to ingest for the first time is discarded."""
    with engine.begin() as connection:
        if not _set(connection, scheduled_id, state="cancelled"):
            return False
        of_it = select(scheduled_materials.c.material_id).where(
            scheduled_materials.c.scheduled_id == scheduled_id
        )
        is_ingest = exists(select(scheduled.c.id).where(_is(scheduled_id), scheduled.c.work == "ingest"))
        never_run = (materials.c.id.in_(of_it), materials.c.running_in.is_(None), HAS_NO_END, is_ingest)
        connection.execute(update(materials).where(*never_run).values(discarded=True, updated_at=utc_now()))
        return True


def bring_forward(engine: Engine, scheduled_id: str) -> bool:
    """Let waiting work be due now; whether it waited."""
    with engine.begin() as connection:
        return _set(connection, scheduled_id, at=utc_now())


def note_asked(engine: Engine, scheduled_id: str) -> None:
    """Note that Dagster has the run of this work."""
    with engine.begin() as connection:
        _set(connection, scheduled_id, state="asked")


def batch_of(engine: Engine, one: Scheduled) -> Batch | None:
    """The batch of work that is due: the same one however often it is asked for. None when other runs have it all."""
    batch_id = f"sched-{one.id}"
    with engine.begin() as connection:
        known = find_batch(connection, batch_id)
        if known is not None and known.material_ids:
            return known
        lane = connection.scalar(select(materials.c.lane).where(materials.c.id == one.material_ids[0]))
        return ask_again(connection, batch_id, lane or "default", one.material_ids)


def _holds_one_of_a_held_lane() -> ColumnElement[bool]:
    of_held_lane = (
        select(scheduled_materials.c.material_id)
        .join(materials, materials.c.id == scheduled_materials.c.material_id)
        .where(scheduled_materials.c.scheduled_id == scheduled.c.id, is_held())
    )
    return exists(of_held_lane)


def _set(connection: Connection, scheduled_id: str, **values: str) -> bool:
    waits = (_is(scheduled_id), scheduled.c.state == "waiting")
    return bool(connection.execute(update(scheduled).where(*waits).values(**values)).rowcount)


def _is(scheduled_id: str) -> ColumnElement[bool]:
    return scheduled.c.id == scheduled_id


def _cancel_empty(connection: Connection) -> None:
    filled = select(scheduled_materials.c.scheduled_id)
    empty = (scheduled.c.state == "waiting", scheduled.c.work != "graph", scheduled.c.id.not_in(filled))
    connection.execute(update(scheduled).where(*empty).values(state="cancelled"))
