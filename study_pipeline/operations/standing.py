"""Where one material stands: what every question about the work is answered from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from study_pipeline.materials.identity import LANES, place_of_lane
from study_pipeline.materials.status import Stage, Status

LONGEST_WAIT_SECONDS = (
    3_600.0  # fifty papers take minutes on two cores: after an hour the queue is not served
)
STATUSES: tuple[Status, ...] = ("pending", "processing", "completed", "failed", "discarded")


@dataclass(frozen=True, slots=True)
class Standing:
    """A material and how far it is. Times are aware.

    ``file`` is its first upload, ``finished`` the last stage whose result is in place, ``run`` the one that has it.
    ``asked`` is when it arrived, or was last asked for again; ``since`` is from when on it has been as it is.
    ``put_off``: it is to be ingested at a later time, and waits for no run yet. ``attempts`` have failed since it was
    last complete, ``next_attempt`` is when it is tried again by itself.
    """

    id: str
    title: str
    file: str
    owner: str | None
    lane: str
    status: Status
    finished: Stage | None
    pages: int | None
    asked: datetime
    since: datetime
    put_off: bool = False
    run: str | None = None
    failed_stage: str | None = None
    sentence: str | None = None
    attempts: int = 0
    next_attempt: datetime | None = None

    def age_seconds(self, now: datetime) -> float:
        """For how long it has been as it is."""
        return max(0.0, (now - self.since).total_seconds())


def counts(standings: Iterable[Standing]) -> dict[Status, int]:
    """How many materials have each status; every status is there."""
    found = dict.fromkeys(STATUSES, 0)
    for standing in standings:
        found[standing.status] += 1
    return found


def counts_by_lane(standings: Sequence[Standing]) -> dict[str, dict[Status, int]]:
    """The same for each lane; the three lanes are always there, in the order in which they are served."""
    lanes = dict.fromkeys([*LANES, *sorted({standing.lane for standing in standings})])
    return {lane: counts(one for one in standings if one.lane == lane) for lane in lanes}


def queue(standings: Iterable[Standing]) -> list[Standing]:
    """What waits for a run, in the order in which it is served: by lane, then who has waited longest."""
    return sorted(
        (one for one in standings if one.status == "pending" and not one.put_off),
        key=lambda one: (place_of_lane(one.lane), one.since, one.id),
    )


def oldest_waiting(standings: Iterable[Standing]) -> Standing | None:
    """What has waited for a run longest, whatever its lane."""
    return min(queue(standings), key=lambda one: (one.since, one.id), default=None)


def unresolved(standings: Iterable[Standing]) -> list[Standing]:
    """What failed and was not completed since, newest failure first."""
    failed = [standing for standing in standings if standing.status == "failed"]
    return sorted(failed, key=lambda one: (one.since, one.id), reverse=True)
