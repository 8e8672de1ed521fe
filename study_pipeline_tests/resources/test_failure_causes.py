"""Of which kind a failure is: real failures of the libraries that raise them."""

import errno
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionInTime
from sqlalchemy.pool import QueuePool

from study_pipeline.materials import errors
from study_pipeline.materials.failure_policy import FailureKind, rule_for
from study_pipeline.resources.errors import (
    Contended,
    PermanentError,
    RateLimited,
    RunDied,
    RunNeverBegan,
    RunStopped,
    TimedOut,
    TransientError,
)
from study_pipeline.resources.failure_causes import cause_of


def kind(error: Exception) -> FailureKind:
    return rule_for(cause_of(error).kinds).kind


class PostgresError(Exception):
    """As psycopg raises it: with the state that SQL gives each error."""

    def __init__(self, state: str) -> None:
        super().__init__("as PostgreSQL says")
        self.sqlstate = state


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (errors.needs_password(), "permanent"),
        (errors.damaged(), "permanent"),
        (errors.reader_died(), "reader"),
        (errors.took_too_long(120), "reader"),
        (errors.deleted(), "gone"),
        (PermanentError("The key is refused."), "permanent"),
        (TransientError("The server is away."), "other"),
        (TransientError("The server is away.", retry_after_seconds=7), "rate_limit"),
        (RateLimited("Too many requests."), "rate_limit"),
        (TimedOut("No answer."), "timeout"),
        (Contended("Another writer was faster."), "database"),
        (TimeoutError("The share does not answer."), "timeout"),
        (OSError(errno.ETIMEDOUT, "Connection timed out"), "timeout"),
        (OSError(errno.ESTALE, "Stale file handle"), "timeout"),
        (OSError(errno.ENOSPC, "No space left on device"), "permanent"),
        (PermissionError(errno.EACCES, "Permission denied"), "permanent"),
        (OSError(errno.EIO, "Input/output error"), "other"),
        (ValueError("nobody foresaw this"), "other"),
        (DBAPIError("UPDATE", {}, PostgresError("40001")), "database"),
        (DBAPIError("UPDATE", {}, PostgresError("40P01")), "database"),
        (DBAPIError("UPDATE", {}, PostgresError("23505")), "other"),
        (NoConnectionInTime(), "timeout"),
        (RunDied("Its run ended.", alone=True), "run_alone"),
        (RunDied("Its run ended.", alone=False), "run"),
        (RunNeverBegan("None came."), "run"),
        (RunStopped("Somebody stopped it."), "permanent"),
    ],
)
def test_every_failure_is_of_one_kind(error: Exception, expected: FailureKind) -> None:
    assert kind(error) == expected


def test_a_locked_database_is_a_lock(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'one.db'}", connect_args={"timeout": 0})
    holder = sqlite3.connect(tmp_path / "one.db", isolation_level=None)
    holder.execute("CREATE TABLE t (x)")
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(OperationalError) as locked, engine.begin() as connection:
        connection.execute(text("INSERT INTO t VALUES (1)"))
    assert kind(locked.value) == "database"
    assert cause_of(locked.value).exception_class == "OperationalError"
    holder.close()
    engine.dispose()


def test_a_pool_without_a_free_connection_is_a_timeout(tmp_path: Path) -> None:
    engine = create_engine(
        f"sqlite:///{tmp_path / 'one.db'}", poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=0
    )
    with engine.connect(), pytest.raises(SQLAlchemyError) as none_free:
        engine.connect()
    assert kind(none_free.value) == "timeout"
    engine.dispose()


def test_failures_of_one_pdf_are_counted_by_what_is_wrong_with_it() -> None:
    assert cause_of(errors.reader_died()).exception_class == "UnreadableMaterial.reader_died"
    assert cause_of(TimedOut("No answer.")).exception_class == "TimedOut"
