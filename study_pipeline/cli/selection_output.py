"""What verbs over many materials print: which are meant, and what was done with them."""

from collections.abc import Sequence

from study_pipeline.cli.json_output import print_json
from study_pipeline.cli.material_output import print_materials, status_json
from study_pipeline.cli.printing import say
from study_pipeline.cli.selection import Selection
from study_pipeline.language import translate_count
from study_pipeline.resources.catalog.catalog import Catalog


def print_meant(catalog: Catalog, selection: Selection, *, as_json: bool) -> None:
    """Print what is meant, for --dry-run."""
    materials = selection.materials
    if as_json:
        print_json({"materials": [status_json(material) for material in materials]})
        return
    if materials:
        print_materials(materials, catalog.paths())
    say(
        translate_count(
            "{count} material is meant; nothing was done.",
            "{count} materials are meant; nothing was done.",
            len(materials),
        ).format(count=len(materials))
    )


def print_done(
    catalog: Catalog, meant: Selection, done: Sequence[str], *, said: str, of_the_rest: str, as_json: bool
) -> None:
    """Print what was done with the materials of ``done``, and on standard error that others were left alone."""
    if as_json:
        known = catalog.materials(done)
        print_json({"materials": [status_json(known[one]) for one in done]})
        return
    if len(done) < len(meant.materials):
        say(of_the_rest, stderr=True)
    say(said)
