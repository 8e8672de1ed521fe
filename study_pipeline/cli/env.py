"""`env`: the environment that hand-typed Dagster commands need."""

import shlex

import click

from study_pipeline.cli.installation import dagster_environment, settings
from study_pipeline.cli.printing import json_option, print_json


@click.command()
@json_option
def command(as_json: bool) -> None:
    """Print the environment for Dagster's own commands, so that they use this installation's history.

    \b
    Example:
      eval "$(study-pipeline env)" && dagster asset materialize -w workspace.yaml --select questions --partition KEY
    """
    environment = dagster_environment(settings())
    if as_json:
        print_json(environment)
        return
    for name, value in environment.items():
        click.echo(f"export {name}={shlex.quote(value)}")
