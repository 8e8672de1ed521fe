"""One week of work, Monday to Sunday on a zone's clock, as figures and as the message that tells them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from study_pipeline.language import translate, translate_count
from study_pipeline.materials.shown_names import shown_name
from study_pipeline.operations.amounts import duration_words
from study_pipeline.operations.reasons import Reason, Tries, most_retried, reasons
from study_pipeline.operations.standing import Standing, oldest_waiting, unresolved

MAX_RETRIED_TOLD = 5


@dataclass(frozen=True, slots=True)
class Week:
    """The figures of the week from ``start`` to before ``end``, both midnights on Mondays in the zone.

    ``failed`` materials failed in it and were not completed since. ``oldest`` waits now, ``asked_at`` this moment.
    """

    start: datetime
    end: datetime
    asked_at: datetime
    completed: int
    questions_gained: int
    failed: int
    reasons: tuple[Reason, ...]
    oldest: Standing | None
    most_retried: tuple[tuple[Standing, Tries], ...]


def last_whole_week(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The Monday midnights, in the zone, between which the last week lies that is over."""
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    start, end = (datetime.combine(day, time(), tzinfo=zone) for day in (monday - timedelta(weeks=1), monday))
    return start, end


def week_of(
    span: tuple[datetime, datetime],
    *,
    now: datetime,
    standings: Sequence[Standing],
    tries: Sequence[Tries],
    completed: int,
    questions_gained: int,
) -> Week:
    """Compute the figures of a week; ``tries`` are the attempts that failed in it."""
    start, end = span
    failed = [one for one in unresolved(standings) if start <= one.since < end]
    return Week(
        start=start,
        end=end,
        asked_at=now,
        completed=completed,
        questions_gained=questions_gained,
        failed=len(failed),
        reasons=tuple(reasons(failed)),
        oldest=oldest_waiting(standings),
        most_retried=tuple(most_retried(tries, standings)[:MAX_RETRIED_TOLD]),
    )


def week_title(week: Week) -> str:
    """The week and its counts in one line."""
    return translate("{first} to {last}: {completed} completed, {failed} failed").format(
        first=f"{week.start:%Y-%m-%d}",
        last=f"{week.end - timedelta(days=1):%Y-%m-%d}",
        completed=f"{week.completed:,}",
        failed=f"{week.failed:,}",
    )


def week_body(week: Week) -> str:
    """The week in lines of plain text."""
    return "\n".join(_lines(week))


def _lines(week: Week) -> Iterable[str]:
    yield "- " + translate_count(
        "{count} material completed", "{count} materials completed", week.completed
    ).format(count=f"{week.completed:,}")
    yield "- " + translate_count(
        "{count} question gained", "{count} questions gained", week.questions_gained
    ).format(count=f"{week.questions_gained:,}")
    yield "- " + translate_count(
        "{count} material failed and was not completed since",
        "{count} materials failed and were not completed since",
        week.failed,
    ).format(count=f"{week.failed:,}")
    for reason in week.reasons:
        yield f"  - {reason.materials:,} × {reason.sentence}"
    if week.oldest is None:
        yield "- " + translate("Nothing waits for a run.")
    else:
        yield "- " + translate("Oldest waiting: {file}, {time}").format(
            file=shown_name(week.oldest.file), time=duration_words(week.oldest.age_seconds(week.asked_at))
        )
    if week.most_retried:
        yield "- " + translate("Failed most often:")
    for standing, tries in week.most_retried:
        yield f"  - {tries.failed:,} × {shown_name(standing.file)} ({translate(standing.status)})"
    yield translate("The week is that of {zone}; `study-pipeline stats` has the figures of now.").format(
        zone=week.start.tzinfo
    )
