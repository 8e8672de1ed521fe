"""Which materials have in the bank what another version of the rules read.

The catalog notes the version when the bank is written. Where it has no note (an older release wrote it, or nothing
was ever written), the store says what read the pages last.
"""

from collections.abc import Iterable, Mapping

from study_pipeline.ingest.services import Services
from study_pipeline.questions.extraction import RULES_VERSION
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.records import Material
from study_pipeline.resources.catalog.rules import rules_in_bank
from study_pipeline.resources.files.material_store import MaterialStore


def read_by_older_rules(
    catalog: Catalog, store: MaterialStore, materials: Iterable[Material]
) -> list[Material]:
    """Those of these materials that the current rules may read better, in the order given.

    What is discarded serves nobody, and what has lost its bytes cannot be read again: both are left out.
    """
    noted = rules_in_bank(catalog.engine)
    return [
        material
        for material in materials
        if _version(noted, store, material) < RULES_VERSION and _can_be_read_again(store, material)
    ]


def to_be_read_again(services: Services, materials: Iterable[Material]) -> list[str]:
    """The ids of those in the bank that cannot be written again without reading their pages: other rules read them.

    What a run has at this moment is left to it.
    """
    noted = rules_in_bank(services.catalog.engine)
    return [
        material.id
        for material in materials
        if material.finished_stage in ("questions", "embeddings")
        and material.running_in is None
        and not _is_current(noted, services.store, material)
        and _can_be_read_again(services.store, material)
    ]


def _is_current(noted: Mapping[str, int], store: MaterialStore, material: Material) -> bool:
    in_store = store.rules_version(material.sha256) if material.sha256 else None
    return _version(noted, store, material) == RULES_VERSION == in_store


def _version(noted: Mapping[str, int], store: MaterialStore, material: Material) -> int:
    """The version that read what the bank has of a material; the current one where nothing ever was read."""
    if material.id in noted:
        return noted[material.id]
    in_store = store.rules_version(material.sha256) if material.sha256 else None
    return RULES_VERSION if in_store is None else in_store


def _can_be_read_again(store: MaterialStore, material: Material) -> bool:
    return not material.discarded and material.sha256 is not None and store.pdf(material.sha256).exists()
