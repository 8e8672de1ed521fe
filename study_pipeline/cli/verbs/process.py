"""`process`: ingest now, here, without the daemon."""

from dataclasses import replace
from pathlib import Path

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.here import run_here
from study_pipeline.cli.installation import settings
from study_pipeline.cli.json_output import json_option
from study_pipeline.cli.printing import say
from study_pipeline.cli.putting_off import Later, later_options, print_put_off, put_off
from study_pipeline.cli.references import not_refused
from study_pipeline.cli.selection import Choice, can_be_read, choice_of, select_materials
from study_pipeline.cli.selection_output import print_meant
from study_pipeline.ingest.services import Services, open_services
from study_pipeline.language import translate
from study_pipeline.materials.status import STAGES


@click.command(
    short_help="Ingest PDFs or known materials now, in this process.",
    epilog=examples(
        "study-pipeline process paper.pdf",
        "study-pipeline process paper-1a2b3c4d",
        "study-pipeline process --failed --since 1d",
    ),
)
@choice_of("[FILE|MATERIAL...]")
@later_options
@json_option
def command(choice: Choice, dry_run: bool, later: Later, as_json: bool) -> None:
    """Ingest PDF files or known materials now, in this process, without the daemon.

    A file that is not known yet is added first. The run is in Dagster's history as any other.
    """
    installed = settings()
    moment = later.moment(installed)
    if not choice:
        raise click.UsageError(translate("Say which: FILE or MATERIAL..., --failed, --since or --owner."))
    with open_services(installed) as services:
        names = tuple(_known(services, name, dry_run=dry_run) for name in choice.names)
        meant = select_materials(services.catalog, replace(choice, names=names), installed.timezone)
        meant = meant.only(can_be_read)
        if dry_run:
            print_meant(services.catalog, meant, as_json=as_json)
            return
        if moment is not None:
            for material in meant.materials:
                not_refused(material)
            print_put_off(put_off(services.catalog, "ingest", meant.ids, moment), moment, installed, as_json)
            return
    if not meant.ids and not as_json:
        say(translate("No material is meant; nothing was done."))
        return
    run_here(installed, meant.ids, STAGES, as_json=as_json)


def _known(services: Services, name: str, *, dry_run: bool) -> str:
    """The name itself; a file on disk that the catalog does not know is added first, and called by its id."""
    path = Path(name)
    # what stands there and is no file (a pipe) is refused with its own sentence
    on_disk = path.exists() and not path.is_dir()
    if dry_run or not on_disk or services.catalog.find(name):
        return name
    return services.intake.add(path).id
