"""The clock: the only place that asks what time it is."""

import time
from datetime import UTC, datetime


def utc_now() -> str:
    """The current time as UTC ISO 8601 text with milliseconds, as the catalog stores it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def seconds_since_epoch() -> float:
    """Seconds since 1970, to compare with a file's times and with a lease's end."""
    return time.time()


def seconds_since(moment: str | None) -> float | None:
    """Seconds from a time that `utc_now` wrote until now; None for None."""
    if moment is None:
        return None
    return (datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds()
