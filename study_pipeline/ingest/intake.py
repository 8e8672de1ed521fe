"""Intake: from a file in the upload folder to an accepted, or refused, material in the catalog."""

import dataclasses
import logging
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from study_pipeline.ingest.sidecars import stems_that_settle, take_sidecars
from study_pipeline.ingest.waiting import note_what_waits
from study_pipeline.language import translate
from study_pipeline.materials import errors
from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.materials.identity import content_hash, file_title, lane_of, owner_of, partition_key
from study_pipeline.materials.sidecar import sidecar_stem
from study_pipeline.materials.uploads import Look, SeenFile, decide
from study_pipeline.resources.catalog import sights as catalog_sights
from study_pipeline.resources.catalog.acceptance import Gone
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.records import DOOR, Material, NewMaterial
from study_pipeline.resources.clock import monotonic_seconds, seconds_since_epoch
from study_pipeline.resources.errors import PermanentError
from study_pipeline.resources.files.material_store import MaterialStore
from study_pipeline.resources.files.upload_folder import UploadFolder
from study_pipeline.resources.pdf.workers import PdfWorkers
from study_pipeline.resources.settings.settings import Settings
from study_pipeline.resources.storage_failures import is_full, is_of, reading_refusal, unwritable

log = logging.getLogger(__name__)

TICK_SECONDS = 15.0  # a sensor tick must stay well below Dagster's 60 s limit; the rest waits for the next


@dataclass(frozen=True, slots=True)
class Details:
    """What a person says of an upload beside its bytes."""

    title: str | None = None
    description: str | None = None
    owner: str | None = None
    lane: str | None = None


