"""Numbers that start again without a section: several subjects or forms in one file, told apart by their rounds."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from study_pipeline.materials.pages.page import Page
from study_pipeline.questions.model import Question
from study_pipeline.questions.wording import asks

MAX_TITLE_CHARACTERS = 24
STEM_CHARACTERS = 12  # by which its line is known
MIN_ROUND = 3  # questions; fewer are a number printed or read twice
TITLE_LINES = 2  # above a round's first question


def name_rounds(questions: Sequence[Question], pages: Sequence[Page]) -> list[Question]:
    """Give each round of equal numbers in equal sections a name that tells it from the others.

    The name is the title above the round's first question, else what the running header says only there, else its
    place (``#2``), which is flagged ``number_repeats``: nothing on the page names it.
    """
    rounds = _rounds(questions)
    if len(rounds) < 2:
        return list(questions)
    if min(map(len, rounds)) < min(MIN_ROUND, max(map(len, rounds))):
        return _strays_apart(questions)
    names = _distinct([_title(found[0], pages) for found in rounds])
    if names is None:
        headers = _varying_headers(pages)
        names = _distinct([headers.get(found[0].page, "") for found in rounds])
    named: list[Question] = []
    for place, found in enumerate(rounds):
        for question in found:
            name = names[place] if names else f"#{place + 1}"
            section = " ".join(part for part in (question.section, name) if part)
            flags = question.flags if names else (*question.flags, "number_repeats")
            named.append(replace(question, section=section, flags=flags))
    return named


def _strays_apart(questions: Sequence[Question]) -> list[Question]:
    """Only the later ones of equal numbers get another section."""
    times: Counter[tuple[str | None, str]] = Counter()
    apart: list[Question] = []
    for question in questions:
        times[question.section, question.number] += 1
        time = times[question.section, question.number]
        if time == 1:
            apart.append(question)
            continue
        section = " ".join(part for part in (question.section, f"#{time}") if part)
        apart.append(replace(question, section=section, flags=(*question.flags, "number_repeats")))
    return apart


def _rounds(questions: Sequence[Question]) -> list[list[Question]]:
    rounds: list[list[Question]] = []
    seen: set[tuple[str | None, str]] = set()
    for question in questions:
        key = (question.section, question.number)
        if not rounds or key in seen:
            rounds.append([])
            seen.clear()
        seen.add(key)
        rounds[-1].append(question)
    return rounds


def _title(first: Question, pages: Sequence[Page]) -> str:
    """A short line without a sentence right above the first question of a round."""
    page = next((page for page in pages if page.number == first.page), None)
    if page is None:
        return ""
    start = _first_line(first, page)
    above = page.lines[max(0, start - TITLE_LINES) : start]
    for line in reversed(above):
        text = line.text.strip("[]<>【】■□◆ ")
        is_title = len(text) <= MAX_TITLE_CHARACTERS and sum(map(str.isalpha, text)) >= 2
        if is_title and not asks(text) and not text.endswith((".", "。", ",")):
            return text
    return ""


def _first_line(first: Question, page: Page) -> int:
    """The place of the line that ``first`` begins with; 0 where it is not known."""
    asked = "".join(first.stem.split())[:STEM_CHARACTERS]
    level = [place for place, line in enumerate(page.lines) if abs(line.box.top - first.box.top) < 1]
    says = [place for place, line in enumerate(page.lines) if asked and asked in "".join(line.text.split())]
    return next(iter([*(place for place in says if place in level), *says, *level]), 0)


def _varying_headers(pages: Sequence[Page]) -> dict[int, str]:
    """The words of each page's running header that not every page's header has."""
    words = {
        page.number: [
            word.text for line in page.header for word in line.words if not any(map(str.isdigit, word.text))
        ]
        for page in pages
        if page.header
    }
    common = set.intersection(*(set(found) for found in words.values())) if words else set()
    return {number: " ".join(word for word in found if word not in common) for number, found in words.items()}


def _distinct(names: Sequence[str]) -> list[str] | None:
    return list(names) if all(names) and len(set(names)) == len(names) else None
