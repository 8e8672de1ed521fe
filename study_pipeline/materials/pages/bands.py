"""Headers, footers, page numbers and repeated margin text: found by place and repetition, not by wording."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from study_pipeline.materials.pages.page import Box, Word
from study_pipeline.materials.pages.rectangles import union
from study_pipeline.materials.pages.rows import group_rows, row_box, row_text, split_pieces

MARGIN = 0.115  # of the height: the band at the top and at the bottom where running text stands
TITLE_MARGIN = 0.235  # of the height: a masthead above a full-width rule may be this tall
MIN_RULE_SHARE = 0.7  # of the text's width: such a rule closes a masthead
MIN_TITLE_SIZES = 1.25  # of the body's size
MAX_TITLE_RULES = 60
PIECE_GAP = 2.0  # sizes
MIN_RUNNING_LETTERS = 6  # beside digits: fewer may be a question's number (T1A01)
MIN_COUNTED_LETTERS = 2  # beside the number of a running text whose number counts the pages
MAX_COUNTED, MAX_DIGITS = 60, 6  # characters
MARKS_PLACE = 0.75  # of the page's width
PLACE_GRID = 4.0  # points: the same place on another page

PAGE_NUMBER = re.compile(
    r"""^\W{0,3}(?:p(?:age|\.)?\s*|第\s*|제\s*)?\d{1,4}(?:\s*(?:頁|쪽|페이지))?
        (?:\s*(?:/|of|-|－|–)?\s*(?:共\s*)?\d{1,4}(?:\s*(?:頁|쪽))?)?\W{0,3}$""",
    re.IGNORECASE | re.VERBOSE,
)
CODE = re.compile(r"^\d[\d\-–/.]{5,}$")
"""Digits that are no page's and no question's number; as a paper's code they repeat unchanged."""
UNDER_HEADER_SIZES = 1.2  # between the header's last row and one more
LONE_NUMBER = re.compile(r"[0-9]{1,3}")
QUESTION_NUMBER = re.compile(r"^(?:문\s*|Q\s*)?\d{1,3}\s*[.)．]$", re.IGNORECASE)
NUMBERED_TEXT = re.compile(r"^(?:문\s*|Q\s*)?\d{1,3}\s*[.)．]\s*\S", re.IGNORECASE)
LEADING_NUMBER = re.compile(r"^(\d{1,4})(?=\s+\S)")
RUNNING_TEXT = re.compile(
    r"""^\W{0,2}(?:代\s*號|頁\s*次|全\s*[一二三四五六]?\s*[頁張]|請接背面|背面|正面|請翻頁|以下空白|뒷면에\s*계속|다음\s*[면쪽장]|
        turn\s+over|go\s+on|over\b|end\s+of\s+page|page\s+\d+\s+of\s+\d+|confidential
        |©|ⓒ|copyright\b|\d{4}/\d{1,2}/(?:[A-Z]/){1,3}\d{2}$)""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words that only running text begins with; they count in the margins alone."""
PAGE_COUNT = re.compile(
    r"(?<!\d)(?P<n>\d{1,4})\s*(?:쪽|면|페이지|頁|页)\W{0,3}$|\bpage\s+(?P<m>\d{1,4})(?:\s+of\s+\d{1,4})?\W{0,3}$",
    re.IGNORECASE,
)
"""The end of a running text that names its page."""
OPTION_START = re.compile(r"^(?:[①-⑳㉠-㉭ⓐ-ⓩ\ue000-\uf8ff]|\(?[1-5A-Ea-e][).])")


@dataclass(frozen=True, slots=True)
class BandedPage:
    """A page's words, split into its running header, its body and its running footer."""

    header: tuple[Word, ...]
    body: tuple[Word, ...]
    footer: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class BandInput:
    """What the bands of one page are found from; ``rules`` are its horizontal rules, ``number`` counts the pages."""

    words: Sequence[Word]
    rules: Sequence[Box]
    width: float
    height: float
    number: int = 1


class _Row(NamedTuple):
    words: list[Word]
    box: Box


def split_bands(pages: Sequence[BandInput]) -> list[BandedPage]:
    """Split each page into header, body and footer; repetition is judged over ``pages``."""
    rows = [[_Row(row, row_box(row)) for row in group_rows(page.words)] for page in pages]
    repeated = _repeated_places(pages, rows)
    return [_split(page, page_rows, repeated) for page, page_rows in zip(pages, rows, strict=True)]


def _places(piece: Sequence[Word], page: int, height: float) -> list[tuple[str, int]]:
    """What ``piece`` says and where, once for each way in which its digits may change from page to page.

    A number at its start is a question's (``4. What is …``, ``7 What is …``), unless it counts the pages.
    """
    text = row_text(piece)
    box = row_box(piece)
    place = round((box.bottom if box.bottom < height / 2 else box.bottom - height) / PLACE_GRID)
    if NUMBERED_TEXT.match(text):
        return [(text, place)]
    leading = LEADING_NUMBER.match(text)
    if leading is None and _is_short(text):
        counted = [_counted(text, number, page) for number in re.finditer(r"\d+", text[:MAX_COUNTED])]
        return [(text, place), *((key, place) for key in counted)]
    if leading is None:
        return [(re.sub(r"\d+", "#", text), place)]
    rest = re.sub(r"\d+", "#", text[leading.end() :])
    return [(leading[1] + rest, place), (f"page{int(leading[1]) - page:+d}{rest}", place)]


def _is_short(text: str) -> bool:
    """Whether ``text`` is a number and little else: it repeats only as it is, or where the number counts the pages."""
    return any(map(str.isdigit, text)) and sum(map(str.isalpha, text)) < MIN_RUNNING_LETTERS


def _counted(text: str, number: re.Match[str], page: int) -> str:
    value = int(number[0][:MAX_DIGITS])
    return f"{text[: number.start()]}page{value - page:+d}{text[number.end() :]}"


def _names_its_page(text: str, page: int) -> bool:
    """Whether ``text`` ends with the page that it stands on (``A책형 3쪽``)."""
    named = PAGE_COUNT.search(text) if len(text) <= MAX_COUNTED and not NUMBERED_TEXT.match(text) else None
    return named is not None and int(named["n"] or named["m"]) == page


def _repeated_places(
    pages: Sequence[BandInput], rows: Sequence[Sequence[_Row]]
) -> frozenset[tuple[str, int]]:
    counts: Counter[tuple[str, int]] = Counter()
    for page, page_rows in zip(pages, rows, strict=True):
        found = set()
        for row, box in page_rows:
            if MARGIN * page.height < box.top and box.bottom < (1 - MARGIN) * page.height:
                continue
            for piece in split_pieces(row, PIECE_GAP):
                text = row_text(piece)
                if not _may_repeat(text):
                    continue
                for key, place in _places(piece, page.number, page.height):
                    found.update({(key, place - 1), (key, place), (key, place + 1)})
        counts.update(found)
    needed = max(2, 0.25 * len(pages))
    return frozenset(place for place, count in counts.items() if count >= needed)


def _may_repeat(text: str) -> bool:
    """Whether ``text`` with other digits on another page would be the same running text."""
    if QUESTION_NUMBER.match(text) or (OPTION_START.match(text) and not PAGE_COUNT.search(text)):
        return False
    if CODE.match(text) or not any(character.isdigit() for character in text):
        return True
    return bool(PAGE_NUMBER.match(text)) or sum(map(str.isalpha, text)) >= MIN_COUNTED_LETTERS


def _split(page: BandInput, rows: Sequence[_Row], repeated: frozenset[tuple[str, int]]) -> BandedPage:
    masthead = _masthead_bottom(page, rows, repeated)
    header: list[Word] = []
    footer: list[Word] = []
    body: list[Word] = []
    top_open = True
    bottom_row = _last_body_row(page, rows, repeated)
    for index, (row, box) in enumerate(rows):
        if box.bottom <= masthead:
            header += row
            continue
        if top_open and box.top < MARGIN * page.height:
            running, rest = _running(page, row, repeated)
            if _numbers_a_question(page, row, rows, repeated):
                running, rest = [], row
            header += running
            body += rest
            top_open = not rest or bool(running)
            continue
        if top_open and _closes_header(row, box, header):
            header += row
            continue
        top_open = False
        if index > bottom_row:
            footer += row
            continue
        if box.bottom > (1 - MARGIN) * page.height:
            running, rest = _running(page, row, repeated)
            footer += running
            body += rest
            continue
        body += row
    return BandedPage(tuple(header), tuple(body), tuple(footer))


def _running(
    page: BandInput, row: Sequence[Word], repeated: frozenset[tuple[str, int]]
) -> tuple[list[Word], list[Word]]:
    """Split ``row`` into running text and the rest."""
    running: list[Word] = []
    rest: list[Word] = []
    pieces = split_pieces(row, PIECE_GAP)
    for piece in pieces:
        text = row_text(piece)
        number_alone = PAGE_NUMBER.match(text) and not QUESTION_NUMBER.match(text)
        number_alone = number_alone and not _gives_marks(piece, page)
        repeats = any(place in repeated for place in _places(piece, page.number, page.height))
        is_running = repeats or bool(RUNNING_TEXT.match(text)) or _names_its_page(text, page.number)
        if text.isdigit():
            is_running = len(pieces) == 1 or (is_running and not _digit_leads(pieces, piece))
        elif number_alone:
            is_running = is_running or len(pieces) == 1
        (running if is_running else rest).extend(piece)
    return running, rest


def _numbers_a_question(
    page: BandInput, row: Sequence[Word], rows: Sequence[_Row], repeated: frozenset[tuple[str, int]]
) -> bool:
    """Whether ``row`` is a number that counts no pages, and the one before or after it also stands alone here."""
    text = row_text(row)
    if not LONE_NUMBER.fullmatch(text) or int(text) == page.number:
        return False
    if any(place in repeated for place in _places(row, page.number, page.height)):
        return False
    pieces = (row_text(piece) for other in rows for piece in split_pieces(other.words, PIECE_GAP))
    lone = {int(piece) for piece in pieces if LONE_NUMBER.fullmatch(piece)}
    return not lone.isdisjoint((int(text) - 1, int(text) + 1))


def _closes_header(row: Sequence[Word], box: Box, header: Sequence[Word]) -> bool:
    """Whether ``row`` stands right under the rows of a running header and says what only running text says."""
    if not header or not RUNNING_TEXT.match(row_text(row)):
        return False
    return box.top - max(word.box.bottom for word in header) <= UNDER_HEADER_SIZES * row[0].size


def _gives_marks(piece: Sequence[Word], page: BandInput) -> bool:
    """Whether ``[2]`` stands at the right edge, where tasks give their marks, and is not the page's number."""
    text = row_text(piece)
    at_edge = text.startswith("[") and piece[0].box.x0 >= MARKS_PLACE * page.width
    return at_edge and text.strip("[] ") != str(page.number)


def _digit_leads(pieces: Sequence[Sequence[Word]], piece: Sequence[Word]) -> bool:
    """A bare number with text to its right may be a question's."""
    return piece is pieces[0]


def _last_body_row(page: BandInput, rows: Sequence[_Row], repeated: frozenset[tuple[str, int]]) -> int:
    """Index of the last row that is not wholly running text at the bottom."""
    index = len(rows) - 1
    while index >= 0:
        row, box = rows[index]
        if box.bottom <= (1 - MARGIN) * page.height:
            break
        _, rest = _running(page, row, repeated)
        if rest:
            break
        index -= 1
    return index


def _masthead_bottom(page: BandInput, rows: Sequence[_Row], repeated: frozenset[tuple[str, int]]) -> float:
    """Where the masthead ends: at a rule across the text, with text above and below; else 0."""
    if not rows:
        return 0.0
    extent = union(row.box for row in rows)
    width = extent.x1 - extent.x0
    body_size = median(word.size for row in rows for word in row.words)
    found = 0.0
    for rule in page.rules[:MAX_TITLE_RULES]:
        if rule.top > TITLE_MARGIN * page.height or rule.x1 - rule.x0 < MIN_RULE_SHARE * width:
            continue
        above = [row.words for row in rows if row.box.bottom <= rule.bottom + 2]
        if _is_masthead(page, above, rule, body_size, repeated):
            found = max(found, rule.bottom + 2)
    return found


def _is_masthead(
    page: BandInput,
    above: Sequence[Sequence[Word]],
    rule: Box,
    body_size: float,
    repeated: frozenset[tuple[str, int]],
) -> bool:
    """Rows above a rule that are set as a title or stand in the margin of several pages; never a question."""
    starts = [row[0].text for row in above]
    if not above or any(QUESTION_NUMBER.match(text) or OPTION_START.match(text) for text in starts):
        return False
    if max(word.size for row in above for word in row) >= MIN_TITLE_SIZES * body_size:
        return True
    in_margin = len(above) <= 2 and rule.top <= 1.1 * MARGIN * page.height
    return in_margin and any(_running(page, row, repeated)[0] for row in above)
