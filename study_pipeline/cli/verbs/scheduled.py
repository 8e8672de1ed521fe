"""`scheduled`: what was put off, taken back or brought forward."""

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.installation import settings
from study_pipeline.cli.json_output import json_option, print_json
from study_pipeline.cli.printing import Column, Row, print_listing, say
from study_pipeline.cli.putting_off import scheduled_json, time_words, work_words
from study_pipeline.language import message, translate
from study_pipeline.resources.catalog import schedule as catalog_schedule
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.schedule import Scheduled
from study_pipeline.resources.errors import PermanentError
from study_pipeline.resources.settings.settings import Settings

COLUMNS = (Column(message("id"), catalog_schedule.ID_CHARACTERS),)
MAX_NAMED = 3


@click.command(
    short_help="List what was put off, take it back, or do it now.",
    epilog=examples("study-pipeline scheduled", "study-pipeline scheduled --cancel 1a2b3c4d"),
)
@click.option("--cancel", metavar="ID", help="Never do this one; a file that waited for it is discarded.")
@click.option("--now", "at_once", metavar="ID", help="Let this one be due now.")
@json_option
def command(cancel: str | None, at_once: str | None, as_json: bool) -> None:
    """List what was put off with --in, --at or `run_at`, the next first.

    The daemon does each at its time, once; what came due while it was down it does as soon as it is back.
    """
    if cancel and at_once:
        raise click.UsageError(translate("--cancel and --now: only one of them can be done."))
    installed = settings()
    engine = Catalog.open(installed.catalog_url).engine
    chosen = cancel or at_once
    if chosen is not None:
        change = catalog_schedule.cancel if cancel else catalog_schedule.bring_forward
        if not change(engine, chosen):
            raise PermanentError(
                translate("Nothing that waits has the id {id}: `study-pipeline scheduled` lists it.").format(
                    id=chosen
                )
            )
    waiting = catalog_schedule.waiting(engine)
    if as_json:
        print_json({"scheduled": [scheduled_json(row) for row in waiting]})
        return
    if cancel:
        say(translate("{id} is cancelled.").format(id=cancel))
    if at_once:
        say(translate("{id} is due now; the daemon starts it.").format(id=at_once))
    if waiting:
        print_listing(COLUMNS, message("what and when"), [_row(row, installed) for row in waiting])
    else:
        say(translate("Nothing was put off."))


def _row(row: Scheduled, installed: Settings) -> Row:
    more = ", …" if len(row.material_ids) > MAX_NAMED else ""
    named = ", ".join(row.material_ids[:MAX_NAMED]) + more
    what = translate("{work} at {time}").format(work=work_words(row), time=time_words(row, installed))
    return Row([row.id], what, note=named or None)
