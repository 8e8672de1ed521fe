"""The figures of the work, as the command line prints them."""

from datetime import datetime
from pathlib import Path

from study_pipeline.cli.printing import Column, Row, print_fields, print_listing, say
from study_pipeline.language import message, translate, translate_count
from study_pipeline.operations.amounts import duration_words, hour_words, size_words
from study_pipeline.operations.hours import Hour
from study_pipeline.operations.standing import Standing
from study_pipeline.operations.statistics import Statistics
from study_pipeline.resources.clock import as_stored, seconds_since_epoch

BAR_CELLS = 30


def stats_json(found: Statistics, page: Path) -> dict[str, object]:
    """The figures as `stats --json` answers."""
    materials: dict[str, int] = {"total": sum(found.counts.values())}
    materials.update((status, count) for status, count in found.counts.items())
    materials["to_be_retried"] = found.retries
    return {
        "at": as_stored(found.at),
        "zone": found.zone,
        "materials": materials,
        "lanes": found.lanes,
        "oldest_waiting": _oldest_json(found.oldest, found.at) if found.oldest else None,
        "running": list(found.running),
        "scheduled": found.scheduled,
        "hours": [
            {
                "start": hour.start.isoformat(),
                "completed": hour.completed,
                "longest_wait_seconds": round(hour.longest_wait_seconds),
            }
            for hour in found.hours
        ],
        "failures_by_reason": [
            {"reason": reason.sentence, "materials": reason.materials} for reason in found.reasons
        ],
        "most_retried": [
            {"id": standing.id, "file": standing.file, "status": standing.status, "failed": tries.failed}
            for standing, tries in found.most_retried
        ],
        "stored_bytes": found.stored_bytes,
        "page": str(page) if page.exists() else None,
    }


def _oldest_json(oldest: Standing, at: datetime) -> dict[str, object]:
    return {
        "id": oldest.id,
        "file": oldest.file,
        "lane": oldest.lane,
        "since": as_stored(oldest.since),
        "age_seconds": round(oldest.age_seconds(at)),
    }


def print_stats(found: Statistics, page: Path) -> None:
    """Print the figures for people; what there is nothing of is left out."""
    _print_lanes(found)
    _print_now(found, page)
    _print_hours(found)
    if found.reasons:
        _heading(translate("Why materials failed"))
        rows = [Row([one.materials], one.sentence) for one in found.reasons]
        print_listing([Column(message("materials"), 9, "right")], message("reason"), rows)
    if found.most_retried:
        _heading(translate("Failed most often"))
        columns = [Column(message("failed"), 6, "right"), Column(message("status"), 10)]
        rows = [Row([t.failed, translate(s.status)], s.file) for s, t in found.most_retried]
        print_listing(columns, message("file"), rows)
    _heading(translate("Stored"))
    print_fields({name: size_words(size) for name, size in found.stored_bytes.items()})


def _print_lanes(found: Statistics) -> None:
    columns = [Column(lane, max(7, len(lane)), "right") for lane in found.lanes]
    rows = [
        Row([*(counts[status] for counts in found.lanes.values()), total], translate(status))
        for status, total in found.counts.items()
    ]
    print_listing((*columns, Column(message("total"), 7, "right")), message("status"), rows)


def _print_now(found: Statistics, page: Path) -> None:
    lines: dict[str, object] = {}
    if found.oldest is not None:
        age = duration_words(found.oldest.age_seconds(found.at))
        lines[message("oldest waiting")] = f"{found.oldest.file}, {age}"
    if found.running:
        count = found.counts["processing"]
        lines[message("running")] = translate_count(
            "{count} material in {runs}", "{count} materials in {runs}", count
        ).format(
            count=count,
            runs=translate_count("{count} run", "{count} runs", len(found.running)).format(
                count=len(found.running)
            ),
        )
    if found.scheduled:
        lines[message("scheduled")] = found.scheduled
    if found.retries:
        lines[message("to be retried")] = found.retries
    if page.exists():
        written = duration_words(seconds_since_epoch() - page.stat().st_mtime)
        lines[message("page")] = translate("{file}, {time} old").format(file=page, time=written)
    if lines:
        say("")
        print_fields(lines)


def _print_hours(found: Statistics) -> None:
    busy = [hour for hour in found.hours if hour.completed]
    if not busy:
        return
    most = max(hour.completed for hour in busy)
    _heading(translate("Completed in each hour ({zone})").format(zone=found.zone))
    columns = (Column(message("completed"), 9, "right"), Column(message("longest wait"), 12, "right"))
    print_listing(columns, message("hour"), [_hour_row(hour, most) for hour in busy])


def _hour_row(hour: Hour, most: int) -> Row:
    waited = duration_words(hour.longest_wait_seconds) if hour.longest_wait_seconds else ""
    bar = "█" * max(1, round(BAR_CELLS * hour.completed / most))
    return Row([hour.completed, waited], hour_words(hour.start), aside=bar)


def _heading(text: str) -> None:
    say(f"\n{text}", style="bold")
