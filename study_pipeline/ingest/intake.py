"""Intake: from a file in the upload folder to an accepted, or refused, material in the catalog."""

import logging
import time
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.materials.identity import (
    LANES,
    content_hash,
    lane_of,
    partition_key,
)
from study_pipeline.materials.uploads import SeenFile, decide
from study_pipeline.resources.catalog import Catalog
from study_pipeline.resources.catalog_records import DOOR, Material, NewMaterial
from study_pipeline.resources.clock import seconds_since_epoch
from study_pipeline.resources.material_store import MaterialStore
from study_pipeline.resources.pdf_workers import PdfWorkers
from study_pipeline.resources.settings import Settings
from study_pipeline.resources.upload_folder import UploadFolder

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
    """What one look at the folder did. ``left`` files wait: still settling, or the look's time was up."""

    accepted: tuple[Material, ...]
    refused: tuple[Material, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Intake:
    """The door: every file that settles in the upload folder passes here once."""

    catalog: Catalog
    folder: UploadFolder
    store: MaterialStore
    workers: PdfWorkers
    settings: Settings

    def take_news(self) -> IntakeReport:
        """Take what is new in the upload folder, for at most `TICK_SECONDS`.

        Raises:
            OSError: The folder cannot be read, or the store cannot be written. No file counts as taken then.
        """
        deadline = time.monotonic() + TICK_SECONDS
        known = {
            path: (upload.size_bytes, upload.mtime_ns)
            for path, upload in self.catalog.known_uploads().items()
        }
        decisions = decide(
            self.folder.files(),
            known,
            now=seconds_since_epoch(),
            settle_seconds=self.settings.settle_seconds,
        )
        accepted: list[Material] = []
        refused: list[Material] = []
        left = len(decisions.settling) + len(decisions.take)
        for file in decisions.take:
            if time.monotonic() >= deadline:
                break
            try:
                material = self.take(file)
            except FileNotFoundError:
                log.info("%s vanished before it was taken.", file.path)
                continue
            left -= 1
            (refused if material.error_message else accepted).append(material)
        return IntakeReport(tuple(accepted), tuple(refused), left)

    def take(self, file: SeenFile, details: Details | None = None) -> Material:
        """Take one file: copy its bytes to the store, check it, and record it."""
        details = details or Details()
        source = self.folder.directory / file.spelling
        try:
            sha256: str | None = self.store.take(source)
        except PermissionError as error:
            if error.filename is None or Path(error.filename) != source:
                raise  # it is the store that may not be written
            sha256 = None
        known = self.catalog.of_content(sha256) if sha256 else None
        name = PurePosixPath(file.path).name
        passed = known is not None and known.failed_stage != DOOR
        refusal, pages = (None, known.pages) if known and passed else self._check(name, sha256)
        material = NewMaterial(
            id=partition_key(file.path, sha256 or content_hash(file.path.encode())),
            sha256=sha256,
            title=details.title or PurePosixPath(file.path).stem,
            lane=details.lane or lane_of(file.path),
            size_bytes=file.size_bytes,
            pages=pages,
            description=details.description,
            owner=details.owner or _owner(file.path),
            refusal=refusal,
        )
        taken = self.catalog.accept(
            file.path,
            size_bytes=file.size_bytes,
            mtime_ns=file.mtime_ns,
            material=material,
        )
        if taken.failed_stage == DOOR and sha256:
            self.store.delete(sha256)
        return taken

    def add(self, source: Path, *, name: str | None = None, details: Details | None = None) -> Material:
        """Copy a file into the upload folder and take it at once."""
        details = details or Details()
        return self.take(self.folder.put(source, name=name, lane=details.lane or "default"), details)

    def _check(self, name: str, sha256: str | None) -> tuple[str | None, int | None]:
        if sha256 is None:
            return (
                f"{name} may not be read: give the account that runs the pipeline the right to read it.",
                None,
            )
        limits = {
            "max_pages": self.settings.max_pages,
            "max_file_mb": self.settings.max_file_mb,
        }
        try:
            return None, self.workers.check(self.store.pdf(sha256), **limits)
        except UnreadableMaterial as error:
            return f"{name} {error.message}", None


def _owner(path: str) -> str | None:
    parts = PurePosixPath(path).parts
    return parts[0] if len(parts) > 1 and parts[0] not in LANES else None
