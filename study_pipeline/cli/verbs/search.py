"""`search`: questions by words and by meaning."""

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.installation import settings
from study_pipeline.cli.json_output import json_option
from study_pipeline.cli.question_output import count_option, print_found
from study_pipeline.ingest.services import open_services


@click.command(
    short_help="Find questions by their words and by their meaning.",
    epilog=examples('study-pipeline search "과두제적 경영" -k 5'),
)
@click.argument("query")
@count_option
@json_option
def command(query: str, count: int, as_json: bool) -> None:
    """Find questions by their words and by their meaning, best first."""
    with open_services(settings()) as services:
        vector = services.embedder.embed([query])[0]
        hits = services.bank.search(query, count, space=services.embedder.space, vector=vector)
        print_found({"query": query}, hits, services.catalog.paths(), as_json=as_json)
