"""`delete`: remove a material and everything made of it."""

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.installation import enter_dagster, settings
from study_pipeline.cli.json_output import json_option, print_json
from study_pipeline.cli.printing import say
from study_pipeline.cli.references import one_material
from study_pipeline.ingest.maintenance import delete_material
from study_pipeline.ingest.services import open_services


@click.command(
    short_help="Remove a material and everything made of it.",
    epilog=examples("study-pipeline delete 수능_국어.pdf"),
)
@click.argument("material")
@json_option
def command(material: str, as_json: bool) -> None:
    """Remove a material: its questions, vectors, bytes and partition. Its upload goes to data/trash/."""
    installed = settings()
    enter_dagster(installed)
    with open_services(installed) as services:
        found = one_material(services.catalog, material)
        delete_material(services, found)
    from study_pipeline.defs.here import forget_partition  # Dagster takes a second to import

    forget_partition(found.id)
    if as_json:
        print_json({"deleted": found.id})
    else:
        say(f"{found.title} is deleted; the graph drops it at its next update.")
