"""`questions`: what was read from one material."""

import click

from study_pipeline.cli.installation import settings
from study_pipeline.cli.printing import console, json_option, print_json
from study_pipeline.cli.question_output import bank_question_json, print_questions
from study_pipeline.cli.references import one_material
from study_pipeline.resources.catalog import Catalog
from study_pipeline.resources.question_bank import QuestionBank


@click.command()
@click.argument("material")
@json_option
def command(material: str, as_json: bool) -> None:
    """List the questions of one material.

    \b
    Example:
      study-pipeline questions 수능_국어.pdf
    """
    installed = settings()
    catalog = Catalog.open(installed.catalog_url)
    found = one_material(catalog, material)
    paths = catalog.paths()
    questions = [
        bank_question_json(row, paths) for row in QuestionBank(installed.bank_uri).questions_of(found.id)
    ]
    if as_json:
        print_json({"material": found.id, "questions": questions})
    elif questions:
        print_questions(questions)
    else:
        console.print(
            f"No question of {found.title!r} is in the bank ({found.status}).",
            markup=False,
        )
