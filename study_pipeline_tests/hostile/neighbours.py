"""A good paper that is dropped beside each hostile file, and must be read whatever the other one does."""

import errno
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from study_pipeline.ingest.services import Services
from study_pipeline.resources.catalog.records import Material
from study_pipeline.resources.files.material_store import MaterialStore, StoredExtraction
from study_pipeline.resources.files.upload_folder import UploadFolder
from study_pipeline_tests.ingest.flow import drop, named, take_and_run
from study_pipeline_tests.pdfs import TABLE_PAPER

TIMEOUT_SECONDS = 5
MEMORY_MB = 512
GOOD = "good.pdf"


def ends_beside_a_good_one(services: Services, name: str) -> Material:
    """Take and run all, with the good paper beside it; the material of this name, once it has an end."""
    run_beside_a_good_one(services)
    return named(services, name)


def run_beside_a_good_one(services: Services) -> None:
    """Take and run all that is in the folder; the good paper beside it must end completed."""
    drop(services, TABLE_PAPER, GOOD)
    take_and_run(services)
    good = named(services, GOOD)
    assert (good.status, good.error_message) == ("completed", None)
    assert good.questions
    assert services.intake.take_news().accepted == ()


def is_one_sentence(text: str) -> bool:
    """Whether a refusal is one line that ends, and says what to do after its colon."""
    return "\n" not in text and text.endswith(".") and text.count(": ") == 1


@dataclass(frozen=True, slots=True)
class FailingStore(MaterialStore):
    """A store on a disk that fails: for uploads of these names, for its own files, or for what was read.

    ``sources`` and ``copies`` give the error number for an upload's name, ``saved`` that for a content's hash.
    """

    sources: Mapping[str, int] = field(default_factory=dict)
    copies: Mapping[str, int] = field(default_factory=dict)
    saved: Mapping[str, int] = field(default_factory=dict)

    def take(self, source: Path) -> str:
        if source.name in self.sources:
            raise _error(self.sources[source.name], source)
        if source.name in self.copies:
            raise _error(self.copies[source.name])
        return MaterialStore.take(self, source)

    def save_extraction(self, sha256: str, stored: StoredExtraction) -> None:
        if sha256 in self.saved:
            raise _error(self.saved[sha256])
        MaterialStore.save_extraction(self, sha256, stored)


@dataclass(frozen=True, slots=True)
class Locked(UploadFolder):
    """A folder with a sub-folder that fails to be listed; root may list every real one."""

    locked: str
    number: int = errno.EACCES

    def _entries(self, directory: Path) -> "list[os.DirEntry[str]]":
        if directory.name == self.locked:
            raise OSError(self.number, os.strerror(self.number), str(directory))
        return UploadFolder._entries(self, directory)


def _error(number: int, path: Path | None = None) -> OSError:
    assert number in errno.errorcode
    return OSError(number, os.strerror(number), str(path)) if path else OSError(number, os.strerror(number))
