"""How the catalog takes in an upload: `act_of` decides what it means, and this records it."""

from collections.abc import Callable, Collection

from sqlalchemy import Connection, Row, delete, insert, select, update

from study_pipeline.materials.acts import Act, KnownMaterial, State, act_of
from study_pipeline.materials.identity import comparable_path, file_title, lane_of, owner_of
from study_pipeline.materials.status import STAGES
from study_pipeline.resources.catalog import attempts, retries, sidecars
from study_pipeline.resources.catalog.attempts import FailedAttempt
from study_pipeline.resources.catalog.due import make_due, papers_named_by
from study_pipeline.resources.catalog.failures import note_failure
from study_pipeline.resources.catalog.records import DOOR, NewMaterial
from study_pipeline.resources.catalog.tables import materials, uploads
from study_pipeline.resources.catalog.versions import earlier_versions, free_id, note_holder, rename_holders
from study_pipeline.resources.clock import utc_now

REFUSED = "UnreadableMaterial"
MaterialRow = Row[tuple[object, ...]]
Gone = Callable[[Collection[str]], Collection[str]]
"""Which of these upload paths the folder no longer shows."""


def accept(
    connection: Connection,
    path: str,
    *,
    size_bytes: int,
    mtime_ns: int,
    material: NewMaterial,
    gone: Gone,
) -> str:
    """Record what ``path`` holds; give the id under which that is known."""
    same = connection.execute(select(materials).where(_is_same(material))).first()
    held_by = select(materials).join(uploads, uploads.c.material_id == materials.c.id)
    holder = connection.execute(held_by.where(uploads.c.path == path)).first()
    known = _known(connection, same)
    act = act_of(
        path,
        refused=material.refusal is not None,
        same=known,
        holder=_known(connection, holder),
        earlier=earlier_versions(connection, holder.id, [path]) if holder else [],
        gone=gone([name for name in known.names if name != path]) if known else (),
    )
    material_id: str = act.material or free_id(connection, material.id)
    if act.material is None:
        connection.execute(insert(materials).values(id=material_id, **_new_row(material)))
    if material.refusal and (
        same is None or (same.failed_stage == DOOR and same.error_message != material.refusal)
    ):
        refused = FailedAttempt(material_id, DOOR, REFUSED, material.refusal, None, "fail")
        attempts.record(connection, refused)
        note_failure(connection, material_id, material.refusal)
    _name(connection, path, size_bytes, mtime_ns, material_id, known_path=holder is not None)
    if holder is not None and holder.id not in (material_id, act.forgets):
        note_holder(connection, path, holder.id)
    if act.forgets:
        connection.execute(delete(materials).where(materials.c.id == act.forgets))
    if act.replaces:
        _set(connection, material_id, replaces=act.replaces)
    if same is not None:
        _carry_out(connection, path, act, same, material)
    return material_id


def _carry_out(connection: Connection, path: str, act: Act, same: MaterialRow, material: NewMaterial) -> None:
    """What else an act does to a material that is known."""
    if act.moved_from:
        _move(connection, same, act.moved_from, path)
    if same.failed_stage == DOOR:
        stage = DOOR if material.refusal else None
        _set(connection, same.id, error_message=material.refusal, failed_stage=stage, pages=material.pages)
        if material.refusal is None:  # somebody had given it up
            _set(connection, same.id, discarded=False)
    elif act.attempt:
        take_again(connection, [same.id])
    if act.rewrite or act.meaning != "same":
        named = [path, *([act.moved_from] if act.moved_from else [])]
        papers = [paper for name in named for paper in papers_named_by(connection, name)]
        make_due(connection, [same.id, *papers])


def take_again(connection: Connection, material_ids: Collection[str]) -> None:
    """Let these wait for another run, as if they were new."""
    ids = sorted(material_ids)
    for material_id in ids:
        _set(
            connection,
            material_id,
            error_message=None,
            failed_stage=None,
            finished_stage=None,
            discarded=False,
            superseded_by=None,
            batch_id=None,
        )
    attempts.begin_anew(connection, ids)
    retries.cancel(connection, ids)


def _move(connection: Connection, same: MaterialRow, path: str, new_path: str) -> None:
    """Give up a name; what only came from it (title, owner, lane) follows the file."""
    connection.execute(delete(uploads).where(uploads.c.path == path))
    rename_holders(connection, path, new_path)
    sidecars.rename(connection, path, new_path)
    followed = {
        "title": (same.title, file_title(path), file_title(new_path)),
        "owner": (same.owner, owner_of(path), owner_of(new_path)),
        "lane": (same.lane, lane_of(path), lane_of(new_path)),
    }
    values = {name: new for name, (now, old, new) in followed.items() if now == old != new}
    if values:
        _set(connection, same.id, **values)


def _is_same(material: NewMaterial):  # type: ignore[no-untyped-def]
    if material.sha256:
        return materials.c.sha256 == material.sha256
    return (materials.c.id == material.id) & materials.c.sha256.is_(None)


def _known(connection: Connection, row: MaterialRow | None) -> KnownMaterial | None:
    if row is None:
        return None
    names = select(uploads.c.path).where(uploads.c.material_id == row.id)
    found = connection.scalars(names.order_by(uploads.c.seen_at, uploads.c.path))
    return KnownMaterial(row.id, _state(row), tuple(found))


def _state(row: MaterialRow) -> State:
    if row.failed_stage == DOOR:
        return "refused"
    if row.discarded:
        return "replaced"
    if row.error_message:
        return "failed"
    return "complete" if row.finished_stage == STAGES[-1] else "open"


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


def _set(connection: Connection, material_id: str, **values: str | int | bool | None) -> None:
    connection.execute(
        update(materials).where(materials.c.id == material_id).values(**values, updated_at=utc_now())
    )


def _new_row(material: NewMaterial) -> dict[str, str | int | None]:
    now = utc_now()
    return {
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
