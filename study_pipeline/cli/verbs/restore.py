"""`restore`: bring back what `backup` copied."""

import os
from datetime import datetime
from pathlib import Path

import click

from study_pipeline.cli.dagster_history import prepare_history
from study_pipeline.cli.examples import examples
from study_pipeline.cli.holding import held_alone
from study_pipeline.cli.installation import dagster_environment, settings
from study_pipeline.cli.json_output import json_option, print_json
from study_pipeline.cli.printing import say
from study_pipeline.ingest.restoring import restore
from study_pipeline.language import translate
from study_pipeline.operations.amounts import moment_words


@click.command(
    short_help="Bring back what a backup holds.",
    epilog=examples("study-pipeline restore /backups/study-2026-11-24"),
)
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Move what is in the data folder to its trash/ first.")
@json_option
def command(path: Path, replace: bool, as_json: bool) -> None:
    """Bring back what a backup holds, into a data folder where nothing runs.

    Every file of the backup is compared with its hash before anything is touched.
    """
    installed = settings()
    with held_alone(installed.data):
        if installed.postgres_url.reveal():
            prepare_history(installed, os.environ | dagster_environment(installed))
        restored = restore(installed, path.absolute(), replace=replace)
    if as_json:
        print_json(
            {"materials": restored.materials, "questions": restored.questions, "made_at": restored.made_at}
        )
        return
    say(
        translate(
            "{data} is as it was at {made_at} ({zone}): {materials} materials, {questions} questions."
        ).format(
            data=installed.data,
            made_at=moment_words(datetime.fromisoformat(restored.made_at), installed.timezone),
            zone=installed.timezone.key,
            materials=restored.materials,
            questions=restored.questions,
        )
    )
    if restored.history not in (None, installed.history_database):
        say(translate("Dagster's history was in another kind of database, and stays in the backup."))
