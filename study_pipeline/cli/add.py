"""`add`: put PDFs into the upload folder and accept them at once."""

from pathlib import Path

import click

from study_pipeline.cli.installation import settings
from study_pipeline.cli.printing import json_option, print_json, print_table
from study_pipeline.ingest.intake import Details, Intake
from study_pipeline.ingest.services import open_services
from study_pipeline.materials.identity import KEY_SUFFIXES, LANES
from study_pipeline.resources.catalog_records import Material

PDF = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("files", nargs=-1, required=True, type=PDF)
@click.option("--title", help="Title; the file's name otherwise. For one file only.")
@click.option("--description", help="Description.")
@click.option("--owner", help="Who is told of failures.")
@click.option(
    "--priority",
    type=click.Choice(LANES),
    default="default",
    show_default=True,
    help="Lane.",
)
@click.option("--answers", type=PDF, help="The answer key of the one file, a PDF of its own.")
@json_option
def command(
    files: tuple[Path, ...],
    title: str | None,
    description: str | None,
    owner: str | None,
    priority: str,
    answers: Path | None,
    as_json: bool,
) -> None:
    """Copy PDFs into the upload folder and accept them; the running daemon ingests them.

    \b
    Example:
      study-pipeline add paper.pdf --title "2026 모의고사" --priority high --answers key.pdf
    """
    if len(files) > 1 and (title or answers):
        raise click.UsageError("--title and --answers belong to one file: add the files one by one.")
    with open_services(settings()) as services:
        details = Details(title, description, owner, priority)
        materials = [services.intake.add(file, details=details) for file in files]
        if answers is not None:
            materials.append(_add_key(services.intake, files[0], answers, priority))
    _print(materials, as_json)
    if any(material.error_message for material in materials):
        raise click.exceptions.Exit(1)


def _add_key(intake: Intake, paper: Path, key: Path, priority: str) -> Material:
    """A key is known by its name, so it is stored under its paper's."""
    return intake.add(key, name=f"{paper.stem}{KEY_SUFFIXES[0]}.pdf", details=Details(lane=priority))


def _print(materials: list[Material], as_json: bool) -> None:
    if as_json:
        fields = ("id", "title", "status", "error_message", "pages", "lane")
        print_json({"materials": [{name: getattr(m, name) for name in fields} for m in materials]})
        return
    print_table(
        ["status", "id", "title", "what happened"],
        [[m.status, m.id, m.title, m.error_message] for m in materials],
    )
