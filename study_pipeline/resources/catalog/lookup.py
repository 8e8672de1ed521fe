"""Which material a name means, and which names a material has."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from study_pipeline.materials.identity import upload_path
from study_pipeline.resources.catalog import names, tables, versions
from study_pipeline.resources.catalog.materials import MaterialRows, in_chunks
from study_pipeline.resources.catalog.records import KnownUpload, Material


@dataclass(slots=True)
class MaterialLookup(MaterialRows):
    """Materials by the names that people and sidecars call them."""

    def known_uploads(self) -> dict[str, KnownUpload]:
        """Every upload whose bytes were taken, by its path."""
        with self.engine.connect() as connection:
            return names.known_uploads(connection)

    def taken_uploads(self) -> dict[str, tuple[int, int]]:
        """Size and mtime_ns of every upload that is not to be taken as it is, by its path."""
        with self.engine.connect() as connection:
            taken = names.known_uploads(connection)
            known = {path: (upload.size_bytes, upload.mtime_ns) for path, upload in taken.items()}
            return names.left_uploads(connection) | known

    def unread_uploads(self) -> dict[str, str | None]:
        """Why each upload whose bytes could not be had is refused, by its path."""
        with self.engine.connect() as connection:
            return names.unread_uploads(connection)

    def paths(self, material_ids: Collection[str] | None = None) -> dict[str, list[str]]:
        """The upload paths of each of these materials (None: of all), first seen first."""
        with self.engine.connect() as connection:
            if material_ids is None:
                return names.material_paths(connection)
            found: dict[str, list[str]] = {}
            for ids in in_chunks(material_ids):
                found |= names.material_paths(connection, ids)
            return found

    def paths_of(self, material_id: str) -> list[str]:
        """The upload paths of one material, first seen first."""
        with self.engine.connect() as connection:
            rows = connection.scalars(
                select(tables.uploads.c.path)
                .where(tables.uploads.c.material_id == material_id)
                .order_by(tables.uploads.c.seen_at, tables.uploads.c.path)
            )
            return list(rows)

    def at(self, path: str) -> Material | None:
        """The material that an upload path holds."""
        named = select(tables.uploads.c.material_id).where(tables.uploads.c.path == upload_path(path))
        return next(iter(self._select(tables.materials.c.id.in_(named))), None)

    def find(self, reference: str) -> list[Material]:
        """The materials that a person may mean by an id, the start of one, an upload path or a file name."""
        spelled = upload_path(reference)
        by_id = self._select(tables.materials.c.id == spelled)
        if by_id or not spelled:
            return by_id
        named = names.materials_called(spelled, self.paths())
        if named:
            return list(self.materials(named).values())
        return self._select(tables.materials.c.id.startswith(spelled, autoescape=True))

    def papers_of_key(self, key_id: str) -> list[str]:
        """The papers that an answer key is named for, under any of its names."""
        return sorted(paper for paper, keys in self.keys_of_papers().items() if key_id in keys)

    def keys_of_papers(self) -> Mapping[str, list[str]]:
        """For each paper, the answer keys that are named for it, or that its sidecar names."""
        with self.engine.connect() as connection:
            told = names.told_keys(connection)
            return names.keys_by_paper(names.material_paths(connection), told)

    def earlier_versions(self, material: Material) -> list[str]:
        """What this material stands in place of once it is done, newest first: what had its names and has none."""
        with self.engine.connect() as connection:
            return versions.earlier_versions(connection, material.id, self.paths_of(material.id))
