"""`reprocess`: read known materials again, above all those that an older version of the rules read."""

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.here import run_here
from study_pipeline.cli.installation import settings
from study_pipeline.cli.json_output import json_option, print_json
from study_pipeline.cli.material_output import print_materials, status_json
from study_pipeline.cli.printing import say
from study_pipeline.cli.putting_off import Later, later_options, print_put_off, put_off
from study_pipeline.cli.references import not_refused
from study_pipeline.cli.selection import Choice, can_be_read, choice_of, select_materials
from study_pipeline.ingest.stale import read_by_older_rules
from study_pipeline.language import translate, translate_count
from study_pipeline.materials.status import STAGES
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.records import Material
from study_pipeline.resources.files.material_store import MaterialStore


@click.command(
    short_help="Read known materials again, or those that older rules read.",
    epilog=examples(
        "study-pipeline reprocess --stale --dry-run",
        "study-pipeline reprocess --stale --in 0m",
        "study-pipeline reprocess 수능_국어.pdf",
    ),
)
@click.option("--stale", is_flag=True, help="The materials that an older version of the rules read.")
@choice_of("MATERIAL...")
@later_options
@json_option
def command(stale: bool, choice: Choice, dry_run: bool, later: Later, as_json: bool) -> None:
    """Read known materials again in this process, up to 50 in a run. Their questions serve meanwhile.

    Questions keep their ids, and only texts that changed are embedded again.
    """
    installed = settings()
    if (stale and choice.names) or not (stale or choice):
        raise click.UsageError(
            translate("Say what to read again: MATERIAL..., or --stale, --failed, --since, --owner.")
        )
    moment = later.moment(installed)
    catalog = Catalog.open(installed.catalog_url)
    meant = select_materials(catalog, choice, installed.timezone).only(can_be_read)
    wanted = [not_refused(material) for material in meant.materials]
    if stale:
        wanted = read_by_older_rules(catalog, MaterialStore(installed.store), wanted)
    if dry_run or not wanted:
        _print_wanted(catalog, wanted, stale=stale, as_json=as_json)
        return
    ids = [material.id for material in wanted]
    if moment is not None:
        print_put_off(put_off(catalog, "ingest", ids, moment), moment, installed, as_json)
        return
    if not as_json:
        count = len(wanted)
        say(
            translate_count(
                "{count} material is read again.", "{count} materials are read again.", count
            ).format(count=count)
        )
    run_here(installed, ids, STAGES, as_json=as_json)


def _print_wanted(catalog: Catalog, wanted: list[Material], *, stale: bool, as_json: bool) -> None:
    if as_json:
        print_json({"materials": [status_json(material) for material in wanted]})
        return
    if not wanted:
        none_stale = translate("No material was read by an older version of the rules.")
        say(none_stale if stale else translate("No material is meant; nothing was done."))
        return
    print_materials(wanted, catalog.paths())
    say(
        translate_count(
            "{count} material would be read again; nothing was done.",
            "{count} materials would be read again; nothing was done.",
            len(wanted),
        ).format(count=len(wanted))
    )
