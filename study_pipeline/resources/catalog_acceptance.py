"""How the catalog takes in an upload: a new material, another name of a known one, or a newer version."""

from sqlalchemy import Connection, Row, delete, insert, select, update

from study_pipeline.materials.identity import comparable_path
from study_pipeline.materials.status import STAGES
from study_pipeline.resources.catalog_batches import make_batch
from study_pipeline.resources.catalog_records import DOOR, NewMaterial
from study_pipeline.resources.catalog_tables import materials, uploads
from study_pipeline.resources.clock import utc_now


def accept(
    connection: Connection, path: str, *, size_bytes: int, mtime_ns: int, material: NewMaterial
) -> str:
    """Record that ``path`` holds this material; give the id under which it is known."""
    same = materials.c.sha256 == material.sha256 if material.sha256 else materials.c.id == material.id
    known = connection.execute(select(materials).where(same)).first()
    previous = connection.scalar(select(uploads.c.material_id).where(uploads.c.path == path))
    if known is None:
        connection.execute(insert(materials).values(**_new_row(material)))
    material_id: str = known.id if known else material.id
    _name(connection, path, size_bytes, mtime_ns, material_id, known_path=previous is not None)
    replaced = previous if previous != material_id and not _has_name(connection, previous) else None
    if replaced and _was_never_read(connection, replaced):
        connection.execute(delete(materials).where(materials.c.id == replaced))
        replaced = None
    if replaced:
        _set(connection, material_id, replaces=replaced)
    if known is not None:
        _take_again(connection, known, material, replaced)
    return material_id


def _take_again(
    connection: Connection, known: "Row[tuple[object, ...]]", material: NewMaterial, replaced: str | None
) -> None:
    """Give a known material another run where its bytes came again because something was wrong or newer.

    The run is its own: its partition is not beside those of new materials.
    """
    if known.failed_stage == DOOR:
        stage = DOOR if material.refusal else None
        _set(connection, known.id, error_message=material.refusal, failed_stage=stage, pages=material.pages)
    elif known.discarded or known.error_message or (replaced and known.finished_stage == STAGES[-1]):
        _set(
            connection,
            known.id,
            error_message=None,
            failed_stage=None,
            finished_stage=None,
            discarded=False,
            superseded_by=None,
            batch_id=None,
        )
        make_batch(connection, known.lane, [known.id])


def _name(
    connection: Connection, path: str, size_bytes: int, mtime_ns: int, material_id: str, *, known_path: bool
) -> None:
    values = {
        "compare_path": comparable_path(path),
        "size_bytes": size_bytes,
        "mtime_ns": mtime_ns,
        "material_id": material_id,
        "seen_at": utc_now(),
    }
    if known_path:
        connection.execute(update(uploads).where(uploads.c.path == path).values(**values))
    else:
        connection.execute(insert(uploads).values(path=path, **values))


def _has_name(connection: Connection, material_id: str | None) -> bool:
    named = select(uploads.c.path).where(uploads.c.material_id == material_id)
    return connection.execute(named).first() is not None


def _was_never_read(connection: Connection, material_id: str) -> bool:
    sha256 = select(materials.c.sha256).where(materials.c.id == material_id)
    return connection.scalar(sha256) is None


def _set(connection: Connection, material_id: str, **values: str | int | bool | None) -> None:
    connection.execute(
        update(materials).where(materials.c.id == material_id).values(**values, updated_at=utc_now())
    )


def _new_row(material: NewMaterial) -> dict[str, str | int | None]:
    now = utc_now()
    return {
        "id": material.id,
        "sha256": material.sha256,
        "title": material.title,
        "description": material.description,
        "owner": material.owner,
        "lane": material.lane,
        "size_bytes": material.size_bytes,
        "pages": material.pages,
        "error_message": material.refusal,
        "failed_stage": DOOR if material.refusal else None,
        "created_at": now,
        "updated_at": now,
    }
