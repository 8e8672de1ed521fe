"""Leases: one holder at a time across processes, kept in the catalog, freed by time when a holder dies."""

import logging
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from study_pipeline.language import translate
from study_pipeline.resources.catalog.tables import leases
from study_pipeline.resources.clock import seconds_since_epoch
from study_pipeline.resources.errors import TransientError

log = logging.getLogger(__name__)

HOLD_SECONDS = 30.0  # a dead holder blocks others for so long; a living one renews at a third of it
WAIT_SECONDS = 300.0
POLL_SECONDS = 0.1


class LeaseBusy(TransientError):
    """Another process held the lease for longer than we were ready to wait."""


@contextmanager
def lease(
    engine: Engine,
    name: str,
    *,
    holders: int = 1,
    wait_seconds: float = WAIT_SECONDS,
    hold_seconds: float = HOLD_SECONDS,
) -> Iterator[None]:
    """Hold ``name``, alone or as one of so many ``holders``, among all processes of this catalog in the block.

    A holder that dies blocks the others for ``hold_seconds``.

    Raises:
        LeaseBusy: It was not free within ``wait_seconds``.
    """
    holder = uuid.uuid4().hex
    deadline = time.monotonic() + wait_seconds
    places = [name] if holders == 1 else [f"{name} {number}" for number in range(1, holders + 1)]
    while (place := _first_free(engine, places, holder, hold_seconds)) is None:
        if time.monotonic() >= deadline:
            raise LeaseBusy(
                translate(
                    "Another run kept the {name} for longer than {wait_seconds:g} s: try again later."
                ).format(name=translate(name), wait_seconds=wait_seconds)
            )
        time.sleep(POLL_SECONDS)
    stop = threading.Event()
    renewer = threading.Thread(target=_renew, args=(engine, place, holder, hold_seconds, stop), daemon=True)
    renewer.start()
    try:
        yield
    finally:
        stop.set()
        renewer.join()
        with engine.begin() as connection:
            connection.execute(delete(leases).where(leases.c.name == place, leases.c.holder == holder))


def _first_free(engine: Engine, places: Sequence[str], holder: str, hold_seconds: float) -> str | None:
    return next((place for place in places if _take(engine, place, holder, hold_seconds)), None)


def _take(engine: Engine, name: str, holder: str, hold_seconds: float) -> bool:
    now = seconds_since_epoch()
    values = {"holder": holder, "expires_at": now + hold_seconds}
    with engine.begin() as connection:
        taken = connection.execute(
            update(leases).where(leases.c.name == name, leases.c.expires_at < now).values(**values)
        )
        if taken.rowcount:
            return True
        if connection.scalar(select(leases.c.name).where(leases.c.name == name)):
            return False
    try:
        with engine.begin() as connection:
            connection.execute(insert(leases).values(name=name, **values))
    except IntegrityError:  # another process inserted it first
        return False
    return True


def _renew(engine: Engine, name: str, holder: str, hold_seconds: float, stop: threading.Event) -> None:
    while not stop.wait(hold_seconds / 3):
        renewed = (
            update(leases)
            .where(leases.c.name == name, leases.c.holder == holder)
            .values(expires_at=seconds_since_epoch() + hold_seconds)
        )
        try:
            with engine.begin() as connection:
                connection.execute(renewed)
        except (
            OperationalError,
            TransientError,
        ) as error:  # a busy database; two more tries fit before the lease ends
            log.warning("The lease of the %s was not renewed: %s", name, error)
