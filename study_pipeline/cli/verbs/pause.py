"""`pause`: hold a lane, while the pipeline runs."""

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.installation import settings
from study_pipeline.cli.json_output import json_option, print_json
from study_pipeline.cli.lane_words import paused_json
from study_pipeline.cli.printing import say
from study_pipeline.language import translate
from study_pipeline.materials.identity import LANES
from study_pipeline.resources.catalog import lanes as catalog_lanes
from study_pipeline.resources.catalog.catalog import Catalog


@click.command(
    short_help="Start nothing more of a lane, until it is resumed.",
    epilog=examples("study-pipeline pause low"),
)
@click.argument("lane", type=click.Choice(LANES))
@json_option
def command(lane: str, as_json: bool) -> None:
    """Start nothing more of a lane, until it is resumed; what goes on is finished.

    Files are accepted meanwhile, queued runs stay queued, and `process` does one at once all the same.
    """
    engine = Catalog.open(settings().catalog_url).engine
    is_news = catalog_lanes.hold(engine, lane)
    if as_json:
        print_json({"paused": paused_json(catalog_lanes.held(engine))})
        return
    said = (
        translate("The lane {lane} is paused.")
        if is_news
        else translate("The lane {lane} was paused already.")
    )
    say(said.format(lane=lane))
