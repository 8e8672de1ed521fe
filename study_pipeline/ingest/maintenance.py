"""Upkeep of what the stores hold, and the removal of a material from all of them."""

from typing import Literal

from study_pipeline.ingest.services import Services
from study_pipeline.ingest.sidecars import sidecar_paths
from study_pipeline.ingest.writing import BANK_LEASE, write_again
from study_pipeline.resources.catalog.leases import lease
from study_pipeline.resources.catalog.records import Material
from study_pipeline.resources.clock import seconds_since_epoch

Uploads = Literal["trash", "keep", "purge"]
"""What becomes of the uploads of a material that is deleted."""


def compact_bank(services: Services) -> None:
    """Merge the bank's small files and index its new rows, while no one else writes."""
    with lease(services.catalog.engine, BANK_LEASE):
        services.bank.optimize()


def sweep_leftovers(services: Services) -> int:
    """Clear away what killed processes left in the store and the upload folder a day ago or longer; count it.

    Parts of files are removed. PDFs that no material has are kept in ``trash/store/``.
    """
    now = seconds_since_epoch()
    contents = {material.sha256 for material in services.catalog.all_materials() if material.sha256}
    swept = services.store.sweep(contents, trash=services.settings.trash / "store", now=now)
    return swept + services.intake.folder.sweep(now=now)


def delete_material(services: Services, material: Material, *, uploads: Uploads = "trash") -> None:
    """Remove a material's questions, vectors, figures, bytes and names; the graph drops it at its next update.

    Papers lose the answers that only this material, their key, gave them. Its uploads and their sidecars go to
    ``trash/`` below the data folder, so that the sensor does not take them again; or they are purged, or kept
    where they are and not taken again until they change.
    """
    folder = services.intake.folder
    names = services.catalog.paths_of(material.id)
    shown = folder.look()
    if uploads != "keep":
        for path in [*names, *sidecar_paths(shown, names)]:
            folder.remove(path) if uploads == "purge" else folder.move_to(path, services.settings.trash)
    kept = [file for file in shown.pdfs if file.path in names] if uploads == "keep" else []
    with lease(services.catalog.engine, BANK_LEASE):
        papers = services.catalog.papers_of_key(material.id)
        services.bank.delete_materials([material.id])
        services.catalog.delete(material.id, leave=kept)
        if papers:
            write_again(services, papers)
    if material.sha256:
        services.store.delete(material.sha256)
