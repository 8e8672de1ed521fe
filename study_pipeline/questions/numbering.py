"""How papers number their questions: one table entry per printed style."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from study_pipeline.materials.pages.page import Line
from study_pipeline.questions.key_tokens import FULL_WIDTH, plain_number

HAN_DIGITS = "一二三四五六七八九"
ORNAMENTS = "■□◆◇●○◎▶▷★☆☞*"
FIRST_CHARACTERS = frozenset(
    f"문질물연제서단논주객第問问【〔[(（<〈＜#_{ORNAMENTS}{ascii_uppercase}{HAN_DIGITS}十"
)
"""What a printed number may begin with, beside a digit: most lines need no closer look."""
MIN_NUMBER_GAP_SIZES = 0.42
MIN_MARKS_INDENT = 0.5  # of the column's width
MIN_CENTRED_INDENT = 0.3  # of the column's width: a number alone there counts pages, or labels a drawing


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """A printed style. ``pattern`` matches at a line's start; group ``n`` holds the number.

    A group ``prefix`` before the digits names a series of its own (``T1A`` of ``T1A01``); a group
    ``answer`` holds an answer printed beside the number. ``alone`` styles are weak evidence.
    """

    name: str
    pattern: re.Pattern[str]
    weak: bool = False


def _style(name: str, pattern: str, *, weak: bool = False) -> NumberStyle:
    return NumberStyle(name, re.compile(pattern), weak)


_OPEN, _CLOSE = r"[\[〔【<〈＜(（]\s*", r"\s*[\]〕】>〉＞)）]\s*[.:]?\s*"
_OTHER_LANGUAGES = r"Aufgabe|Frage|Exercice|Ejercicio|Pregunta|Quest[ãa]o|Domanda|Esercizio|Câu|Soal"

NUMBER_STYLES: tuple[NumberStyle, ...] = (
    _style(
        "T1A01 (C) [97.1]",
        r"(?P<id>(?P<prefix>[A-Z]\d[A-Z])(?P<n>\d{2}))\b\s*(?:\((?P<answer>[A-E])\))?\s*(?:\[[^\]]{1,120}\])?\s*",
    ),
    _style(
        "문항 A1",
        r"(?:문항|문제|질문|물음|연습\s*문제)\s*(?P<id>(?P<prefix>[A-Z]?)-?(?P<n>\d{1,3}))\s*(?:번|[.):：])?\s*",
    ),
    _style(
        "[문항 1]", rf"{_OPEN}(?:문[제항]?|질문|물음|問|Q|Question|Problem)\s*(?P<n>\d{{1,3}})\s*번?{_CLOSE}"
    ),
    _style("[1번]", rf"{_OPEN}(?P<n>\d{{1,3}})\s*번(?:\s*문[제항])?{_CLOSE}"),
    _style(
        "서술형 1",
        r"[\[<〈【(]?\s*(?P<id>(?P<prefix>서술형|서답형|단답형|논술형|주관식|객관식)\s*(?P<n>\d{1,2}))"
        r"\s*번?\s*[\]>〉】)]?\s*[.:]?\s*",
    ),
    _style("문 1.", r"문\s*(?P<n>\d{1,3})(?:\s*(?:번|[.)．:])|(?=\s|$))\s*"),
    _style("제1문", r"제\s*(?P<n>\d{1,3})\s*문(?:제|항)?(?:\s*[.:]|(?=\s|$))\s*"),
    _style("1번", r"(?P<n>\d{1,3})\s*번(?:\s*문[제항](?=[\s.):]))?\s*[.):]?\s+"),
    _style("【1】", r"[【〔]\s*(?:문제?|問|第)?\s*(?P<n>\d{1,3})\s*(?:番|題)?\s*[】〕]\s*"),
    _style("<문 1>", r"[<〈＜]\s*(?:문제?|問)\s*(?P<n>\d{1,3})\s*[>〉＞]\s*"),
    _style("<1>", r"[<〈＜]\s*(?P<n>\d{1,3})\s*[>〉＞]\s*", weak=True),
    _style("[1]", r"\[\s*(?:문제?\s*)?(?P<n>\d{1,3})\s*\]\s*", weak=True),
    _style(
        "Q1",
        rf"(?:(?:NEW\s+)?(?:Q|Question|QUESTION|Ques|Problem|PROBLEM|Exercise|EXERCISE|Item|ITEM)|No|{_OTHER_LANGUAGES})\s*\.?"
        r"\s*(?:(?:N[oO]|no|n°|#)\s*[.:]?\s*)?(?P<n>\d{1,4})\b\s*(?:(?:of|/)\s*\d{1,3}\b)?\s*[.):]?\s*",
    ),
    _style("第1題", r"第\s*(?P<n>\d{1,3})\s*[題题]\s*[：:.、]?\s*"),
    _style("問1", r"[問问]\s*題?\s*(?P<n>\d{1,3})\s*[.．、:：]?\s*"),
    _style("( ) 1.", r"[(（]\s*(?P<answer>[A-E])?\s*[)）]\s*(?P<n>\d{1,3})\s*[.．、]\s*"),
    _style("1.", r"(?P<n>\d{1,3})\s*[.．、。](?!\d)\s*"),
    _style(
        "■ 1.", rf"(?:[{ORNAMENTS}]|_{{2,20}})\s*(?P<n>\d{{1,3}})\s*(?:[.．)](?!\d)|번(?=\s|$))\s*", weak=True
    ),
    _style("#1", r"#\s*(?P<n>\d{1,3})(?:\s*[.):]|(?=\s|$))\s*", weak=True),
    _style("1:", r"(?P<n>\d{1,3})\s*[:：](?=\s|$)\s*", weak=True),
    _style("1 -", r"(?P<n>\d{1,3})(?:\s+[-–—]\s+|\s*/\s+)(?=[^\W\d]{2})", weak=True),
    _style("1-1", r"(?P<id>(?P<prefix>\d{1,2}-)(?P<n>\d{1,2}))(?:\s*[.):]\s*|\s+(?=[^\W\d])|$)", weak=True),
    _style("(1)", r"[(（]\s?(?P<n>\d{1,3})\s?[)）]\s*", weak=True),
    _style("1)", r"(?P<n>\d{1,3})\s*(?:\)|[\]〉](?!\s*[,.]))\s*", weak=True),
    _style("B6", r"(?P<id>(?P<prefix>[A-Z])-?(?P<n>\d{1,3}))(?:[.):]\s*|\s+|$)", weak=True),
    _style("一、", r"(?P<n>[一二三四五六七八九十]{1,3})\s*、\s*"),
    _style("1", r"(?P<n>\d{1,3})(?:\s+(?![.%,)\]/×=+\-<>~～])|$)", weak=True),
)


@dataclass(frozen=True, slots=True)
class NumberedLine:
    """A line that may begin a question. ``length`` counts the characters of the printed number.

    ``in_text``: the number is not set off from the words behind it, as a number in running text.
    """

    index: int
    style: NumberStyle
    prefix: str
    value: int
    printed: str
    length: int
    answer: str | None
    indent: float
    size: float
    in_text: bool


def numbered_lines(lines: Sequence[Line]) -> list[NumberedLine]:
    """Every line that begins with a number in one of the styles, in reading order."""
    edges = column_edges(lines)
    reach: dict[tuple[int, int], float] = {}
    for line in lines:
        key = (line.page, line.column)
        reach[key] = max(reach.get(key, line.box.x1), line.box.x1)
    found = []
    for index, line in enumerate(lines):
        head = line.text[:160]
        if not head or not (head[0].isdigit() or head[0] in FIRST_CHARACTERS):
            continue
        for style in NUMBER_STYLES:
            match = style.pattern.match(head)
            if match is None:
                continue
            groups = match.groupdict()
            alone = match.end() == len(head)
            if style.name == "[1]" and alone and _is_indented(line, edges, reach, MIN_MARKS_INDENT):
                break  # the marks that a task gives
            if style.name == "1" and alone and _is_indented(line, edges, reach, MIN_CENTRED_INDENT):
                break
            value = number_value(match["n"])
            if value is None or (value == 0 and not groups.get("prefix")):
                continue
            found.append(
                NumberedLine(
                    index=index,
                    style=style,
                    prefix=groups.get("prefix") or "",
                    value=value,
                    printed=_printed(match),
                    length=match.end(),
                    answer=groups.get("answer"),
                    indent=line.box.x0 - edges[line.page, line.column],
                    size=line.words[0].size,
                    in_text=style.name == "1" and not _stands_apart(line),
                )
            )
            break
    return found


def _printed(match: re.Match[str]) -> str:
    """The number as its series prints it (``T1A01``, ``서술형 2``); without a series as an integer."""
    groups = match.groupdict()
    return match["id"] if groups.get("prefix") else plain_number(match["n"].translate(FULL_WIDTH))


def _is_indented(
    line: Line, edges: Mapping[tuple[int, int], float], reach: Mapping[tuple[int, int], float], share: float
) -> bool:
    """Whether ``line`` begins further in than this share of its column's width."""
    left, right = edges[line.page, line.column], reach[line.page, line.column]
    return line.box.x0 - left > share * (right - left)


def _stands_apart(line: Line) -> bool:
    """Whether a bare number is set off from the text behind it, as no number in running text is."""
    if len(line.words) < 2:
        return True
    number, word = line.words[0], line.words[1]
    return word.box.x0 - number.box.x1 >= MIN_NUMBER_GAP_SIZES * number.size or number.font != word.font


def number_value(printed: str) -> int | None:
    """The number as an integer; Chinese numerals up to 99."""
    if printed.isdigit():
        return int(printed)
    tens, has_ten, ones = printed.partition("十")
    if not has_ten:
        return HAN_DIGITS.index(printed) + 1 if len(printed) == 1 and printed in HAN_DIGITS else None
    if (tens and tens not in HAN_DIGITS) or (ones and ones not in HAN_DIGITS):
        return None
    return 10 * (HAN_DIGITS.index(tens) + 1 if tens else 1) + (HAN_DIGITS.index(ones) + 1 if ones else 0)


def column_edges(lines: Sequence[Line]) -> dict[tuple[int, int], float]:
    """The x at which each column's text begins, by (page, column)."""
    edges: dict[tuple[int, int], float] = {}
    for line in lines:
        key = (line.page, line.column)
        edges[key] = min(edges.get(key, line.box.x0), line.box.x0)
    return edges
