"""Materials as the command line prints them."""

from collections import Counter
from collections.abc import Mapping, Sequence

from study_pipeline.cli.printing import Column, Row, counted, print_listing, say
from study_pipeline.materials.status import Status
from study_pipeline.resources.catalog_records import Material

STATUS_STYLES: Mapping[Status, str] = {
    "completed": "green",
    "discarded": "dim",
    "pending": "cyan",
    "processing": "yellow",
    "failed": "red",
}
"""In the order of the listing: what somebody must look at stands last, beside the prompt."""

COLUMNS = (
    Column("status", 10),
    Column("pages", 5, "right"),
    Column("questions", 9, "right"),
    Column("answers", 7, "right"),
)
KIND_WORDS = {"answer_key": "answer key", "notes": "notes", "scan": "scan"}


def material_json(material: Material, paths: Sequence[str]) -> dict[str, object]:
    """A material as `status --json` lists it; ``paths`` are its uploads, first seen first."""
    return {
        "id": material.id,
        "title": material.title,
        "file": paths[0] if paths else None,
        "aliases": list(paths[1:]),
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


def status_json(material: Material) -> dict[str, object]:
    """A material as `status MATERIAL --json` answers: these fields, and no others."""
    return {
        "id": material.id,
        "status": material.status,
        "error_message": material.error_message,
        "extracted_data": extracted(material),
        "created_at": material.created_at,
        "updated_at": material.updated_at,
    }


def extracted(material: Material) -> dict[str, object] | None:
    """What was found in a material; None until its questions are in the bank."""
    if material.questions is None:
        return None
    return {
        "kind": material.kind,
        "pages": material.pages,
        "questions": material.questions,
        "answers": material.answers,
        "flags": list(material.flags),
    }


def print_materials(materials: Sequence[Material], paths: Mapping[str, Sequence[str]]) -> None:
    """Print a line for each material, and under a failed one the sentence why."""
    order = list(STATUS_STYLES)
    rows = [
        Row(
            [material.status, material.pages, material.questions, material.answers],
            next(iter(paths.get(material.id, [])), material.title),
            aside=KIND_WORDS.get(material.kind or "", ""),
            note=material.error_message,
            style=STATUS_STYLES[material.status],
        )
        for material in sorted(materials, key=lambda material: order.index(material.status))
    ]
    print_listing(COLUMNS, "file", rows)


def print_counts(materials: Sequence[Material], paths: Mapping[str, Sequence[str]]) -> None:
    """Print how many materials have which status."""
    counts = Counter(material.status for material in materials)
    words = ", ".join(f"{counts[status]} {status}" for status in STATUS_STYLES if counts[status])
    aliases = sum(max(0, len(paths.get(material.id, [])) - 1) for material in materials)
    also = f" {counted(aliases, 'other name')} of the same bytes." if aliases else ""
    say(f"\n{counted(len(materials), 'material')}: {words}.{also}")
