"""The run launcher: Dagster's own, plus the answer to "is the worker of this run still alive?".

Without that answer a run stays STARTED for ever after its process, the code server and the daemon were killed
together. It reads the worker's process id from the run's events, which Dagster writes but does not promise;
`study_pipeline_tests/defs/test_launcher.py` watches that it stays so.
"""

import psutil
from dagster import DagsterEvent, DagsterEventType, DagsterRun, DefaultRunLauncher
from dagster._core.launcher.base import CheckRunHealthResult, WorkerStatus

PROCESS_ID_KEY = "pid"
START_TOLERANCE_SECONDS = 5.0  # a process starts before it reports; its clock and the event's differ by less


class WatchedRunLauncher(DefaultRunLauncher):
    """Launches runs as Dagster's default launcher does, and notices when a run's process is gone."""

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Yes: this is what makes Dagster's run monitoring ask."""
        return True

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """Say whether the process that executes this run is alive."""
        recorded = self.worker(run.run_id)
        if recorded is None:
            # Dagster ends a run of unknown health; start_timeout_seconds is what ends one that never reports.
            return CheckRunHealthResult(
                WorkerStatus.RUNNING, "The run's process has not reported its id yet."
            )
        process_id, reported_at = recorded
        if is_alive(process_id, reported_at):
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        return CheckRunHealthResult(WorkerStatus.FAILED, f"The run's process {process_id} is gone.")

    def worker(self, run_id: str) -> tuple[int, float] | None:
        """The process id that the run reported last, and when (seconds since 1970)."""
        records = self._instance.get_records_for_run(run_id, of_type=DagsterEventType.ENGINE_EVENT).records
        for record in reversed(records):
            event = record.event_log_entry.dagster_event
            process_id = _process_id(event) if event else None
            if process_id is not None:
                return process_id, record.event_log_entry.timestamp
        return None


def is_alive(process_id: int, reported_at: float) -> bool:
    """Whether the process that reported at that time is still there, and not another one of the same number."""
    try:
        process = psutil.Process(process_id)
        return (
            process.status() != psutil.STATUS_ZOMBIE
            and process.create_time() < reported_at + START_TOLERANCE_SECONDS
        )
    except psutil.NoSuchProcess:
        return False


def _process_id(event: DagsterEvent) -> int | None:
    value = event.engine_event_data.metadata.get(PROCESS_ID_KEY)
    text = str(value.value) if value is not None else ""
    return int(text) if text.isdigit() else None
