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
    return " ".join(_units(round(seconds)))


def rough_words(seconds: float) -> str:
    """The same in its largest unit alone, where there is no room for two."""
    return _units(round(seconds))[0]


def _units(seconds: int) -> list[str]:
    days, hours, minutes = seconds // DAY, seconds % DAY // HOUR, seconds % HOUR // MINUTE
    said = [
        translate("{count} d").format(count=days) if days else "",
        translate("{count} h").format(count=hours) if hours else "",
        translate("{count} min").format(count=minutes) if minutes and not days else "",
    ]
    return [unit for unit in said if unit] or [translate("{count} s").format(count=seconds)]


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
