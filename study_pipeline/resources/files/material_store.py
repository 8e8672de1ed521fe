"""The store: accepted bytes by content hash, and what was read from them. Files appear whole or not at all."""

import hashlib
import os
import re
import shutil
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from study_pipeline.questions.model import Extraction
from study_pipeline.resources.files.regular_files import open_regular

COPY_BYTES = 1 << 20
VERSION_BYTES = 64  # the version stands at the start of what may be megabytes
LEFT_OVER_AFTER_SECONDS = 86_400.0  # between a copy and its record in the catalog lie minutes

_PART = re.compile(r"\.[0-9a-f]{32}\.part")
_VERSION = re.compile(rb'\{"rules_version":(\d{1,9}),')  # the first field of `StoredExtraction`
_OF_CONTENT = re.compile(r"([0-9a-f]{64})(?:\.pdf|\.json)?")


@dataclass(frozen=True, slots=True)
class StoredExtraction:
    """What a rule set read from a PDF, and how long that took."""

    rules_version: int
    seconds: float
    extraction: Extraction


_STORED = TypeAdapter(StoredExtraction)


@dataclass(frozen=True, slots=True)
class MaterialStore:
    """A folder of ``<sha256>.pdf``, ``<sha256>.json`` (its extraction) and ``<sha256>/`` (its figures)."""

    directory: Path

    def take(self, source: Path) -> str:
        """Copy a file's bytes in; give their SHA-256. The copy is what was hashed, whatever happens to the source.

        Raises:
            OSError: The source cannot be read (the error names it), or the store cannot be written.
        """
        self.directory.mkdir(parents=True, exist_ok=True)
        partial = self.directory / f".{uuid.uuid4().hex}.part"
        digest = hashlib.sha256()
        try:
            with partial.open("xb") as writer:
                for block in _blocks(source):
                    digest.update(block)
                    writer.write(block)
                writer.flush()
                os.fsync(writer.fileno())
            sha256 = digest.hexdigest()
            partial.replace(self.pdf(sha256))
        finally:
            partial.unlink(missing_ok=True)
        return sha256

    def pdf(self, sha256: str) -> Path:
        """Where the bytes of this hash are."""
        return self.directory / f"{sha256}.pdf"

    def crops(self, sha256: str) -> Path:
        """Where the figures of this material are."""
        return self.directory / sha256

    def save_extraction(self, sha256: str, stored: StoredExtraction) -> None:
        """Keep what was read; the next `extraction` gives it back."""
        partial = self.directory / f".{uuid.uuid4().hex}.part"
        try:
            partial.write_bytes(_STORED.dump_json(stored))
            partial.replace(self._json(sha256))
        finally:
            partial.unlink(missing_ok=True)

    def extraction(self, sha256: str, *, rules_version: int) -> StoredExtraction | None:
        """What this rule set read; None when it has not read these bytes yet."""
        try:
            stored = _STORED.validate_json(self._json(sha256).read_bytes())
        except (
            FileNotFoundError,
            ValidationError,
        ):  # never read, or written by another version of the records
            return None
        return stored if stored.rules_version == rules_version else None

    def rules_version(self, sha256: str) -> int | None:
        """Which rule set read these bytes last; None when none has. It costs the first bytes of a file.

        What says no version is as old as can be: 0.
        """
        try:
            with self._json(sha256).open("rb") as reader:
                said = _VERSION.match(reader.read(VERSION_BYTES))
        except FileNotFoundError:
            return None
        return int(said[1]) if said else 0

    def delete(self, sha256: str) -> None:
        """Remove the bytes and everything read from them."""
        self.pdf(sha256).unlink(missing_ok=True)
        self._json(sha256).unlink(missing_ok=True)
        if self.crops(sha256).exists():
            shutil.rmtree(self.crops(sha256))

    def sweep(self, known: Collection[str], *, trash: Path, now: float) -> int:
        """Clear away what killed processes left a day ago or longer; count the files and folders.

        Parts of files are removed. What belongs to no ``known`` content moves to ``trash``: a process may have
        ended between copying and recording, but the list may also come from the wrong catalog.
        """
        if not self.directory.exists():
            return 0
        entries = sorted(self.directory.iterdir(), key=lambda entry: entry.name)
        swept = remove_parts(self.directory, now=now)
        named = [(found[1], entry) for entry in entries if (found := _OF_CONTENT.fullmatch(entry.name))]
        for sha256, group in groupby(named, key=lambda pair: pair[0]):
            leftovers = [entry for _, entry in group]
            if sha256 in known or not all(_is_old(entry, now) for entry in leftovers):
                continue
            trash.mkdir(parents=True, exist_ok=True)
            for entry in leftovers:
                shutil.move(entry, trash / f"{uuid.uuid4().hex}-{entry.name}")
            swept += len(leftovers)
        return swept

    def _json(self, sha256: str) -> Path:
        return self.directory / f"{sha256}.json"


def remove_parts(directory: Path, *, now: float) -> int:
    """Remove the half-written files below a folder that no process goes on writing; count them."""
    parts = [path for path in directory.rglob(".*.part") if _PART.fullmatch(path.name) and _is_old(path, now)]
    for part in parts:
        part.unlink(missing_ok=True)
    return len(parts)


def _is_old(path: Path, now: float) -> bool:
    try:
        return now - path.lstat().st_mtime > LEFT_OVER_AFTER_SECONDS
    except FileNotFoundError:  # its process ended it meanwhile
        return False


def _blocks(source: Path) -> Iterator[bytes]:
    try:
        with open_regular(source) as reader:
            while block := reader.read(COPY_BYTES):
                yield block
    except OSError as error:  # an error of `read` names no file
        raise OSError(error.errno, error.strerror, str(source)) from error
