"""The figures of the work, all from one look: what `stats` prints and the asset `operations_report` shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from study_pipeline.materials.status import Status
from study_pipeline.operations.hours import Hour, Wait, hours
from study_pipeline.operations.reasons import Reason, Tries, most_retried, reasons
from study_pipeline.operations.standing import Standing, counts, counts_by_lane, oldest_waiting, unresolved


@dataclass(frozen=True, slots=True)
class Records:
    """What the catalog and the disk say at one moment.

    ``waits`` are those that ended in the hours asked for; ``scheduled`` is how much work was put off;
    ``stored_bytes`` is None for what lies elsewhere.
    """

    standings: Sequence[Standing]
    waits: Sequence[Wait]
    tries: Sequence[Tries]
    scheduled: int
    stored_bytes: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures at a moment. ``running`` are ids of runs; ``retries`` materials are tried again by themselves."""

    at: datetime
    zone: str
    counts: Mapping[Status, int]
    lanes: Mapping[str, Mapping[Status, int]]
    scheduled: int
    retries: int
    oldest: Standing | None
    running: tuple[str, ...]
    hours: tuple[Hour, ...]
    failed: tuple[Standing, ...]
    reasons: tuple[Reason, ...]
    most_retried: tuple[tuple[Standing, Tries], ...]
    stored_bytes: Mapping[str, int | None]


def statistics(records: Records, *, now: datetime, zone: ZoneInfo, hour_count: int) -> Statistics:
    """Compute the figures of the last ``hour_count`` hours."""
    standings = records.standings
    failed = unresolved(standings)
    return Statistics(
        at=now,
        zone=zone.key,
        counts=counts(standings),
        lanes=counts_by_lane(standings),
        scheduled=records.scheduled,
        retries=sum(one.next_attempt is not None for one in standings),
        oldest=oldest_waiting(standings),
        running=tuple(sorted({one.run for one in standings if one.status == "processing" and one.run})),
        hours=tuple(
            hours(
                [wait.until for wait in records.waits if wait.until is not None],
                [*records.waits, *_waits_now(standings)],
                now=now,
                zone=zone,
                count=hour_count,
            )
        ),
        failed=tuple(failed),
        reasons=tuple(reasons(failed)),
        most_retried=tuple(most_retried(records.tries, standings)),
        stored_bytes=records.stored_bytes,
    )


def _waits_now(standings: Sequence[Standing]) -> list[Wait]:
    """The waits that have no end yet, and those that a failure ended."""
    open_now = [one for one in standings if one.status in ("pending", "processing") and not one.put_off]
    return [Wait(one.asked, None) for one in open_now] + [
        Wait(one.asked, one.since) for one in standings if one.status == "failed"
    ]
