"""The runs that are going on, and how far each of their materials is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from study_pipeline.materials.status import STAGES, Stage
from study_pipeline.operations.progress import Progress
from study_pipeline.operations.standing import Standing


@dataclass(frozen=True, slots=True)
class Told:
    """How far a run was when it last said so."""

    progress: Progress
    at: datetime


@dataclass(frozen=True, slots=True)
class InHand:
    """A material of a run. ``page`` of its ``pages`` are read; ``stage`` is the one that it is in, or waits for."""

    standing: Standing
    stage: Stage
    page: int
    pages: int | None


@dataclass(frozen=True, slots=True)
class Run:
    """A run that is going on. ``told`` is None until it first says how far it is."""

    id: str
    since: datetime
    materials: tuple[InHand, ...]
    told: Told | None

    def silent_seconds(self, now: datetime) -> float:
        """For how long it has said nothing."""
        return (now - (self.told.at if self.told else self.since)).total_seconds()


def runs(standings: Iterable[Standing], told: Mapping[str, Told]) -> list[Run]:
    """The runs that have materials in hand, longest first; of each, what is not complete, least far first."""
    busy = [one for one in standings if one.status == "processing" and one.run is not None]
    ordered = sorted(busy, key=lambda one: one.run or "")
    found = [
        _run(run_id or "", list(group), told.get(run_id or ""))
        for run_id, group in groupby(ordered, key=lambda one: one.run)
    ]
    return sorted(found, key=lambda run: (run.since, run.id))


def _run(run_id: str, standings: list[Standing], told: Told | None) -> Run:
    progress = told.progress if told else None
    in_hand = [_in_hand(one, progress) for one in standings if one.finished != STAGES[-1]]
    in_hand.sort(key=lambda one: (STAGES.index(one.stage), -one.page, one.standing.asked, one.standing.id))
    return Run(run_id, min(one.since for one in standings), tuple(in_hand), told)


def _in_hand(standing: Standing, progress: Progress | None) -> InHand:
    if standing.finished is not None:
        stage = STAGES[STAGES.index(standing.finished) + 1]
        return InHand(standing, stage, standing.pages or 0, standing.pages)
    read = progress.pages_read.get(standing.id, 0) if progress else 0
    return InHand(standing, STAGES[0], read, standing.pages)
