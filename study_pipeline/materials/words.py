"""Characters joined to words: runs without white space on one baseline."""

from collections.abc import Iterable

from study_pipeline.materials.characters import Character
from study_pipeline.materials.page import Box, Word

ASCENT, DESCENT = 0.82, 0.2  # of the size: a box that text of any script fits, whatever the font claims
MAX_GAP = 0.28  # of the size: more is white space, though none is in the text layer
MAX_OVERLAP = 0.6  # of the size: further back is another word (or the same text printed twice)
MIN_APART = 0.35  # of the size: the middles of two characters side by side
MAX_SHIFT = 0.25  # of the size: superscripts and fractions stand on a baseline of their own


def join_words(characters: Iterable[Character]) -> list[Word]:
    """Join ``characters``, in stream order, to words. Every character ends in exactly one word."""
    runs: list[list[Character]] = []
    for character in characters:
        if runs and _continues(runs[-1][-1], character):
            runs[-1].append(character)
        else:
            runs.append([character])
    return [_word(run) for run in _interleaved(runs)]


def _continues(last: Character, character: Character) -> bool:
    if character.after_space:
        return False
    size = max(last.size, character.size)
    gap = character.x0 - last.x1
    return (
        -MAX_OVERLAP * size <= gap <= MAX_GAP * size
        and character.x0 >= last.x0 - 0.05 * size
        and abs(character.baseline - last.baseline) <= MAX_SHIFT * size
    )


def _interleaved(runs: list[list[Character]]) -> list[list[Character]]:
    """Runs whose characters stand between another run's, as some printers write brackets last, sorted in."""
    rows: dict[int, list[list[Character]]] = {}
    for run in runs:
        rows.setdefault(round(run[0].baseline), []).append(run)
    mended: list[list[Character]] = []
    for row in rows.values():
        row.sort(key=lambda run: run[0].x0)
        open_run = row[0]
        for run in row[1:]:
            if run[0].x0 < open_run[-1].x0 and _fits_into_gaps(run, open_run):
                open_run = sorted([*open_run, *run], key=lambda c: c.x0)
                continue
            mended.append(open_run)
            open_run = run
        mended.append(open_run)
    return mended


def _fits_into_gaps(run: list[Character], host: list[Character]) -> bool:
    size = host[0].size
    if abs(run[0].size - size) > 0.1 * size or abs(run[0].baseline - host[0].baseline) > 1:
        return False
    middles = [(other.x0 + other.x1) / 2 for other in host]
    return all(
        abs((character.x0 + character.x1) / 2 - middle) > MIN_APART * size
        for character in run
        for middle in middles
    )


def _word(run: list[Character]) -> Word:
    first, last = run[0], run[-1]
    size = first.size if len(run) == 1 else max(character.size for character in run)
    x1 = last.x1 if len(run) == 1 else max(character.x1 for character in run)
    baseline = run[len(run) // 2].baseline
    return Word(
        text="".join([character.text for character in run]),
        box=Box(first.x0, baseline - ASCENT * size, x1, baseline + DESCENT * size),
        font=first.font,
        size=size,
        ends=last.before_space,
    )
