"""Work for later from the command line: `--in`, `--at` and `--tz`, which several verbs share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import wraps

import click

from study_pipeline.cli.json_output import print_json
from study_pipeline.cli.printing import say
from study_pipeline.language import translate, translate_count
from study_pipeline.materials.moments import Moment, UnfitTime, moment_at, moment_in, zone_called, zone_name
from study_pipeline.operations.amounts import moment_words
from study_pipeline.resources.catalog import schedule as catalog_schedule
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.schedule import Scheduled, Work
from study_pipeline.resources.clock import as_stored, now
from study_pipeline.resources.settings.settings import BATCH_SIZE, Settings

Command = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Later:
    """What somebody typed to put work off: after a span, or at a time of a zone; nothing for now."""

    after: str | None
    at: str | None
    tz: str | None

    def moment(self, installed: Settings) -> Moment | None:
        """When the work is to be done; None for now.

        Raises:
            UsageError: The options do not say one time.
        """
        if self.after is not None and self.at is not None:
            raise click.UsageError(translate("--in and --at: only one of them can be meant."))
        if self.tz is not None and self.at is None:
            raise click.UsageError(translate("--tz belongs to --at."))
        try:
            zone: tzinfo = zone_called(self.tz) if self.tz else installed.timezone
            if self.at is not None:
                return moment_at(self.at, zone)
            return None if self.after is None else moment_in(self.after, zone, now=now())
        except UnfitTime as error:
            raise click.UsageError(str(error)) from None


def later_options(command: Command) -> Command:
    """Give a verb the options that put its work off, as its ``later``."""

    @click.option("--in", "after", metavar="SPAN", help="Let the daemon do it, after so long: 90m, 1h, 2d.")
    @click.option("--at", metavar="TIME", help='Let the daemon do it, at this time: "2026-12-01 12:00".')
    @click.option("--tz", metavar="ZONE", help="Time zone of --at, such as Asia/Seoul (STUDY_TIMEZONE).")
    @wraps(command)
    def with_later(after: str | None, at: str | None, tz: str | None, **others: object) -> None:
        command(later=Later(after, at, tz), **others)

    return with_later


def put_off(catalog: Catalog, work: Work, material_ids: Sequence[str], moment: Moment) -> list[Scheduled]:
    """Let the daemon do it at that moment, in runs of at most 50 materials."""
    at, zone = as_stored(moment.at), zone_name(moment.zone)
    starts = range(0, len(material_ids), BATCH_SIZE) if work != "graph" else [0]
    with catalog.engine.begin() as connection:
        return [
            catalog_schedule.schedule(
                connection, work, material_ids[first : first + BATCH_SIZE], at=at, zone=zone
            )
            for first in starts
        ]


def print_put_off(rows: Sequence[Scheduled], moment: Moment, installed: Settings, as_json: bool) -> None:
    """Print what was put off until when, and what is to be said of that time."""
    if as_json:
        print_json({"scheduled": [scheduled_json(row) for row in rows], "note": moment.note})
        return
    if moment.note:
        say(moment.note, style="yellow")
    for row in rows:
        say(
            translate(
                "{id}: {work} at {time}. `study-pipeline scheduled --cancel {id}` takes it back."
            ).format(id=row.id, work=work_words(row), time=time_words(row, installed))
        )


def work_words(row: Scheduled) -> str:
    """What is to be done."""
    count = len(row.material_ids)
    if row.work == "graph":
        return translate("update of the knowledge graph")
    if row.work == "embed":
        said = translate_count("vectors of {count} material", "vectors of {count} materials", count)
    else:
        said = translate_count("ingest of {count} material", "ingest of {count} materials", count)
    return said.format(count=count)


def time_words(row: Scheduled, installed: Settings) -> str:
    """When, as people read it and in UTC."""
    moment = datetime.fromisoformat(row.at)
    return translate("{local} ({zone}; {utc} UTC)").format(
        local=moment_words(moment, installed.timezone),
        zone=installed.timezone.key,
        utc=f"{moment:%Y-%m-%d %H:%M}",
    )


def scheduled_json(row: Scheduled) -> dict[str, object]:
    """A piece of work that waits, as JSON; times are UTC."""
    return {
        "id": row.id,
        "work": row.work,
        "at": row.at,
        "zone": row.zone,
        "materials": list(row.material_ids),
    }
