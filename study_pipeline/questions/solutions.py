"""Solutions at the end of a paper that repeat its numbers: explanations, not questions."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from study_pipeline.materials.pages.page import Line
from study_pipeline.questions.answers.inline_answers import explanation_of
from study_pipeline.questions.model import Question
from study_pipeline.questions.segments import without_number

HEADING = re.compile(
    r"""^\W{0,4}(?:(?:모범\s*)?(?:답안|해답|해설|풀이|정답)(?:\s*(?:및|과|와|,|·|/)\s*(?:해설|풀이|정답|해답))?(?:\s*지)?|
        (?:빠른\s*)?정답\s*표?|answer\s+key|
        (?:suggested\s+|model\s+)?(?:solutions?|answers?)(?:\s+(?:and|&)\s+(?:explanations?|solutions?))?|
        解答|答案|正解|正答|解析|詳解|參考答案|参考答案|解説)\W{0,4}$""",
    re.IGNORECASE | re.VERBOSE,
)


SOLUTION_NUMBER = re.compile(
    r"^[\[<〈【(]?\s*(?:문제?|문항|第|Q|No\.?)?\s*(?P<n>\d{1,3})\s*(?:번|題|[.)\]>〉】:]|(?=[①-⑩]))\s*"
    r"[.)\]>〉】:]?\s*",
    re.IGNORECASE,
)
MAX_NUMBERS_SKIPPED = 5  # questions without a solution


def solution_heading(lines: Sequence[Line]) -> int | None:
    """Index of the line under which solutions begin, or None."""
    return next(
        (index for index, line in enumerate(lines) if len(line.text) <= 40 and HEADING.match(line.text)), None
    )


def with_explanations(questions: Sequence[Question], lines: Sequence[Line]) -> list[Question]:
    """``questions`` with what ``lines``, solutions under their numbers, explain; nothing where numbers repeat."""
    by_number = {question.number: question for question in questions}
    if not lines or len(by_number) < len(questions):
        return list(questions)
    starts: list[tuple[int, str]] = []
    last = 0
    for index, line in enumerate(lines):
        number = SOLUTION_NUMBER.match(line.text[:20])
        value = int(number["n"]) if number else 0
        if str(value) in by_number and last < value and (not last or value <= last + MAX_NUMBERS_SKIPPED):
            starts.append((index, str(value)))
            last = value
    found: dict[str, str | None] = {}
    for (start, name), (end, _) in pairwise([*starts, (len(lines), "")]):
        number = SOLUTION_NUMBER.match(lines[start].text[:20])
        first = without_number(lines[start], number.end() if number else 0)
        found[name] = explanation_of([first, *lines[start + 1 : end]])
    return [
        replace(question, explanation=question.explanation or found.get(question.number))
        for question in questions
    ]


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
        owner = before.get(question.number)
        if start < heading or owner is None or (question.options and not _same(folded[owner], question)):
            folded[place] = question
        elif question.options:  # printed again, with its answer
            folded[owner] = replace(
                folded[owner],
                answer=folded[owner].answer or question.answer,
                explanation=folded[owner].explanation or question.explanation,
            )
        elif folded[owner].explanation is None and question.stem:
            folded[owner] = replace(folded[owner], explanation=question.stem)
    return list(folded.values())


def _same(one: Question, other: Question) -> bool:
    """Whether two questions print the same text, white space aside."""

    def printed(question: Question) -> str:
        texts = (question.stem, *(option.text for option in question.options))
        return "|".join("".join(text.split()) for text in texts)

    return printed(one) == printed(other)
