"""`status`: what has become of each material."""

from collections import Counter

import click

from study_pipeline.cli.installation import settings
from study_pipeline.cli.printing import (
    console,
    json_option,
    print_fields,
    print_json,
    print_table,
    printable,
)
from study_pipeline.cli.references import one_material
from study_pipeline.materials.status import Status
from study_pipeline.resources.catalog import Catalog
from study_pipeline.resources.catalog_records import Material

STATUS_ORDER: tuple[Status, ...] = (
    "failed",
    "processing",
    "pending",
    "completed",
    "discarded",
)


@click.command()
@click.argument("material", required=False)
@json_option
def command(material: str | None, as_json: bool) -> None:
    """Show what has become of each material, or of one (id, file name, or the start of an id).

    \b
    Example:
      study-pipeline status
      study-pipeline status 수능_국어.pdf --json
    """
    catalog = Catalog.open(settings().catalog_url)
    paths = catalog.paths()
    if material is not None:
        one = one_status(one_material(catalog, material))
        print_json(one) if as_json else print_fields(one)
        return
    rows = [_row(m, paths.get(m.id, [])) for m in catalog.all_materials()]
    if as_json:
        print_json({"materials": rows})
    elif not rows:
        console.print("No material yet: drop a PDF into the upload folder, or `study-pipeline add FILE.pdf`.")
    else:
        _print(rows)


def one_status(material: Material) -> dict[str, object]:
    """What `status MATERIAL` says: the fields of the seed's status action, and no others."""
    return {
        "id": material.id,
        "status": material.status,
        "error_message": material.error_message,
        "extracted_data": _extracted(material),
        "created_at": material.created_at,
        "updated_at": material.updated_at,
    }


def _extracted(material: Material) -> dict[str, object] | None:
    if material.questions is None:
        return None
    return {
        "kind": material.kind,
        "pages": material.pages,
        "questions": material.questions,
        "answers": material.answers,
        "flags": list(material.flags),
    }


def _row(material: Material, paths: list[str]) -> dict[str, object]:
    return {
        "id": material.id,
        "title": material.title,
        "file": paths[0] if paths else None,
        "aliases": paths[1:],
        "status": material.status,
        "error_message": material.error_message,
        "kind": material.kind,
        "pages": material.pages,
        "questions": material.questions,
        "answers": material.answers,
        "owner": material.owner,
        "lane": material.lane,
        "replaces": material.replaces,
        "superseded_by": material.superseded_by,
        "created_at": material.created_at,
        "updated_at": material.updated_at,
    }


def _print(rows: list[dict[str, object]]) -> None:
    ordered = sorted(rows, key=lambda row: STATUS_ORDER.index(row["status"]))
    print_table(
        ["status", "file", "kind", "pages", "questions", "answers", "what happened"],
        [
            [
                row["status"],
                row["file"] or row["title"],
                row["kind"],
                row["pages"],
                row["questions"],
                row["answers"],
                row["error_message"],
            ]
            for row in ordered
        ],
    )
    counts = Counter(str(row["status"]) for row in rows)
    aliases = sum(len(row["aliases"]) for row in rows if isinstance(row["aliases"], list))
    words = [f"{counts[status]} {status}" for status in STATUS_ORDER if counts[status]]
    console.print(
        printable(f"{len(rows)} materials: {', '.join(words)}. {aliases} other names of the same bytes.")
    )
