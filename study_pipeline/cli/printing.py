"""How results are printed: rich tables for people, UTF-8 JSON for programs."""

import json
import unicodedata
from collections.abc import Mapping, Sequence

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

STATUS_STYLES = {
    "completed": "green",
    "failed": "red",
    "processing": "yellow",
    "pending": "cyan",
    "discarded": "dim",
}

console = Console()
progress_console = Console(stderr=True)

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")


def print_json(value: object) -> None:
    """Print JSON that is UTF-8, not escaped, and nothing else."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def print_table(
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    title: str | None = None,
) -> None:
    """Print a table; text from PDFs and file names is shown, never interpreted as markup or as a control code."""
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    console.print(table)


def print_fields(fields: Mapping[str, object]) -> None:
    """Print names and values, a line each."""
    table = Table(show_header=False, box=None)
    for name, value in fields.items():
        table.add_row(Text(name, style="bold"), _cell(value))
    console.print(table)


def printable(text: str) -> str:
    """Text without control and direction-changing characters, which a terminal would obey."""
    return "".join(
        character
        if character == "\n" or unicodedata.category(character) not in ("Cc", "Cf", "Cs")
        else "\ufffd"
        for character in text
    )


def _cell(value: object) -> Text:
    text = "" if value is None else printable(str(value))
    return Text(text, style=STATUS_STYLES.get(text, ""))
