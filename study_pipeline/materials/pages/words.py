"""Characters joined to words: runs without white space on one baseline."""

from collections.abc import Iterable

from study_pipeline.materials.pages.characters import Character
from study_pipeline.materials.pages.page import Box, Word

ASCENT, DESCENT = 0.82, 0.2  # of the size: a box that text of any script fits, whatever the font claims
MAX_GAP = 0.28  # of the size: more is white space, though none is in the text layer
MAX_OVERLAP = 0.6  # of the size: further back is another word (or the same text printed twice)
MIN_APART = 0.35  # of the size: the middles of two characters side by side
MAX_SHIFT = 0.25  # of the size: superscripts and fractions stand on a baseline of their own


def join_words(characters: Iterable[Character]) -> list[Word]:
    """Join ``characters``, in stream order, to words. Every character ends in exactly one word."""
    return [_word(run) for run in _interleaved(_runs(characters))]


def _runs(characters: Iterable[Character]) -> list[list[Character]]:
    """``characters`` cut wherever one does not continue the one before it on its baseline."""
    runs: list[list[Character]] = []
    last_x0 = last_x1 = last_baseline = last_size = 0.0
    for character in characters:
        _, x0, x1, baseline, size, _, after_space, _ = character
        larger = size if size > last_size else last_size  # noqa: FURB136 - written out: this is done for each character
        if (
            after_space
            or not -MAX_OVERLAP * larger <= x0 - last_x1 <= MAX_GAP * larger
            or x0 < last_x0 - 0.05 * larger
            or not -MAX_SHIFT * larger <= baseline - last_baseline <= MAX_SHIFT * larger
            or not runs
        ):
            runs.append([character])
        else:
            runs[-1].append(character)
        last_x0, last_x1, last_baseline, last_size = x0, x1, baseline, size
    return runs


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
    texts, x0s, x1s, baselines, sizes, fonts, _, ends = zip(*run, strict=True)
    size = max(sizes)
    baseline = baselines[len(run) // 2]
    box = Box(x0s[0], baseline - ASCENT * size, max(x1s), baseline + DESCENT * size)
    return Word("".join(texts), box, fonts[0], size, ends[-1])
