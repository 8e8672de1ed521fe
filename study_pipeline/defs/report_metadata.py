"""The report as the UI shows it: numbers that Dagster plots over time, tables, and the plots as pictures.

Names of files and sentences stand in table cells; the Markdown holds pictures only, which carry their text inside.
"""

import base64
from pathlib import Path

import dagster as dg

from study_pipeline.operations.report_plots import report_plots
from study_pipeline.operations.report_tables import Table, report_tables
from study_pipeline.operations.statistics import Statistics


def report_metadata(found: Statistics, page: Path) -> dict[str, dg.MetadataValue]:
    """Write the figures, under the names that they keep in every language."""
    oldest = found.oldest.age_seconds(found.at) if found.oldest else 0.0
    last_hour = found.hours[-2:-1] or found.hours[-1:]
    return {
        "plots": dg.MetadataValue.md(_pictures(found)),
        **{status: dg.MetadataValue.int(count) for status, count in found.counts.items()},
        "to be retried": dg.MetadataValue.int(found.retries),
        "scheduled": dg.MetadataValue.int(found.scheduled),
        "oldest waiting (seconds)": dg.MetadataValue.int(round(oldest)),
        "completed in the last whole hour": dg.MetadataValue.int(last_hour[0].completed),
        **{table.name: _table(table) for table in report_tables(found)},
        "page": dg.MetadataValue.path(page),
    }


def _pictures(found: Statistics) -> str:
    return "\n\n".join(
        f"#### {plot.title}\n![{plot.title}](data:image/svg+xml;base64,{base64.b64encode(plot.svg.encode()).decode()})"
        for plot in report_plots(found)
    )


def _table(table: Table) -> dg.TableMetadataValue:
    names = [title for title, _ in table.columns]
    return dg.MetadataValue.table(
        records=[dg.TableRecord(dict(zip(names, row, strict=True))) for row in table.rows],
        schema=dg.TableSchema(columns=[dg.TableColumn(name) for name in names]),
    )
