"""Which materials an older version of the rules read. The store knows it: each extraction says its version."""

from collections.abc import Iterable

from study_pipeline.questions.extraction import RULES_VERSION
from study_pipeline.resources.catalog_records import Material
from study_pipeline.resources.material_store import MaterialStore


def read_by_older_rules(store: MaterialStore, materials: Iterable[Material]) -> list[Material]:
    """Those of these materials that the current rules may read better, in the order given.

    What is discarded serves nobody, and what has lost its bytes cannot be read again: both are left out.
    """
    return [
        material for material in materials if not material.discarded and _is_stale(store, material.sha256)
    ]


def _is_stale(store: MaterialStore, sha256: str | None) -> bool:
    if sha256 is None or not store.pdf(sha256).exists():
        return False
    version = store.rules_version(sha256)
    return version is not None and version < RULES_VERSION
