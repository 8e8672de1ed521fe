"""`graph`: the knowledge graph from the command line."""

import click

from study_pipeline.cli.installation import enter_dagster, settings
from study_pipeline.cli.printing import (
    json_option,
    print_fields,
    print_json,
    progress_console,
)
from study_pipeline.resources.errors import PermanentError
from study_pipeline.resources.graph_store import GraphStore


@click.group()
def command() -> None:
    """The knowledge graph.

    \b
    Example:
      study-pipeline graph update
    """


@command.command("update")
@json_option
def update(as_json: bool) -> None:
    """Bring the knowledge graph up to date with the bank now, in this process.

    \b
    Example:
      study-pipeline graph update --json
    """
    installed = settings()
    enter_dagster(installed)
    from study_pipeline.defs.here import (
        update_graph_here,
    )  # Dagster takes a second to import

    with progress_console.status("The knowledge graph is updated …"):
        ended_well = update_graph_here()
    if not ended_well:
        raise PermanentError("The knowledge graph was not updated: the run's log in the UI says why.")
    graph = GraphStore(installed.graph).load()
    facts = {
        "version": graph.version,
        "nodes": len(graph.nodes),
        "edges": len(graph.edges),
    }
    print_json(facts) if as_json else print_fields(facts)
