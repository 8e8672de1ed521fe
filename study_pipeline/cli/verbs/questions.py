"""`questions`: what was read from one material."""

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.installation import settings
from study_pipeline.cli.json_output import json_option, print_json
from study_pipeline.cli.printing import say
from study_pipeline.cli.question_output import bank_question_json
from study_pipeline.cli.question_text import print_whole
from study_pipeline.cli.references import one_material
from study_pipeline.language import translate, translate_count
from study_pipeline.resources.bank.question_bank import QuestionBank
from study_pipeline.resources.catalog.catalog import Catalog


@click.command(
    short_help="Show the questions of one material.",
    epilog=examples("study-pipeline questions 수능_국어.pdf"),
)
@click.argument("material")
@json_option
def command(material: str, as_json: bool) -> None:
    """Show the questions of one material, with their passages; `*` marks the right option."""
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
        print_whole(questions, show_ids=True)
        say(
            "\n"
            + translate_count("{count} question.", "{count} questions.", len(questions)).format(
                count=len(questions)
            )
        )
    else:
        say(
            translate("No question of {title} is in the bank ({status}).").format(
                title=found.title, status=translate(found.status)
            )
        )
