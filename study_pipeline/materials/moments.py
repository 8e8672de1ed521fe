"""When something is to run: a time as a person writes it, and the one instant that it means.

Twice a year most zones change their clocks: some times do not exist then, others come twice. Both are decided here,
and said.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from study_pipeline.language import translate

LONGEST_WAIT = timedelta(days=3_660)  # ten years: what lies later is a slip of the keyboard
_WRITTEN = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{1,2}:\d{2}(?::\d{2})?) ?(Z|[+-]\d{2}:\d{2}|[A-Za-z][A-Za-z0-9_+/-]{0,39})?"
)
_PART = re.compile(r"(\d{1,6})([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class UnfitTime(Exception):
    """A time that is none: one sentence."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant (UTC), the zone in which it was meant, and what is to be said of its clock, if anything."""

    at: datetime
    zone: tzinfo
    note: str | None = None


def moment_at(text: str, zone: tzinfo) -> Moment:
    """The instant of ``2026-12-01 12:00``, in ``zone`` unless a zone or a distance from UTC stands behind it.

    A time that the clocks skip is moved forward by what they skip; of one that comes twice, the first is meant.

    Raises:
        UnfitTime: It is no such time.
    """
    written = _WRITTEN.fullmatch(" ".join(text.split()))
    if written is None:
        raise UnfitTime(
            translate("{text!r} is no time: write it like 2026-12-01 12:00.").format(text=text[:40])
        )
    day, clock, named = written.groups()
    meant = zone if named is None else _zone(named)
    hours, rest = clock.split(":", 1)
    try:
        naive = datetime.fromisoformat(f"{day}T{hours:0>2}:{rest}")
        at = naive.replace(tzinfo=meant).astimezone(UTC)
        second = naive.replace(tzinfo=meant, fold=1).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UnfitTime(translate("{text!r} is no day or hour.").format(text=text[:40])) from None
    shown = at.astimezone(meant)
    note = None
    if shown.replace(tzinfo=None) != naive:
        note = translate("{time} does not exist on that day ({zone}), because the clocks skip it: {shown}.")
    elif second != at:
        note = translate("{time} comes twice on that day ({zone}): the first one is meant, {shown}.")
    said = note and note.format(
        time=f"{naive:%H:%M}", zone=zone_name(meant), shown=shown.isoformat(" ", "minutes")
    )
    return Moment(at, meant, said)


def moment_in(text: str, zone: tzinfo, *, now: datetime) -> Moment:
    """The instant that lies ``1h``, ``90m`` or ``1d12h`` after ``now``; raises as `span_of` does."""
    return Moment(now.astimezone(UTC) + span_of(text), zone)


def span_of(text: str) -> timedelta:
    """A span of time as a person writes it: ``1h``, ``90m``, ``1d12h``.

    Raises:
        UnfitTime: It is no such span.
    """
    spelled = "".join(text.split()).lower()
    parts = _PART.findall(spelled)
    if not parts or "".join(number + unit for number, unit in parts) != spelled:
        raise UnfitTime(
            translate("{text!r} is no span of time: write it like 90m, 1h or 2d.").format(text=text[:40])
        )
    span = sum((timedelta(**{_UNITS[unit]: int(number)}) for number, unit in parts), timedelta())
    if span > LONGEST_WAIT:
        raise UnfitTime(translate("{text!r} is more than ten years.").format(text=text[:40]))
    return span


def zone_called(name: str) -> ZoneInfo:
    """The zone of this name, as the IANA database has it.

    Raises:
        UnfitTime: There is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a path, a folder, a name too long
        raise UnfitTime(
            translate("{name!r} is no time zone: write one such as Asia/Seoul.").format(name=name[:40])
        ) from None


def zone_name(zone: tzinfo) -> str:
    """What a zone is called."""
    return zone.key if isinstance(zone, ZoneInfo) else str(zone)


def _zone(named: str) -> tzinfo:
    if named == "Z":
        return UTC
    if named[0] in "+-":
        hours, minutes = (int(part) for part in named[1:].split(":"))
        offset = timedelta(hours=hours, minutes=minutes)
        if offset >= timedelta(days=1):
            raise UnfitTime(translate("{text!r} is no distance from UTC.").format(text=named))
        return timezone(-offset if named[0] == "-" else offset)
    return zone_called(named)
