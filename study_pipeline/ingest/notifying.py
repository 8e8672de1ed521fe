"""Failures become messages in the outbox, and messages go out; a channel that is down delays only its own."""

import logging
import time

from study_pipeline.ingest.services import Services
from study_pipeline.language import message
from study_pipeline.materials.notices import Notice, telling
from study_pipeline.resources.catalog import failures as catalog_failures
from study_pipeline.resources.catalog.failures import Message
from study_pipeline.resources.catalog.leases import LeaseBusy, lease
from study_pipeline.resources.clock import seconds_since_epoch
from study_pipeline.resources.errors import PermanentError, TransientError
from study_pipeline.resources.notifier import Address, Notifier

log = logging.getLogger(__name__)

OUTBOX_LEASE = message("outbox")
SENDING_SECONDS = 20.0  # a tick must stay well below Dagster's limit of 60; the rest waits for the next
MAX_WAIT_SECONDS = 3_600.0


def tell(services: Services, notifier: Notifier) -> int:
    """Send what is to be said of failures; count the messages that went out.

    A crash between the sending and its record sends that one message twice; nothing is ever left unsaid.
    """
    try:
        with lease(services.catalog.engine, OUTBOX_LEASE, wait_seconds=0):
            _compose(services, notifier)
            return _send(services, notifier)
    except LeaseBusy:
        return 0


def wait_after(tries: int) -> float:
    """How long a message waits after so many tries that failed: n⁴ + 2 s, at most an hour."""
    return min(float(tries**4 + 2), MAX_WAIT_SECONDS)


def _compose(services: Services, notifier: Notifier) -> None:
    engine = services.catalog.engine
    failures = catalog_failures.untold(engine)
    if not failures:
        return
    told = telling(failures, catalog_failures.arrivals(engine), now=seconds_since_epoch())
    messages = [
        (address.id, notice.title, notice.body)
        for notice in told.notices
        for address in _addresses(notifier, notice)
    ]
    if told.settled:
        catalog_failures.put(engine, messages, told.settled)


def _addresses(notifier: Notifier, notice: Notice) -> list[Address]:
    return notifier.of_operators() if notice.to_operators else notifier.of_owner(notice.owner)


def _send(services: Services, notifier: Notifier) -> int:
    engine = services.catalog.engine
    deadline = time.monotonic() + SENDING_SECONDS
    sent = 0
    down: set[str] = set()
    for one in catalog_failures.due(engine):
        if time.monotonic() >= deadline:
            break
        if one.address_id in down:
            continue
        if _went_out(notifier, one):
            catalog_failures.gone_out(engine, one.id)
            sent += 1
        else:
            down.add(one.address_id)
            catalog_failures.try_later(engine, one.id, wait_seconds=wait_after(one.tries + 1))
    return sent


def _went_out(notifier: Notifier, one: Message) -> bool:
    """Whether a message needs no more tries; one whose address was taken out of the settings needs none."""
    address = notifier.find(one.address_id)
    if address is None:
        log.warning("A message was dropped: its address is in the settings no more. %s", one.title)
        return True
    try:
        notifier.send(address, title=one.title, body=one.body)
    except (TransientError, PermanentError) as error:
        log.warning("%s", error)
        return False
    return True
