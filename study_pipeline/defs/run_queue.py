"""The queue of runs: Dagster's own, which one daemon alone serves, and in which the runs of a held lane stay.

Dagster lets a second daemon work on the same history, where both ask for the same runs. It reads how often the queue is
to be looked at once, when a daemon starts and nowhere else: that is where the second one is refused. It asks for the
queue's limits at each look: that is where a held lane gets the limit 0.
`study_pipeline_tests/defs/test_run_queue.py` watches that both stay so.
"""

import os
from pathlib import Path
from typing import TextIO

from dagster import QueuedRunCoordinator
from dagster._core.run_coordinator.queued_run_coordinator import RunQueueConfig

from study_pipeline.defs.partitions import LANE_TAG
from study_pipeline.language import translate
from study_pipeline.resources.catalog import lanes as catalog_lanes
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.files.held_file import HeldElsewhere, hold
from study_pipeline.resources.settings.settings import read_settings

LOCK_FILE = "daemon.lock"


class OneDaemonRunQueue(QueuedRunCoordinator):
    """Queues runs as Dagster's coordinator does, for the first daemon of a Dagster home."""

    _lock: TextIO | None = None
    _catalog: Catalog | None = None

    @property
    def dequeue_interval_seconds(self) -> int:
        """Seconds between two looks at the queue, for the daemon that asks first; it holds the home until it ends.

        Raises:
            SystemExit: Another daemon holds it; it is named.
        """
        if self._lock is None:
            self._lock = self._hold_home()
        return super().dequeue_interval_seconds

    def get_run_queue_config(self) -> RunQueueConfig:
        """The limits of the queue; for the daemon, with none of a held lane to be started."""
        limits = super().get_run_queue_config()
        if self._lock is None:  # whoever else asks starts no run
            return limits
        if self._catalog is None:
            self._catalog = Catalog.open(read_settings(os.environ).catalog_url)
        held = [
            {"key": LANE_TAG, "value": lane, "limit": 0} for lane in catalog_lanes.held(self._catalog.engine)
        ]
        # of two limits for one lane, Dagster takes the later one
        return limits._replace(tag_concurrency_limits=[*limits.tag_concurrency_limits, *held])

    def dispose(self) -> None:
        """Let go of the home and the catalog, where this held them."""
        if self._lock is not None:
            self._lock.close()
        if self._catalog is not None:
            self._catalog.close()
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
