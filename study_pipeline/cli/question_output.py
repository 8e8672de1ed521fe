"""Questions of the bank as the command line prints them: the contract's fields, and where each came from."""

from collections.abc import Mapping, Sequence

import click

from study_pipeline.cli.json_output import print_json
from study_pipeline.cli.printing import say
from study_pipeline.cli.question_text import print_brief
from study_pipeline.language import translate
from study_pipeline.questions.contract import QuestionJson, question_json
from study_pipeline.resources.bank.schema import BankQuestion
from study_pipeline.resources.bank.search import BankHit

count_option = click.option(
    "-k", "count", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many questions."
)


class BankQuestionJson(QuestionJson):
    """A question of the bank: the contract's fields, its material and the upload it came from."""

    material: str
    file: str | None


class FoundQuestionJson(BankQuestionJson):
    """A question that a search found; a higher score is a better hit."""

    score: float


def bank_question_json(row: BankQuestion, paths: Mapping[str, Sequence[str]]) -> BankQuestionJson:
    """Write a question of the bank; ``paths`` are the upload paths of each material."""
    of_material = paths.get(row.material)
    return {
        **question_json(row.question, row.id),
        "material": row.material,
        "file": of_material[0] if of_material else None,
    }


def print_found(
    asked: Mapping[str, str],
    hits: Sequence[BankHit],
    paths: Mapping[str, Sequence[str]],
    *,
    as_json: bool,
) -> None:
    """Print hits, best first, under what was asked."""
    results: list[FoundQuestionJson] = [
        {**bank_question_json(hit.question, paths), "score": round(hit.score, 4)} for hit in hits
    ]
    if as_json:
        print_json({**asked, "results": results})
    elif results:
        places = [result["file"] or result["material"] for result in results]
        print_brief(results, scores=[result["score"] for result in results], places=places)
    else:
        say(translate("Nothing was found. `study-pipeline status` shows what is in the bank."))
