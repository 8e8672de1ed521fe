"""What to do about materials whose run is gone: a pure rule over what the catalog and Dagster say."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from study_pipeline.ingest.failed_attempts import follow_up
from study_pipeline.ingest.outcome import Outcome
from study_pipeline.ingest.services import Services
from study_pipeline.language import translate
from study_pipeline.materials.status import STAGES, Stage
from study_pipeline.resources.errors import PermanentError, RunDied, RunNeverBegan, RunStopped, TransientError

REQUEST_GRACE_SECONDS = 120.0  # from asking for a run until Dagster's queue shows it, on a busy machine
RETRY_GRACE_SECONDS = 600.0  # a run that Dagster promised to retry gets its next attempt within this time
MAX_REQUESTS = 3

Action = Literal["wait", "request", "fail"]


@dataclass(frozen=True, slots=True)
class RunFacts:
    """The newest run of some open materials. ``age_seconds`` counts from its end, if it has one.

    ``killed``: its process ended without a word, as no error and no orderly stop lets it end.
    """

    id: str
    finished: bool
    canceled: bool
    killed: bool
    will_retry: bool
    age_seconds: float


def recover(run: RunFacts | None, *, requests: int, requested_seconds_ago: float | None) -> Action:
    """Decide for materials that are accepted and have no end.

    Nothing is asked for twice while a run is under way or promised; nothing waits for a run that cannot come.
    """
    if run is None:
        lost = requested_seconds_ago is None or requested_seconds_ago > REQUEST_GRACE_SECONDS
        if not lost:
            return "wait"
        return "request" if requests < MAX_REQUESTS else "fail"
    if not run.finished:
        return "wait"
    if run.will_retry and run.age_seconds < RETRY_GRACE_SECONDS:
        return "wait"
    return "fail"


def end_unfinished(services: Services, material_ids: Collection[str], run: RunFacts | None) -> int:
    """Note a failed attempt for those of a run's materials that it left without an end; count them.

    What follows is the failure policy's to say: another attempt at its time, with fewer neighbours, or an end.
    ``run`` is the last one that had them, None where none ever came.
    """
    unfinished = [
        material
        for material in services.catalog.materials(material_ids).values()
        if material.status in ("pending", "processing")
    ]
    error = _why(run, alone=len(material_ids) == 1)
    for material in unfinished:
        outcome = Outcome(_next_stage(material.finished_stage), material, error=error)
        follow_up(services, outcome, error, run_id=run.id if run else None)
    return len(unfinished)


def _why(run: RunFacts | None, *, alone: bool) -> TransientError | PermanentError:
    if run is None:
        return RunNeverBegan(
            translate("no run of it began, however often it was asked for: look whether others begin.")
        )
    if run.canceled:
        return RunStopped(
            translate("its run was stopped, by somebody or after its longest time: process it again.")
        )
    return RunDied(
        translate(
            "its run ended before it was finished, because it was killed, ran out of memory or broke off: the "
            "run's log in the Dagster UI has why."
        ),
        alone=alone and run.killed,
    )


def _next_stage(finished: Stage | None) -> Stage:
    """The stage that a run stood before or in when it ended."""
    return STAGES[min(STAGES.index(finished) + 1, len(STAGES) - 1)] if finished else STAGES[0]
