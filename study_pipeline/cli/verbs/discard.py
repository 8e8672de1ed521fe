"""`discard`: give up what failed or waits, without deleting it."""

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.installation import settings
from study_pipeline.cli.json_output import json_option
from study_pipeline.cli.selection import Choice, choice_of, select_materials
from study_pipeline.cli.selection_output import print_done, print_meant
from study_pipeline.language import translate, translate_count
from study_pipeline.resources.catalog import discards as catalog_discards
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.records import Material


@click.command(
    short_help="Give up what failed or waits, without deleting it.",
    epilog=examples(
        "study-pipeline discard --failed --owner 국어과 --dry-run", "study-pipeline discard 수능_국어.pdf"
    ),
)
@choice_of("[MATERIAL...]")
@json_option
def command(choice: Choice, dry_run: bool, as_json: bool) -> None:
    """Give up materials that failed or wait: they are `discarded`, nothing tries them again and nobody is told.

    MATERIAL is a name, an id or a pattern. Their files stay; `process` takes one after all. What is done is
    removed by `delete`.
    """
    installed = settings()
    if not choice:
        raise click.UsageError(translate("Say which: MATERIAL..., --failed, --since or --owner."))
    catalog = Catalog.open(installed.catalog_url)
    meant = select_materials(catalog, choice, installed.timezone).only(_is_open)
    if dry_run:
        print_meant(catalog, meant, as_json=as_json)
        return
    discarded = catalog_discards.discard(catalog.engine, meant.ids)
    left = len(meant.materials) - len(discarded)
    print_done(
        catalog,
        meant,
        discarded,
        said=translate_count(
            "{count} material is discarded.", "{count} materials are discarded.", len(discarded)
        ).format(count=len(discarded)),
        of_the_rest=translate_count(
            "{count} material neither failed nor waits and is left alone.",
            "{count} materials neither failed nor wait and are left alone.",
            left,
        ).format(count=left),
        as_json=as_json,
    )


def _is_open(material: Material) -> bool:
    return material.status in ("failed", "pending")
