"""`waiting`: what is to be done yet, in the order in which it is done."""

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.installation import settings
from study_pipeline.cli.json_output import json_option, print_json
from study_pipeline.cli.printing import Column, Row, print_listing, say
from study_pipeline.cli.waiting_output import print_waiting, waiting_json
from study_pipeline.language import message, translate, translate_count
from study_pipeline.operations.amounts import duration_words
from study_pipeline.operations.standing import Standing, queue
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.standings import standings
from study_pipeline.resources.catalog.waiting import waiting
from study_pipeline.resources.clock import as_stored, now

COLUMNS = (
    Column(message("lane"), 8),
    Column(message("waited"), 12, "right"),
    Column(message("pages"), 5, "right"),
)


@click.command(
    short_help="List what waits for a run, in its order.",
    epilog=examples("study-pipeline waiting", "study-pipeline waiting --json"),
)
@json_option
def command(as_json: bool) -> None:
    """List the materials that wait for a run, in the order in which they are served.

    Each has its lane and how long it has waited. Below them stand files that cannot be taken yet.
    """
    installed = settings()
    catalog = Catalog.open(installed.catalog_url)
    found, files, at = queue(standings(catalog.engine)), waiting(catalog.engine), now()
    if as_json:
        listed = [
            {
                "id": one.id,
                "file": one.file,
                "owner": one.owner,
                "lane": one.lane,
                "pages": one.pages,
                "since": as_stored(one.since),
                "age_seconds": round(one.age_seconds(at)),
            }
            for one in found
        ]
        print_json({"materials": listed, "files": [waiting_json(file, installed) for file in files]})
        return
    if found:
        print_listing(
            COLUMNS,
            message("file"),
            [Row([one.lane, duration_words(one.age_seconds(at)), one.pages], one.file) for one in found],
        )
        say("\n" + _total(found))
    elif not files:
        say(translate("Nothing waits."))
    print_waiting(files, installed)


def _total(found: list[Standing]) -> str:
    return translate_count(
        "{count} material waits for a run.", "{count} materials wait for a run.", len(found)
    ).format(count=len(found))
