"""Lanes that somebody holds: nothing of them is started until they are let go. The sensors ask here at each look."""

from sqlalchemy import Column, ColumnElement, Engine, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from study_pipeline.resources.catalog.batches import HAS_NO_END
from study_pipeline.resources.catalog.tables import materials, metadata
from study_pipeline.resources.catalog.types import String
from study_pipeline.resources.clock import utc_now

lane_holds = Table(
    "lane_holds",
    metadata,
    Column("lane", String(16), primary_key=True),
    Column("since", String(32), nullable=False),
)


def held(engine: Engine) -> dict[str, str]:
    """The lanes that are held, each since when (UTC)."""
    with engine.connect() as connection:
        rows = connection.execute(select(lane_holds).order_by(lane_holds.c.lane))
        return {row.lane: row.since for row in rows}


def is_held() -> ColumnElement[bool]:
    """Whether a material's lane is held."""
    return materials.c.lane.in_(select(lane_holds.c.lane))


def hold(engine: Engine, lane: str) -> bool:
    """Let nothing of a lane be started; whether that is news.

    What no run has begun with leaves its batch: a run of it that waits in Dagster's queue finds nothing to do, and
    other ones are asked for when the lane is let go.
    """
    try:
        with engine.begin() as connection:
            connection.execute(insert(lane_holds).values(lane=lane, since=utc_now()))
            untaken = (materials.c.lane == lane, HAS_NO_END, materials.c.running_in.is_(None))
            connection.execute(update(materials).where(*untaken).values(batch_id=None))
    except IntegrityError:
        return False
    return True


def let_go(engine: Engine, lane: str) -> bool:
    """Let a lane's work be started again; whether it was held."""
    with engine.begin() as connection:
        return bool(connection.execute(delete(lane_holds).where(lane_holds.c.lane == lane)).rowcount)