@dataclass(frozen=True, slots=True)
class IntakeReport:
    """What one look at the folder did. ``left`` files wait: still settling, or the look's time was up.

    ``notices`` are sentences that somebody should read: sidecars that cannot be read or have no PDF, uploads that
    have been arriving for too long.
    """

    accepted: tuple[Material, ...]
    refused: tuple[Material, ...]
    left: int
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Intake:
    """The door: every file that settles in the upload folder passes here once."""

    catalog: Catalog
    folder: UploadFolder
    store: MaterialStore
    workers: PdfWorkers
    settings: Settings
    now: Callable[[], float] = seconds_since_epoch
    monotonic: Callable[[], float] = monotonic_seconds

    def take_news(self) -> IntakeReport:
        """Take what is new in the upload folder, for at most `TICK_SECONDS`.

        Raises:
            OSError: The folder cannot be read. That is never the same as an empty folder.
            PermanentError: The store cannot be written. No file is blamed for it.
        """
        deadline = time.monotonic() + TICK_SECONDS
        sights = catalog_sights.sights(self.catalog.engine)
        look = Look(self.now(), self.monotonic(), self.settings.settle_seconds, sights)
        shown = self.folder.look()
        decisions = decide(shown.pdfs, self.catalog.taken_uploads(), look)
        refused_before = self.catalog.unread_uploads()
        paths = {file.path for file in shown.pdfs}
        accepted: list[Material] = []
        refused: list[Material] = []
        left = len(decisions.settling) + len(decisions.take)
        arriving = stems_that_settle(self.catalog, shown, look)
        for file in decisions.take:
            if sidecar_stem(file.path) in arriving:
                continue
            if time.monotonic() >= deadline:
                break
            try:
                material = self.take(
                    file,
                    gone=lambda names: [one for one in names if one not in paths and not shown.hides(one)],
                )
            except FileNotFoundError:
                log.info("%s vanished before it was taken.", file.path)
                continue
            left -= 1
            if material.error_message is None:
                accepted.append(material)
            elif refused_before.get(file.path) != material.error_message:
                refused.append(material)
        sidecars = take_sidecars(self.catalog, self.folder, shown, look, zone=self.settings.timezone)
        settling = (*decisions.settling, *sidecars.settling)
        catalog_sights.note_sights(
            self.catalog.engine, sights, {file.path: look.sight_of(file) for file in settling}
        )
        notices = note_what_waits(
            self.catalog.engine,
            settling=[file.path for file in (*settling, *shown.partial)],
            without_pdf=sidecars.without_pdf,
            unread=shown.unread,
            stalled_seconds=self.settings.stalled_seconds,
        )
        return IntakeReport(tuple(accepted), tuple(refused), left, (*sidecars.sentences, *notices))

    def take(self, file: SeenFile, details: Details | None = None, *, gone: Gone | None = None) -> Material:
        """Take one file: copy its bytes to the store, check it, and record it.

        A newer version keeps what people said of the one before. ``gone`` says which names the folder no longer
        shows; it is looked at where nobody says so.
        """
        details = details or Details()
        source = self.folder.directory / file.spelling
        sha256, why_not = self._copy(source)
        known = self.catalog.of_content(sha256) if sha256 else None
        name = PurePosixPath(file.path).name
        pages: int | None = None
        if known is not None and known.failed_stage != DOOR:
            pages = known.pages
        elif sha256 is not None:
            why_not, pages = self._check(sha256)
        refusal = why_not.about(name) if why_not else None
        before = self.catalog.at(file.path)
        material = NewMaterial(
            id=partition_key(file.path, sha256 or content_hash(file.path.encode())),
            sha256=sha256,
            title=details.title or (before.title if before else file_title(file.path)),
            lane=details.lane or (before.lane if before else lane_of(file.path)),
            size_bytes=file.size_bytes,
            pages=pages,
            description=details.description or (before.description if before else None),
            owner=details.owner or (before.owner if before else owner_of(file.path)),
            refusal=refusal,
        )
        taken = self.catalog.accept(
            file.path,
            size_bytes=file.size_bytes,
            mtime_ns=file.mtime_ns,
            material=material,
            gone=gone or self._gone,
        )
        if taken.failed_stage == DOOR and sha256:
            self.store.delete(sha256)
        return taken

    def add(self, source: Path, *, name: str | None = None, details: Details | None = None) -> Material:
        """Copy a file into the upload folder and take it at once."""
        details = details or Details()
        return self.take(self.folder.put(source, name=name, lane=details.lane or "default"), details)

    def add_version(self, source: Path, replaced: Material, details: Details) -> Material:
        """Copy a file over every upload of a material, and take it as its newer version.

        Raises:
            PermanentError: It has no upload: a newer version took its place.
        """
        names = self.catalog.paths_of(replaced.id)
        if not names:
            raise PermanentError(
                translate("{title} is an older version itself: name the newer one.").format(
                    title=replaced.title
                )
            )
        lane = details.lane if details.lane != "default" else None
        said = dataclasses.replace(details, lane=lane)
        return [self.take(self.folder.put(source, name=name), said) for name in names][-1]

    def _gone(self, names: Collection[str]) -> Collection[str]:
        if not names:
            return []
        shown = self.folder.look()
        paths = {file.path for file in shown.pdfs}
        return [name for name in names if name not in paths and not shown.hides(name)]

    def _copy(self, source: Path) -> tuple[str | None, UnreadableMaterial | None]:
        """Copy a file's bytes to the store: their hash, or why this file's could not be copied.

        Raises:
            FileNotFoundError: The file is gone.
            PermanentError: The store takes no file at all.
        """
        try:
            return self.store.take(source), None
        except OSError as error:
            if is_of(source, error):
                if isinstance(error, FileNotFoundError):
                    raise
                return None, reading_refusal(error)
            if is_full(error):  # a smaller file may find room
                return None, errors.no_room_to_copy()
            raise unwritable(self.settings.data, error) from error

    def _check(self, sha256: str) -> tuple[UnreadableMaterial | None, int | None]:
        limits = {
            "max_pages": self.settings.max_pages,
            "max_file_mb": self.settings.max_file_mb,
        }
        try:
            return None, self.workers.check(self.store.pdf(sha256), **limits)
        except UnreadableMaterial as error:
            return error, None
