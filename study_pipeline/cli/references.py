"""From what a person types to the one material that is meant."""

from study_pipeline.language import translate
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.records import DOOR, Material
from study_pipeline.resources.errors import PermanentError

MAX_NAMED = 5


def one_material(catalog: Catalog, reference: str) -> Material:
    """The material of this id, start of an id, upload path or file name.

    Raises:
        PermanentError: None or several are meant.
    """
    found = catalog.find(reference)
    if not found:
        raise PermanentError(
            translate("No material is called {reference!r}: `study-pipeline status` lists them.").format(
                reference=reference
            )
        )
    if len(found) > 1:
        names = ", ".join(material.id for material in found[:MAX_NAMED])
        raise PermanentError(
            translate("{reference!r} means {count} materials: say which one ({names}, …).").format(
                reference=reference, count=len(found), names=names
            )
        )
    return found[0]


def not_refused(material: Material) -> Material:
    """The material itself, where there is something of it to read.

    Raises:
        PermanentError: It was refused at the door; the sentence is why.
    """
    if material.failed_stage == DOOR:
        raise PermanentError(
            material.error_message or translate("{title} was refused.").format(title=material.title)
        )
    return material
