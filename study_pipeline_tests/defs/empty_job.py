"""A job that does nothing, where a test only needs runs."""

import dagster as dg


@dg.op
def nothing() -> None: ...


@dg.job(executor_def=dg.in_process_executor)
def empty_job() -> None:
    """Do nothing."""
    nothing()
