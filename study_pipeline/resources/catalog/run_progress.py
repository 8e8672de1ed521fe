"""How far each run is: one row for a run that is going on, gone when it has ended."""

import json
from datetime import datetime

from sqlalchemy import Engine, delete, insert, or_, select, update

from study_pipeline.operations.progress import Progress
from study_pipeline.operations.running import Told
from study_pipeline.resources.catalog.tables import materials, run_progress
from study_pipeline.resources.clock import utc_now


def note_progress(engine: Engine, run_id: str, progress: Progress) -> None:
    """Keep how far a run is now."""
    now = utc_now()
    values = {
        "stage": progress.stage,
        "materials": progress.materials,
        "materials_total": progress.materials_total,
        "units": progress.units,
        "units_total": progress.units_total,
        "seconds": progress.seconds,
        "pages_read": json.dumps(dict(progress.pages_read)),
        "updated_at": now,
    }
    of_run = run_progress.c.run_id == run_id
    with engine.begin() as connection:
        if not connection.execute(update(run_progress).where(of_run).values(**values)).rowcount:
            connection.execute(insert(run_progress).values(run_id=run_id, began_at=now, **values))


def forget_progress(engine: Engine, run_id: str) -> None:
    """Forget a run that has ended, and those that died and have nothing in hand any more."""
    busy = select(materials.c.running_in).where(materials.c.running_in.is_not(None))
    ended = or_(run_progress.c.run_id == run_id, run_progress.c.run_id.not_in(busy))
    with engine.begin() as connection:
        connection.execute(delete(run_progress).where(ended))


def progress_of_runs(engine: Engine) -> dict[str, Told]:
    """How far each run is, by its id; also of runs whose process died before it could say that it ended."""
    with engine.connect() as connection:
        return {
            row.run_id: Told(
                Progress(
                    stage=row.stage,
                    materials=row.materials,
                    materials_total=row.materials_total,
                    units=row.units,
                    units_total=row.units_total,
                    seconds=row.seconds,
                    pages_read=json.loads(row.pages_read),
                ),
                datetime.fromisoformat(row.updated_at),
            )
            for row in connection.execute(select(run_progress))
        }
