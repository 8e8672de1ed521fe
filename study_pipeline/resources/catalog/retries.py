"""Attempts that are to come: which materials are tried again by themselves, when, and from which stage on."""

import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Table,
    delete,
    insert,
    select,
    update,
)

from study_pipeline.materials.failure_policy import QUARANTINED, may_share_a_run
from study_pipeline.materials.identity import place_of_lane
from study_pipeline.materials.status import STAGES, Stage
from study_pipeline.resources.catalog.attempts import begin_anew, count_by_material
from study_pipeline.resources.catalog.batches import ask_again
from study_pipeline.resources.catalog.lanes import is_held
from study_pipeline.resources.catalog.records import Batch
from study_pipeline.resources.catalog.tables import materials, metadata
from study_pipeline.resources.catalog.types import String
from study_pipeline.resources.clock import utc_now
from study_pipeline.resources.errors import RunDied

next_attempts = Table(
    "next_attempts",
    metadata,
    # attempt of attempts have failed, none where somebody asked for it; the next one begins at stage
    Column("material_id", String(80), primary_key=True),
    Column("at", String(32), nullable=False, index=True),
    Column("stage", String(16), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
)


@dataclass(frozen=True, slots=True)
class NextAttempt:
    """When (UTC, as `utc_now` writes it) a material is tried again; ``attempt`` of ``attempts`` have failed."""

    at: str
    stage: Stage
    attempt: int
    attempts: int


def plan(connection: Connection, material_id: str, attempt: NextAttempt) -> None:
    """Let a material be tried again at that time, and at no other."""
    cancel(connection, [material_id])
    connection.execute(
        insert(next_attempts).values(
            material_id=material_id,
            at=attempt.at,
            stage=attempt.stage,
            attempt=attempt.attempt,
            attempts=attempt.attempts,
        )
    )


def cancel(connection: Connection, material_ids: Collection[str]) -> None:
    """Let these not be tried again by themselves: a run has them, or they are gone."""
    connection.execute(delete(next_attempts).where(next_attempts.c.material_id.in_(list(material_ids))))


def ask_now(engine: Engine, material_ids: Sequence[str]) -> list[str]:
    """Let those of these that failed be tried again at once, their attempts counted anew; give their ids.

    They wait again, for the stage that they did not get past.
    """
    asked: list[str] = []
    with engine.begin() as connection:
        for material_id in material_ids:
            of_it = (
                materials.c.id == material_id,
                materials.c.error_message.is_not(None),
                materials.c.running_in.is_(None),
                materials.c.failed_stage.in_(STAGES),
            )
            row = connection.execute(
                select(materials.c.failed_stage, materials.c.flags).where(*of_it)
            ).first()
            if row is None:
                continue
            flags = [flag for flag in json.loads(row.flags) if flag != QUARANTINED]
            waits = {"error_message": None, "failed_stage": None, "discarded": False, "batch_id": None}
            again = (
                update(materials).where(*of_it).values(**waits, flags=json.dumps(flags), updated_at=utc_now())
            )
            if connection.execute(again).rowcount:
                begin_anew(connection, [material_id])
                plan(connection, material_id, NextAttempt(utc_now(), row.failed_stage, 0, 0))
                asked.append(material_id)
    return asked


def is_planned() -> ColumnElement[bool]:
    """Whether a material is tried by itself at a time of its own."""
    return materials.c.id.in_(select(next_attempts.c.material_id))


def planned(engine: Engine) -> dict[str, NextAttempt]:
    """The attempts that are to come, by material."""
    with engine.connect() as connection:
        return {
            row.material_id: NextAttempt(row.at, row.stage, row.attempt, row.attempts)
            for row in connection.execute(select(next_attempts).order_by(next_attempts.c.at))
        }


def take_due(engine: Engine, *, now: str, size: int) -> list[tuple[Batch, tuple[Stage, ...]]]:
    """Make batches of what is due by ``now``, high lane first, each with the stages that it still has to go through.

    A batch holds ``size`` materials at most, and fewer of those whose runs died. It counts as asked for: whoever
    takes it asks for its run, and `lost_runs` does where that one never came.
    """
    with engine.begin() as connection:
        rows = connection.execute(
            select(next_attempts.c.material_id, next_attempts.c.stage, materials.c.lane)
            .join(materials, materials.c.id == next_attempts.c.material_id)
            .where(next_attempts.c.at <= now, materials.c.running_in.is_(None), ~is_held())
            .order_by(next_attempts.c.at, next_attempts.c.material_id)
        ).all()
        deaths = count_by_material(connection, RunDied.__name__) if rows else {}
        groups: dict[tuple[str, Stage, int], list[str]] = defaultdict(list)
        for row in rows:
            shared_by = may_share_a_run(deaths.get(row.material_id, 0), batch_size=size)
            groups[row.lane, row.stage, shared_by].append(row.material_id)
        taken: list[tuple[Batch, tuple[Stage, ...]]] = []
        for lane, stage, shared_by in sorted(groups, key=lambda group: (place_of_lane(group[0]), group)):
            ids = groups[lane, stage, shared_by]
            stages = STAGES[STAGES.index(stage) :]
            for first in range(0, len(ids), shared_by):
                batch = _take(connection, lane, ids[first : first + shared_by])
                if batch is not None:
                    taken.append((batch, stages))
        return taken


def _take(connection: Connection, lane: str, ids: Sequence[str]) -> Batch | None:
    mine = [
        one
        for one in ids
        if connection.execute(delete(next_attempts).where(next_attempts.c.material_id == one)).rowcount
    ]
    # none: another process was faster
    return ask_again(connection, uuid.uuid4().hex, lane, mine) if mine else None
