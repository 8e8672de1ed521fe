"""The plots of the report: what was completed in each hour, how long the longest waited, why materials failed."""

from dataclasses import dataclass

from study_pipeline.language import translate
from study_pipeline.operations.amounts import duration_words, hour_words, rough_words
from study_pipeline.operations.hours import Hour
from study_pipeline.operations.plots import Point, areas, bars, rows
from study_pipeline.operations.statistics import Statistics

LABELS = 5  # as many times of day as stand below a plot


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture and what it is of."""

    title: str
    svg: str


def report_plots(found: Statistics) -> list[Plot]:
    """The plots of which there is something to see."""
    plots = [_throughput(found), _queue_age(found)]
    if found.reasons:
        plots.append(_reasons(found))
    return plots


def _throughput(found: Statistics) -> Plot:
    title = translate("Completed in each hour ({zone})").format(zone=found.zone)
    points = [
        Point(hour.completed, f"{hour_words(hour.start)}: {hour.completed:,}", label)
        for hour, label in _labelled(found.hours)
    ]
    most = max(hour.completed for hour in found.hours)
    return Plot(title, bars(points, title=title, top=f"{most:,}"))


def _queue_age(found: Statistics) -> Plot:
    title = translate("Longest wait ({zone})").format(zone=found.zone)
    points = [
        Point(
            hour.longest_wait_seconds,
            f"{hour_words(hour.start)}: {duration_words(hour.longest_wait_seconds)}",
            label,
        )
        for hour, label in _labelled(found.hours)
    ]
    most = max(hour.longest_wait_seconds for hour in found.hours)
    return Plot(title, areas(points, title=title, top=rough_words(most)))


def _reasons(found: Statistics) -> Plot:
    title = translate("Why materials failed")
    points = [Point(reason.materials, reason.sentence, f"{reason.materials:,}") for reason in found.reasons]
    return Plot(title, rows(points, title=title))


def _labelled(hours: tuple[Hour, ...]) -> list[tuple[Hour, str]]:
    """Hours, with a label for as many as there is room for, the last one among them."""
    every = max(1, -(-len(hours) // LABELS))
    dated = len(hours) > 48
    return [
        (hour, _label(hour, dated=dated) if (len(hours) - 1 - position) % every == every // 2 else "")
        for position, hour in enumerate(hours)
    ]


def _label(hour: Hour, *, dated: bool) -> str:
    return f"{hour.start:%m-%d}" if dated else f"{hour.start:%H}:00"
