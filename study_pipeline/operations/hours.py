"""What was completed in each hour, and how long the longest waited: real hours with their date, in a named zone."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

QUARTER = timedelta(minutes=15)  # every offset of a zone from UTC today is a multiple of it


@dataclass(frozen=True, slots=True)
class Wait:
    """One wait of a material for its end, from an arrival or a request on; ``until`` None is still without one."""

    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour, by its start in the zone. ``longest_wait_seconds`` is that of what had no end when it was over."""

    start: datetime
    completed: int
    longest_wait_seconds: float


def hour_of(moment: datetime, zone: ZoneInfo) -> datetime:
    """The start of the hour that a clock in this zone shows at a moment.

    The hour that comes twice when summer time ends is two hours, told apart by their distance from UTC.
    """
    return moment.astimezone(zone).replace(minute=0, second=0, microsecond=0)


def hours(
    completions: Iterable[datetime], waits: Sequence[Wait], *, now: datetime, zone: ZoneInfo, count: int
) -> list[Hour]:
    """The last ``count`` hours in order, the one that goes on now last; also those in which nothing was done."""
    done = Counter(_utc(hour_of(moment, zone)) for moment in completions)
    starts = list(_last_hours(now, zone, count))
    ends = [*starts[1:], now]
    return [
        Hour(start.astimezone(zone), done[start], _longest_wait(waits, at=min(end, now)))
        for start, end in zip(starts, ends, strict=True)
    ]


def _last_hours(now: datetime, zone: ZoneInfo, count: int) -> Iterator[datetime]:
    """The starts in UTC, oldest first: only there are they a fixed distance apart."""
    found = [_utc(hour_of(now, zone))]
    while len(found) < count:
        earlier = found[-1] - QUARTER
        found.append(_utc(hour_of(earlier, zone)))
    return reversed(found)


def _longest_wait(waits: Sequence[Wait], *, at: datetime) -> float:
    open_then = [w.since for w in waits if w.since <= at and (w.until is None or w.until > at)]
    return (at - min(open_then)).total_seconds() if open_then else 0.0


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
