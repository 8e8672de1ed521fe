"""`status`: what has become of each material."""

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.installation import settings
from study_pipeline.cli.json_output import json_option, print_json
from study_pipeline.cli.kind_words import kind_words
from study_pipeline.cli.lane_words import paused_json, paused_words
from study_pipeline.cli.later_words import later_words
from study_pipeline.cli.material_output import (
    NO_NOTES,
    material_json,
    print_counts,
    print_materials,
    status_json,
)
from study_pipeline.cli.printing import print_fields, say
from study_pipeline.cli.references import one_material
from study_pipeline.cli.waiting_output import print_waiting, waiting_json
from study_pipeline.ingest.stale import read_by_older_rules
from study_pipeline.language import message, translate, translate_count
from study_pipeline.questions.extraction import RULES_VERSION
from study_pipeline.questions.flags import in_words
from study_pipeline.resources.catalog import lanes as catalog_lanes
from study_pipeline.resources.catalog import schedule as catalog_schedule
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.records import Material
from study_pipeline.resources.catalog.retries import planned
from study_pipeline.resources.catalog.sidecar_notes import SidecarNotes
from study_pipeline.resources.catalog.sidecar_notes import notes as sidecar_notes
from study_pipeline.resources.catalog.waiting import waiting
from study_pipeline.resources.files.material_store import MaterialStore


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
    installed = settings()
    catalog = Catalog.open(installed.catalog_url)
    notes, again = sidecar_notes(catalog.engine), planned(catalog.engine)
    put_off = catalog_schedule.waiting(catalog.engine)
    later = later_words(again, put_off, installed.timezone)
    if material is not None:
        one = one_material(catalog, material)
        said = notes.get(one.id, NO_NOTES)
        outside, next_one = _share_outside(MaterialStore(installed.store), one), later.get(one.id)
        print_json(status_json(one, said, outside)) if as_json else _print_one(one, said, outside, next_one)
        return
    materials, paths = catalog.all_materials(), catalog.paths()
    files, held = waiting(catalog.engine), catalog_lanes.held(catalog.engine)
    if as_json:
        listed = [
            material_json(m, paths.get(m.id, []), notes.get(m.id, NO_NOTES), again.get(m.id))
            for m in materials
        ]
        print_json(
            {
                "materials": listed,
                "waiting": [waiting_json(file, installed) for file in files],
                "paused": paused_json(held),
            }
        )
    elif materials or files:
        if materials:
            print_materials(materials, paths, notes, later)
            print_counts(materials, paths)
            _print_stale(len(read_by_older_rules(catalog, MaterialStore(installed.store), materials)))
        print_waiting(files, installed)
        for sentence in paused_words(held, installed.timezone):
            say(sentence, style="yellow")
    else:
        say(
            translate("No material yet: drop a PDF into the upload folder, or `study-pipeline add FILE.pdf`.")
        )


def _print_stale(count: int) -> None:
    if count:
        say(
            translate_count(
                "{count} material was read by an older version of the rules: "
                "`study-pipeline reprocess --stale` reads it again.",
                "{count} materials were read by an older version of the rules: "
                "`study-pipeline reprocess --stale` reads them again.",
                count,
            ).format(count=count)
        )


def _share_outside(store: MaterialStore, material: Material) -> float | None:
    """How much of the text ended in no question; None where there is none, or older rules read the material."""
    if material.sha256 is None or not material.questions:
        return None
    stored = store.extraction(material.sha256, rules_version=RULES_VERSION)
    return stored.extraction.share_outside if stored else None


def _print_one(
    material: Material, notes: SidecarNotes, share_outside: float | None, later: str | None
) -> None:
    found: dict[str, object] = {
        message("kind"): kind_words(material.kind),
        message("pages"): material.pages,
        message("questions"): material.questions,
        message("answers"): material.answers,
    }
    if share_outside is not None:
        found[message("text outside every question")] = f"{share_outside:.0%}"
    status = translate(material.status)
    if later is not None:
        status = f"{status} ({later})"
    words = ", ".join(f"{translate(name)} {value}" for name, value in found.items())
    print_fields(
        {
            message("id"): material.id,
            message("status"): status,
            message("error_message"): material.error_message or notes.error,
            message("extracted_data"): "" if material.questions is None else words,
            message("created_at"): material.created_at,
            message("updated_at"): material.updated_at,
        }
        | ({message("warnings"): " ".join(notes.warnings)} if notes.warnings else {})
        | ({message("flags"): ", ".join(map(in_words, material.flags))} if material.flags else {})
    )
