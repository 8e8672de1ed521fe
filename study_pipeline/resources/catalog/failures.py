"""What failed and who was told: the catalog's failures, and its outbox of messages that are still to go out."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, exists, func, insert, select, update

from study_pipeline.materials.notices import Arrival, Failure
from study_pipeline.resources.catalog import attempts, retries
from study_pipeline.resources.catalog.records import recorded_status
from study_pipeline.resources.catalog.tables import failures, materials, outbox
from study_pipeline.resources.clock import seconds_since_epoch


@dataclass(frozen=True, slots=True)
class Message:
    """A message in the outbox for one address. ``tries`` have failed so far."""

    id: int
    address_id: str
    title: str
    body: str
    tries: int


def note_failure(connection: Connection, material_id: str, sentence: str, *, final: bool = True) -> None:
    """Note that a material failed. Whoever is to be told is told from here."""
    known = select(materials.c.id).where(materials.c.id == material_id)
    if connection.scalar(known) is None:  # it was deleted meanwhile: nobody waits for it
        return
    of_material = (failures.c.material_id == material_id) & failures.c.over.is_(False)
    before = connection.scalar(select(func.count()).select_from(failures).where(of_material)) or 0
    connection.execute(
        insert(failures).values(
            material_id=material_id,
            sentence=sentence,
            # attempts within one run are in the ledger, and told of only if they end badly
            attempt=max(before + 1, attempts.count(connection, material_id)),
            final=final,
            failed_at=seconds_since_epoch(),
        )
    )


def note_success(connection: Connection, material_ids: Sequence[str]) -> None:
    """Note that materials are complete: their attempts are counted anew, and nobody needs to hear what healed."""
    of_them = failures.c.material_id.in_(material_ids) & failures.c.over.is_(False)
    connection.execute(update(failures).where(of_them, failures.c.final.is_(False)).values(told=True))
    connection.execute(update(failures).where(of_them).values(over=True))
    attempts.begin_anew(connection, material_ids)


def tell_nobody(connection: Connection, material_id: str) -> None:
    """Let nobody be told of a material's failures: somebody gave it up."""
    connection.execute(update(failures).where(failures.c.material_id == material_id).values(told=True))


def forget(connection: Connection, material_id: str) -> None:
    """Forget the failures of a material that is deleted."""
    connection.execute(delete(failures).where(failures.c.material_id == material_id))
    attempts.forget(connection, material_id)
    retries.cancel(connection, [material_id])


def untold(engine: Engine) -> list[Failure]:
    """The failures that nobody was told of, oldest first."""
    before = failures.alias()
    earlier = select(before.c.id).where(
        before.c.material_id == failures.c.material_id,
        before.c.over == failures.c.over,
        before.c.id < failures.c.id,
    )
    with engine.connect() as connection:
        rows = connection.execute(
            select(failures, materials.c.owner, exists(earlier).label("again"))
            .join(materials, materials.c.id == failures.c.material_id)
            .where(failures.c.told.is_(False))
            .order_by(failures.c.id)
        )
        return [
            Failure(
                row.id,
                row.material_id,
                row.owner,
                row.sentence,
                row.attempt,
                row.final,
                row.failed_at,
                first=not row.again,
            )
            for row in rows
        ]


def arrivals(engine: Engine) -> list[Arrival]:
    """Every material: whose, since when, how far."""
    wanted = (
        materials.c.id,
        materials.c.owner,
        materials.c.created_at,
        materials.c.discarded,
        materials.c.running_in,
        materials.c.error_message,
        materials.c.finished_stage,
    )
    with engine.connect() as connection:
        return [
            Arrival(
                row.id,
                row.owner,
                datetime.fromisoformat(row.created_at).timestamp(),
                recorded_status(row),
            )
            for row in connection.execute(select(*wanted))
        ]


def put(engine: Engine, messages: Iterable[tuple[str, str, str]], settled: Collection[int]) -> None:
    """Put messages (address id, title, body) into the outbox and settle their failures, both or neither."""
    with engine.begin() as connection:
        put_messages(connection, messages)
        for failure_id in settled:
            connection.execute(update(failures).where(failures.c.id == failure_id).values(told=True))


def put_messages(connection: Connection, messages: Iterable[tuple[str, str, str]]) -> None:
    """Put messages (address id, title, body) into the outbox, to go out at once."""
    now = seconds_since_epoch()
    for address_id, title, body in messages:
        row = {"address_id": address_id, "title": title, "body": body, "created_at": now, "next_at": now}
        connection.execute(insert(outbox).values(**row))


def due(engine: Engine) -> list[Message]:
    """The messages that are to go out now, oldest first."""
    with engine.connect() as connection:
        rows = connection.execute(
            select(outbox).where(outbox.c.next_at <= seconds_since_epoch()).order_by(outbox.c.id)
        )
        return [Message(row.id, row.address_id, row.title, row.body, row.tries) for row in rows]


def gone_out(engine: Engine, message_id: int) -> None:
    """Forget a message that went out, or has nowhere to go."""
    with engine.begin() as connection:
        connection.execute(delete(outbox).where(outbox.c.id == message_id))


def try_later(engine: Engine, message_id: int, *, wait_seconds: float) -> None:
    """Let a message be tried again after a while."""
    with engine.begin() as connection:
        connection.execute(
            update(outbox)
            .where(outbox.c.id == message_id)
            .values(tries=outbox.c.tries + 1, next_at=seconds_since_epoch() + wait_seconds)
        )


def count_waiting(engine: Engine) -> int:
    """How many messages have not gone out."""
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(outbox)) or 0
