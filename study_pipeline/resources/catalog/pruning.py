"""What the catalog forgets after a while: batches that are over, and failures that everybody knows and are mended."""

from datetime import datetime

from sqlalchemy import ColumnElement, Engine, Table, delete, func, select

from study_pipeline.resources.catalog.attempts import attempts
from study_pipeline.resources.catalog.tables import batches, completions, failures, materials
from study_pipeline.resources.clock import as_stored


def prunable(before: datetime) -> dict[Table, ColumnElement[bool]]:
    """The rows of each table that say nothing any more of what is there."""
    moment = as_stored(before)
    in_use = select(materials.c.batch_id).where(materials.c.batch_id.is_not(None))
    return {
        batches: (batches.c.created_at < moment) & batches.c.id.not_in(in_use),
        failures: (failures.c.failed_at < before.timestamp()) & failures.c.over & failures.c.told,
        attempts: (attempts.c.at < moment) & attempts.c.over,
        completions: (completions.c.completed_at < moment) & completions.c.material_id.is_(None),
    }


def count_prunable(engine: Engine, before: datetime) -> int:
    """How many rows `prune` would remove."""
    with engine.connect() as connection:
        counts = (
            connection.scalar(select(func.count()).select_from(table).where(old))
            for table, old in prunable(before).items()
        )
        return sum(count or 0 for count in counts)


def prune(engine: Engine, before: datetime) -> int:
    """Remove the rows of before this moment that say nothing any more; count them."""
    with engine.begin() as connection:
        return sum(
            connection.execute(delete(table).where(old)).rowcount for table, old in prunable(before).items()
        )
