"""Runs in this process: what `process` and `embed` share."""

from collections.abc import Sequence

import click

from study_pipeline.cli.installation import enter_dagster
from study_pipeline.cli.printing import print_json, print_table, progress_console
from study_pipeline.cli.status import one_status
from study_pipeline.materials.status import Stage
from study_pipeline.resources.catalog import Catalog
from study_pipeline.resources.settings import Settings


def run_here(
    installed: Settings,
    material_ids: Sequence[str],
    stages: Sequence[Stage],
    *,
    as_json: bool,
) -> None:
    """Take materials through the stages in this process, print their status, and exit 1 if one failed."""
    enter_dagster(installed)
    from study_pipeline.defs.here import ingest_here  # Dagster takes a second to import

    with progress_console.status(f"{len(material_ids)} materials are processed …"):
        ingest_here(material_ids, stages)
    catalog = Catalog.open(installed.catalog_url)
    known = catalog.materials(material_ids)
    rows = [known[material_id] for material_id in material_ids]
    if as_json:
        print_json({"materials": [one_status(material) for material in rows]})
    else:
        print_table(
            ["status", "id", "title", "questions", "answers", "what happened"],
            [[m.status, m.id, m.title, m.questions, m.answers, m.error_message] for m in rows],
        )
    if any(material.status == "failed" for material in rows):
        raise click.exceptions.Exit(1)
