"""The graph's next attempt after a failed one: the failure policy's waits pass without a run that holds a slot."""

import dagster as dg

from study_pipeline.defs.runs import WILL_RETRY_TAG
from study_pipeline.materials.failure_policy import Cause, rule_for, verdict_on

PERMANENT_TAG = "study_pipeline/permanent"  # of a run whose failure needs somebody to change something first
CAUSE = Cause(frozenset({"other"}), "KnowledgeGraph")
MAX_ATTEMPTS = rule_for(CAUSE.kinds).attempts


def next_attempt(instance: dg.DagsterInstance, job_name: str, *, now: float) -> int | None:
    """The number of the attempt that is due after the newest runs of the graph's job failed; None where none is.

    ``now`` in seconds since 1970.
    """
    records = instance.get_run_records(dg.RunsFilter(job_name=job_name), limit=MAX_ATTEMPTS)
    failed = 0
    for record in records:
        if record.dagster_run.status != dg.DagsterRunStatus.FAILURE:
            break
        failed += 1
    if not failed:
        return None
    newest = records[0]
    tags = newest.dagster_run.tags
    if PERMANENT_TAG in tags or tags.get(WILL_RETRY_TAG) == "true":
        return None
    verdict = verdict_on(CAUSE, attempt=failed, chance=0.0)  # one graph needs no spread
    if verdict.final or now < (newest.end_time or now) + verdict.seconds:
        return None
    return failed + 1
