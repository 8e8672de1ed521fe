"""Sensors, named for the event that they wait for. Each asks the resources and returns what to run."""

import dagster as dg

from study_pipeline.defs.broken_launches import end_broken_launches, session_began
from study_pipeline.defs.graph_retries import next_attempt
from study_pipeline.defs.jobs import ingest_materials, update_knowledge_graph
from study_pipeline.defs.listed_job import ingest_listed_materials
from study_pipeline.defs.resources import StudyServices
from study_pipeline.defs.runs import (
    newest_run_of_batch,
    newest_run_of_retries,
    request_batch,
)
from study_pipeline.ingest.graphing import bank_fingerprint
from study_pipeline.ingest.notifying import tell
from study_pipeline.ingest.recovery import end_unfinished, recover
from study_pipeline.ingest.rewriting import write_what_is_due
from study_pipeline.language import translate, translate_count
from study_pipeline.resources.catalog import lanes as catalog_lanes
from study_pipeline.resources.clock import seconds_since, seconds_since_epoch
from study_pipeline.resources.notifier import Notifier
from study_pipeline.resources.settings.settings import BATCH_SIZE

UPLOAD_POLL_SECONDS = 4  # below the daemon's own 5 s: with 5, rounding makes it leave out every second look
RECOVERY_POLL_SECONDS = 30
GRAPH_POLL_SECONDS = 10
NOTICE_POLL_SECONDS = 15
GRAPH_PATIENCE_SECONDS = 300.0  # while ingests go on without a pause, the graph is still updated this often


@dg.sensor(
    jobs=[ingest_materials, ingest_listed_materials],
    minimum_interval_seconds=UPLOAD_POLL_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=translate(
        "Takes new PDFs from the upload folder and asks for their ingest, in batches, high lane first."
    ),
)
def new_uploads(
    context: dg.SensorEvaluationContext, services: StudyServices
) -> dg.SensorResult | dg.SkipReason:
    """Take what is new, and ask for a run of each batch that was never asked for."""
    with services.open() as opened:
        report = opened.intake.take_news()
        for material in report.refused:
            context.log.warning(material.error_message)
        for notice in report.notices:
            context.log.warning(notice)
        write_what_is_due(opened)
        opened.catalog.make_batches(size=BATCH_SIZE)
        held = catalog_lanes.held(opened.catalog.engine)
        requests = [
            request_batch(context.instance, opened.catalog, batch)
            for batch in opened.catalog.open_batches()
            if batch.requested_at is None and batch.lane not in held
        ]
    if not requests:
        return dg.SkipReason(
            translate("{left} uploads are still settling, {refused} were refused.").format(
                left=report.left, refused=len(report.refused)
            )
        )
    return dg.SensorResult(run_requests=requests)


@dg.sensor(
    jobs=[ingest_materials, ingest_listed_materials],
    minimum_interval_seconds=RECOVERY_POLL_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=translate(
        "Looks for accepted materials whose run never came, or ended without finishing them."
    ),
)
def lost_runs(
    context: dg.SensorEvaluationContext, services: StudyServices
) -> dg.SensorResult | dg.SkipReason:
    """Ask again for runs that never came; count a failed attempt for materials whose run is over without them."""
    lost: list[dg.RunRequest] = []
    ended = 0
    end_broken_launches(context.instance, session_began=session_began())
    with services.open() as opened:
        held = catalog_lanes.held(opened.catalog.engine)
        asked_for = [batch for batch in opened.catalog.open_batches() if batch.requested_at is not None]
        for batch in asked_for:  # the others are the sensor `new_uploads`' to ask for
            run = newest_run_of_batch(context.instance, batch.id)
            asked = seconds_since(batch.requested_at)
            action = recover(run, requests=batch.requests, requested_seconds_ago=asked)
            if action == "request" and batch.lane not in held:
                lost.append(request_batch(context.instance, opened.catalog, batch))
            elif action == "fail":
                ended += end_unfinished(opened, batch.material_ids, run)
        for run_id, material_ids in opened.catalog.running().items():
            run = newest_run_of_retries(context.instance, run_id)
            if run is None or recover(run, requests=0, requested_seconds_ago=None) == "fail":
                ended += end_unfinished(opened, material_ids, run)
    if not lost:
        return dg.SkipReason(
            translate("No run was lost; {ended} materials were left unfinished by theirs.").format(
                ended=ended
            )
        )
    return dg.SensorResult(run_requests=lost)


@dg.sensor(
    minimum_interval_seconds=NOTICE_POLL_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=translate("Tells owners and operators of failures, and sends again what did not go out."),
)
def failures_to_tell(context: dg.SensorEvaluationContext, services: StudyServices) -> dg.SkipReason:  # noqa: ARG001
    """Send the messages that are due. No run comes of it, and no run waits for it."""
    with services.open() as opened:
        sent = tell(opened, Notifier.from_settings(opened.settings))
    return dg.SkipReason(
        translate_count("{count} message was sent.", "{count} messages were sent.", sent).format(count=sent)
    )


@dg.sensor(
    job=update_knowledge_graph,
    minimum_interval_seconds=GRAPH_POLL_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=translate("Asks for an update of the knowledge graph once ingests have paused."),
)
def bank_changed(
    context: dg.SensorEvaluationContext, services: StudyServices
) -> dg.SensorResult | dg.SkipReason:
    """Ask for the graph when what it takes from the bank is not as at the last request, and no ingest goes on.

    One that failed is asked for again at its time.
    """
    now = seconds_since_epoch()
    seen, since, fingerprint = ((context.cursor or "").split("@") + [""] * 3)[:3]
    with services.open() as opened:
        version = str(opened.bank.version())
        if version in (seen, "0"):
            attempt = next_attempt(context.instance, update_knowledge_graph.name, now=now)
            if attempt is None:
                return dg.SkipReason(translate("The bank is as it was."))
            return dg.SensorResult(run_requests=[dg.RunRequest(run_key=f"bank-{version}-{attempt}")])
        busy = bool(opened.catalog.open_batches() or opened.catalog.running())
        if busy and now - float(since or now) < GRAPH_PATIENCE_SECONDS:
            # the cursor remembers since when the graph has been waiting
            context.update_cursor(f"{seen}@{since or now}@{fingerprint}")
            return dg.SkipReason(translate("Ingests are under way."))
        found = bank_fingerprint(opened)
    cursor = f"{version}@{now}@{found}"
    if found == fingerprint:  # answers, or a commit of upkeep
        context.update_cursor(cursor)
        return dg.SkipReason(translate("What the graph takes from the bank is as it was."))
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=f"bank-{version}")], cursor=cursor)
