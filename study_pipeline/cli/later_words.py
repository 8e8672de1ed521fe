"""What the command line says of what comes by itself, and when: an attempt at what failed, or what was put off."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from study_pipeline.language import translate
from study_pipeline.resources.catalog.retries import NextAttempt
from study_pipeline.resources.catalog.schedule import Scheduled


def later_words(
    again: Mapping[str, NextAttempt], put_off: Sequence[Scheduled], zone: tzinfo
) -> dict[str, str]:
    """What comes, for each material of which something does."""
    later = {
        material_id: translate("at {time}").format(time=local_time(one.at, zone))
        for one in reversed(put_off)  # the next stays
        for material_id in one.material_ids
    }
    return later | {material_id: next_attempt_words(attempt, zone) for material_id, attempt in again.items()}


def next_attempt_words(attempt: NextAttempt, zone: tzinfo) -> str:
    """Which attempt failed, and when the next one comes."""
    if not attempt.attempt:
        return translate("asked for again")
    return translate("attempt {attempt} of {attempts}, next at {time}").format(
        attempt=attempt.attempt, attempts=attempt.attempts, time=local_time(attempt.at, zone)
    )


def next_attempt_json(attempt: NextAttempt | None) -> dict[str, object] | None:
    """The same as `status --json` has it; the time is UTC."""
    if attempt is None:
        return None
    return {"at": attempt.at, "attempt": attempt.attempt, "attempts": attempt.attempts}


def local_time(moment: str, zone: tzinfo) -> str:
    """A time of the catalog in a person's zone; with its day, where that is another than today."""
    local = datetime.fromisoformat(moment).astimezone(zone)
    return local.strftime("%H:%M" if local.date() == datetime.now(zone).date() else "%Y-%m-%d %H:%M")
