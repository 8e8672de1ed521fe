"""What a material is: a paper, notes or a scan; and which of a paper's numbered items are no questions."""

from collections import Counter
from collections.abc import Sequence
from statistics import median

from study_pipeline.materials.pages.page import Line, Page
from study_pipeline.questions.model import Question
from study_pipeline.questions.wording import (
    BLANK_LINE,
    EXAMINES,
    GIVES_MARKS,
    GIVES_TOTAL,
    INFORMS,
    INSTRUCTS,
    WITHDRAWN,
    asks,
    tells,
)

MIN_SCANNED_PAGES = 0.5
MIN_PAGE_CHARACTERS = 60  # a page with fewer says nothing that could be a question
MIN_ASKING_SHARE = 0.5  # of a paper's questions without options
MIN_MULTIPLE_CHOICE_ASKING = 0.35
MIN_UNIFORM_ASKING = 0.15  # of them, where no word says that it is a test
MAX_TELLING_SHARE = 0.5  # of questions without options: headings that ask, and the text below answers
MAX_TITLE_CHARACTERS, TITLE_LINES = 60, 3
MIN_MIXED_ASKING = 0.8  # where the counts of options differ
MIN_UNIFORM, MIN_UNIFORM_SHARE = 5, 0.8  # so many questions with one count of options seldom need to ask
MIN_SMALL, MIN_SMALL_OPTIONS = 3, 4  # a short test, where all have the same four options or more
MIN_USUAL_SHARE = 0.6  # of the questions have the usual count of options
MIN_ASKING_RUN = 0.6  # of a run without options, in a paper that has some: else it is an instruction's list
MAX_CHARACTERS_PER_QUESTION = 4_000  # of the whole material: a paper is questions, a textbook has some
MIN_TOTALS = 2  # tasks that end with what they give: then a number that asks nothing is a list's of contents
MIN_MARKED_PARTS, MIN_PARTS_PER_TASK = 5, 2  # lines that end in a part's points: long tasks with parts
MAX_CHARACTERS_PER_TASK = 1_600  # of text in notes, a numbered heading has much more below it


def is_scan(pages: Sequence[Page]) -> bool:
    """Whether the pages hold pictures or outlines of text, and no text that could be read."""
    if not pages:
        return False
    empty = sum("no_text" in page.flags for page in pages)
    characters = [sum(len(line.text) for line in page.lines) for page in pages]
    return empty >= MIN_SCANNED_PAGES * len(pages) and median(characters) < MIN_PAGE_CHARACTERS


def true_questions(questions: Sequence[Question]) -> list[Question]:
    """Leave out numbered items that are none: instructions, withdrawn numbers, quoted numbers."""
    with_options = sum(bool(question.options) for question in questions)
    complete = {(question.section, question.number) for question in questions if question.options}
    questions = [q for q in questions if q.options or (q.section, q.number) not in complete]
    if sum(GIVES_TOTAL.search(q.stem) is not None for q in questions) >= MIN_TOTALS:
        questions = [q for q in questions if q.options or asks(q.stem) or GIVES_TOTAL.search(q.stem)]
    kept: list[Question] = []
    runs = _runs(questions)
    if len(runs) > 1 and len(runs[0]) < len(runs[1]) and any(INSTRUCTS.search(q.stem) for q in runs[0]):
        runs = runs[1:]  # a cover's numbered instructions, which show how to mark ① to ④
    for run in runs:
        has_options = any(question.options for question in run)
        asking = sum(asks(question.stem) for question in run)
        if with_options and not has_options and asking < MIN_ASKING_RUN * len(run):
            continue
        kept += [question for question in run if not _is_empty(question)]
    return kept


def looks_like_paper(questions: Sequence[Question], lines: Sequence[Line]) -> bool:
    """Whether ``questions`` are a paper's, rather than the numbered headings and lists of notes."""
    if not questions:
        return False
    choices = [question for question in questions if question.options]
    open_ones = [question for question in questions if not question.options]
    characters = sum(len(line.text) for line in lines if not BLANK_LINE.match(line.text))
    if characters > MAX_CHARACTERS_PER_QUESTION * len(questions) or _informs(lines):
        return False
    if len(choices) >= 0.3 * len(questions):
        return _are_choices(questions, choices, lines)
    return len(questions) >= 2 and _are_tasks(questions, open_ones, lines, characters)


def _are_choices(questions: Sequence[Question], choices: Sequence[Question], lines: Sequence[Line]) -> bool:
    """Whether ``choices``, those of ``questions`` with options, are a test's and not lists under headings."""
    counts = Counter(len(question.options) for question in choices)
    _, usual = counts.most_common(1)[0]
    asking = sum(asks(question.stem) for question in choices)
    if len(choices) >= MIN_UNIFORM and usual >= MIN_UNIFORM_SHARE * len(choices):
        return asking >= MIN_UNIFORM_ASKING * len(choices) or _is_announced(questions, lines)
    if usual == len(questions) >= MIN_SMALL and min(counts) >= MIN_SMALL_OPTIONS:
        return True
    needed = MIN_MULTIPLE_CHOICE_ASKING if usual >= MIN_USUAL_SHARE * len(choices) else MIN_MIXED_ASKING
    return asking >= needed * len(choices)


def _are_tasks(
    questions: Sequence[Question], open_ones: Sequence[Question], lines: Sequence[Line], characters: int
) -> bool:
    """Whether ``open_ones``, those without options, are tasks and not headings with text below."""
    asking = sum(asks(question.stem) for question in open_ones)
    if asking < MIN_ASKING_SHARE * len(open_ones):
        return False
    if _gives_marks(questions, lines):
        return True
    telling = sum(tells(question.stem) for question in open_ones)
    asked_only = telling <= MAX_TELLING_SHARE * len(open_ones) or _is_announced(questions, lines)
    return asked_only and characters <= MAX_CHARACTERS_PER_TASK * len(questions)


def _gives_marks(questions: Sequence[Question], lines: Sequence[Line]) -> bool:
    """Whether the tasks have parts that end with what they give (``[2]``), as no notes do."""
    marked = sum(GIVES_MARKS.search(line.text) is not None for line in lines)
    return marked >= max(MIN_MARKED_PARTS, MIN_PARTS_PER_TASK * len(questions))


def _informs(lines: Sequence[Line]) -> bool:
    """Whether a title says that the material informs or surveys (a syllabus, an FAQ), and none that it examines."""
    titles = [line.text for line in lines[:TITLE_LINES] if len(line.text) <= MAX_TITLE_CHARACTERS]
    return any(INFORMS.search(text) for text in titles) and not any(EXAMINES.search(text) for text in titles)


def _is_announced(questions: Sequence[Question], lines: Sequence[Line]) -> bool:
    """Whether the material says that it examines, or gives answers."""
    if any(question.answer is not None for question in questions):
        return True
    titles = [line.text for line in lines if len(line.text) <= MAX_TITLE_CHARACTERS]
    return any(EXAMINES.search(text) for text in titles if "?" not in text and not text[0].isdigit())


def _is_empty(question: Question) -> bool:
    if question.options:
        return False
    return not question.stem or bool(WITHDRAWN.match(question.stem))


def _runs(questions: Sequence[Question]) -> list[list[Question]]:
    """Questions whose numbers count up, split where they start again."""
    runs: list[list[Question]] = []
    last = 0
    for question in questions:
        value = int(question.number) if question.number.isdigit() else None
        if not runs or (value is not None and value <= last):
            runs.append([])
        runs[-1].append(question)
        last = value if value is not None else last
    return runs
