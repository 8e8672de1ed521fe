"""Lanes that somebody holds: nothing of them is started until they are let go.

The sensors and Dagster's queue ask here at each look.
"""

from sqlalchemy import Column, ColumnElement, Engine, Table, delete, insert, select
from sqlalchemy.exc import IntegrityError

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
    """Let nothing of a lane be started; whether that is news. Its runs in Dagster's queue stay there."""
    try:
        with engine.begin() as connection:
            connection.execute(insert(lane_holds).values(lane=lane, since=utc_now()))
    except IntegrityError:
        return False
    return True


def let_go(engine: Engine, lane: str) -> bool:
    """Let a lane's work be started again; whether it was held."""
    with engine.begin() as connection:
        return bool(connection.execute(delete(lane_holds).where(lane_holds.c.lane == lane)).rowcount)
