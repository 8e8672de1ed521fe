"""`delete`: remove a material and everything made of it."""

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.installation import enter_dagster, settings
from study_pipeline.cli.json_output import json_option, print_json
from study_pipeline.cli.printing import say
from study_pipeline.cli.references import one_material
from study_pipeline.ingest.maintenance import Uploads, delete_material
from study_pipeline.ingest.services import open_services
from study_pipeline.language import translate


@click.command(
    short_help="Remove a material and everything made of it.",
    epilog=examples("study-pipeline delete 수능_국어.pdf"),
)
@click.argument("material")
@click.option("--keep-file", is_flag=True, help="Leave the upload; it is not taken again until it changes.")
@click.option("--purge", is_flag=True, help="Remove the upload for good.")
@json_option
def command(material: str, keep_file: bool, purge: bool, as_json: bool) -> None:
    """Remove a material: its questions, vectors, figures, bytes and partition.

    Its upload goes to data/trash/, so that it is not taken again. The graph drops it at its next update.
    """
    if keep_file and purge:
        raise click.UsageError(translate("--keep-file and --purge: only one of them can be done."))
    installed = settings()
    enter_dagster(installed)
    with open_services(installed) as services:
        found = one_material(services.catalog, material)
        uploads: Uploads = "keep" if keep_file else "purge" if purge else "trash"
        delete_material(services, found, uploads=uploads)
        from study_pipeline.defs.here import forget_deleted  # Dagster takes a second to import

        forget_deleted(services.catalog)
    if as_json:
        print_json({"deleted": found.id})
    else:
        say(translate("{title} is deleted; the graph drops it at its next update.").format(title=found.title))
