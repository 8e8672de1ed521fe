"""`retry`: let the daemon try failed materials again."""

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.installation import settings
from study_pipeline.cli.json_output import json_option
from study_pipeline.cli.references import not_refused
from study_pipeline.cli.selection import Choice, can_be_read, choice_of, select_materials
from study_pipeline.cli.selection_output import print_done, print_meant
from study_pipeline.language import translate, translate_count
from study_pipeline.resources.catalog import retries as catalog_retries
from study_pipeline.resources.catalog.catalog import Catalog


@click.command(
    short_help="Let the daemon try failed materials again.",
    epilog=examples(
        "study-pipeline retry --failed --since 1d",
        "study-pipeline retry 수능_국어.pdf",
        'study-pipeline retry "국어과/*" --dry-run',
    ),
)
@choice_of("[MATERIAL...]")
@json_option
def command(choice: Choice, dry_run: bool, as_json: bool) -> None:
    """Let the daemon try failed materials again, from the stage on that they did not get past.

    MATERIAL is a name, an id or a pattern. Their attempts are counted anew. What was set aside because it stopped
    its reader is tried again only by its name.
    """
    installed = settings()
    if not choice:
        raise click.UsageError(translate("Say which: MATERIAL..., --failed, --since or --owner."))
    catalog = Catalog.open(installed.catalog_url)
    meant = select_materials(catalog, choice, installed.timezone)
    meant = meant.only(lambda one: one.status == "failed" and can_be_read(one))
    for material in meant.materials:
        not_refused(material)
    if dry_run:
        print_meant(catalog, meant, as_json=as_json)
        return
    asked = catalog_retries.ask_now(catalog.engine, meant.ids)
    left = len(meant.materials) - len(asked)
    print_done(
        catalog,
        meant,
        asked,
        said=translate_count(
            "{count} material is tried again by the daemon.",
            "{count} materials are tried again by the daemon.",
            len(asked),
        ).format(count=len(asked)),
        of_the_rest=translate_count(
            "{count} material has not failed and is left alone.",
            "{count} materials have not failed and are left alone.",
            left,
        ).format(count=left),
        as_json=as_json,
    )
