"""Answer keys: which answer a key prints for which question. Nothing is guessed, and no number is invented.

A layout is a function from rows to cells (``key_tables``, ``key_lines``, ``key_pairs``,
``key_digit_rows``); a new one is one
entry in ``_cells``.
"""

import re
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from study_pipeline.materials.pages.page import Box, Page
from study_pipeline.materials.pages.recognised import RECOGNISED
from study_pipeline.questions.answers.key_application import apply_key
from study_pipeline.questions.answers.key_corrections import read_corrections
from study_pipeline.questions.answers.key_digit_rows import read_digit_rows, read_groups
from study_pipeline.questions.answers.key_forms import forms_of
from study_pipeline.questions.answers.key_lines import OPTION_FIRST, read_answer_lines, read_ranges
from study_pipeline.questions.answers.key_pairs import read_pairs
from study_pipeline.questions.answers.key_sets import KeySet, key_sets
from study_pipeline.questions.answers.key_tables import read_headed_columns, read_slots
from study_pipeline.questions.key_tokens import KeyCell, Row, column_rows, key_rows, labels_of, row_text
from study_pipeline.questions.model import KeyEntry

__all__ = ["apply_key", "is_answer_key", "read_key"]

KEY_HEADING = re.compile(
    r"정답|답안|해답|해설|답지|answers?\b|answer\s*key|solutions?\b|答案|解答|正解|正答", re.IGNORECASE
)
NO_KEY_HEADING = re.compile(
    r"답안지|답지에|표시|고르|쓰시오|하시오|sheet|choose|mark|作答|答案卡|試卷|\?", re.IGNORECASE
)
MAX_HEADING_CHARACTERS = 45
MIN_PAIRS = 3  # numbers that count up; fewer may stand by chance on any page
MIN_FAR_PAIRS = 5  # with an explanation between one and the next
MIN_PAIR_SHARE = 0.6  # of a page's words, where no heading says that it is a key
MIN_KEY_PAGES = 0.4
MAX_OPTION_ROWS = 0.5  # per entry, in a key: a paper prints four or five options for each


def read_key(pages: Sequence[Page]) -> tuple[KeyEntry, ...]:
    """Read the entries of the key that ``pages`` hold, in printed order; empty when they hold none.

    Numbers may restart: a set's ``section`` is its printed heading, or None. An answer is one label, a list
    of the labels that are accepted, free text, or an **empty list**: everyone gets the points.
    """
    rows = [row for page in pages for row in key_rows(page) if row]
    pictures = {page.number for page in pages if RECOGNISED in page.flags}
    return tuple(_entries(key_sets(_cells(rows, pages), rows), rows, pictures))


def is_answer_key(pages: Sequence[Page]) -> bool:
    """Whether ``pages`` as a whole are an answer key, not a paper that prints its answers at the end."""
    rows = [row for page in pages for row in key_rows(page) if row]
    cells = _cells(rows, pages)
    with_text = {row[0].page for row in rows}
    with_cells = {cell.page for cell in cells}
    options = sum(bool(OPTION_FIRST.match(row_text(row))) for row in rows)
    return len(with_cells) > MIN_KEY_PAGES * len(with_text) and options <= MAX_OPTION_ROWS * len(cells)


def _cells(rows: Sequence[Row], pages: Sequence[Page]) -> list[KeyCell]:
    """The cells of every layout; where two read the same number, the one that is named first counts."""
    found: dict[tuple[int, Box], KeyCell] = {}
    below = rows[_heading_index(rows) + 1 :]
    for cells in (
        read_slots(rows),
        read_headed_columns(rows),
        read_answer_lines(rows),
        read_answer_lines([row for page in pages for row in column_rows(page)]),
        read_ranges(rows),
        _sure_pairs(rows),
        read_digit_rows(below),
        read_groups(below),
    ):
        for cell in cells:
            found.setdefault((cell.page, cell.box), cell)
    return list(found.values())


def _sure_pairs(rows: Sequence[Row]) -> list[KeyCell]:
    """Pairs without column headings, where a heading or the page itself says that it is a key."""
    full_pages = {page for page, share in _pair_shares(rows).items() if share >= MIN_PAIR_SHARE}
    heading = _heading_index(rows)
    inside = [row for index, row in enumerate(rows) if index > heading or row[0].page in full_pages]
    sets = key_sets(read_pairs(inside), inside)
    return [cell for found in sets if _is_sure(found) for cell in found.cells]


def _is_sure(found: KeySet) -> bool:
    """Whether the numbers stand next to each other as in a table, or count from 1 without a gap."""
    counts = [str(count) for count in range(1, len(found.cells) + 1)]
    return found.longest_run >= MIN_PAIRS or (
        len(found.cells) >= MIN_FAR_PAIRS and [cell.number for cell in found.cells] == counts
    )


def _pair_shares(rows: Sequence[Row]) -> dict[int, float]:
    words: Counter[int] = Counter()
    for row in rows:
        words[row[0].page] += len(row)
    pairs = Counter(cell.page for cell in read_pairs(rows))
    return {page: 2 * pairs[page] / count for page, count in words.items()}


def _heading_index(rows: Sequence[Row]) -> int:
    return next((index for index, row in enumerate(rows) if is_key_heading(row)), len(rows))


def is_key_heading(row: Row) -> bool:
    """Whether ``row`` announces a key (정답표, Answer Key), and is neither an answer nor an instruction."""
    text = row_text(row)
    if len(text) > MAX_HEADING_CHARACTERS or not KEY_HEADING.search(text) or NO_KEY_HEADING.search(text):
        return False
    return not any(labels_of(token.text.strip(".,:")) for token in row)


def _entries(sets: Sequence[KeySet], rows: Sequence[Row], pictures: AbstractSet[int]) -> list[KeyEntry]:
    """The sets' entries with the notes' corrections; a number that stands in several sets takes none.

    ``pictures`` are the pages that OCR read.
    """
    if not sets:
        return []
    times = Counter(cell.number for found in sets for cell in found.cells)
    corrected = {note.number: note.answers for note in read_corrections(rows) if times[note.number] == 1}
    forms = forms_of(rows)
    entries = []
    for found in sets:
        for cell in found.cells:
            answer = cell.answer
            if cell.number in corrected:
                labels = corrected[cell.number]
                answer = labels[0] if len(labels) == 1 else list(labels)
            if answer not in ("#", "*"):  # "see the note", and no note was understood
                section = " ".join(part for part in (forms.get(cell.page), found.section) if part)
                entries.append(KeyEntry(cell.number, answer, section or None, cell.page in pictures))
    return entries
