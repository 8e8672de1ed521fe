"""The layout of `--help`, by terminal cells: click counts characters, and a Hangul syllable takes two cells."""

from collections.abc import Iterable, Iterator

import click

UNWRAPPED = "\b"  # click's mark for a paragraph that is printed line by line
MIN_TEXT_CELLS = 10


class HelpLayout(click.HelpFormatter):
    """Writes help that is as wide as it looks."""

    def write_text(self, text: str) -> None:
        """Write paragraphs, each wrapped; one that begins with the mark is left as it stands."""
        indent = " " * self.current_indent
        for number, paragraph in enumerate(text.split("\n\n")):
            if number:
                self.write("\n")
            lines = paragraph.strip("\n").split("\n")
            if lines[0].strip() != UNWRAPPED:
                lines = list(_wrapped(paragraph, self.width - self.current_indent))
            self.write("".join(f"{indent}{line}\n" for line in lines if line != UNWRAPPED))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write terms and beside them what they mean; a term that is too wide has a line of its own."""
        rows = list(rows)
        widest = max((_cells(term) for term, _ in rows), default=0)
        column = min(widest, col_max) + col_spacing
        indent = " " * self.current_indent
        for term, meaning in rows:
            width = max(self.width - self.current_indent - column, MIN_TEXT_CELLS)
            lines = list(_wrapped(meaning, width))
            beside = _cells(term) <= column - col_spacing
            first = lines.pop(0) if lines and beside else ""
            self.write(f"{indent}{term}{' ' * (column - _cells(term))}{first}".rstrip() + "\n")
            self.write("".join(f"{indent}{' ' * column}{line}\n" for line in lines))


class HelpContext(click.Context):
    """A click context whose help is laid out so."""

    formatter_class = HelpLayout


def _wrapped(text: str, width: int) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and _cells(longer) > width:
            yield line
            longer = word
        line = longer
    if line:
        yield line


def _cells(text: str) -> int:
    """How many columns a terminal needs for a text: two for each Hangul syllable."""
    from rich.cells import cell_len  # only help needs it, and `extract` must start fast

    return cell_len(text)
