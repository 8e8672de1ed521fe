"""`process`: ingest now, here, without the daemon."""

from pathlib import Path

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.here import run_here
from study_pipeline.cli.installation import settings
from study_pipeline.cli.json_output import json_option
from study_pipeline.cli.printing import say
from study_pipeline.cli.putting_off import later_options, moment_asked_for, print_put_off, put_off
from study_pipeline.cli.references import not_refused
from study_pipeline.cli.selection import (
    can_be_read,
    filters_of,
    print_meant,
    select_materials,
    selection_options,
)
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
@click.argument("materials", nargs=-1, metavar="[FILE|MATERIAL...]")
@selection_options
@later_options
@json_option
def command(
    materials: tuple[str, ...],
    failed: bool,
    since: str | None,
    owner: str | None,
    dry_run: bool,
    after: str | None,
    at: str | None,
    tz: str | None,
    as_json: bool,
) -> None:
    """Ingest PDF files or known materials now, in this process, without the daemon.

    A file that is not known yet is added first. The run is in Dagster's history as any other.
    """
    installed = settings()
    moment = moment_asked_for(installed, after=after, at=at, tz=tz)
    filters = filters_of(installed, failed=failed, since=since, owner=owner)
    if not materials and not filters:
        raise click.UsageError(translate("Say which: FILE or MATERIAL..., --failed, --since or --owner."))
    with open_services(installed) as services:
        names = [_known(services, name, dry_run=dry_run) for name in materials]
        meant = select_materials(services.catalog, names, filters).only(can_be_read)
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
