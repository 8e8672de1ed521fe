"""`export`: the bank as JSON lines or CSV, the graph as GraphML."""

import csv
import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.installation import settings
from study_pipeline.cli.json_output import json_option, print_json
from study_pipeline.cli.printing import say
from study_pipeline.cli.question_output import BankQuestionJson, bank_question_json
from study_pipeline.ingest.services import Services, open_services
from study_pipeline.knowledge_graph.export import write_graphml
from study_pipeline.language import translate, translate_count
from study_pipeline.resources.errors import PermanentError

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@click.command(
    short_help="Write the bank or the graph to a file.",
    epilog=examples(
        "study-pipeline export jsonl questions.jsonl", "study-pipeline export graphml graph.graphml"
    ),
)
@click.argument("form", metavar="jsonl|csv|graphml", type=click.Choice(["jsonl", "csv", "graphml"]))
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@json_option
def command(form: str, path: Path, as_json: bool) -> None:
    """Write the bank's questions (jsonl, csv) or the knowledge graph (graphml) to a file."""
    with open_services(settings()) as services:
        count = _write_whole(path, lambda partial: _EXPORTS[form](services, partial))
    if as_json:
        print_json({"path": str(path), "form": form, "count": count})
    else:
        said = (
            translate("{path}: {count} nodes and edges.")
            if form == "graphml"
            else translate_count("{path}: {count} question.", "{path}: {count} questions.", count)
        )
        say(said.format(path=path, count=count))


def _write_whole(path: Path, write: Callable[[Path], int]) -> int:
    """Write beside the target and rename, so that a reader never sees half a file."""
    partial = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        count = write(partial)
        partial.replace(path)
    except OSError as error:
        raise PermanentError(
            translate("{path} cannot be written ({reason}): choose another place.").format(
                path=path, reason=error.strerror
            )
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    return count


def _questions(services: Services) -> list[BankQuestionJson]:
    paths = services.catalog.paths()
    return [bank_question_json(row, paths) for row in services.bank.all_questions()]


def _jsonl(services: Services, path: Path) -> int:
    questions = _questions(services)
    with path.open("w", encoding="utf-8") as file:
        for question in questions:
            file.write(json.dumps(question, ensure_ascii=False) + "\n")
    return len(questions)


def _csv(services: Services, path: Path) -> int:
    questions = _questions(services)
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # the mark makes Excel read Korean
        _write_csv(file, questions)
    return len(questions)


def _write_csv(file: TextIO, questions: list[BankQuestionJson]) -> None:
    writer = csv.writer(file)
    columns = [
        "id",
        "material",
        "file",
        "section",
        "number",
        "kind",
        "stem",
        "passage",
        "options",
        "answer",
    ]
    writer.writerow([*columns, "explanation", "page", "confidence", "flags"])
    for question in questions:
        answer = question["answer"]
        row = [
            question["id"],
            question["material"],
            question["file"],
            question["section"],
            question["number"],
            question["kind"],
            question["stem"],
            question["passage"]["text"] if question["passage"] else None,
            "\n".join(f"{option['label']} {option['text']}" for option in question["options"]),
            "\n".join(answer) if isinstance(answer, list) else answer,
            question["explanation"],
            question["page"],
            question["confidence"],
            " ".join(question["flags"]),
        ]
        writer.writerow([_harmless(cell) for cell in row])


def _harmless(cell: str | float | None) -> str | float | None:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def _graphml(services: Services, path: Path) -> int:
    graph = services.graph.load()
    with path.open("wb") as file:
        write_graphml(graph, file)
    return len(graph.nodes) + len(graph.edges)


_EXPORTS: dict[str, Callable[[Services, Path], int]] = {
    "jsonl": _jsonl,
    "csv": _csv,
    "graphml": _graphml,
}
