"""A copy of everything, taken while the pipeline goes on: as if the power had failed at one moment."""

import shutil
import uuid
from pathlib import Path

from sqlalchemy import Engine, delete

from study_pipeline.ingest.writing import BANK_LEASE
from study_pipeline.language import message, translate
from study_pipeline.resources.bank.question_bank import QuestionBank
from study_pipeline.resources.catalog import tables as catalog_tables
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.engine import create_missing, open_engine
from study_pipeline.resources.catalog.leases import lease
from study_pipeline.resources.clock import utc_now
from study_pipeline.resources.embedders import vector_cache
from study_pipeline.resources.errors import PermanentError
from study_pipeline.resources.files.backup_files import (
    FORMAT,
    Manifest,
    copy_database,
    copy_files,
    copy_history,
    kept_files,
    link_files,
    write_manifest,
)
from study_pipeline.resources.settings.settings import CATALOG_FILE, Settings
from study_pipeline.resources.table_copy import save_tables, tables_of

BACKUP_LEASE = message("backup")
BANK, STORE, GRAPH, UPLOADS = "lancedb", "store", "graph", "uploads"
HISTORY = "dagster"
HISTORY_FILE = "dagster.db"  # Dagster's tables, where they are in PostgreSQL
NOT_HISTORY = ("dagster.log", "dagster.log.1", "session.pid", "dagster.yaml")
CATALOG_TABLES = [*catalog_tables.metadata.sorted_tables, *vector_cache.metadata.sorted_tables]


def back_up(installed: Settings, target: Path, *, version: str) -> Manifest:
    """Copy catalog, store, bank, graph, uploads and Dagster's history into a new folder.

    The folder is there whole, with a manifest of hashes, or not at all. Ingests wait for a moment: until every
    file is held (by a link, where that can be), not until it is copied.

    Raises:
        PermanentError: The folder is there already or cannot be written, or the bank is in no folder.
    """
    bank = local_bank(installed)
    _require_new(installed, target, bank)
    partial = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
    catalog = Catalog.open(installed.catalog_url)
    try:
        partial.mkdir(parents=True)
        with lease(catalog.engine, BACKUP_LEASE, wait_seconds=0):
            _copy(installed, catalog, bank, partial)
        manifest = _manifest(installed, partial, version)
        write_manifest(partial, manifest)
        partial.rename(target)
    except OSError as error:
        raise PermanentError(
            translate(
                "The backup {target} cannot be written ({reason}): make room or choose another place; nothing of it "
                "was left there."
            ).format(target=target, reason=error.strerror or error)
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        catalog.close()
    return manifest


def local_bank(installed: Settings) -> Path:
    """The folder of the question bank.

    Raises:
        PermanentError: It is in an object store.
    """
    if installed.bank_folder is None:
        raise PermanentError(
            translate(
                "The question bank is in an object store: copy it with that store's own tools, since only folders "
                "are backed up and restored here."
            )
        )
    return installed.bank_folder


def save_catalog(engine: Engine, target: Path) -> None:
    """Write the catalog, wherever it is, as the SQLite file that it is by default.

    Without its leases: who holds them now will not be there when it comes back.
    """
    if engine.dialect.name == "sqlite" and engine.url.database:
        copy_database(Path(engine.url.database), target)
    else:
        create_missing(engine, vector_cache.metadata)
        save_tables(engine, CATALOG_TABLES, target)
    file = open_engine(f"sqlite:///{target}")
    with file.begin() as connection:
        connection.execute(delete(catalog_tables.leases))
    file.dispose()


def _copy(installed: Settings, catalog: Catalog, bank: Path, target: Path) -> None:
    for leftover in installed.data.glob(".backup-*"):  # of a backup that was killed
        shutil.rmtree(leftover)
    held = installed.data / f".backup-{uuid.uuid4().hex}"
    try:
        with lease(catalog.engine, BANK_LEASE):
            link_files(bank, held / BANK)
            save_catalog(catalog.engine, target / CATALOG_FILE)
            # after the catalog: whoever accepts a paper meanwhile puts it into the store first
            link_files(installed.store, held / STORE)
        link_files(installed.graph, held / GRAPH)
        for name in (BANK, STORE, GRAPH):
            copy_files(held / name, target / name)
    finally:
        shutil.rmtree(held, ignore_errors=True)
    copy_files(installed.uploads, target / UPLOADS)
    copy_history(installed.dagster, target / HISTORY, without=NOT_HISTORY)
    if url := installed.postgres_url.reveal():
        engine = open_engine(url)
        save_tables(engine, tables_of(engine, but=CATALOG_TABLES), target / HISTORY_FILE)
        engine.dispose()


def _manifest(installed: Settings, folder: Path, version: str) -> Manifest:
    history = None
    if (folder / HISTORY).exists() or (folder / HISTORY_FILE).exists():
        history = installed.history_database
    kept = Catalog.open(f"sqlite:///{folder / CATALOG_FILE}")
    materials = len(kept.all_materials())
    kept.close()
    return Manifest(
        format=FORMAT,
        made_at=utc_now(),
        version=version,
        history=history,
        materials=materials,
        questions=QuestionBank(str(folder / BANK)).count(),
        files=kept_files(folder),
    )


def _require_new(installed: Settings, target: Path, bank: Path) -> None:
    copied = (installed.uploads, installed.store, installed.graph, installed.dagster, bank)
    if target.exists():
        raise PermanentError(
            translate("{target} is there already: choose a name that is not.").format(target=target)
        )
    if any(target.resolve().is_relative_to(folder.resolve()) for folder in copied):
        raise PermanentError(
            translate("{target} is in a folder that is backed up: choose another place.").format(
                target=target
            )
        )
