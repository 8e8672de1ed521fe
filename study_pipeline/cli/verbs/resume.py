"""`resume`: let a lane go on that was paused."""

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
    short_help="Let a paused lane go on.",
    epilog=examples("study-pipeline resume low"),
)
@click.argument("lane", type=click.Choice(LANES))
@json_option
def command(lane: str, as_json: bool) -> None:
    """Let a paused lane go on: the daemon starts what waits in it."""
    engine = Catalog.open(settings().catalog_url).engine
    was_held = catalog_lanes.let_go(engine, lane)
    if as_json:
        print_json({"paused": paused_json(catalog_lanes.held(engine))})
        return
    said = translate("The lane {lane} goes on.") if was_held else translate("The lane {lane} was not paused.")
    say(said.format(lane=lane))
