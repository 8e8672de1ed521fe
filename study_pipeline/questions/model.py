"""Questions as a paper prints them: a stem, its options, and the passage it shares."""

from dataclasses import dataclass
from typing import Literal

from study_pipeline.materials.pages.page import Box, Figure, Table
from study_pipeline.questions.flags import MaterialFlag, QuestionFlag

QuestionKind = Literal["multiple_choice", "short_answer", "free_response"]
MaterialKind = Literal["paper", "answer_key", "notes", "scan"]
Answer = str | list[str]
"""One label or text; a list for several labels, or for several parts of free text."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice, in printed order; ``label`` as printed (①, A, 가). ``figure`` is set where it is a picture."""

    label: str
    text: str
    page: int
    box: Box
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """The text that several questions share, with what stands in it. ``numbers`` as a range ("1-3")."""

    numbers: str
    text: str
    page: int
    box: Box
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One item of a paper. The stem carries neither the number nor the options, nor points at its ends.

    ``number`` may repeat within a paper: ``section`` keeps equal numbers apart. ``figures`` are its own and its
    options'. ``formulas`` are the regions of those that could not be read for sure; an option's lies in its box.
    ``confidence`` lies in 0..1; ``flags`` are machine-readable reasons why it is not 1.
    """

    number: str
    section: str | None
    kind: QuestionKind
    page: int
    box: Box
    stem: str
    options: tuple[Option, ...] = ()
    passage: Passage | None = None
    answer: Answer | None = None
    explanation: str | None = None
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    formulas: tuple[Figure, ...] = ()
    confidence: float = 1.0
    flags: tuple[QuestionFlag, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """What an answer key says of one question; ``from_picture`` where OCR read it."""

    number: str
    answer: Answer
    section: str | None = None
    from_picture: bool = False


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything that one PDF gave. ``answers`` is filled only for an answer key.

    ``share_outside`` (0..1) is how much of the text ended in no question; None where there is no question.
    ``unreadable_pages`` (from 1) could not be read, or not to their end.
    """

    kind: MaterialKind
    pages: int
    questions: tuple[Question, ...] = ()
    answers: tuple[KeyEntry, ...] = ()
    flags: tuple[MaterialFlag, ...] = ()
    share_outside: float | None = None
    unreadable_pages: tuple[int, ...] = ()
