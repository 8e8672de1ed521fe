"""What Dagster loads, and nothing else."""

from study_pipeline.defs.assembly import build_defs
from study_pipeline.defs.resources import StudyServices

defs = build_defs(StudyServices())
