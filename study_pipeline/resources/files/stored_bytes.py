"""How many bytes each store of an installation takes on this machine."""

import os
from contextlib import suppress
from pathlib import Path

from sqlalchemy.engine import make_url

from study_pipeline.language import message
from study_pipeline.resources.settings.settings import Settings


def stored_bytes(settings: Settings) -> dict[str, int | None]:
    """The bytes of each store, by its name; None for one that lies on another machine."""
    return {
        message("uploads"): folder_bytes(settings.uploads),
        message("store"): folder_bytes(settings.store),
        message("bank"): folder_bytes(settings.bank_folder) if settings.bank_folder else None,
        message("graph"): folder_bytes(settings.graph),
        message("catalog"): _catalog_bytes(settings.catalog_url),
        message("history"): folder_bytes(settings.dagster),
    }


def folder_bytes(folder: Path) -> int:
    """The bytes of a folder's files, links not followed; what goes away meanwhile counts nothing."""
    total = 0
    for where, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                total += os.lstat(os.path.join(where, name)).st_size  # noqa: PTH118 - twice as fast as a Path
    return total


def _catalog_bytes(url: str) -> int | None:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    # beside the file lies what SQLite has not yet written into it
    files = [Path(parsed.database + suffix) for suffix in ("", "-wal", "-shm")]
    return sum(file.stat().st_size for file in files if file.exists())
