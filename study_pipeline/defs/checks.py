"""Asset checks: what the UI warns of after an ingest. Each looks at the papers that the run wrote."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import dagster as dg

from study_pipeline.ingest.outcome import Outcome
from study_pipeline.language import message, translate
from study_pipeline.questions.model import Extraction, Question
from study_pipeline.questions.quality import (
    before_missing,
    left_outside,
    left_unread,
    listed,
    numbering_gaps,
    odd_option_counts,
    unsure,
    with_lost_formula,
    with_open_passage,
    without_answer,
)
from study_pipeline.resources.bank.question_bank import QuestionBank

DUPLICATE_IDS = "no_duplicate_ids"


@dataclass(frozen=True, slots=True)
class PaperCheck:
    """A check of one paper's questions: ``faults`` names those that are not as they should be."""

    name: str
    description: str
    faults: Callable[[Sequence[Question]], list[str]]

    def faults_of(self, outcome: Outcome) -> list[str]:
        """What is wrong with the questions that were written."""
        return self.faults([row.question for row in outcome.rows])


@dataclass(frozen=True, slots=True)
class ReadingCheck:
    """A check of the reading of a paper: ``faults`` names what of it is missing."""

    name: str
    description: str
    faults: Callable[[Extraction], list[str]]

    def faults_of(self, outcome: Outcome) -> list[str]:
        """What is missing of that which the questions were written from."""
        return self.faults(outcome.extraction) if outcome.extraction else []


PAPER_CHECKS: tuple[PaperCheck | ReadingCheck, ...] = (
    PaperCheck(
        "no_numbering_gaps",
        message("No number is missing between a section's first and last."),
        numbering_gaps,
    ),
    PaperCheck(
        "equal_option_counts",
        message("All choices of a paper have equally many options."),
        odd_option_counts,
    ),
    PaperCheck("answers_known", message("Every question of a paper has its answer."), without_answer),
    PaperCheck(
        "questions_sure",
        message("Every question of a paper was read with certainty."),
        unsure,
    ),
    PaperCheck("formulas_whole", message("No formula of a paper has lost characters."), with_lost_formula),
    PaperCheck(
        "passages_closed",
        message("Every passage has all the questions that it is announced for."),
        with_open_passage,
    ),
    PaperCheck(
        "key_numbers_found",
        message("Every number of a paper's answer key is in the paper."),
        before_missing,
    ),
    ReadingCheck("pages_readable", message("Every page of a paper could be read."), left_unread),
    ReadingCheck("text_in_questions", message("The text of a paper ended in its questions."), left_outside),
)

SPECS = [
    dg.AssetCheckSpec(
        DUPLICATE_IDS,
        asset="questions",
        description=translate("No question is in the bank twice."),
    ),
    *(
        dg.AssetCheckSpec(check.name, asset="questions", description=translate(check.description))
        for check in PAPER_CHECKS
    ),
]


def check_results(outcomes: Sequence[Outcome], bank: QuestionBank) -> Iterator[dg.AssetCheckResult]:
    """Check the questions that a run wrote, whatever else is among its outcomes."""
    written = [o for o in outcomes if o.stage == "questions" and o.sentence is None]
    doubled = bank.repeated_ids()
    yield dg.AssetCheckResult(
        passed=not doubled,
        check_name=DUPLICATE_IDS,
        asset_key="questions",
        metadata={"questions in the bank": bank.count(), "doubled ids": listed(doubled)},
    )
    for check in PAPER_CHECKS:
        faults = {outcome.material.title: names for outcome in written if (names := check.faults_of(outcome))}
        yield dg.AssetCheckResult(
            passed=not faults,
            check_name=check.name,
            asset_key="questions",
            severity=dg.AssetCheckSeverity.WARN,
            metadata={
                "papers": len(written),
                "papers with faults": len(faults),
                "faults": dg.MetadataValue.table(
                    [
                        dg.TableRecord({"paper": title, "faults": listed(names)})
                        for title, names in faults.items()
                    ],
                    schema=dg.TableSchema([dg.TableColumn("paper"), dg.TableColumn("faults")]),
                ),
            },
        )
