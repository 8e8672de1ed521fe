"""Figures that a question names (``figure T-1``, ``그림 2``) and that stand elsewhere in its paper."""

import re
from collections.abc import Sequence
from dataclasses import replace

from study_pipeline.materials.pages.page import Box, Figure, Line, Page
from study_pipeline.materials.pages.rectangles import centre_in
from study_pipeline.questions.model import Question

_NAME = r"(?:fig(?:ure|\.)|그림|圖|図)\s{0,2}([A-Z]{0,2}\d{0,2}[-–.]?\d{1,2}[A-Z]?)(?![A-Za-z0-9-])"
REFERENCE = re.compile(_NAME, re.IGNORECASE)
CAPTION = re.compile(rf"^\W{{0,3}}{_NAME}", re.IGNORECASE)
CAPTION_GAP = 24.0  # points between a figure and its caption
MAX_REFERENCES = 200  # different names of one paper


def with_referred_figures(
    questions: Sequence[Question], pages: Sequence[Page], unowned: Sequence[Figure]
) -> list[Question]:
    """Give each question without a figure of its own those that its stem names, out of ``unowned``.

    A figure's name is its caption. Where the names stand inside the pictures, the figures behind the last question
    are taken in the order of the names, if there are exactly as many.
    """
    wanted = [_names(question) for question in questions]
    labels = sorted({name for names in wanted for name in names}, key=_natural)[:MAX_REFERENCES]
    if not labels or not unowned:
        return list(questions)
    named = _captioned(pages, unowned)
    rest = _behind(questions, [figure for figure in unowned if figure not in named.values()])
    missing = [label for label in labels if label not in named]
    if len(rest) == len(missing):
        named |= dict(zip(missing, rest, strict=True))
    return [
        replace(question, figures=tuple(dict.fromkeys(named[name] for name in names if name in named)))
        if names
        else question
        for question, names in zip(questions, wanted, strict=True)
    ]


def _names(question: Question) -> list[str]:
    return [] if question.figures else [found.upper() for found in REFERENCE.findall(question.stem)]


def _natural(label: str) -> list[tuple[int, str]]:
    """``T-2`` before ``T-10``."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", label)]


def _captioned(pages: Sequence[Page], figures: Sequence[Figure]) -> dict[str, Figure]:
    lines: dict[int, tuple[Line, ...]] = {page.number: page.lines for page in pages}
    named: dict[str, Figure] = {}
    for figure in figures:
        x0, top, x1, bottom = figure.box
        around = Box(x0, top - CAPTION_GAP, x1, bottom + CAPTION_GAP)
        for line in lines.get(figure.page, ()):
            caption = CAPTION.match(line.text)
            if caption and centre_in(around, line.box):
                named.setdefault(caption[1].upper(), figure)
    return named


def _behind(questions: Sequence[Question], figures: Sequence[Figure]) -> list[Figure]:
    last = max(max((question.page, *(option.page for option in question.options))) for question in questions)
    return sorted((f for f in figures if f.page > last), key=lambda f: (f.page, f.box.top, f.box.x0))
