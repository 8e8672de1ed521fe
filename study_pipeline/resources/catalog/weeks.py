"""What a week brought, from the catalog; and which weeks the operators were told of, so that each is told once."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, Engine, Select, func, insert, select
from sqlalchemy.exc import IntegrityError

from study_pipeline.resources.catalog.failures import put_messages
from study_pipeline.resources.catalog.tables import completions, materials, told_weeks
from study_pipeline.resources.clock import as_stored, utc_now


def count_completed(engine: Engine, start: datetime, end: datetime) -> int:
    """How often a material was completed from ``start`` to before ``end``."""
    of_week = (completions.c.completed_at >= as_stored(start)) & (completions.c.completed_at < as_stored(end))
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(completions).where(of_week)) or 0


def questions_gained(engine: Engine, start: datetime, end: datetime) -> int:
    """How many questions more there are by the materials that were completed for the first time in the span.

    What they are the newer version of had its questions before: those are taken off.
    """
    first = func.min(completions.c.completed_at)
    new = (
        select(completions.c.material_id)
        .where(completions.c.material_id.is_not(None))
        .group_by(completions.c.material_id)
        .having((first >= as_stored(start)) & (first < as_stored(end)))
    )
    replaced = select(materials.c.replaces).where(materials.c.id.in_(new), materials.c.replaces.is_not(None))
    with engine.connect() as connection:
        return _questions(connection, new) - _questions(connection, replaced)


def put_once(engine: Engine, start: datetime, messages: Iterable[tuple[str, str, str]]) -> bool:
    """Put a week's messages (address id, title, body) into the outbox; False where it was told before."""
    try:
        with engine.begin() as connection:
            connection.execute(insert(told_weeks).values(start=as_stored(start), told_at=utc_now()))
            put_messages(connection, messages)
    except IntegrityError:
        return False
    return True


def _questions(connection: Connection, ids: Select[tuple[str | None]]) -> int:
    counted = select(func.coalesce(func.sum(materials.c.questions), 0)).where(materials.c.id.in_(ids))
    return connection.scalar(counted) or 0
