"""The attempts ledger: every attempt that failed, when, at which stage, of which class, in which run.

Attempts are counted per material and exception class, since the material was last complete or somebody last asked
for it by name.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Index,
    Integer,
    Table,
    delete,
    false,
    func,
    insert,
    select,
    update,
)

from study_pipeline.materials.errors import deleted, deleted_while_waiting
from study_pipeline.materials.failure_policy import Followed
from study_pipeline.materials.status import STAGES
from study_pipeline.resources.catalog.batches import HAS_NO_END
from study_pipeline.resources.catalog.tables import materials, metadata
from study_pipeline.resources.catalog.types import String, Text
from study_pipeline.resources.clock import utc_now

DELETED = "UnreadableMaterial.deleted"

attempts = Table(
    "attempts",
    metadata,
    # followed: what the policy decided; over: it counts no more
    Column("id", Integer, primary_key=True),
    Column("at", String(32), nullable=False),
    Column("material_id", String(80), nullable=False),
    Column("stage", String(16), nullable=False),
    Column("exception_class", String(80), nullable=False),
    Column("message", Text, nullable=False),
    Column("run_id", String(64)),
    Column("followed", String(16), nullable=False),
    Column("over", Boolean, nullable=False, server_default=false()),
    Index("attempts_material", "material_id"),
    Index("attempts_at", "at"),
)


@dataclass(frozen=True, slots=True)
class FailedAttempt:
    """One row of the ledger; ``message`` is the one line that people were told."""

    material_id: str
    stage: str
    exception_class: str
    message: str
    run_id: str | None
    followed: Followed
    at: str = ""


def record(connection: Connection, attempt: FailedAttempt) -> None:
    """Write an attempt into the ledger, as of now where it does not say when."""
    connection.execute(
        insert(attempts).values(
            at=attempt.at or utc_now(),
            material_id=attempt.material_id,
            stage=attempt.stage,
            exception_class=attempt.exception_class,
            message=" ".join(attempt.message.split()),
            run_id=attempt.run_id,
            followed=attempt.followed,
        )
    )


def count(connection: Connection, material_id: str, exception_class: str | None = None) -> int:
    """How many attempts at a material count: those of one class, or all."""
    counted = _counts([material_id])
    if exception_class is not None:
        counted &= attempts.c.exception_class == exception_class
    return connection.scalar(select(func.count()).select_from(attempts).where(counted)) or 0


def count_by_material(connection: Connection, exception_class: str) -> dict[str, int]:
    """How many attempts of one class count, for each material that has any."""
    counted = (attempts.c.exception_class == exception_class) & attempts.c.over.is_(False)
    rows = connection.execute(
        select(attempts.c.material_id, func.count().label("failed"))
        .where(counted)
        .group_by(attempts.c.material_id)
    )
    return {row.material_id: row.failed for row in rows}


def begin_anew(connection: Connection, material_ids: Sequence[str]) -> None:
    """Let these materials' attempts be counted from 1 again; the rows stay."""
    connection.execute(update(attempts).where(_counts(material_ids)).values(over=True))


def forget(connection: Connection, material_id: str) -> None:
    """Forget the attempts at a material that is deleted."""
    connection.execute(delete(attempts).where(attempts.c.material_id == material_id))


def note_deletion(connection: Connection, material_id: str) -> None:
    """Note that the work on a material is discarded, where it had no end yet: it is about to be deleted."""
    open_one = select(materials).where(materials.c.id == material_id, HAS_NO_END)
    row = connection.execute(open_one).first()
    if row is None:
        return
    said = deleted_while_waiting() if row.running_in is None else deleted()
    message = said.about(row.title)
    discarded = FailedAttempt(material_id, STAGES[0], DELETED, message, row.running_in, "discard")
    record(connection, discarded)


def of_material(engine: Engine, material_id: str) -> list[FailedAttempt]:
    """The attempts at a material that failed, oldest first, also those that count no more."""
    return _select(engine, attempts.c.material_id == material_id)


def since(engine: Engine, moment: str) -> list[FailedAttempt]:
    """The attempts that failed at this moment (as `utc_now` writes it) or later, oldest first."""
    return _select(engine, attempts.c.at >= moment)


def _counts(material_ids: Collection[str]) -> ColumnElement[bool]:
    return attempts.c.material_id.in_(list(material_ids)) & attempts.c.over.is_(False)


def _select(engine: Engine, condition: ColumnElement[bool]) -> list[FailedAttempt]:
    with engine.connect() as connection:
        rows = connection.execute(select(attempts).where(condition).order_by(attempts.c.id))
        return [
            FailedAttempt(
                row.material_id,
                row.stage,
                row.exception_class,
                row.message,
                row.run_id,
                row.followed,
                row.at,
            )
            for row in rows
        ]
