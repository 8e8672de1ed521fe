"""Runs that were being launched when everything was killed: no process of theirs ever said that it is there.

Dagster waits `start_timeout_seconds` for such a process (three minutes), since on a busy machine it may still come. One
of an earlier session of `study-pipeline run` cannot: a new session ends what was left of the one before.
"""

import os

import dagster as dg
import psutil

from study_pipeline.language import translate


def end_broken_launches(instance: dg.DagsterInstance, *, session_began: float) -> int:
    """Fail the runs that were launched before this session began and never started, so that they are run again.

    ``session_began`` in seconds since 1970; count the runs.
    """
    broken = [
        run
        for run in instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTING]))
        if (launched := instance.get_run_stats(run.run_id).launch_time) and launched < session_began
    ]
    for run in broken:
        instance.report_run_failed(run, translate("It was being launched when Dagster was killed."))
    return len(broken)


def session_began() -> float:
    """When the session of this process began, in seconds since 1970; 0 where its first process is gone."""
    try:
        return psutil.Process(os.getsid(0)).create_time()
    except psutil.NoSuchProcess:
        return 0.0
