"""All that runs, put together: one place to add an asset, a job, a sensor or a schedule."""

import dagster as dg

from study_pipeline.defs.due_sensors import attempts_due, scheduled_work
from study_pipeline.defs.graph_asset import knowledge_graph
from study_pipeline.defs.ingest_assets import ingest_assets
from study_pipeline.defs.jobs import (
    check_stores,
    compact_bank,
    ingest_materials,
    prune_history,
    update_knowledge_graph,
    write_operations_report,
    write_weekly_report,
)
from study_pipeline.defs.listed_job import ingest_listed_materials
from study_pipeline.defs.report_asset import operations_report
from study_pipeline.defs.resources import StudyServices
from study_pipeline.defs.schedules import schedules
from study_pipeline.defs.sensors import bank_changed, failures_to_tell, lost_runs, new_uploads
from study_pipeline.defs.weekly_asset import weekly_report


def build_defs(services: StudyServices) -> dg.Definitions:
    """Bind everything to the resources of one installation.

    Raises:
        SettingError: The installation's time zone is none.
    """
    return dg.Definitions(
        assets=[ingest_assets, knowledge_graph, operations_report, weekly_report],
        jobs=[
            ingest_materials,
            ingest_listed_materials,
            update_knowledge_graph,
            write_operations_report,
            write_weekly_report,
            compact_bank,
            prune_history,
            check_stores,
        ],
        sensors=[new_uploads, attempts_due, scheduled_work, lost_runs, bank_changed, failures_to_tell],
        schedules=schedules(services.zone()),
        resources={"services": services},
        executor=dg.in_process_executor,
    )
