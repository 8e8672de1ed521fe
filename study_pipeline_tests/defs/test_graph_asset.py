"""The knowledge graph as an asset: what a person has to change first is not tried again."""

from pathlib import Path

import dagster as dg

from study_pipeline.defs.assembly import build_defs
from study_pipeline.defs.resources import StudyServices


def test_an_update_that_cannot_succeed_is_made_once_and_says_why(
    instance: dg.DagsterInstance, study: StudyServices, uploads: Path
) -> None:
    (uploads.parent / "graph").mkdir()
    (uploads.parent / "graph" / "current").write_text("no version")
    job = build_defs(study).resolve_job_def("update_knowledge_graph")
    result = job.execute_in_process(instance=instance, raise_on_error=False)
    kinds = [event.event_type_value for event in result.all_events]
    assert (result.success, kinds.count("STEP_START"), kinds.count("STEP_UP_FOR_RETRY")) == (False, 1, 0)
