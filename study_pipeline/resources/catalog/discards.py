"""Materials that somebody gives up: nothing handles them, nothing tries them again, nobody is told."""

from collections.abc import Sequence

from sqlalchemy import Engine, or_, update

from study_pipeline.resources.catalog import failures, retries, schedule
from study_pipeline.resources.catalog.batches import HAS_NO_END
from study_pipeline.resources.catalog.tables import materials
from study_pipeline.resources.clock import utc_now


def discard(engine: Engine, material_ids: Sequence[str]) -> list[str]:
    """Discard those of these that failed or wait, and that no run has; give their ids."""
    unfinished = or_(HAS_NO_END, materials.c.error_message.is_not(None) & materials.c.discarded.is_(False))
    discarded: list[str] = []
    with engine.begin() as connection:
        for material_id in material_ids:
            of_it = (materials.c.id == material_id, unfinished, materials.c.running_in.is_(None))
            given_up = (
                update(materials).where(*of_it).values(discarded=True, batch_id=None, updated_at=utc_now())
            )
            if connection.execute(given_up).rowcount:
                discarded.append(material_id)
                retries.cancel(connection, [material_id])
                schedule.release(connection, "ingest", [material_id])
                failures.tell_nobody(connection, material_id)
    return discarded
