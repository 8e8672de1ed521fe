"""What kind of failure an exception is, where the libraries that raise them are known."""

import errno
import sqlite3
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionInTime

from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.materials.failure_policy import Cause, FailureKind, kind_of_code
from study_pipeline.resources.catalog import postgres
from study_pipeline.resources.errors import (
    Contended,
    PermanentError,
    RateLimited,
    RunDied,
    RunNeverBegan,
    TimedOut,
    TransientError,
)
from study_pipeline.resources.storage_failures import is_full

SQLITE_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
PRIMARY_CODE = 0xFF  # SQLite's extended codes carry the primary one in their lowest byte
TIMED_OUT = (errno.ETIMEDOUT, errno.EAGAIN, errno.ESTALE)  # a network file system that does not answer
NEVER_HELPED = (errno.EACCES, errno.EPERM, errno.EROFS)

_KINDS: tuple[tuple[FailureKind, Callable[[Exception], bool]], ...] = (
    ("permanent", lambda error: isinstance(error, PermanentError) or _needs_a_person(error)),
    ("database", lambda error: isinstance(error, Contended) or _is_locked(error)),
    ("timeout", lambda error: isinstance(error, TimedOut | NoConnectionInTime) or _is_slow(error)),
    ("run_alone", lambda error: isinstance(error, RunDied) and error.alone),
    ("run", lambda error: isinstance(error, RunDied | RunNeverBegan)),
    ("rate_limit", lambda error: isinstance(error, RateLimited) or _retry_after(error) is not None),
)


def cause_of(error: Exception) -> Cause:
    """Say of which kinds a failure is, and under which class it is counted."""
    if isinstance(error, UnreadableMaterial):
        return Cause(frozenset({kind_of_code(error.code)}), f"{type(error).__name__}.{error.code}")
    kinds = frozenset(kind for kind, is_of in _KINDS if is_of(error))
    return Cause(kinds or frozenset({"other"}), type(error).__name__, _retry_after(error))


def _is_locked(error: Exception) -> bool:
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    state = getattr(error.orig, "pgcode", None) or getattr(error.orig, "sqlstate", None)
    return (isinstance(code, int) and code & PRIMARY_CODE in SQLITE_LOCKED) or state in postgres.LOCKED


def _is_slow(error: Exception) -> bool:
    return isinstance(error, TimeoutError) or (isinstance(error, OSError) and error.errno in TIMED_OUT)


def _needs_a_person(error: Exception) -> bool:
    return isinstance(error, OSError) and (is_full(error) or error.errno in NEVER_HELPED)


def _retry_after(error: Exception) -> float | None:
    return error.retry_after_seconds if isinstance(error, TransientError) else None
