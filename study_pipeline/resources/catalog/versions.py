"""Which materials had a name before, and which ids were given away: what the catalog does not forget."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, delete, insert, select

from study_pipeline.materials.identity import MAX_KEY_LENGTH, next_free_key
from study_pipeline.resources.catalog.records import DOOR
from study_pipeline.resources.catalog.tables import earlier_holders, materials, retired_ids, uploads
from study_pipeline.resources.clock import utc_now

NUMBER_CHARACTERS = 6  # the longest number at the end of a key that is looked for: -99999


def earlier_versions(connection: Connection, material_id: str, paths: Collection[str]) -> list[str]:
    """The materials that had these paths before, or that this one replaces, and that serve without a name.

    Newest first; those that left the bank already are not among them.
    """
    held = select(earlier_holders.c.material_id).where(earlier_holders.c.path.in_(sorted(paths)))
    holders = connection.scalars(held.order_by(earlier_holders.c.lost_at.desc()))
    candidates = dict.fromkeys([*_replaced(connection, material_id), *holders])
    nameless = select(materials.c.id).where(
        materials.c.id.in_(list(candidates)),
        materials.c.discarded.is_(False),
        materials.c.id.not_in(select(uploads.c.material_id)),
    )
    serving = set(connection.scalars(nameless)) - {material_id}
    return [one for one in candidates if one in serving]


def note_holder(connection: Connection, path: str, material_id: str) -> None:
    """Note that a material lost this path to another."""
    _add_holders(connection, path, [material_id])


def rename_holders(connection: Connection, path: str, new_path: str) -> None:
    """Let a path's history follow the file that was renamed."""
    held = earlier_holders.c.path == path
    found = select(earlier_holders.c.material_id).where(held).order_by(earlier_holders.c.lost_at)
    ids = list(connection.scalars(found))
    connection.execute(delete(earlier_holders).where(held))
    _add_holders(connection, new_path, ids)


def free_id(connection: Connection, wanted: str) -> str:
    """The id itself, or its first numbered form that neither a material nor a deleted one ever had."""
    start = wanted[: MAX_KEY_LENGTH - NUMBER_CHARACTERS]
    taken = [
        *connection.scalars(select(materials.c.id).where(materials.c.id.startswith(start, autoescape=True))),
        *connection.scalars(
            select(retired_ids.c.id).where(retired_ids.c.id.startswith(start, autoescape=True))
        ),
    ]
    return next_free_key(wanted, set(taken))


def retire(connection: Connection, material_id: str) -> None:
    """Note that a material was deleted: it is no version of anything, and its id is never given away again.

    What the door refused had no partition, so its id is free.
    """
    stage = connection.scalar(select(materials.c.failed_stage).where(materials.c.id == material_id))
    if stage != DOOR:
        connection.execute(insert(retired_ids).values(id=material_id, retired_at=utc_now()))
    connection.execute(delete(earlier_holders).where(earlier_holders.c.material_id == material_id))


def _replaced(connection: Connection, material_id: str) -> Sequence[str]:
    """The chain of what a material replaces, newest first, as far as it leads."""
    chain: list[str] = []
    one: str | None = material_id
    while one is not None:
        one = connection.scalar(select(materials.c.replaces).where(materials.c.id == one))
        if one in (material_id, *chain):
            break
        if one is not None:
            chain.append(one)
    return chain


def _add_holders(connection: Connection, path: str, ids: Iterable[str]) -> None:
    for material_id in ids:
        same = (earlier_holders.c.path == path) & (earlier_holders.c.material_id == material_id)
        connection.execute(delete(earlier_holders).where(same))
        connection.execute(
            insert(earlier_holders).values(path=path, material_id=material_id, lost_at=utc_now())
        )
