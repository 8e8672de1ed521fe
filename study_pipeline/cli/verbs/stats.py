"""`stats`: the figures of the work."""

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.installation import settings
from study_pipeline.cli.json_output import json_option, print_json
from study_pipeline.cli.stats_output import print_stats, stats_json
from study_pipeline.ingest.overseeing import figures
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.clock import now

MAX_HOURS = 24 * 31


@click.command(
    short_help="Show the figures: counts, throughput, failures, sizes.",
    epilog=examples("study-pipeline stats", "study-pipeline stats --hours 168 --json"),
)
@click.option(
    "--hours",
    default=24,
    show_default=True,
    type=click.IntRange(1, MAX_HOURS),
    help="How many hours back the throughput goes.",
)
@json_option
def command(hours: int, as_json: bool) -> None:
    """Show how many materials there are by status and lane, and what was completed in each hour.

    Also what has waited longest, why materials failed, which failed most often, and how large each store is.
    """
    installed = settings()
    catalog = Catalog.open(installed.catalog_url)
    found = figures(catalog.engine, installed, now=now(), hour_count=hours)
    page = installed.operations_page
    print_json(stats_json(found, page)) if as_json else print_stats(found, page)
