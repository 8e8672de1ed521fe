"""`env`: the environment that hand-typed Dagster commands need."""

import shlex

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.installation import dagster_environment, settings
from study_pipeline.cli.json_output import json_option, print_json


@click.command(
    short_help="Print the environment that Dagster's own commands need.",
    epilog=examples(
        'eval "$(study-pipeline env)"',
        "dagster asset materialize -m study_pipeline.definitions --select questions --partition KEY",
    ),
)
@json_option
def command(as_json: bool) -> None:
    """Print the environment for Dagster's own commands, so that they use this installation's history."""
    environment = dagster_environment(settings())
    if as_json:
        print_json(environment)
        return
    for name, value in environment.items():
        click.echo(f"export {name}={shlex.quote(value)}")
