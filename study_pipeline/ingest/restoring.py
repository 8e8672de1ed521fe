"""Bringing a backup back: checked before anything is touched, and in place of nothing unless somebody says so."""

import shutil
import uuid
from pathlib import Path

from sqlalchemy import Engine

from study_pipeline.ingest.backing_up import (
    BANK,
    CATALOG_TABLES,
    GRAPH,
    HISTORY,
    HISTORY_FILE,
    STORE,
    UPLOADS,
    local_bank,
    save_catalog,
)
from study_pipeline.language import translate
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.engine import create_missing, open_engine
from study_pipeline.resources.catalog.place import is_elsewhere, note_place
from study_pipeline.resources.clock import utc_now
from study_pipeline.resources.embedders import vector_cache
from study_pipeline.resources.errors import PermanentError
from study_pipeline.resources.files.backup_files import (
    Manifest,
    copy_files,
    read_manifest,
    regular_files,
    verify,
)
from study_pipeline.resources.settings.settings import CATALOG_FILE, Settings
from study_pipeline.resources.storage_failures import unwritable
from study_pipeline.resources.table_copy import load_tables, tables_of


def restore(installed: Settings, source: Path, *, replace: bool) -> Manifest:
    """Bring back what a backup holds. The caller sees to it that nothing runs on the data folder.

    What was there before is moved to ``trash/before-restore-…`` where ``replace`` allows it. Dagster's history
    comes back into the kind of database that it was saved from.

    Raises:
        PermanentError: The backup is not as it was written, or the data folder holds something.
    """
    manifest = read_manifest(source)
    verify(source, manifest.files)
    places = _places(installed, manifest)
    engine = _catalog_elsewhere(installed)
    try:
        taken = [place for place in places.values() if _holds_something(place)]
        if not replace and (taken or (engine is not None and _has_materials(engine))):
            raise PermanentError(
                translate(
                    "{data} holds an installation already: restore into an empty folder, or say --replace; what is "
                    "there is then moved to its trash/."
                ).format(data=installed.data)
            )
        _bring_in(installed, source, places, engine)
    finally:
        if engine is not None:
            engine.dispose()
    return manifest


def _places(installed: Settings, manifest: Manifest) -> dict[str, Path]:
    """Where each part of the backup belongs, the catalog last: it is what says that the others are there."""
    places = {
        STORE: installed.store,
        GRAPH: installed.graph,
        UPLOADS: installed.uploads,
        BANK: local_bank(installed),
    }
    if manifest.history == installed.history_database:
        places[HISTORY] = installed.dagster
    if not is_elsewhere(installed):
        places[CATALOG_FILE] = installed.data / CATALOG_FILE
    return places


def _bring_in(installed: Settings, source: Path, places: dict[str, Path], engine: Engine | None) -> None:
    installed.data.mkdir(parents=True, exist_ok=True)
    staged = installed.data / f".restore-{uuid.uuid4().hex}"
    before = installed.trash / f"before-restore-{utc_now()}".replace(":", "-")
    try:
        for name in places:
            _stage(source / name, staged / name)
        for name, place in places.items():
            if name == CATALOG_FILE:
                for beside in place.parent.glob(f"{CATALOG_FILE}-*"):  # of the old one; the copy has none
                    _move(beside, before / beside.name)
            if _holds_something(place):
                _move(place, before / name)
            elif place.is_dir():
                shutil.rmtree(place)
            if (staged / name).exists():
                _move(staged / name, place)
        if engine is not None:
            _fill(installed, engine, source, before)
    except OSError as error:
        raise unwritable(installed.data, error) from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _stage(source: Path, staged: Path) -> None:
    """Copy a part to the disk where it is to be, so that it gets there by a rename."""
    if source.is_dir():
        copy_files(source, staged)
    elif source.exists():
        staged.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, staged)


def _fill(installed: Settings, engine: Engine, source: Path, before: Path) -> None:
    """Put the catalog, and Dagster's history where it was in PostgreSQL, into the database."""
    if _has_materials(engine):
        before.mkdir(parents=True, exist_ok=True)
        save_catalog(engine, before / CATALOG_FILE)
    load_tables(source / CATALOG_FILE, engine, CATALOG_TABLES)
    note_place(installed)
    history, url = source / HISTORY_FILE, installed.postgres_url.reveal()
    if url and history.exists():
        dagster = open_engine(url)
        load_tables(history, dagster, tables_of(dagster, but=CATALOG_TABLES))
        dagster.dispose()


def _catalog_elsewhere(installed: Settings) -> Engine | None:
    if not is_elsewhere(installed):
        return None
    engine = Catalog.open(installed.catalog_url).engine
    create_missing(engine, vector_cache.metadata)
    return engine


def _has_materials(engine: Engine) -> bool:
    return bool(Catalog(engine).all_materials())


def _holds_something(place: Path) -> bool:
    return place.is_file() or any(True for _ in regular_files(place))


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(source, target)
