"""Search results as the command line prints them."""

from collections.abc import Mapping, Sequence

from study_pipeline.cli.printing import console, print_json
from study_pipeline.cli.question_output import (
    FoundQuestionJson,
    bank_question_json,
    print_questions,
)
from study_pipeline.resources.bank_search import BankHit


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
        print_questions(results, scores=[result["score"] for result in results])
    else:
        console.print("Nothing was found. `study-pipeline status` shows what is in the bank.")
