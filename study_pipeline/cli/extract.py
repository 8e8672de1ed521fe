"""`extract`: read one PDF and print what was read. No stores, no daemon."""

import dataclasses
import hashlib
import json
import os
import time
from pathlib import Path

import click

from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.questions.answer_keys import apply_key
from study_pipeline.questions.contract import ExtractionJson, extraction_json
from study_pipeline.questions.identity import question_ids
from study_pipeline.questions.model import Extraction
from study_pipeline.resources.pdf_workers import PdfRequest, PdfWorkers
from study_pipeline.resources.settings import Settings, read_settings

PDF = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=PDF)
@click.option("--answers", type=PDF, help="The paper's answer key, a PDF of its own.")
@click.option(
    "--debug-png",
    type=click.Path(file_okay=False, path_type=Path),
    help="Draw what was seen on each page.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print the contract's JSON, and nothing else.",
)
def command(file: Path, answers: Path | None, debug_png: Path | None, as_json: bool) -> None:
    """Read one PDF and print its questions. Needs no stores and no daemon.

    \b
    Example:
      study-pipeline extract paper.pdf --answers key.pdf --json
      study-pipeline extract paper.pdf --debug-png overlay/
    """
    # The data folder is not touched: reading needs only the limits.
    settings = read_settings(os.environ, default_data=Path.cwd())
    started = time.monotonic()
    with PdfWorkers.from_settings(settings) as workers:
        extraction = _extract(workers, settings, file)
        if answers is not None:
            entries = _extract(workers, settings, answers).answers
            extraction = dataclasses.replace(extraction, questions=apply_key(extraction.questions, entries))
        if debug_png is not None:
            workers.draw(file, debug_png)
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    ids = question_ids(extraction.questions, sha256=sha256)
    seconds = time.monotonic() - started
    result = extraction_json(extraction, ids, file=file.name, sha256=sha256, seconds=seconds)
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        _print(result)


def _extract(workers: PdfWorkers, settings: Settings, file: Path) -> Extraction:
    try:
        pages = workers.check(file, max_pages=settings.max_pages, max_file_mb=settings.max_file_mb)
        return workers.extract(PdfRequest(file.resolve(), pages))
    except UnreadableMaterial as error:
        raise UnreadableMaterial(error.code, f"{file.name} {error.message}") from error


def _print(result: ExtractionJson) -> None:
    from study_pipeline.cli.printing import (
        console,
        print_table,
        printable,
    )  # rich is not needed for JSON

    source = result["source"]
    console.print(
        printable(f"{source['file']}: {source['kind']}, {source['pages']} pages, {source['seconds']} s"),
        markup=False,
    )
    for question in result["questions"]:
        name = " ".join(part for part in (question["section"], question["number"]) if part)
        console.print(printable(f"\n{name}. {question['stem']}"), markup=False)
        for option in question["options"]:
            mark = "*" if option["label"] == question["answer"] else " "
            console.print(printable(f"  {mark} {option['label']} {option['text']}"), markup=False)
    if result["answers"]:
        print_table(
            ["section", "number", "answer"],
            [[a["section"], a["number"], a["answer"]] for a in result["answers"]],
        )
    flags = f" Flags: {', '.join(result['flags'])}." if result["flags"] else ""
    console.print(printable(f"\n{len(result['questions'])} questions.{flags}"), markup=False)
