"""`similar`: questions near one in meaning."""

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.installation import settings
from study_pipeline.cli.json_output import json_option
from study_pipeline.cli.question_output import count_option, print_found
from study_pipeline.ingest.services import open_services


@click.command(
    short_help="Find the questions nearest in meaning to one.",
    epilog=examples("study-pipeline similar q0123456789abcdef0123 -k 5"),
)
@click.argument("question")
@count_option
@json_option
def command(question: str, count: int, as_json: bool) -> None:
    """Find the questions nearest in meaning to one (its id), without those that share its passage."""
    with open_services(settings()) as services:
        hits = services.bank.similar(question, count, services.embedder.space)
        print_found({"question": question}, hits, services.catalog.paths(), as_json=as_json)
