"""What Dagster loads, and nothing else."""

import dagster as dg

from study_pipeline.defs.assembly import build_defs
from study_pipeline.defs.resources import StudyServices


@dg.definitions
def defs() -> dg.Definitions:
    """Everything, on the clock of this installation; Dagster calls it when it loads, and no import does."""
    return build_defs(StudyServices())
