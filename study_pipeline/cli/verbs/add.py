"""`add`: put PDFs into the upload folder and accept them at once."""

import sys
from pathlib import Path

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.installation import settings
from study_pipeline.cli.json_output import json_option, print_json
from study_pipeline.cli.material_output import print_materials
from study_pipeline.cli.printing import say
from study_pipeline.cli.progress import ProgressBar
from study_pipeline.cli.putting_off import (
    Later,
    later_options,
    print_put_off,
    put_off,
    scheduled_json,
)
from study_pipeline.cli.references import one_material
from study_pipeline.ingest.intake import Details, Intake
from study_pipeline.ingest.rewriting import write_what_is_due
from study_pipeline.ingest.services import open_services
from study_pipeline.language import translate
from study_pipeline.materials.identity import KEY_SUFFIXES, LANES
from study_pipeline.resources.catalog.records import Material

PDF = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    short_help="Put PDFs into the upload folder and accept them.",
    epilog=examples(
        "study-pipeline add paper.pdf",
        'study-pipeline add paper.pdf --title "2026 모의고사" --priority high --answers key.pdf',
    ),
)
@click.argument("files", nargs=-1, required=True, type=PDF, metavar="FILE...")
@click.option("--title", help="Title; the file's name otherwise. For one file only.")
@click.option("--description", help="Description.")
@click.option("--owner", help="Whose it is, as `status --json` shows it.")
@click.option(
    "--priority",
    type=click.Choice(LANES),
    default="default",
    show_default=True,
    help="Lane.",
)
@click.option("--answers", type=PDF, help="The answer key of the one file, a PDF of its own.")
@click.option("--replaces", metavar="MATERIAL", help="The material that the one file is a new version of.")
@later_options
@json_option
def command(
    files: tuple[Path, ...],
    title: str | None,
    description: str | None,
    owner: str | None,
    priority: str,
    answers: Path | None,
    replaces: str | None,
    later: Later,
    as_json: bool,
) -> None:
    """Copy PDFs into the upload folder and accept them, each with the reason if not.

    The daemon of `study-pipeline run` ingests what is accepted; `process` does it at once.
    """
    if len(files) > 1 and (title or answers or replaces):
        raise click.UsageError(
            translate("--title, --answers and --replaces belong to one file: add the files one by one.")
        )
    details = Details(title, description, owner, priority)
    installed = settings()
    moment = later.moment(installed)
    with open_services(installed) as services:
        replaced = one_material(services.catalog, replaces) if replaces else None
        materials: list[Material] = []
        with ProgressBar(sys.stderr) as bar:
            for done, file in enumerate(files):
                bar.show(file.name, done=done, total=len(files))
                if replaced is not None:
                    materials.append(services.intake.add_version(file, replaced, details))
                else:
                    materials.append(services.intake.add(file, details=details))
            if answers is not None:
                paper = Path(services.catalog.paths_of(materials[0].id)[0]) if replaced else files[0]
                materials.append(_add_key(services.intake, paper, answers, priority))
        open_ones = [material.id for material in materials if material.status == "pending"]
        waits = put_off(services.catalog, "ingest", open_ones, moment) if moment else []
        write_what_is_due(services)
        paths = services.catalog.paths()
    refused = [material.error_message for material in materials if material.error_message]
    if as_json:
        listed = [_json(material) for material in materials]
        print_json({"materials": listed, "scheduled": [scheduled_json(row) for row in waits]})
    else:
        print_materials(materials, paths)
        if moment is not None and waits:
            print_put_off(waits, moment, installed, as_json)
        elif len(refused) < len(materials):
            say(translate("`study-pipeline run` ingests them; `study-pipeline status` says how far each is."))
    if refused:
        raise click.ClickException(
            translate("{count} of {total} files were refused. {first}").format(
                count=len(refused), total=len(materials), first=refused[0]
            )
        )


def _add_key(intake: Intake, paper: Path, key: Path, priority: str) -> Material:
    """A key is known by its name, so it is stored under its paper's."""
    return intake.add(key, name=f"{paper.stem}{KEY_SUFFIXES[0]}.pdf", details=Details(lane=priority))


def _json(material: Material) -> dict[str, object]:
    fields = ("id", "title", "status", "error_message", "pages", "lane")
    return {name: getattr(material, name) for name in fields}
