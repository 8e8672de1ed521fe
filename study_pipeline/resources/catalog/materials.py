"""Materials as rows of the catalog: reading them, and setting what is known of them."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields

from sqlalchemy import ColumnElement, Engine, Row, select, update

from study_pipeline.resources.catalog import tables
from study_pipeline.resources.catalog.records import Material
from study_pipeline.resources.clock import utc_now

IN_CHUNK = 500  # SQLite allows 32,766 bound values; small chunks keep statements cacheable

_COLUMNS = tuple(field.name for field in fields(Material))


@dataclass(slots=True)
class MaterialRows:
    """The rows of the catalog's table of materials."""

    engine: Engine

    def all_materials(self) -> list[Material]:
        """Every material, newest last."""
        with self.engine.connect() as connection:
            rows = connection.execute(
                select(tables.materials).order_by(tables.materials.c.created_at, tables.materials.c.id)
            )
            return [_record(row) for row in rows]

    def materials(self, material_ids: Collection[str]) -> dict[str, Material]:
        """The materials of these ids that exist."""
        found: dict[str, Material] = {}
        for ids in in_chunks(material_ids):
            found.update({one.id: one for one in self._select(tables.materials.c.id.in_(ids))})
        return found

    def of_content(self, sha256: str) -> Material | None:
        """The material that has these bytes."""
        return next(iter(self._select(tables.materials.c.sha256 == sha256)), None)

    def describe(self, material_id: str, values: Mapping[str, str | None]) -> None:
        """Let a material's title, description or owner be these."""
        self._update([material_id], **values, updated_at=utc_now())

    def _update(self, material_ids: Collection[str], **values: str | float | bool | None) -> None:
        with self.engine.begin() as connection:
            for ids in in_chunks(material_ids):
                of_these = tables.materials.c.id.in_(ids)
                connection.execute(update(tables.materials).where(of_these).values(**values))

    def _select(self, condition: ColumnElement[bool]) -> list[Material]:
        with self.engine.connect() as connection:
            rows = connection.execute(
                select(tables.materials).where(condition).order_by(tables.materials.c.id)
            )
            return [_record(row) for row in rows]


def in_chunks(material_ids: Collection[str]) -> Iterator[list[str]]:
    """Ids in order, as many at a time as a statement may name."""
    ids = sorted(material_ids)
    return (ids[start : start + IN_CHUNK] for start in range(0, len(ids), IN_CHUNK))


def _record(row: "Row[tuple[object, ...]]") -> Material:
    values = {name: getattr(row, name) for name in _COLUMNS}
    return Material(**{**values, "flags": tuple(json.loads(row.flags))})
