"""The figures of the report as tiles and tables: one set of them for the page and for the Dagster UI."""

from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from study_pipeline.language import translate
from study_pipeline.operations.amounts import duration_words, hour_words, moment_words, size_words
from study_pipeline.operations.statistics import Statistics

MAX_FAILED = 25  # `study-pipeline failed` lists all

Cell = str | int
Kind = Literal["text", "number", "moment"]


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure with its name; ``needs_somebody`` where it should be nought."""

    name: str
    value: str
    needs_somebody: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns, for people in their language; ``name`` is English and stays so.

    ``wide`` takes the whole width of the page, ``folded`` is opened when somebody wants to see it.
    """

    name: str
    title: str
    columns: tuple[tuple[str, Kind], ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    wide: bool = False
    folded: bool = False


def tiles(found: Statistics) -> list[Tile]:
    """The figures that are seen first."""
    counts = found.counts
    waited = duration_words(found.oldest.age_seconds(found.at)) if found.oldest else "–"
    return [
        Tile(translate("materials"), f"{sum(counts.values()):,}"),
        Tile(translate("pending"), f"{counts['pending']:,}"),
        Tile(translate("oldest waiting"), waited),
        Tile(translate("processing"), f"{counts['processing']:,}"),
        Tile(translate("completed"), f"{counts['completed']:,}"),
        Tile(translate("failed"), f"{counts['failed']:,}", needs_somebody=counts["failed"] > 0),
        Tile(translate("to be retried"), f"{found.retries:,}"),
        Tile(translate("scheduled"), f"{found.scheduled:,}"),
    ]


def report_tables(found: Statistics) -> list[Table]:
    """The tables; one that may be empty says so."""
    return [_lanes(found), _failed(found), _retried(found), _stored(found), _hours(found)]


def _lanes(found: Statistics) -> Table:
    return Table(
        "status and lane",
        translate("By status and lane"),
        (
            (translate("status"), "text"),
            *((lane, "number") for lane in found.lanes),
            (translate("total"), "number"),
        ),
        tuple(
            (translate(status), *(counts[status] for counts in found.lanes.values()), total)
            for status, total in found.counts.items()
        ),
    )


def _failed(found: Statistics) -> Table:
    zone = ZoneInfo(found.zone)
    title = translate("What failed, newest first")
    if len(found.failed) > MAX_FAILED:
        title = translate(
            "The newest {shown} of {count} that failed (`study-pipeline failed` lists all)"
        ).format(shown=MAX_FAILED, count=f"{len(found.failed):,}")
    return Table(
        "what failed",
        title,
        (
            (translate("file"), "text"),
            (translate("reason"), "text"),
            (translate("failed at"), "moment"),
            (translate("attempts"), "number"),
            (translate("next attempt"), "moment"),
        ),
        tuple(
            (
                one.file,
                one.sentence or "",
                moment_words(one.since, zone),
                one.attempts,
                moment_words(one.next_attempt, zone) if one.next_attempt else "",
            )
            for one in found.failed[:MAX_FAILED]
        ),
        empty=translate("Nothing has failed that was not resolved since."),
        wide=True,
    )


def _retried(found: Statistics) -> Table:
    return Table(
        "failed most often",
        translate("Failed most often"),
        (
            (translate("file"), "text"),
            (translate("status"), "text"),
            (translate("attempts"), "number"),
        ),
        tuple((one.file, translate(one.status), tries.failed) for one, tries in found.most_retried),
        empty=translate("Nothing failed more than once."),
    )


def _stored(found: Statistics) -> Table:
    return Table(
        "stored",
        translate("Stored"),
        ((translate("store"), "text"), (translate("size"), "number")),
        tuple((translate(name), size_words(size)) for name, size in found.stored_bytes.items()),
    )


def _hours(found: Statistics) -> Table:
    return Table(
        "hours",
        translate("Hour by hour ({zone})").format(zone=found.zone),
        (
            (translate("hour"), "moment"),
            (translate("completed"), "number"),
            (translate("longest wait"), "number"),
        ),
        tuple(
            (
                hour_words(hour.start),
                hour.completed,
                duration_words(hour.longest_wait_seconds) if hour.longest_wait_seconds else "",
            )
            for hour in reversed(found.hours)
        ),
        folded=True,
    )
