"""Holding a data folder alone: `run` and `restore` never work on the same one at once."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from study_pipeline.language import translate
from study_pipeline.resources.errors import PermanentError

LOCK_FILE = ".running"


@contextmanager
def held_alone(data: Path) -> Iterator[None]:
    """Hold the data folder while the block runs; it is made where it is missing.

    Raises:
        PermanentError: Another process holds it; it is named.
    """
    data.mkdir(parents=True, exist_ok=True)
    with (data / LOCK_FILE).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise PermanentError(
                translate(
                    "study-pipeline already runs on {data} (process {pid}): stop that one first."
                ).format(data=data, pid=lock.read().strip())
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
