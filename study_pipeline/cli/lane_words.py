"""What the command line says of lanes that are paused; `pause`, `resume`, `status` and `doctor` share it."""

from collections.abc import Mapping
from datetime import tzinfo

from study_pipeline.cli.later_words import local_time
from study_pipeline.language import translate


def paused_json(held: Mapping[str, str]) -> list[dict[str, str]]:
    """The lanes that are paused, each since when (UTC)."""
    return [{"lane": lane, "since": since} for lane, since in held.items()]


def paused_words(held: Mapping[str, str], zone: tzinfo) -> list[str]:
    """A sentence for each lane that is paused."""
    said = translate("The lane {lane} is paused since {time}: `study-pipeline resume {lane}` lets it go on.")
    return [said.format(lane=lane, time=local_time(since, zone)) for lane, since in held.items()]
