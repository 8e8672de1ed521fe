"""The connection to the catalog's database."""

import sqlite3
import weakref
from pathlib import Path

from sqlalchemy import Engine, ExceptionContext, MetaData, create_engine, event, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from study_pipeline.language import translate
from study_pipeline.resources.catalog.postgres import open_postgresql, wait_for_writers
from study_pipeline.resources.errors import SettingError
from study_pipeline.resources.storage_failures import catalog_failure

BUSY_TIMEOUT_SECONDS = 30  # SQLite waits so long for another writer before it reports "locked"


def open_engine(url: str) -> Engine:
    """Connect to the catalog's database; SQLite in WAL mode, so that readers never wait for a writer.

    Raises:
        SettingError: The URL names no database that SQLAlchemy can reach with what is installed.
    """
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
        if backend == "postgresql":
            return open_postgresql(parsed)
        engine = create_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT_SECONDS})
    except (ArgumentError, ImportError) as error:
        raise _unusable() from error
    if backend != "sqlite":
        raise _unusable()
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)

    # one that is dropped closes its connections, as Python warns of those left open since 3.13
    weakref.finalize(engine, engine.pool.dispose)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "handle_error")
    def explain(context: ExceptionContext) -> None:
        error = context.original_exception
        failure = catalog_failure(getattr(error, "sqlite_errorname", ""))
        if failure is not None:
            raise failure from error

    return engine


def create_missing(engine: Engine, metadata: MetaData) -> None:
    """Create the tables that are missing. Of several processes that begin at once, one does."""
    if metadata.tables.keys() <= set(inspect(engine).get_table_names()):
        return
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            wait_for_writers(connection)
        else:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        metadata.create_all(connection)


def _unusable() -> SettingError:
    """Say how a URL is written; it may hold a password, so it is not repeated."""
    return SettingError(
        translate(
            "STUDY_CATALOG_URL is not a URL that can be used: write it as "
            "postgresql+psycopg2://USER:PASSWORD@HOST/NAME."
        )
    )
