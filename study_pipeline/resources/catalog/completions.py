"""When materials were completed: a row each time, kept without its material when that is deleted."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Case, Connection, Engine, case, func, insert, literal, select, update

from study_pipeline.operations.hours import Wait
from study_pipeline.resources.catalog.schedule import scheduled, scheduled_materials
from study_pipeline.resources.catalog.tables import batches, completions, materials
from study_pipeline.resources.clock import as_stored, utc_now


def note_completion(connection: Connection, material_ids: Sequence[str]) -> None:
    """Note that a run completed these materials now."""
    completed = (
        select(materials.c.id, asked_at(), literal(utc_now()))
        .outerjoin(batches, batches.c.id == materials.c.batch_id)
        .where(materials.c.id.in_(material_ids))
    )
    connection.execute(
        insert(completions).from_select(["material_id", "asked_at", "completed_at"], completed)
    )


def asked_at() -> "Case[str]":
    """Since when a material waits: its arrival, or the batch that asked for it again or when its time had come."""
    before = select(completions.c.id).where(completions.c.material_id == materials.c.id).exists()
    put_off = (
        select(scheduled.c.id)
        .join(scheduled_materials, scheduled_materials.c.scheduled_id == scheduled.c.id)
        .where(scheduled_materials.c.material_id == materials.c.id, scheduled.c.state == "asked")
        .exists()
    )
    again = func.coalesce(batches.c.created_at, materials.c.updated_at)
    return case((before | put_off, again), else_=materials.c.created_at)


def forget_completions(connection: Connection, material_id: str) -> None:
    """Let the completions of a material that is deleted count on, without its name."""
    of_material = completions.c.material_id == material_id
    connection.execute(update(completions).where(of_material).values(material_id=None))


def completed_since(engine: Engine, moment: datetime) -> list[Wait]:
    """The waits that ended with a completion at this moment or later, in order."""
    rows = (
        select(completions.c.asked_at, completions.c.completed_at)
        .where(completions.c.completed_at >= as_stored(moment))
        .order_by(completions.c.completed_at, completions.c.id)
    )
    with engine.connect() as connection:
        return [
            Wait(datetime.fromisoformat(row.asked_at), datetime.fromisoformat(row.completed_at))
            for row in connection.execute(rows)
        ]
