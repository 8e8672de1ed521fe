"""How much of a paper's text ended in no question: what a reader of the bank would not see."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from study_pipeline.materials.pages.page import Page
from study_pipeline.questions.model import Question

MUCH = 0.15  # of the text; papers that are read whole have less, but for long instructions: docs/extraction.md#flags
FEW_LETTERS = 200  # the title and the instructions of a short test, whatever their share


@dataclass(frozen=True, slots=True)
class Outside:
    """How many of the ``printed`` letters and digits are in no question, option, passage, answer or explanation."""

    letters: int
    printed: int

    @property
    def share(self) -> float:
        """0..1."""
        return self.letters / self.printed if self.printed else 0.0

    @property
    def is_much(self) -> bool:
        """Whether somebody should look at it."""
        return self.share > MUCH and self.letters > FEW_LETTERS


def text_outside(questions: Sequence[Question], pages: Sequence[Page]) -> Outside:
    """Compare what ``pages`` print with what ended in ``questions``.

    Headers, footers and page numbers are no lines of a page, and ``pages`` come without those of an answer key:
    none of them counts as lost. Each letter is counted for itself, so that a formula's LaTeX, or an instruction
    that is repeated in each stem, does not make up for a lost sentence.
    """
    printed = _letters(line.text for page in pages for line in page.lines)
    return Outside((printed - _letters(_texts(questions))).total(), printed.total())


def _texts(questions: Sequence[Question]) -> Iterator[str]:
    for question in questions:
        yield from (question.number, question.section or "", question.stem, question.explanation or "")
        yield from question.answer if isinstance(question.answer, list) else (question.answer or "",)
        for option in question.options:
            yield from (option.label, option.text)
        for table in question.tables:
            yield from (cell for row in table.rows for cell in row)
    yield from {id(q.passage): q.passage.text for q in questions if q.passage is not None}.values()


def _letters(texts: Iterable[str]) -> Counter[str]:
    counts = Counter("".join(texts))
    return Counter({character: count for character, count in counts.items() if character.isalnum()})
