"""The names of materials: their upload paths, and which answer key is named for which paper."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

from sqlalchemy import Connection, delete, insert, select

from study_pipeline.materials.identity import comparable_path, paper_path_of
from study_pipeline.materials.sidecar import sidecar_stem
from study_pipeline.materials.uploads import SeenFile
from study_pipeline.resources.catalog.records import KnownUpload
from study_pipeline.resources.catalog.tables import left_uploads as left
from study_pipeline.resources.catalog.tables import materials, sidecar_keys, uploads


def known_uploads(connection: Connection) -> dict[str, KnownUpload]:
    """Every upload whose bytes were taken, by its path. One that could not be read is looked at again."""
    rows = connection.execute(
        select(uploads.c.path, uploads.c.size_bytes, uploads.c.mtime_ns, uploads.c.material_id)
        .join(materials, materials.c.id == uploads.c.material_id)
        .where(materials.c.sha256.is_not(None))
    )
    return {row.path: KnownUpload(row.path, row.size_bytes, row.mtime_ns, row.material_id) for row in rows}


def unread_uploads(connection: Connection) -> dict[str, str | None]:
    """Why each upload whose bytes could not be had is refused, by its path."""
    rows = connection.execute(
        select(uploads.c.path, materials.c.error_message)
        .join(materials, materials.c.id == uploads.c.material_id)
        .where(materials.c.sha256.is_(None))
    )
    return {row.path: row.error_message for row in rows}


def left_uploads(connection: Connection) -> dict[str, tuple[int, int]]:
    """Size and mtime_ns of the uploads that are not to be taken again as they are, by path."""
    rows = connection.execute(select(left))
    return {row.path: (row.size_bytes, row.mtime_ns) for row in rows}


def leave(connection: Connection, files: Iterable[SeenFile]) -> None:
    """Note that these uploads are not to be taken again as they are."""
    for file in files:
        connection.execute(delete(left).where(left.c.path == file.path))
        facts = {"path": file.path, "size_bytes": file.size_bytes, "mtime_ns": file.mtime_ns}
        connection.execute(insert(left).values(**facts))


def material_paths(
    connection: Connection, material_ids: Collection[str] | None = None
) -> dict[str, list[str]]:
    """The upload paths of each of these materials (None: of all), first seen first."""
    statement = select(uploads.c.material_id, uploads.c.path).order_by(uploads.c.seen_at, uploads.c.path)
    if material_ids is not None:
        statement = statement.where(uploads.c.material_id.in_(material_ids))
    paths: dict[str, list[str]] = {}
    for row in connection.execute(statement):
        paths.setdefault(row.material_id, []).append(row.path)
    return paths


def materials_called(reference: str, paths: Mapping[str, Iterable[str]]) -> list[str]:
    """The ids whose path, or whose file name in any folder, is ``reference``; case does not count."""
    wanted = comparable_path(reference)
    return [
        material_id
        for material_id, names in paths.items()
        if any(wanted in (name, name.rsplit("/", 1)[-1]) for name in map(comparable_path, names))
    ]


def told_keys(connection: Connection) -> dict[str, list[str]]:
    """The keys that sidecars name, as names are compared, by the stem of their paper."""
    told: dict[str, list[str]] = {}
    for row in connection.execute(select(sidecar_keys).order_by(sidecar_keys.c.path)):
        told.setdefault(row.stem, []).append(row.compare_path)
    return told


def papers_told_of(connection: Connection, compare_path: str) -> list[str]:
    """The papers whose sidecar names the key of this path."""
    stems = connection.scalars(select(sidecar_keys.c.stem).where(sidecar_keys.c.compare_path == compare_path))
    return [material_id for stem in stems.all() for _, material_id in pdfs_of(connection, stem)]


def pdfs_of(connection: Connection, stem: str) -> list[tuple[str, str]]:
    """The paths, and materials, of the PDFs of this stem."""
    same = uploads.c.compare_path == comparable_path(f"{stem}.pdf")
    rows = connection.execute(select(uploads.c.path, uploads.c.material_id).where(same))
    return [(row.path, row.material_id) for row in rows if sidecar_stem(row.path) == stem]


def keys_by_paper(
    paths: Mapping[str, Iterable[str]], told: Mapping[str, Sequence[str]] = MappingProxyType({})
) -> dict[str, list[str]]:
    """For each paper, the answer keys that are named for it, under any of their names and of its own.

    Those that its sidecars name (``told``, by the paper's stem) stand last, and so have the last word. Where two
    papers differ in case only, a key belongs to the one that is written as it is.
    """
    papers: dict[str, dict[str, str]] = {}
    named = sorted((path, material_id) for material_id, names in paths.items() for path in names)
    for path, material_id in named:
        papers.setdefault(comparable_path(path), {})[path] = material_id
    keys: dict[str, list[str]] = {}
    for path, key in named:
        candidates = papers.get(paper_path_of(path) or "", {})
        same_case = [paper for name, paper in candidates.items() if path.startswith(name.rpartition(".")[0])]
        for paper in same_case or candidates.values():
            if paper != key and key not in keys.setdefault(paper, []):
                keys[paper].append(key)
    for path, paper in named:
        for key_path in told.get(sidecar_stem(path), ()):
            for key in dict.fromkeys(papers.get(key_path, {}).values()):
                others = [one for one in keys.get(paper, []) if one != key]
                keys[paper] = [*others, key] if key != paper else others
    return {paper: named_for for paper, named_for in keys.items() if named_for}
