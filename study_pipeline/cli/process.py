"""`process`: ingest now, here, without the daemon."""

from pathlib import Path

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.here import run_here
from study_pipeline.cli.installation import settings
from study_pipeline.cli.json_output import json_option
from study_pipeline.cli.putting_off import later_options, moment_asked_for, print_put_off, put_off
from study_pipeline.cli.references import not_refused, one_material
from study_pipeline.ingest.services import Services, open_services
from study_pipeline.materials.status import STAGES
from study_pipeline.resources.catalog_records import Material


@click.command(
    short_help="Ingest PDFs or known materials now, in this process.",
    epilog=examples("study-pipeline process paper.pdf", "study-pipeline process paper-1a2b3c4d"),
)
@click.argument("materials", nargs=-1, required=True, metavar="FILE|MATERIAL...")
@later_options
@json_option
def command(
    materials: tuple[str, ...], after: str | None, at: str | None, tz: str | None, as_json: bool
) -> None:
    """Ingest PDF files or known materials now, in this process, without the daemon.

    A file that is not known yet is added first. The run is in Dagster's history as any other.
    """
    installed = settings()
    moment = moment_asked_for(installed, after=after, at=at, tz=tz)
    with open_services(installed) as services:
        wanted = dict.fromkeys(_material(services, reference).id for reference in materials)
        if moment is not None:
            print_put_off(
                put_off(services.catalog, "ingest", list(wanted), moment), moment, installed, as_json
            )
            return
    run_here(installed, list(wanted), STAGES, as_json=as_json)


def _material(services: Services, reference: str) -> Material:
    """A material by its name; a file on disk that the catalog does not know is added first."""
    path = Path(reference)
    # what stands there and is no file (a pipe) is refused with its own sentence
    on_disk = path.exists() and not path.is_dir()
    unknown = on_disk and not services.catalog.find(reference)
    material = services.intake.add(path) if unknown else one_material(services.catalog, reference)
    return not_refused(material)
