"""`failed`: what needs somebody, newest first."""

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.installation import settings
from study_pipeline.cli.json_output import json_option, print_json
from study_pipeline.cli.printing import Column, Row, print_listing, say
from study_pipeline.language import message, translate, translate_count
from study_pipeline.operations.amounts import moment_words
from study_pipeline.operations.standing import Standing, unresolved
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.standings import standings
from study_pipeline.resources.clock import as_stored

COLUMNS = (
    Column(message("failed at"), 16),
    Column(message("attempts"), 8, "right"),
    Column(message("next attempt"), 16),
)


@click.command(
    short_help="List what failed and is not resolved, newest first.",
    epilog=examples("study-pipeline failed", "study-pipeline failed --json"),
)
@json_option
def command(as_json: bool) -> None:
    """List the materials that failed and were not completed since, newest first.

    Each has the sentence why, how often it was tried, and when it is tried again by itself, if it is.
    """
    installed = settings()
    found = unresolved(standings(Catalog.open(installed.catalog_url).engine))
    if as_json:
        print_json({"materials": [_json(one) for one in found]})
    elif found:
        zone = installed.timezone
        print_listing(
            COLUMNS,
            message("file"),
            [
                Row(
                    [
                        moment_words(one.since, zone),
                        one.attempts or None,
                        moment_words(one.next_attempt, zone) if one.next_attempt else None,
                    ],
                    one.file,
                    note=one.sentence,
                )
                for one in found
            ],
        )
        say(
            "\n"
            + translate_count(
                "{count} material failed ({zone}).", "{count} materials failed ({zone}).", len(found)
            ).format(count=len(found), zone=zone.key)
        )
    else:
        say(translate("Nothing has failed that was not resolved since."))


def _json(one: Standing) -> dict[str, object]:
    return {
        "id": one.id,
        "file": one.file,
        "owner": one.owner,
        "lane": one.lane,
        "stage": one.failed_stage,
        "error_message": one.sentence,
        "failed_at": as_stored(one.since),
        "attempts": one.attempts,
        "next_attempt_at": as_stored(one.next_attempt) if one.next_attempt else None,
    }
