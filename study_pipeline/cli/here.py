"""Runs in this process: what `process` and `embed` share."""

from collections.abc import Sequence

import click

from study_pipeline.cli.installation import enter_dagster
from study_pipeline.cli.json_output import print_json
from study_pipeline.cli.later_words import later_words
from study_pipeline.cli.material_output import print_materials, status_json
from study_pipeline.cli.printing import say
from study_pipeline.cli.progress import run_progress
from study_pipeline.language import translate, translate_count
from study_pipeline.materials.status import Stage
from study_pipeline.resources.catalog import schedule as catalog_schedule
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.records import DOOR
from study_pipeline.resources.catalog.retries import planned
from study_pipeline.resources.errors import PermanentError
from study_pipeline.resources.settings.settings import BATCH_SIZE, Settings


def run_here(
    installed: Settings,
    material_ids: Sequence[str],
    stages: Sequence[Stage],
    *,
    as_json: bool,
) -> None:
    """Take materials through the stages in this process, and print what has become of them.

    What another living run has is left to it. What the door refused holds up nothing, and counts as failed.

    Raises:
        ClickException: One of them failed.
        PermanentError: The run ended before it could say so of each material.
    """
    enter_dagster(installed)
    catalog = Catalog.open(installed.catalog_url)
    known = catalog.materials(material_ids)
    accepted = [material_id for material_id in material_ids if known[material_id].failed_stage != DOOR]
    # before Dagster is imported, which takes a second: the daemon and other commands leave them alone from now on
    batches = catalog.claim(accepted, size=BATCH_SIZE)
    ended_well = True
    if batches:
        with run_progress(translate("Dagster starts.")):
            from study_pipeline.defs.here import ingest_here  # Dagster takes a second to import

            ended_well = ingest_here(batches, stages)
    known = catalog.materials(material_ids)
    materials = [known[material_id] for material_id in material_ids]
    if as_json:
        print_json({"materials": [status_json(material) for material in materials]})
    else:
        put_off = catalog_schedule.waiting(catalog.engine)
        later = later_words(planned(catalog.engine), put_off, installed.timezone)
        print_materials(materials, catalog.paths(), later=later)
    elsewhere = sum(material.status in ("pending", "processing") for material in materials)
    if elsewhere and ended_well:
        say(
            translate_count(
                "Another run has {count} of them: `study-pipeline status` says how far it is.",
                "Another run has {count} of them: `study-pipeline status` says how far they are.",
                elsewhere,
            ).format(count=elsewhere),
            stderr=True,
        )
    failures = [material.error_message for material in materials if material.error_message]
    if failures:
        raise click.ClickException(
            translate("{failed} of {total} materials failed. {first}").format(
                failed=len(failures), total=len(materials), first=failures[0]
            )
        )
    if not ended_well:
        raise PermanentError(translate("The run did not end well; its log in the Dagster UI says why."))
