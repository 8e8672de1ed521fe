"""The catalog on PostgreSQL: what is to be said to the server, so that it behaves as SQLite does."""

import re

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor, ExecutionContext
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from study_pipeline.language import translate
from study_pipeline.resources.errors import Contended, PermanentError, TimedOut
from study_pipeline.resources.storage_failures import catalog_full

CONNECT_TIMEOUT_SECONDS = 10
LOCK_TIMEOUT_SECONDS = 30  # as long as SQLite waits for another writer
WRITER_LOCK = 0x53_54_55_44_59  # "STUDY": any number that no other program of this database takes
HAS_LOCK = "has the catalog's writer lock"

# https://www.postgresql.org/docs/current/errcodes-appendix.html
DISK_FULL = "53100"
LOCKED = ("40001", "40P01", "55P03")  # serialisation failure, deadlock, lock not available
BUSY = (*LOCKED, "53300")  # too many connections
AWAY = ("08", "57P")  # connection exceptions; the server is shut down, has crashed, or is starting

_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b")


def open_postgresql(url: URL) -> Engine:
    """Connect when first asked; a connection that the server closed meanwhile is replaced before it is used."""
    engine = create_engine(
        url,
        pool_pre_ping=True,
        connect_args={"connect_timeout": CONNECT_TIMEOUT_SECONDS, "application_name": "study-pipeline"},
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "before_cursor_execute", _write_alone)
    event.listen(engine, "handle_error", _explain)
    return engine


def postgres_failure(
    code: str, reason: str, *, disconnected: bool
) -> Contended | TimedOut | PermanentError | None:
    """What an error of the server or of the way to it means, by its SQLSTATE; None for one of a statement."""
    if code == DISK_FULL:
        return catalog_full()
    if code in BUSY:
        return Contended(translate("The catalog's database is busy: try again in a moment."))
    if disconnected or code.startswith(AWAY):
        return TimedOut(
            translate(
                "The catalog's database cannot be reached ({reason}): see that it runs, or check "
                "STUDY_POSTGRES_URL."
            ).format(reason=reason.strip().partition("\n")[0])
        )
    return None


def wait_for_writers(connection: Connection) -> None:
    """Let this transaction be the only one that writes, as its first write would do."""
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")
    connection.info[HAS_LOCK] = True


def _prepare(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = {LOCK_TIMEOUT_SECONDS * 1000}")
    cursor.close()
    connection.commit()


def _begin(connection: Connection) -> None:
    connection.info[HAS_LOCK] = False


def _write_alone(
    connection: Connection,
    cursor: DBAPICursor,
    statement: str,
    _parameters: object,
    _context: ExecutionContext | None,
    _executemany: bool,
) -> None:
    """Let a transaction wait, at its first write, until no other one writes: SQLite has one writer at a time.

    Two transactions that write the same rows in another order then wait for each other instead of failing.
    """
    if _WRITES.match(statement) and not connection.info.get(HAS_LOCK):
        cursor.execute(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")
        connection.info[HAS_LOCK] = True


def _explain(context: ExceptionContext) -> None:
    if context.is_pre_ping:  # a pooled connection is dead, and about to be replaced
        return
    error = context.original_exception
    code: str = getattr(error, "pgcode", None) or ""
    no_answer = not code and isinstance(context.sqlalchemy_exception, OperationalError)
    failure = postgres_failure(code, str(error), disconnected=context.is_disconnect or no_answer)
    if failure is not None:
        raise failure from error
