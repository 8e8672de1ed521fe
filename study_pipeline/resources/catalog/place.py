"""Where the catalog of a data folder is, so that a forgotten setting never begins a second, empty one."""

from study_pipeline.language import translate
from study_pipeline.resources.errors import PermanentError
from study_pipeline.resources.settings.settings import CATALOG_FILE, Settings

PLACE_FILE = "catalog.elsewhere"


def note_place(installed: Settings) -> None:
    """Note in the data folder whether its catalog is elsewhere, in a database that a setting names.

    Raises:
        PermanentError: It is, and the setting that says where is missing.
    """
    check_place(installed)
    if is_elsewhere(installed):
        (installed.data / PLACE_FILE).touch()


def check_place(installed: Settings) -> None:
    """Stop before an empty catalog is taken for this data folder's.

    Raises:
        PermanentError: The catalog is elsewhere, and the setting that says where is missing.
    """
    place = installed.data / PLACE_FILE
    if not is_elsewhere(installed) and place.exists():
        raise PermanentError(
            translate(
                "The catalog of {data} is in another database: set STUDY_POSTGRES_URL (or STUDY_CATALOG_URL) as "
                "before, or remove {place} to begin a new catalog."
            ).format(data=installed.data, place=place)
        )


def is_elsewhere(installed: Settings) -> bool:
    """Whether the catalog is not the data folder's own file."""
    return installed.catalog_url != f"sqlite:///{installed.data / CATALOG_FILE}"
