"""The queue of runs: Dagster's own, which one daemon alone serves.

Dagster lets a second daemon work on the same history, where both ask for the same runs. It reads how often the queue is
to be looked at once, when a daemon starts and nowhere else: that is where the second one is refused.
`study_pipeline_tests/defs/test_run_queue.py` watches that it stays so.
"""

from pathlib import Path
from typing import TextIO

from dagster import QueuedRunCoordinator

from study_pipeline.language import translate
from study_pipeline.resources.files.held_file import HeldElsewhere, hold

LOCK_FILE = "daemon.lock"


class OneDaemonRunQueue(QueuedRunCoordinator):
    """Queues runs as Dagster's coordinator does, for the first daemon of a Dagster home."""

    _lock: TextIO | None = None

    @property
    def dequeue_interval_seconds(self) -> int:
        """Seconds between two looks at the queue, for the daemon that asks first; it holds the home until it ends.

        Raises:
            SystemExit: Another daemon holds it; it is named.
        """
        if self._lock is None:
            self._lock = self._hold_home()
        return super().dequeue_interval_seconds

    def dispose(self) -> None:
        """Let go of the home, where this held it."""
        if self._lock is not None:
            self._lock.close()
        super().dispose()

    def _hold_home(self) -> TextIO:
        home = Path(self._instance.root_directory)
        try:
            return hold(home / LOCK_FILE)
        except HeldElsewhere as other:
            raise SystemExit(
                translate(
                    "A Dagster daemon already works on {home} (process {pid}): stop that one first."
                ).format(home=home, pid=other.process_id)
            ) from None
