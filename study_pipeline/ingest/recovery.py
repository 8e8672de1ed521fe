"""What to do about materials whose run is gone: a pure rule over what the catalog and Dagster say."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from study_pipeline.language import translate
from study_pipeline.materials.status import STAGES, Stage
from study_pipeline.resources import catalog_attempts
from study_pipeline.resources.catalog import Catalog
from study_pipeline.resources.catalog_attempts import FailedAttempt

REQUEST_GRACE_SECONDS = 120.0  # from asking for a run until Dagster's queue shows it, on a busy machine
RETRY_GRACE_SECONDS = 600.0  # a run that Dagster promised to retry gets its next attempt within this time
MAX_REQUESTS = 3
RUN_LOST = "RunLost"
"""The class under which the ledger counts a run that died: Dagster has run it again by then."""

Action = Literal["wait", "request", "fail"]


@dataclass(frozen=True, slots=True)
class RunFacts:
    """The newest run of some open materials. ``age_seconds`` counts from its end, if it has one."""

    finished: bool
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


def fail_unfinished(catalog: Catalog, material_ids: Collection[str]) -> int:
    """Give the materials among these an end that have none; count them."""
    unfinished = [
        m for m in catalog.materials(material_ids).values() if m.status in ("pending", "processing")
    ]
    for material in unfinished:
        sentence = translate(
            "{title} was not finished, because its run was stopped or ran out of memory: process it again."
        ).format(title=material.title)
        stage = _next_stage(material.finished_stage)
        lost = FailedAttempt(material.id, stage, RUN_LOST, sentence, material.running_in, "fail")
        with catalog.engine.begin() as connection:
            catalog_attempts.record(connection, lost)
        catalog.fail(material.id, stage=stage, sentence=sentence)
    return len(unfinished)


def _next_stage(finished: Stage | None) -> Stage:
    """The stage that a run stood before or in when it ended."""
    return STAGES[min(STAGES.index(finished) + 1, len(STAGES) - 1)] if finished else STAGES[0]
