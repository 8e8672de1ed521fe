"""Materials whose place in the bank is to be seen to without a run: new answers, or an older version to replace."""

import uuid
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, Engine, delete, insert, select

from study_pipeline.materials.identity import comparable_path, paper_path_of
from study_pipeline.resources.catalog.names import papers_told_of
from study_pipeline.resources.catalog.tables import due_rewrites, uploads


def due(engine: Engine) -> dict[str, str]:
    """The materials that wait to be written again, each with its newest demand."""
    with engine.connect() as connection:
        rows = connection.execute(select(due_rewrites).order_by(due_rewrites.c.material_id))
        return {row.material_id: row.asked for row in rows}


def done(engine: Engine, demands: Mapping[str, str]) -> None:
    """Note that these were written again, or need not be; a demand that came meanwhile stays."""
    with engine.begin() as connection:
        for material_id, asked in demands.items():
            met = (due_rewrites.c.material_id == material_id) & (due_rewrites.c.asked == asked)
            connection.execute(delete(due_rewrites).where(met))


def make_due(connection: Connection, material_ids: Collection[str]) -> None:
    """Ask that these be written again."""
    for material_id in sorted(set(material_ids)):
        connection.execute(delete(due_rewrites).where(due_rewrites.c.material_id == material_id))
        connection.execute(insert(due_rewrites).values(material_id=material_id, asked=uuid.uuid4().hex))


def papers_named_by(connection: Connection, key_path: str) -> list[str]:
    """The papers that a key of this path is named for, or whose sidecar names it."""
    told = papers_told_of(connection, comparable_path(key_path))
    paper_path = paper_path_of(key_path)
    if paper_path is None:
        return told
    named = select(uploads.c.material_id).where(uploads.c.compare_path == paper_path)
    return [*connection.scalars(named), *told]
