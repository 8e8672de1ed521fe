"""The asset `operations_report`: the figures of the work at one moment."""

import dagster as dg

from study_pipeline.defs.report_metadata import report_metadata
from study_pipeline.defs.resources import StudyServices
from study_pipeline.ingest.overseeing import figures
from study_pipeline.language import translate
from study_pipeline.operations.page import report_page
from study_pipeline.operations.standing import LONGEST_WAIT_SECONDS
from study_pipeline.resources.clock import now
from study_pipeline.resources.report_pages import write_page

REPORT_HOURS = 24


WAIT_CHECK = dg.AssetCheckSpec(
    "nothing_waits_too_long",
    asset="operations_report",
    description=translate("No material has waited for a run for more than an hour."),
)


@dg.asset(
    check_specs=[WAIT_CHECK],
    group_name="operations",
    owners=["team:operations"],
    kinds={"html", "sql"},
    description=translate(
        "The figures of the work: counts by status and lane, what was completed in each hour, how long the longest "
        "waited, why materials failed, how large each store is. Also a page of its own below data/reports."
    ),
)
# with a type in brackets, Dagster expects a tuple of it and the check
def operations_report(services: StudyServices) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Look at the work, and write the page."""
    with services.open() as opened:
        found = figures(opened.catalog.engine, opened.settings, now=now(), hour_count=REPORT_HOURS)
        page = opened.settings.operations_page
        write_page(page, report_page(found))
    waited = found.oldest.age_seconds(found.at) if found.oldest else 0.0
    check = dg.AssetCheckResult(
        passed=waited <= LONGEST_WAIT_SECONDS,
        check_name=WAIT_CHECK.name,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"oldest waiting (seconds)": round(waited)},
    )
    return dg.MaterializeResult(metadata=report_metadata(found, page), check_results=[check])
