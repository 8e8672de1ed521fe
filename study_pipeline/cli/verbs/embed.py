"""`embed`: give every question its vector now, here, without the daemon."""

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.here import run_here
from study_pipeline.cli.installation import settings
from study_pipeline.cli.json_output import json_option, print_json
from study_pipeline.cli.printing import say
from study_pipeline.cli.putting_off import Later, later_options, print_put_off, put_off
from study_pipeline.cli.references import one_material
from study_pipeline.ingest.services import open_services
from study_pipeline.language import translate


@click.command(
    short_help="Embed the questions that have no vector yet.",
    epilog=examples("study-pipeline embed", "study-pipeline embed 수능_국어.pdf"),
)
@click.argument("materials", nargs=-1, metavar="[MATERIAL...]")
@later_options
@json_option
def command(materials: tuple[str, ...], later: Later, as_json: bool) -> None:
    """Embed the questions that have no vector: of these materials, or of all.

    After a change of the embedding model this is what fills the new model's vectors.
    """
    installed = settings()
    moment = later.moment(installed)
    with open_services(installed) as services:
        if materials:
            wanted = [one_material(services.catalog, reference).id for reference in materials]
        else:
            wanted = [row.material for row in services.bank.missing_vectors(services.embedder.space)]
        wanted = sorted(set(wanted))
        if moment is not None and wanted:
            print_put_off(put_off(services.catalog, "embed", wanted, moment), moment, installed, as_json)
            return
    if wanted:
        run_here(installed, wanted, ["embeddings"], as_json=as_json)
    elif as_json:
        print_json({"materials": []})
    else:
        say(translate("Every question has its vector."))
