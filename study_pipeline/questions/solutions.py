"""Solutions at the end of a paper that repeat its numbers: explanations, not questions."""

import re
from collections.abc import Sequence
from dataclasses import replace

from study_pipeline.materials.page import Line
from study_pipeline.questions.model import Question

HEADING = re.compile(
    r"""^\W{0,4}(?:(?:모범\s*)?(?:답안|해답|해설|풀이|정답)(?:\s*(?:및|과|와|,|·|/)\s*(?:해설|풀이|정답|해답))?(?:\s*지)?|
        (?:빠른\s*)?정답\s*표?|answer\s+key|
        (?:suggested\s+|model\s+)?(?:solutions?|answers?)(?:\s+(?:and|&)\s+(?:explanations?|solutions?))?|
        解答|解析|詳解|參考答案|参考答案|解説)\W{0,4}$""",
    re.IGNORECASE | re.VERBOSE,
)


def solution_heading(lines: Sequence[Line]) -> int | None:
    """Index of the line under which solutions begin, or None."""
    return next(
        (index for index, line in enumerate(lines) if len(line.text) <= 40 and HEADING.match(line.text)), None
    )


def fold_solutions(
    questions: Sequence[Question], starts: Sequence[int], heading: int | None
) -> list[Question]:
    """Make what stands under ``heading`` the explanation of the question with its number.

    ``starts`` are the questions' first lines. Numbers that no question before the heading has stay questions.
    """
    if heading is None:
        return list(questions)
    before = {
        q.number: place
        for place, (q, start) in enumerate(zip(questions, starts, strict=True))
        if start < heading
    }
    folded: dict[int, Question] = {}
    for place, (question, start) in enumerate(zip(questions, starts, strict=True)):
        if start < heading or question.number not in before or question.options:
            folded[place] = question
            continue
        owner = before[question.number]
        if folded[owner].explanation is None and question.stem:
            folded[owner] = replace(folded[owner], explanation=question.stem)
    return list(folded.values())
