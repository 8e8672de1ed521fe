"""Results for people. Whatever is printed goes through here, so that no text from outside is ever obeyed."""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from study_pipeline.cli.safe_text import one_line, printable
from study_pipeline.language import translate

PIPE_WIDTH = 10_000  # lines are not wrapped for `grep`, unless COLUMNS says so
MIN_TEXT_WIDTH = 20
GAP = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A narrow column, in terminal cells (a Hangul syllable takes two); its title is an English `message`."""

    title: str
    width: int
    justify: Literal["left", "right"] = "left"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a listing: short cells, then text as wide as the terminal; ``note`` gets a line of its own."""

    cells: Sequence[object]
    text: str
    aside: str = ""
    note: str | None = None
    style: str = ""


def make_console(*, stderr: bool = False) -> Console:
    """A console that takes text literally: no markup, no emoji codes, no guessed highlights."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or os.environ.get("COLUMNS") else PIPE_WIDTH
    return Console(stderr=stderr, width=width, markup=False, emoji=False, highlight=False)


def say(text: str, *, style: str = "", stderr: bool = False) -> None:
    """Print a sentence."""
    make_console(stderr=stderr).print(Text(printable(text), style=style))


def print_listing(columns: Sequence[Column], text_title: str, rows: Iterable[Row]) -> None:
    """Print rows under a translated heading, without lines around them: the text has all the width left."""
    console = make_console()
    heading = Row([translate(column.title) for column in columns], translate(text_title), style="bold")
    for row in (heading, *rows):
        _print_row(console, columns, row)
        if row.note is not None:
            indent = Text(" " * (columns[0].width + GAP))
            _print_hanging(console, indent, Text(printable(row.note), style="red"))


def print_indented(lines: Iterable[tuple[str, str, str]], *, gutter: int) -> None:
    """Print (mark, text, style) with the marks right-justified in a gutter and the texts beside it."""
    console = make_console()
    columns = [Column("", gutter, "right")]
    for mark, text, style in lines:
        _print_hanging(console, _cells(columns, [mark], ""), Text(printable(text), style=style))


def print_fields(fields: Mapping[str, object]) -> None:
    """Print names, which are English `message`s, and values, a line each."""
    console = make_console()
    names = [translate(name) for name in fields]
    columns = [Column("", max(map(cell_len, names)))]
    for name, value in zip(names, fields.values(), strict=True):
        _print_row(console, columns, Row([name], "" if value is None else str(value)))


def _print_row(console: Console, columns: Sequence[Column], row: Row) -> None:
    text = Text(one_line(row.text), style=row.style if row.style == "bold" else "")
    if row.aside:
        text.append(f"  {one_line(row.aside)}", style="dim")
    _print_hanging(console, _cells(columns, row.cells, row.style), text)


def _cells(columns: Sequence[Column], cells: Sequence[object], style: str) -> Text:
    line = Text()
    for column, cell in zip(columns, cells, strict=True):
        text = "" if cell is None else one_line(str(cell))
        blank = " " * (column.width - cell_len(text))
        line.append(blank + text if column.justify == "right" else text + blank, style=style)
        line.append(" " * GAP)
    return line


def _print_hanging(console: Console, before: Text, text: Text) -> None:
    """Print text behind its cells; where it is wrapped, it goes on below its own beginning."""
    indent = before.cell_len
    wrapped = text.wrap(console, max(MIN_TEXT_WIDTH, console.width - indent), overflow="fold")
    for index, line in enumerate(wrapped or [Text()]):
        whole = (before if index == 0 else Text(" " * indent)) + line
        whole.rstrip()
        console.print(whole, soft_wrap=True)
