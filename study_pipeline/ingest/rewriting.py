"""What changed in the bank without a run: answers from a key's new name or a sidecar, a version that came back."""

import logging
from collections.abc import Collection

from study_pipeline.ingest.services import Services
from study_pipeline.ingest.stale import to_be_read_again
from study_pipeline.ingest.writing import BANK_LEASE, write_again
from study_pipeline.resources.catalog import due as catalog_due
from study_pipeline.resources.catalog.leases import LeaseBusy, lease

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 3.0  # a sensor's tick must be short; what is due stays due until the bank is free


def write_what_is_due(services: Services) -> None:
    """Write again what changed without a run. Where another process keeps the bank, it is left for the next time.

    No PDF is read for it: a material that another version of the rules read is taken through again instead.
    """
    engine = services.catalog.engine
    due = catalog_due.due(engine)
    if not due:
        return
    again = to_be_read_again(services, services.catalog.materials(due).values())
    services.catalog.take_again(again)
    try:
        with lease(engine, BANK_LEASE, wait_seconds=PATIENCE_SECONDS):
            write_again(services, _without(due, again))
            catalog_due.done(engine, due)
    except LeaseBusy:
        log.info("%d materials wait for the bank.", len(due))


def _without(ids: Collection[str], others: Collection[str]) -> list[str]:
    return [one for one in ids if one not in others]
