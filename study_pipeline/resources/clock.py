"""The clock: the only place that asks what time it is."""

import time
from datetime import UTC, datetime, timedelta


def now() -> datetime:
    """The current time."""
    return datetime.now(UTC)


def utc_now() -> str:
    """The current time as UTC ISO 8601 text with milliseconds, as the catalog stores it."""
    return as_stored(now())


def as_stored(moment: datetime) -> str:
    """A moment as the catalog stores it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def utc_after(seconds: float) -> str:
    """The time that many seconds from now, as `utc_now` writes it."""
    return as_stored(now() + timedelta(seconds=seconds))


def seconds_since_epoch() -> float:
    """Seconds since 1970, to compare with a file's times and with a lease's end."""
    return time.time()


def monotonic_seconds() -> float:
    """Seconds since this machine was started, the same for all its processes, whatever becomes of its clock."""
    return time.monotonic()


def seconds_since(moment: str | None) -> float | None:
    """Seconds from a time that `utc_now` wrote until now; None for None."""
    if moment is None:
        return None
    return (now() - datetime.fromisoformat(moment)).total_seconds()
