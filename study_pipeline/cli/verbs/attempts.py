"""`attempts`: every attempt at a material that failed, from the ledger."""

from collections.abc import Mapping
from datetime import datetime

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.installation import settings
from study_pipeline.cli.json_output import json_option, print_json
from study_pipeline.cli.later_words import next_attempt_json, next_attempt_words
from study_pipeline.cli.printing import Column, Row, print_listing, say
from study_pipeline.cli.references import one_material
from study_pipeline.language import message, translate
from study_pipeline.materials.failure_policy import Followed
from study_pipeline.operations.amounts import moment_words
from study_pipeline.resources.catalog.attempts import FailedAttempt, of_material
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.retries import planned

COLUMNS = (
    Column(message("failed at"), 16),
    Column(message("stage"), 10),
    Column(message("then"), 18),
)
FOLLOWED_WORDS: Mapping[Followed, str] = {
    "wait": message("tried again at once"),
    "postpone": message("tried again later"),
    "fail": message("failed"),
    "discard": message("discarded"),
    "quarantine": message("set aside"),
}


@click.command(
    short_help="List the attempts at a material that failed.",
    epilog=examples("study-pipeline attempts 수능_국어.pdf"),
)
@click.argument("material")
@json_option
def command(material: str, as_json: bool) -> None:
    """List every attempt at a material that failed, oldest first, also from before it was last complete.

    Each has its stage, what followed, the class of the error, and its sentence.
    """
    installed = settings()
    catalog = Catalog.open(installed.catalog_url)
    one = one_material(catalog, material)
    found = of_material(catalog.engine, one.id)
    later = planned(catalog.engine).get(one.id)
    if as_json:
        print_json(
            {
                "material": one.id,
                "attempts": [_json(attempt) for attempt in found],
                "next_attempt": next_attempt_json(later),
            }
        )
        return
    if found:
        print_listing(
            COLUMNS,
            message("error"),
            [
                Row(
                    [
                        moment_words(datetime.fromisoformat(attempt.at), installed.timezone),
                        translate(attempt.stage),
                        translate(FOLLOWED_WORDS[attempt.followed]),
                    ],
                    attempt.exception_class,
                    note=attempt.message,
                )
                for attempt in found
            ],
        )
    else:
        say(translate("No attempt at {title} has failed.").format(title=one.title))
    if later is not None:
        say("\n" + next_attempt_words(later, installed.timezone))


def _json(attempt: FailedAttempt) -> dict[str, object]:
    return {
        "at": attempt.at,
        "stage": attempt.stage,
        "error": attempt.exception_class,
        "message": attempt.message,
        "followed": attempt.followed,
        "run": attempt.run_id,
    }
