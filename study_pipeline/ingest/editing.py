"""What people say of a material after it was accepted."""

from study_pipeline.materials.identity import file_title, owner_of
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.records import Material


def edit_material(
    catalog: Catalog,
    material: Material,
    *,
    title: str | None = None,
    owner: str | None = None,
    description: str | None = None,
) -> Material:
    """Let a material's title, owner or description be these; None leaves one as it is.

    An empty one goes back to what the file's name and folder say.
    """
    path = next(iter(catalog.paths_of(material.id)), "")
    values: dict[str, str | None] = {}
    if title is not None:
        values["title"] = " ".join(title.split()) or file_title(path) or material.title
    if owner is not None:
        values["owner"] = " ".join(owner.split()) or owner_of(path)
    if description is not None:
        values["description"] = description.strip() or None
    catalog.describe(material.id, values)
    return catalog.materials([material.id])[material.id]
