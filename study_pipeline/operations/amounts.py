"""Spans of time, sizes and moments as people read them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from study_pipeline.language import translate

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
KILOBYTE = 1000  # as disks are sold, and as `du --si` and file managers count


def duration_words(seconds: float) -> str:
    """A span of time in its two largest units: 40 s, 5 min, 3 h 5 min, 2 d 4 h."""
    whole = round(seconds)
    if whole < MINUTE:
        return translate("{seconds} s").format(seconds=whole)
    if whole < HOUR:
        return translate("{minutes} min").format(minutes=whole // MINUTE)
    if whole < DAY:
        return translate("{hours} h {minutes} min").format(
            hours=whole // HOUR, minutes=whole % HOUR // MINUTE
        )
    return translate("{days} d {hours} h").format(days=whole // DAY, hours=whole % DAY // HOUR)


def size_words(size_bytes: int | None) -> str:
    """A number of bytes: 512 B, 12.3 MB; of what lies on another machine, that it does."""
    if size_bytes is None:
        return translate("on another machine")
    size = float(size_bytes)
    for unit in ("B", "kB", "MB", "GB"):
        if size < KILOBYTE:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= KILOBYTE
    return f"{size:.1f} TB"


def moment_words(moment: datetime, zone: ZoneInfo) -> str:
    """A moment to the minute, in this zone."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def hour_words(start: datetime) -> str:
    """The start of an hour with its distance from UTC: it tells apart the hour that comes twice."""
    shown = f"{start:%Y-%m-%d %H:%M %z}"
    return f"{shown[:-2]}:{shown[-2:]}"
