"""`prune`: drop old history that nothing points to any more."""

import re
from datetime import UTC, datetime, timedelta

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.installation import enter_dagster, settings
from study_pipeline.cli.json_output import json_option, print_json
from study_pipeline.cli.printing import say
from study_pipeline.ingest.services import open_services
from study_pipeline.language import translate

_AGE = re.compile(r"(\d{1,4})([hd])")
_UNITS = {"h": "hours", "d": "days"}


class Age(click.ParamType[timedelta]):
    """A time that has passed, as `90d` or `12h`."""

    name = "age"

    def convert(
        self, value: str | timedelta, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """Read it."""
        if isinstance(value, timedelta):
            return value
        written = _AGE.fullmatch(value)
        if written is None:
            self.fail(
                translate("{value!r} is no age: write it as 90d or 12h.").format(value=value), param, ctx
            )
        return timedelta(**{_UNITS[written[2]]: int(written[1])})


@click.command(
    short_help="Drop old runs, events and logs.",
    epilog=examples("study-pipeline prune --older-than 30d --dry-run"),
)
@click.option("--older-than", "age", type=Age(), default="90d", show_default=True, help="How old: 90d, 12h.")
@click.option("--dry-run", is_flag=True, help="Say what would be dropped, and drop nothing.")
@json_option
def command(age: timedelta, dry_run: bool, as_json: bool) -> None:
    """Drop Dagster's old runs with their events and logs, and rows of the catalog that say nothing any more.

    A run that made the newest version of anything stays, however old it is. Materials, questions and papers
    are not touched. The schedule `nightly_history_pruning` does the same every night.
    """
    installed = settings()
    enter_dagster(installed)
    with open_services(installed) as services:
        import dagster as dg  # takes a second

        from study_pipeline.defs.history import prune

        with dg.DagsterInstance.get() as instance:
            pruned = prune(instance, services, before=datetime.now(UTC) - age, dry_run=dry_run)
    if as_json:
        print_json({"dry_run": dry_run, "runs": pruned.runs, "catalog_rows": pruned.rows})
        return
    said = (
        translate("{runs} runs and {rows} rows of the catalog would be dropped.")
        if dry_run
        else translate("{runs} runs and {rows} rows of the catalog were dropped.")
    )
    say(said.format(runs=pruned.runs, rows=pruned.rows))
