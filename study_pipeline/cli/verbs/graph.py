"""`graph`: the knowledge graph from the command line."""

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.installation import enter_dagster, settings
from study_pipeline.cli.json_output import json_option, print_json
from study_pipeline.cli.printing import print_fields
from study_pipeline.cli.progress import run_progress
from study_pipeline.cli.putting_off import Later, later_options, print_put_off, put_off
from study_pipeline.language import message, translate
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.errors import PermanentError
from study_pipeline.resources.graph_store import GraphStore


@click.group(short_help="Update the knowledge graph.", epilog=examples("study-pipeline graph update"))
def command() -> None:
    """The knowledge graph."""


@command.command("update", epilog=examples("study-pipeline graph update --json"))
@later_options
@json_option
def update(later: Later, as_json: bool) -> None:
    """Bring the knowledge graph up to date with the bank now, in this process."""
    installed = settings()
    moment = later.moment(installed)
    if moment is not None:
        catalog = Catalog.open(installed.catalog_url)
        print_put_off(put_off(catalog, "graph", [], moment), moment, installed, as_json)
        return
    enter_dagster(installed)
    with run_progress(translate("The knowledge graph is updated.")):
        from study_pipeline.defs.here import update_graph_here  # Dagster takes a second to import

        ended_well = update_graph_here()
    if not ended_well:
        raise PermanentError(
            translate("The knowledge graph was not updated; the run's log in the Dagster UI says why.")
        )
    graph = GraphStore(installed.graph).load()
    facts = {
        message("version"): graph.version,
        message("nodes"): len(graph.nodes),
        message("edges"): len(graph.edges),
    }
    print_json(facts) if as_json else print_fields(facts)
