"""What the upload folder shows and cannot be taken yet: since when, and whether a log has said so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Engine, delete, insert, select, update

from study_pipeline.resources.catalog.tables import waiting_files
from study_pipeline.resources.clock import seconds_since, utc_now

Reason = Literal["settling", "no_pdf", "unread_folder", "deep_folder"]
"""Its bytes still arrive; it is a sidecar, and its PDF is not there; a folder that cannot be read, or lies too deep."""


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A file that cannot be taken yet; ``since`` is when that was first seen, UTC."""

    path: str
    reason: Reason
    since: str
    told: bool = False

    @property
    def seconds(self) -> float:
        """How long it has been waiting."""
        return seconds_since(self.since) or 0.0


def note_waiting(engine: Engine, reasons: Mapping[str, Reason]) -> list[WaitingFile]:
    """Make these the files that wait, keeping since when; give them all."""
    known = {(file.path, file.reason): file for file in waiting(engine)}
    wanted = {(path, reason) for path, reason in reasons.items()}
    if wanted != known.keys():
        with engine.begin() as connection:
            for path, _ in known.keys() - wanted:
                connection.execute(delete(waiting_files).where(waiting_files.c.path == path))
            for path, reason in sorted(wanted - known.keys()):
                connection.execute(insert(waiting_files).values(path=path, reason=reason, since=utc_now()))
        return waiting(engine)
    return list(known.values())


def waiting(engine: Engine) -> list[WaitingFile]:
    """The files that waited at the last look at the folder."""
    with engine.connect() as connection:
        rows = connection.execute(select(waiting_files).order_by(waiting_files.c.path))
        return [WaitingFile(row.path, row.reason, row.since, row.told) for row in rows]


def mark_told(engine: Engine, files: list[WaitingFile]) -> None:
    """Note that a log has said so of these."""
    with engine.begin() as connection:
        paths = [file.path for file in files]
        connection.execute(update(waiting_files).where(waiting_files.c.path.in_(paths)).values(told=True))
