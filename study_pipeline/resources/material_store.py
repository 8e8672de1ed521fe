"""The store: accepted bytes by content hash, and what was read from them. Files appear whole or not at all."""

import hashlib
import os
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from study_pipeline.questions.model import Extraction

COPY_BYTES = 1 << 20


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
        """Copy a file's bytes in; give their SHA-256. The copy is what was hashed, whatever happens to the source."""
        self.directory.mkdir(parents=True, exist_ok=True)
        partial = self.directory / f".{uuid.uuid4().hex}.part"
        digest = hashlib.sha256()
        try:
            with source.open("rb") as reader, partial.open("xb") as writer:
                while block := reader.read(COPY_BYTES):
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

    def delete(self, sha256: str) -> None:
        """Remove the bytes and everything read from them."""
        self.pdf(sha256).unlink(missing_ok=True)
        self._json(sha256).unlink(missing_ok=True)
        if self.crops(sha256).exists():
            shutil.rmtree(self.crops(sha256))

    def _json(self, sha256: str) -> Path:
        return self.directory / f"{sha256}.json"
