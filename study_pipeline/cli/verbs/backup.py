"""`backup`: a copy of everything, while the pipeline goes on."""

import importlib.metadata
from pathlib import Path

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.installation import settings
from study_pipeline.cli.json_output import json_option, print_json
from study_pipeline.cli.printing import say
from study_pipeline.ingest.backing_up import back_up
from study_pipeline.language import translate


@click.command(
    short_help="Copy everything into a new folder.",
    epilog=examples("study-pipeline backup /backups/study-2026-11-24"),
)
@click.argument("path", type=click.Path(path_type=Path))
@json_option
def command(path: Path, as_json: bool) -> None:
    """Copy catalog, papers, question bank, graph, uploads and Dagster's history into a new folder.

    The pipeline may go on meanwhile. The folder is there whole, with a manifest of hashes, or not at all.
    """
    made = back_up(settings(), path.absolute(), version=importlib.metadata.version("study-pipeline"))
    size = sum(file.size_bytes for file in made.files.values())
    if as_json:
        facts = {"materials": made.materials, "questions": made.questions, "files": len(made.files)}
        print_json({"backup": str(path.absolute()), "made_at": made.made_at, **facts, "size_bytes": size})
        return
    say(
        translate(
            "{path}: {materials} materials, {questions} questions, {files} files, {size:.1f} MB."
        ).format(
            path=path,
            materials=made.materials,
            questions=made.questions,
            files=len(made.files),
            size=size / 1e6,
        )
    )
