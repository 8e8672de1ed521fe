"""Runs in this process: what `process` and `embed` share."""

from collections.abc import Sequence

import click

from study_pipeline.cli.installation import enter_dagster
from study_pipeline.cli.json_output import print_json
from study_pipeline.cli.material_output import print_materials, status_json
from study_pipeline.cli.progress import run_progress
from study_pipeline.language import translate
from study_pipeline.materials.status import Stage
from study_pipeline.resources.catalog import Catalog
from study_pipeline.resources.errors import PermanentError
from study_pipeline.resources.settings import Settings


def run_here(
    installed: Settings,
    material_ids: Sequence[str],
    stages: Sequence[Stage],
    *,
    as_json: bool,
) -> None:
    """Take materials through the stages in this process, and print what has become of them.

    Raises:
        ClickException: One of them failed.
        PermanentError: The run ended before it could say so of each material.
    """
    enter_dagster(installed)
    with run_progress(translate("Dagster starts.")):
        from study_pipeline.defs.here import ingest_here  # Dagster takes a second to import

        ended_well = ingest_here(material_ids, stages)
    catalog = Catalog.open(installed.catalog_url)
    known = catalog.materials(material_ids)
    materials = [known[material_id] for material_id in material_ids]
    if as_json:
        print_json({"materials": [status_json(material) for material in materials]})
    else:
        print_materials(materials, catalog.paths())
    failures = [material.error_message for material in materials if material.error_message]
    if failures:
        raise click.ClickException(
            translate("{failed} of {total} materials failed. {first}").format(
                failed=len(failures), total=len(materials), first=failures[0]
            )
        )
    if not ended_well:
        raise PermanentError(translate("The run did not end well; its log in the Dagster UI says why."))
