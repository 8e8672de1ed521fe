"""Options that are pictures: each option takes the figure that stands at its mark."""

from collections.abc import Sequence
from dataclasses import replace
from math import hypot

from study_pipeline.materials.pages.page import Box, Figure
from study_pipeline.questions.model import Option
from study_pipeline.questions.options import OptionPart

MAX_EMPTY_CHARACTERS = 3  # of the options whose pictures hold a label or a unit
MAX_DISTANCE = 60.0  # points from a mark to its picture
MAX_PICTURES = 40  # of one question


def with_pictures(
    options: Sequence[Option], parts: Sequence[OptionPart], figures: Sequence[Figure]
) -> tuple[Option, ...]:
    """``options`` with their figures, where most of them hold no text; ``parts`` say where their marks stand."""
    wordless = [len(option.text) <= MAX_EMPTY_CHARACTERS for option in options]
    if len(figures) < 2 or sum(wordless) <= len(options) / 2:
        return tuple(options)
    pairs = sorted(
        (_distance(part.mark_box, figure.box), place, number)
        for place, part in enumerate(parts)
        for number, figure in enumerate(figures[:MAX_PICTURES])
        if part.page == figure.page and wordless[place]
    )
    taken: dict[int, int] = {}
    for distance, place, number in pairs:
        if distance <= MAX_DISTANCE and place not in taken and number not in taken.values():
            taken[place] = number
    return tuple(
        replace(option, figure=figures[taken[place]]) if place in taken else option
        for place, option in enumerate(options)
    )


def _distance(mark: Box, figure: Box) -> float:
    """From a mark to the nearest point of a figure; a figure left of its mark is another option's."""
    right = max(0.0, figure.x0 - mark.x1)
    left = 2 * max(0.0, mark.x0 - figure.x1)
    down = max(0.0, figure.top - mark.bottom, mark.top - figure.bottom)
    return hypot(right + left, down)
