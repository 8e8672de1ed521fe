"""`extract`: read one PDF and print what was read. No stores, no daemon."""

import dataclasses
import hashlib
import os
import time
from pathlib import Path

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.json_output import json_option, print_json
from study_pipeline.cli.kind_words import kind_words
from study_pipeline.language import translate, translate_count
from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.questions.answers.answer_keys import apply_key
from study_pipeline.questions.contract import AnswerJson, ExtractionJson, extraction_json
from study_pipeline.questions.flags import in_words
from study_pipeline.questions.identity import question_ids
from study_pipeline.questions.model import Extraction
from study_pipeline.resources.pdf.workers import PdfRequest, PdfWorkers
from study_pipeline.resources.settings.settings import Settings, read_settings

PDF = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    short_help="Read one PDF and print its questions; stores nothing.",
    epilog=examples(
        "study-pipeline extract paper.pdf --answers key.pdf --json",
        "study-pipeline extract paper.pdf --debug-png overlay/",
    ),
)
@click.argument("file", type=PDF)
@click.option("--answers", type=PDF, help="The paper's answer key, a PDF of its own.")
@click.option(
    "--debug-png",
    type=click.Path(file_okay=False, path_type=Path),
    help="Draw what was seen on each page, as PNG files in this folder.",
)
@click.option("--no-ocr", is_flag=True, help="Do not read pages without text by OCR.")
@json_option
def command(file: Path, answers: Path | None, debug_png: Path | None, no_ocr: bool, as_json: bool) -> None:
    """Read one PDF and print its questions. Needs no stores and no daemon, and stores nothing."""
    # The data folder is not touched: reading needs only the limits.
    settings = read_settings(os.environ, default_data=Path.cwd())
    if no_ocr:
        settings = dataclasses.replace(settings, ocr_languages=())
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
        print_json(result)
    else:
        _print(result)


def _extract(workers: PdfWorkers, settings: Settings, file: Path) -> Extraction:
    try:
        pages = workers.check(file, max_pages=settings.max_pages, max_file_mb=settings.max_file_mb)
        extraction = workers.extract(PdfRequest(file.resolve(), pages))
    except UnreadableMaterial as error:
        raise UnreadableMaterial(error.code, error.about(file.name)) from error
    if extraction.kind == "scan":
        click.echo(workers.why_without_text().about(file.name), err=True)
    return extraction


def _print(result: ExtractionJson) -> None:
    from study_pipeline.cli.printing import say  # rich is not needed for JSON
    from study_pipeline.cli.question_text import print_whole

    source = result["source"]
    pages = translate_count("{count} page", "{count} pages", source["pages"]).format(count=source["pages"])
    say(f"{source['file']}: {kind_words(source['kind'])}, {pages}, {source['seconds']} s")
    print_whole(result["questions"], show_ids=False)
    if result["answers"]:
        say("\n" + "  ".join(map(_entry, result["answers"])))
    questions, answers = len(result["questions"]), len(result["answers"])
    found = [translate_count("{count} question", "{count} questions", questions).format(count=questions)]
    if answers:
        found.append(translate_count("{count} answer", "{count} answers", answers).format(count=answers))
    outside = result["share_outside"]
    if outside is not None:
        found.append(translate("{share:.0%} of the text outside every question").format(share=outside))
    flags = ", ".join(map(in_words, result["flags"]))
    said = translate("{found}. Flags: {flags}.") if flags else "{found}."
    say("\n" + said.format(found=", ".join(found), flags=flags))


def _entry(entry: AnswerJson) -> str:
    name = " ".join(part for part in (entry["section"], entry["number"]) if part)
    answer = entry["answer"]
    return f"{name}: {answer if isinstance(answer, str) else ', '.join(answer)}"
