"""Results for programs: UTF-8 JSON on standard output, and nothing else there."""

import json

import click

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else.")


def print_json(value: object) -> None:
    """Print JSON that is UTF-8, not escaped."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))
