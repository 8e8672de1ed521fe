"""Holding a data folder alone: `run` and `restore` never work on the same one at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from study_pipeline.language import translate
from study_pipeline.resources.errors import PermanentError
from study_pipeline.resources.files.held_file import HeldElsewhere, hold

LOCK_FILE = ".running"


@contextmanager
def held_alone(data: Path) -> Iterator[None]:
    """Hold the data folder while the block runs; it is made where it is missing.

    Raises:
        PermanentError: Another process holds it; it is named.
    """
    data.mkdir(parents=True, exist_ok=True)
    try:
        lock = hold(data / LOCK_FILE)
    except HeldElsewhere as other:
        raise PermanentError(
            translate("study-pipeline already runs on {data} (process {pid}): stop that one first.").format(
                data=data, pid=other.process_id
            )
        ) from None
    with lock:
        yield
