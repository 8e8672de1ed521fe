"""The connection to the catalog's database."""

import sqlite3
from pathlib import Path

from sqlalchemy import Engine, ExceptionContext, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from study_pipeline.language import translate
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
        if parsed.get_backend_name() != "sqlite":
            return create_engine(parsed, pool_pre_ping=True)
        engine = create_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT_SECONDS})
    except (ArgumentError, ImportError) as error:
        # the URL may hold a password, so it is not repeated
        raise SettingError(
            translate(
                "STUDY_CATALOG_URL is not a URL that can be used: write it as "
                "postgresql+psycopg2://USER@HOST/NAME."
            )
        ) from error
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)

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
