"""`status`: what has become of each material."""

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.installation import settings
from study_pipeline.cli.json_output import json_option, print_json
from study_pipeline.cli.material_output import (
    extracted,
    material_json,
    print_counts,
    print_materials,
    status_json,
)
from study_pipeline.cli.printing import print_fields, say
from study_pipeline.cli.references import one_material
from study_pipeline.resources.catalog import Catalog
from study_pipeline.resources.catalog_records import Material


@click.command(
    short_help="Show what has become of each material, or of one.",
    epilog=examples("study-pipeline status", "study-pipeline status 수능_국어.pdf --json"),
)
@click.argument("material", required=False)
@json_option
def command(material: str | None, as_json: bool) -> None:
    """Show what has become of each material, or of one.

    MATERIAL is an id, the start of one, an upload's path or a file's name.
    """
    catalog = Catalog.open(settings().catalog_url)
    if material is not None:
        one = one_material(catalog, material)
        print_json(status_json(one)) if as_json else _print_one(one)
        return
    materials, paths = catalog.all_materials(), catalog.paths()
    if as_json:
        print_json({"materials": [material_json(m, paths.get(m.id, [])) for m in materials]})
    elif materials:
        print_materials(materials, paths)
        print_counts(materials, paths)
    else:
        say("No material yet: drop a PDF into the upload folder, or `study-pipeline add FILE.pdf`.")


def _print_one(material: Material) -> None:
    found = extracted(material) or {}
    flags = found.pop("flags", [])
    print_fields(
        status_json(material)
        | {"extracted_data": ", ".join(f"{name} {value}" for name, value in found.items())}
        | ({"flags": ", ".join(map(str, flags))} if isinstance(flags, list) and flags else {})
    )
