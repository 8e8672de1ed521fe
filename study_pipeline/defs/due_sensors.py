"""Sensors for what has a time: each asks the catalog what is due, and returns what to run."""

import dagster as dg

from study_pipeline.defs.jobs import update_knowledge_graph
from study_pipeline.defs.listed_job import ingest_listed_materials
from study_pipeline.defs.resources import StudyServices
from study_pipeline.defs.runs import has_run, request_stages
from study_pipeline.ingest.services import Services
from study_pipeline.language import translate
from study_pipeline.materials.status import STAGES, Stage
from study_pipeline.resources.catalog import retries as catalog_retries
from study_pipeline.resources.catalog import schedule as catalog_schedule
from study_pipeline.resources.catalog.schedule import Scheduled, Work
from study_pipeline.resources.clock import utc_now
from study_pipeline.resources.settings.settings import BATCH_SIZE

DUE_POLL_SECONDS = 4  # see sensors.UPLOAD_POLL_SECONDS
STAGES_OF: dict[Work, tuple[Stage, ...]] = {"ingest": STAGES, "embed": ("embeddings",)}


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


@dg.sensor(
    jobs=[ingest_listed_materials, update_knowledge_graph],
    minimum_interval_seconds=DUE_POLL_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=translate("Starts what somebody put off (`--in`, `--at`, `run_at`), once its time has come."),
)
def scheduled_work(
    context: dg.SensorEvaluationContext, services: StudyServices
) -> dg.SensorResult | dg.SkipReason:
    """Ask for what is due until Dagster has its run; one run key for all requests makes them one run."""
    requests: list[dg.RunRequest] = []
    with services.open() as opened:
        engine = opened.catalog.engine
        for one in catalog_schedule.waiting(engine, due_by=utc_now()):
            if has_run(context.instance, _run_key(one)):
                catalog_schedule.note_asked(engine, one.id)
                continue
            request = _request(context.instance, opened, one)
            requests += [request] if request else []
        waiting = catalog_schedule.count_waiting(engine)
    if not requests:
        return dg.SkipReason(
            translate("{waiting} pieces of work wait for their time.").format(waiting=waiting)
        )
    return dg.SensorResult(run_requests=requests)


def _request(instance: dg.DagsterInstance, services: Services, one: Scheduled) -> dg.RunRequest | None:
    """The request for a piece of work; None while other runs have all of its materials."""
    if one.work == "graph":
        return dg.RunRequest(run_key=_run_key(one), job_name=update_knowledge_graph.name)
    batch = catalog_schedule.batch_of(services.catalog.engine, one)
    if batch is None:
        return None
    return request_stages(instance, batch, STAGES_OF[one.work], run_key=_run_key(one))


def _run_key(one: Scheduled) -> str:
    return f"sched:{one.id}"
