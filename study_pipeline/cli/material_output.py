"""Materials as the command line prints them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from study_pipeline.cli.kind_words import kind_words
from study_pipeline.cli.later_words import next_attempt_json
from study_pipeline.cli.printing import Column, Row, print_listing, say
from study_pipeline.language import message, translate, translate_count
from study_pipeline.materials.status import Status
from study_pipeline.resources.catalog.records import Material
from study_pipeline.resources.catalog.retries import NextAttempt
from study_pipeline.resources.catalog.sidecar_notes import SidecarNotes

STATUS_STYLES: Mapping[Status, str] = {
    message("completed"): "green",
    message("discarded"): "dim",
    message("pending"): "cyan",
    message("processing"): "yellow",
    message("failed"): "red",
}
"""In the order of the listing: what somebody must look at stands last, beside the prompt."""

NO_NOTES = SidecarNotes()
COLUMNS = (
    Column(message("status"), 10),
    Column(message("pages"), 5, "right"),
    Column(message("questions"), 9, "right"),
    Column(message("answers"), 7, "right"),
)


def material_json(
    material: Material,
    paths: Sequence[str],
    notes: SidecarNotes = NO_NOTES,
    again: NextAttempt | None = None,
) -> dict[str, object]:
    """A material as `status --json` lists it; ``paths`` are its uploads, first seen first.

    ``again`` is its next attempt, where one comes by itself.
    """
    return {
        "id": material.id,
        "title": material.title,
        "file": paths[0] if paths else None,
        "aliases": list(paths[1:]),
        "status": material.status,
        "error_message": material.error_message or notes.error,
        "next_attempt": next_attempt_json(again),
        "warnings": list(notes.warnings),
        "kind": material.kind,
        "pages": material.pages,
        "questions": material.questions,
        "answers": material.answers,
        "owner": material.owner,
        "description": material.description,
        "lane": material.lane,
        "replaces": material.replaces,
        "superseded_by": material.superseded_by,
        "created_at": material.created_at,
        "updated_at": material.updated_at,
    }


def status_json(
    material: Material, notes: SidecarNotes = NO_NOTES, share_outside: float | None = None
) -> dict[str, object]:
    """A material as `status MATERIAL --json` answers: these fields, and no others."""
    return {
        "id": material.id,
        "status": material.status,
        "error_message": material.error_message or notes.error,
        "extracted_data": extracted(material, share_outside),
        "created_at": material.created_at,
        "updated_at": material.updated_at,
    }


def extracted(material: Material, share_outside: float | None) -> dict[str, object] | None:
    """What was found in a material; None until its questions are in the bank."""
    if material.questions is None:
        return None
    return {
        "kind": material.kind,
        "pages": material.pages,
        "questions": material.questions,
        "answers": material.answers,
        "flags": list(material.flags),
        "share_outside": share_outside,
    }


def print_materials(
    materials: Sequence[Material],
    paths: Mapping[str, Sequence[str]],
    notes: Mapping[str, SidecarNotes] = MappingProxyType({}),
    later: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Print a line for each material, and under a failed one the sentence why; or what is wrong with its sidecar.

    ``later`` are the words for what comes by itself, and when.
    """
    order = list(STATUS_STYLES)
    rows = [
        Row(
            [translate(material.status), material.pages, material.questions, material.answers],
            next(iter(paths.get(material.id, [])), material.title),
            aside="" if material.kind == "paper" else kind_words(material.kind),
            note=_sentence(material, later.get(material.id)) or _note(notes.get(material.id, NO_NOTES)),
            style=STATUS_STYLES[material.status],
        )
        for material in sorted(materials, key=lambda material: order.index(material.status))
    ]
    print_listing(COLUMNS, message("file"), rows)


def print_counts(materials: Sequence[Material], paths: Mapping[str, Sequence[str]]) -> None:
    """Print how many materials have which status."""
    total = len(materials)
    sentences = [
        translate_count("{count} material: {words}.", "{count} materials: {words}.", total).format(
            count=total, words=status_counts(Counter(material.status for material in materials))
        )
    ]
    aliases = sum(max(0, len(paths.get(material.id, [])) - 1) for material in materials)
    if aliases:
        sentences.append(
            translate_count(
                "{count} other name of the same bytes.", "{count} other names of the same bytes.", aliases
            ).format(count=aliases)
        )
    say("\n" + " ".join(sentences))


def status_counts(counts: Mapping[Status, int]) -> str:
    """Say how many materials have which status."""
    return ", ".join(
        translate("{count} {status}").format(count=counts[status], status=translate(status))
        for status in STATUS_STYLES
        if counts.get(status)
    )


def _sentence(material: Material, later: str | None) -> str | None:
    """Why it failed, and what comes by itself."""
    if later is None:
        return material.error_message
    return f"{material.error_message} ({later})" if material.error_message else f"({later})"


def _note(notes: SidecarNotes) -> str | None:
    return " ".join([*([notes.error] if notes.error else []), *notes.warnings]) or None
