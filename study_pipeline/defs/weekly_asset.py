"""The asset `weekly_report`: what the last whole week brought, told to the operators once."""

import dagster as dg

from study_pipeline.defs.resources import StudyServices
from study_pipeline.ingest.overseeing import week_figures
from study_pipeline.ingest.telling_weeks import tell_week
from study_pipeline.language import translate
from study_pipeline.operations.week import week_body, week_title
from study_pipeline.resources.clock import now
from study_pipeline.resources.notifier import Notifier


@dg.asset(
    deps=["operations_report"],
    group_name="operations",
    owners=["team:operations"],
    kinds={"sql"},
    description=translate(
        "The last whole week, Monday to Sunday: what was completed, the questions gained, why materials failed, what "
        "waits longest and what failed most often. Operators are sent it once."
    ),
)
def weekly_report(services: StudyServices) -> dg.MaterializeResult[None]:
    """Look at the week that is over, and put it into the outbox for the operators."""
    with services.open() as opened:
        week = week_figures(opened.catalog.engine, now=now(), zone=opened.settings.timezone)
        told = tell_week(opened.catalog.engine, Notifier.from_settings(opened.settings), week)
    return dg.MaterializeResult(
        metadata={
            "week": dg.MetadataValue.text(week_title(week)),
            "report": dg.MetadataValue.text(week_body(week)),
            "completed": dg.MetadataValue.int(week.completed),
            "questions gained": dg.MetadataValue.int(week.questions_gained),
            "failed": dg.MetadataValue.int(week.failed),
            "messages": dg.MetadataValue.int(told),
        }
    )
