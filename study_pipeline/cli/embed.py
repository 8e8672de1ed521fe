"""`embed`: give every question its vector now, here, without the daemon."""

import click

from study_pipeline.cli.here import run_here
from study_pipeline.cli.installation import settings
from study_pipeline.cli.printing import console, json_option, print_json
from study_pipeline.cli.references import one_material
from study_pipeline.ingest.services import open_services


@click.command()
@click.argument("materials", nargs=-1)
@json_option
def command(materials: tuple[str, ...], as_json: bool) -> None:
    """Embed the questions that have no vector: of these materials, or of all.

    \b
    Example:
      study-pipeline embed
      study-pipeline embed 수능_국어.pdf
    """
    installed = settings()
    with open_services(installed) as services:
        if materials:
            wanted = [one_material(services.catalog, reference).id for reference in materials]
        else:
            wanted = sorted({row.material for row in services.bank.missing_vectors(services.embedder.space)})
    if wanted:
        run_here(installed, wanted, ["embeddings"], as_json=as_json)
    elif as_json:
        print_json({"materials": []})
    else:
        console.print("Every question has its vector.")
