"""Where every material stands, for whoever looks after the pipeline: one look at the catalog, as plain records."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, Row, Select, func, select

from study_pipeline.materials.status import Status
from study_pipeline.operations.reasons import Tries
from study_pipeline.operations.standing import Standing
from study_pipeline.resources.catalog.attempts import attempts
from study_pipeline.resources.catalog.completions import asked_at
from study_pipeline.resources.catalog.names import material_paths
from study_pipeline.resources.catalog.records import recorded_status
from study_pipeline.resources.catalog.retries import next_attempts
from study_pipeline.resources.catalog.schedule import waits_for_its_time
from study_pipeline.resources.catalog.tables import batches, failures, materials, run_progress
from study_pipeline.resources.clock import as_stored


@dataclass(frozen=True, slots=True)
class _Failures:
    attempts: int
    last: float | None  # seconds since 1970


_NO_FAILURES = _Failures(0, None)


def standings(engine: Engine) -> list[Standing]:
    """Every material, in the order of arrival."""
    with engine.connect() as connection:
        paths = material_paths(connection)
        failed = _open_failures(connection)
        return [
            _standing(row, next(iter(paths.get(row.id, [])), row.title), failed.get(row.id, _NO_FAILURES))
            for row in connection.execute(_materials())
        ]


def tries(engine: Engine, *, since: datetime | None = None, until: datetime | None = None) -> list[Tries]:
    """How many attempts at each material failed, ever or in a span; those at which none did are left out."""
    counted = select(attempts.c.material_id, func.count()).group_by(attempts.c.material_id)
    if since is not None:
        counted = counted.where(attempts.c.at >= as_stored(since))
    if until is not None:
        counted = counted.where(attempts.c.at < as_stored(until))
    with engine.connect() as connection:
        return [Tries(material_id, count) for material_id, count in connection.execute(counted)]


def _materials() -> Select[tuple[object, ...]]:
    return (
        select(
            materials,
            asked_at().label("asked_at"),
            run_progress.c.began_at,
            next_attempts.c.at.label("next_at"),
            waits_for_its_time().label("put_off"),
        )
        .outerjoin(batches, batches.c.id == materials.c.batch_id)
        .outerjoin(run_progress, run_progress.c.run_id == materials.c.running_in)
        .outerjoin(next_attempts, next_attempts.c.material_id == materials.c.id)
        .order_by(materials.c.created_at, materials.c.id)
    )


def _open_failures(connection: Connection) -> dict[str, _Failures]:
    """What failed since each material was last complete; a file that was refused at the door has no attempts."""
    told = (
        select(failures.c.material_id, func.count(), func.max(failures.c.failed_at))
        .where(failures.c.over.is_(False))
        .group_by(failures.c.material_id)
    )
    tried = (
        select(attempts.c.material_id, func.count().label("tried"))
        .where(attempts.c.over.is_(False))
        .group_by(attempts.c.material_id)
    )
    counted = {row.material_id: row.tried for row in connection.execute(tried)}
    return {
        material_id: _Failures(counted.get(material_id, count), last)
        for material_id, count, last in connection.execute(told)
    }


def _standing(row: "Row[tuple[object, ...]]", file: str, failed: _Failures) -> Standing:
    status = recorded_status(row)
    return Standing(
        id=row.id,
        title=row.title,
        file=file,
        owner=row.owner,
        lane=row.lane,
        status=status,
        finished=row.finished_stage,
        pages=row.pages,
        asked=datetime.fromisoformat(row.asked_at),
        since=_since(row, status, failed.last),
        put_off=row.put_off,
        run=row.running_in,
        failed_stage=row.failed_stage,
        sentence=row.error_message,
        attempts=failed.attempts,
        next_attempt=datetime.fromisoformat(row.next_at) if row.next_at else None,
    )


def _since(row: "Row[tuple[object, ...]]", status: Status, last_failure: float | None) -> datetime:
    if status == "failed" and last_failure is not None:
        return datetime.fromtimestamp(last_failure, UTC)
    if status == "pending":
        return datetime.fromisoformat(row.asked_at)
    if status == "processing" and row.began_at is not None:
        return datetime.fromisoformat(row.began_at)
    return datetime.fromisoformat(row.updated_at)
