"""Sensors for what has a time: each asks the catalog what is due, and returns what to run."""

import dagster as dg

from study_pipeline.defs.listed_job import ingest_listed_materials
from study_pipeline.defs.resources import StudyServices
from study_pipeline.defs.runs import request_stages
from study_pipeline.language import translate
from study_pipeline.resources import catalog_retries
from study_pipeline.resources.clock import utc_now
from study_pipeline.resources.settings import BATCH_SIZE

DUE_POLL_SECONDS = 4  # see sensors.UPLOAD_POLL_SECONDS


@dg.sensor(
    job=ingest_listed_materials,
    minimum_interval_seconds=DUE_POLL_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=translate("Tries materials again that failed, when the failure policy says that it is time."),
)
def attempts_due(
    context: dg.SensorEvaluationContext, services: StudyServices
) -> dg.SensorResult | dg.SkipReason:
    """Ask for runs of what failed and is due again, from the stage on that it did not get past."""
    with services.open() as opened:
        engine = opened.catalog.engine
        due = catalog_retries.take_due(engine, now=utc_now(), size=BATCH_SIZE)
        waiting = len(catalog_retries.planned(engine))
    if not due:
        return dg.SkipReason(
            translate("No attempt is due; {waiting} materials wait for theirs.").format(waiting=waiting)
        )
    requests = [request_stages(context.instance, batch, stages) for batch, stages in due]
    return dg.SensorResult(run_requests=requests)
