"""The report as one page of HTML that asks for nothing: no script, no request; whatever it shows is escaped."""

from html import escape
from zoneinfo import ZoneInfo

from study_pipeline.language import language, translate
from study_pipeline.materials.shown_names import shown_name
from study_pipeline.operations.amounts import moment_words
from study_pipeline.operations.page_style import POLICY, STYLE
from study_pipeline.operations.report_plots import report_plots
from study_pipeline.operations.report_tables import Cell, Kind, Table, report_tables, tiles
from study_pipeline.operations.statistics import Statistics


def report_page(found: Statistics) -> str:
    """The whole page, in the language of this process."""
    title = translate("How the work goes")
    at = translate("As of {moment} ({zone})").format(
        moment=moment_words(found.at, ZoneInfo(found.zone)), zone=found.zone
    )
    shown = [
        *(f"<section><h2>{_text(plot.title)}</h2>{plot.svg}</section>" for plot in report_plots(found)),
        *(_table(table) for table in report_tables(found)),
    ]
    return (
        f'<!doctype html>\n<html lang="{language()}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{_text(title)} · study_pipeline</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f'<h1>{_text(title)}</h1>\n<p class="faint">{_text(at)}</p>\n'
        f'<dl class="tiles">{_tiles(found)}</dl>\n'
        f'<div class="parts">\n{chr(10).join(shown)}\n</div>\n</main>\n</body>\n</html>\n'
    )


def _tiles(found: Statistics) -> str:
    return "".join(
        f'<div class="tile{" bad" if tile.needs_somebody else ""}"><dt>{_text(tile.name)}</dt>'
        f"<dd>{_text(tile.value)}</dd></div>"
        for tile in tiles(found)
    )


def _table(table: Table) -> str:
    heading = f"<h2>{_text(table.title)}</h2>"
    if not table.rows:
        return f'<section>{heading}<p class="faint">{_text(table.empty)}</p></section>'
    head = "".join(f'<th scope="col"{_class(kind)}>{_text(title)}</th>' for title, kind in table.columns)
    body = "".join(f"<tr>{_cells(row, table)}</tr>" for row in table.rows)
    shown = f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    wide = ' class="wide"' if table.wide else ""
    if table.folded:
        return f"<section{wide}><details><summary>{_text(table.title)}</summary>{shown}</details></section>"
    return f"<section{wide}>{heading}{shown}</section>"


def _cells(row: tuple[Cell, ...], table: Table) -> str:
    # a phone shows a wide row as lines of their own, each with the name of its column
    return "".join(
        f'<td data-name="{_text(title)}"{_class(kind)}>'
        f"{_text(f'{cell:,}' if isinstance(cell, int) else cell)}</td>"
        for cell, (title, kind) in zip(row, table.columns, strict=True)
    )


def _class(kind: Kind) -> str:
    return "" if kind == "text" else f' class="{kind}"'


def _text(text: str) -> str:
    """Text from anywhere: on one line, without what turns writing around, and no markup."""
    return escape(shown_name(text))
