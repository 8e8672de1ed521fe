"""`edit`: change what is said of a material."""

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.installation import settings
from study_pipeline.cli.json_output import json_option, print_json
from study_pipeline.cli.printing import print_fields
from study_pipeline.cli.references import one_material
from study_pipeline.ingest.editing import edit_material
from study_pipeline.language import message, translate
from study_pipeline.resources.catalog.catalog import Catalog


@click.command(
    short_help="Change a material's title, owner or description.",
    epilog=examples('study-pipeline edit 수능_국어.pdf --title "2026 수능 국어" --owner content'),
)
@click.argument("material")
@click.option("--title", help="Title; an empty one is the file's name.")
@click.option("--owner", help="Whose it is; an empty one is the first-level folder of the upload.")
@click.option("--description", help="Description; an empty one is none.")
@json_option
def command(
    material: str, title: str | None, owner: str | None, description: str | None, as_json: bool
) -> None:
    """Change what is said of a material. Nothing is read or embedded again.

    MATERIAL is an id, the start of one, an upload's path or a file's name. A sidecar that changes later has the
    last word.
    """
    if title is None and owner is None and description is None:
        raise click.UsageError(translate("Say what to change: --title, --owner or --description."))
    catalog = Catalog.open(settings().catalog_url)
    found = one_material(catalog, material)
    edited = edit_material(catalog, found, title=title, owner=owner, description=description)
    if as_json:
        names = ("id", "title", "owner", "description")
        print_json({name: getattr(edited, name) for name in names})
        return
    print_fields(
        {
            message("id"): edited.id,
            message("title"): edited.title,
            message("owner"): edited.owner,
            message("description"): edited.description,
        }
    )
