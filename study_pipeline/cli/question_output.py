"""Questions as the command line prints them: the contract's fields, and a table for people."""

from collections.abc import Mapping, Sequence

from study_pipeline.cli.printing import print_table
from study_pipeline.questions.contract import QuestionJson, question_json
from study_pipeline.resources.bank_schema import BankQuestion

STEM_CHARACTERS = 160


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


def print_questions(questions: Sequence[BankQuestionJson], *, scores: Sequence[float] | None = None) -> None:
    """Print questions as a table, with their scores where there are any."""
    columns = ["number", "stem", "options", "answer", "file", "page", "sure", "id"]
    rows: list[list[object]] = [
        [
            " ".join(part for part in (question["section"], question["number"]) if part),
            question["stem"][:STEM_CHARACTERS],
            "  ".join(f"{option['label']} {option['text']}" for option in question["options"])[
                :STEM_CHARACTERS
            ],
            ", ".join(question["answer"]) if isinstance(question["answer"], list) else question["answer"],
            question["file"],
            question["page"],
            f"{question['confidence']:.0%}",
            question["id"],
        ]
        for question in questions
    ]
    if scores is not None:
        columns = ["score", *columns]
        rows = [[f"{score:.3f}", *row] for score, row in zip(scores, rows, strict=True)]
    print_table(columns, rows)
