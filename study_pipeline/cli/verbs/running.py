"""`running`: what is being done now, and how far it is."""

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.installation import settings
from study_pipeline.cli.json_output import json_option, print_json
from study_pipeline.cli.printing import Column, Row, print_listing, say
from study_pipeline.language import message, translate
from study_pipeline.operations.amounts import duration_words
from study_pipeline.operations.progress_words import progress_words
from study_pipeline.operations.running import InHand, Run, runs
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.run_progress import progress_of_runs
from study_pipeline.resources.catalog.standings import standings
from study_pipeline.resources.clock import as_stored, now

SILENT_SECONDS = (
    60.0  # a run says something every three seconds; a range of a hard PDF or a slow server takes longer
)
COLUMNS = (Column(message("stage"), 10), Column(message("page"), 11, "right"))


@click.command(
    short_help="Show what is being done now, and how far it is.",
    epilog=examples("study-pipeline running", "study-pipeline running --json"),
)
@json_option
def command(as_json: bool) -> None:
    """Show the runs that are going on: how far each is, and how long the rest will take.

    Below it stand the materials that it has not completed, each with its stage and how many of its pages are read.
    """
    catalog = Catalog.open(settings().catalog_url)
    found = runs(standings(catalog.engine), progress_of_runs(catalog.engine))
    if as_json:
        print_json({"runs": [_json(run) for run in found]})
    elif found:
        for run in found:
            _print(run)
    else:
        say(translate("Nothing is running."))


def _json(run: Run) -> dict[str, object]:
    progress = run.told.progress if run.told else None
    return {
        "run": run.id,
        "since": as_stored(run.since),
        "told_at": as_stored(run.told.at) if run.told else None,
        "stage": progress.stage if progress else None,
        "materials_done": progress.materials if progress else None,
        "materials_total": progress.materials_total if progress else None,
        "units_done": progress.units if progress else None,
        "units_total": progress.units_total if progress else None,
        "units_per_second": progress.units_per_second if progress else None,
        "seconds_left": progress.seconds_left if progress else None,
        "materials": [
            {
                "id": one.standing.id,
                "file": one.standing.file,
                "stage": one.stage,
                "page": one.page,
                "pages": one.pages,
            }
            for one in run.materials
        ],
    }


def _print(run: Run) -> None:
    at = now()
    said = translate("Run {run}, for {time}").format(
        run=run.id[:8], time=duration_words((at - run.since).total_seconds())
    )
    if run.told:
        said = f"{said}: {progress_words(run.told.progress)}"
    if run.silent_seconds(at) >= SILENT_SECONDS:
        silence = translate("nothing heard of it for {time}")
        said = f"{said}; {silence.format(time=duration_words(run.silent_seconds(at)))}"
    say(f"{said}.", style="bold")
    print_listing(COLUMNS, message("file"), [_row(one) for one in run.materials])


def _row(one: InHand) -> Row:
    pages = "" if one.pages is None else f"{one.page}/{one.pages}"
    return Row([translate(one.stage), pages], one.standing.file)
