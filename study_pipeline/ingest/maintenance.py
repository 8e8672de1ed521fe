"""Upkeep of what the stores hold, and the removal of a material from all of them."""

from study_pipeline.ingest.services import Services
from study_pipeline.ingest.writing import BANK_LEASE, write_answers
from study_pipeline.resources.catalog_records import Material
from study_pipeline.resources.leases import lease


def compact_bank(services: Services) -> None:
    """Merge the bank's small files and index its new rows, while no one else writes."""
    with lease(services.catalog.engine, BANK_LEASE):
        services.bank.optimize()


def delete_material(services: Services, material: Material) -> None:
    """Remove a material's questions, vectors, bytes and names; the graph drops it at its next update.

    Papers lose the answers that only this material, their key, gave them. The uploads go to ``trash/`` below
    the data folder, so that the sensor does not take them again.
    """
    for path in services.catalog.paths().get(material.id, []):
        services.intake.folder.move_to(path, services.settings.trash)
    with lease(services.catalog.engine, BANK_LEASE):
        papers = services.catalog.papers_of_key(material.id)
        services.bank.delete_materials([material.id])
        services.catalog.delete(material.id)
        if papers:
            write_answers(services, papers)
    if material.sha256:
        services.store.delete(material.sha256)
