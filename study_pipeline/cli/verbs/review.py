"""`review`: the questions that were read with least confidence, each with its regions of the pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from pathlib import Path

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.installation import settings
from study_pipeline.cli.json_output import json_option, print_json
from study_pipeline.cli.printing import print_indented, say
from study_pipeline.cli.question_output import BankQuestionJson, bank_question_json
from study_pipeline.cli.references import one_material
from study_pipeline.language import translate
from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.materials.formulas.text import on_one_line
from study_pipeline.materials.pages.crops import crop_name
from study_pipeline.materials.pages.page import Figure
from study_pipeline.questions.confidence import SURE
from study_pipeline.questions.flags import in_words
from study_pipeline.questions.question_regions import regions_of
from study_pipeline.resources.bank.question_bank import QuestionBank
from study_pipeline.resources.bank.schema import BankQuestion
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.records import Material
from study_pipeline.resources.files.material_store import MaterialStore
from study_pipeline.resources.pdf.workers import PdfWorkers

GUTTER = 7
STEM_CHARACTERS = 200


class ReviewJson(BankQuestionJson):
    """A question to look at: ``crops`` are the PNGs of its regions; ``crop_error`` says why one is missing."""

    flags_in_words: list[str]
    crops: list[str]
    crop_error: str | None


@dataclass(frozen=True, slots=True)
class Crops:
    """The pictures of a question, one for each of its regions, and why any is missing."""

    files: tuple[Path, ...] = ()
    error: str | None = None


@click.command(
    short_help="Show the questions read with least confidence.",
    epilog=examples("study-pipeline review 수능_국어.pdf --limit 5"),
)
@click.argument("materials", metavar="[MATERIAL]...", nargs=-1)
@click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="How many questions."
)
@click.option(
    "--below",
    default=SURE,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="Only questions with less confidence than this.",
)
@json_option
def command(materials: tuple[str, ...], limit: int, below: float, as_json: bool) -> None:
    """Show the questions read with least confidence, least sure first: of these materials, or of all."""
    installed = settings()
    catalog = Catalog.open(installed.catalog_url)
    named = [one_material(catalog, reference).id for reference in materials] or None
    rows = QuestionBank(installed.bank_uri).least_sure(below, limit, materials=named)
    known = catalog.materials({row.material for row in rows})
    with PdfWorkers.from_settings(installed) as workers:
        crops = _crops(rows, known, MaterialStore(installed.store), workers)
    paths = catalog.paths()
    questions = [_review_json(row, paths, crops[row.id]) for row in rows]
    if as_json:
        print_json({"below": below, "questions": questions})
    elif questions:
        _print(questions)
    else:
        say(translate("No question was read with less than {below:.0%} confidence.").format(below=below))


def _crops(
    rows: Sequence[BankQuestion], known: Mapping[str, Material], store: MaterialStore, workers: PdfWorkers
) -> dict[str, Crops]:
    """The pictures of each question, by its id; what is there already is not drawn again."""
    crops: dict[str, Crops] = {}
    for material_id, group in groupby(sorted(rows, key=lambda row: row.material), lambda row: row.material):
        questions = list(group)
        material = known.get(material_id)
        sha256 = material.sha256 if material else None
        if material is None or sha256 is None:  # deleted since the bank was read
            gone = translate("Its material was deleted meanwhile.")
            crops.update({row.id: Crops(error=gone) for row in questions})
            continue
        regions = {row.id: regions_of(row.question) for row in questions}
        files = {region: store.crops(sha256) / crop_name(region) for region in chain(*regions.values())}
        missing = [region for region, file in files.items() if not file.exists()]
        error = _draw(workers, store, sha256, missing, material.title) if missing else None
        for key, of_question in regions.items():
            drawn = tuple(files[region] for region in of_question if files[region].exists())
            crops[key] = Crops(drawn, error if len(drawn) < len(of_question) else None)
    return crops


def _draw(
    workers: PdfWorkers, store: MaterialStore, sha256: str, regions: Sequence[Figure], title: str
) -> str | None:
    """Draw regions; give the sentence why that failed for some, if it did."""
    try:
        workers.crop(store.pdf(sha256), regions, store.crops(sha256))
    except UnreadableMaterial as error:
        return error.about(title)
    return None


def _review_json(row: BankQuestion, paths: Mapping[str, Sequence[str]], crops: Crops) -> ReviewJson:
    return {
        **bank_question_json(row, paths),
        "flags_in_words": [in_words(flag) for flag in row.question.flags],
        "crops": [str(file) for file in crops.files],
        "crop_error": crops.error,
    }


def _print(questions: Sequence[ReviewJson]) -> None:
    for question in questions:
        name = " ".join(part for part in (question["section"], question["number"]) if part)
        where = translate("question {name}, page {page}").format(name=name, page=question["page"])
        box = " ".join(f"{edge:.0f}" for edge in question["bbox"])
        facts = [where, box, question["file"] or question["material"], question["id"]]
        lines = [
            (f"{question['confidence']:.0%}", on_one_line(question["stem"])[:STEM_CHARACTERS], "bold"),
            ("", ", ".join(question["flags_in_words"]), ""),
            ("", " · ".join(facts), "dim"),
            *[("", file, "") for file in question["crops"]],
            ("", question["crop_error"] or "", "red"),
        ]
        print_indented([*[line for line in lines if line[1]], ("", "", "")], gutter=GUTTER)
