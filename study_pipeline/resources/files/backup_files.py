"""A backup on disk: a folder of files, and the manifest by which a whole one is told from a broken one."""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pydantic import TypeAdapter, ValidationError

from study_pipeline.language import translate
from study_pipeline.resources.errors import PermanentError

MANIFEST = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class KeptFile:
    """What a file of a backup has to be."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. ``made_at`` is UTC, ``history`` where Dagster's was: `sqlite`, `postgresql` or none."""

    format: int
    made_at: str
    version: str
    history: str | None
    materials: int
    questions: int
    files: dict[str, KeptFile]


_MANIFEST = TypeAdapter(Manifest)


def read_manifest(folder: Path) -> Manifest:
    """Read what a backup holds.

    Raises:
        PermanentError: The folder is no backup, or one of a newer version.
    """
    try:
        manifest = _MANIFEST.validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValidationError) as error:
        raise PermanentError(
            translate("{folder} is not a backup: it has no {manifest} that can be read.").format(
                folder=folder, manifest=MANIFEST
            )
        ) from error
    if manifest.format != FORMAT:
        raise PermanentError(
            translate("{folder} is a backup in format {written}, and {read} is read here.").format(
                folder=folder, written=manifest.format, read=FORMAT
            )
        )
    return manifest


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write it as the last file of a backup."""
    with (folder / MANIFEST).open("xb") as file:
        file.write(_MANIFEST.dump_json(manifest, indent=1))
        file.flush()
        os.fsync(file.fileno())


def kept_files(folder: Path) -> dict[str, KeptFile]:
    """Every file below a folder, by its path in it."""
    return {str(path.relative_to(folder)): _facts(path) for path in sorted(regular_files(folder))}


def verify(folder: Path, files: dict[str, KeptFile]) -> None:
    """See that every file is there as it was written, and no other.

    Raises:
        PermanentError: One is missing, damaged or too many; it is named.
    """
    found = {name: facts for name, facts in kept_files(folder).items() if name != MANIFEST}
    differing = sorted(name for name in files.keys() | found.keys() if files.get(name) != found.get(name))
    if differing:
        raise PermanentError(
            translate(
                "The backup {folder} is not as it was written ({count} files, the first: {name}): use another one."
            ).format(folder=folder, count=len(differing), name=differing[0])
        )


def regular_files(folder: Path) -> Iterator[Path]:
    """Every file below a folder; no link is followed."""
    for directory, _, names in os.walk(folder):
        for name in names:
            path = Path(directory, name)
            if path.is_file() and not path.is_symlink():
                yield path


def link_files(source: Path, target: Path) -> None:
    """Hold the files of a folder as they are now, without a copy where one disk has both.

    For files that are replaced and never changed: what is written there later has another place on the disk.
    """
    _each(source, target, _link_or_copy)


def copy_files(source: Path, target: Path) -> None:
    """Copy the files of a folder with their times. One that is gone meanwhile is left out."""
    _each(source, target, shutil.copy2)


def copy_history(source: Path, target: Path, *, without: Collection[str]) -> None:
    """Copy Dagster's folder while Dagster writes in it: each database as it is at one moment."""
    for path in list(regular_files(source)):
        copy = target / path.relative_to(source)
        if path.name in without or path.name.endswith(("-wal", "-shm", "-journal")):
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        try:
            copy_database(path, copy) if path.suffix == ".db" else shutil.copy2(path, copy)
        except FileNotFoundError:  # a run that was deleted meanwhile
            continue


def copy_database(source: Path, target: Path) -> None:
    """Copy a SQLite file as it is at one moment, whoever writes in it meanwhile.

    Raises:
        FileNotFoundError: It is not there.
    """
    if not source.exists():
        raise FileNotFoundError(source)
    original = sqlite3.connect(f"file:{quote(str(source))}?mode=rw", uri=True)
    copy = sqlite3.connect(target)
    try:
        original.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE").close()  # one file, without a second one beside it
    finally:
        copy.close()
        original.close()


def _each(source: Path, target: Path, copy: Callable[[Path, Path], object]) -> None:
    target.mkdir(parents=True)
    for path in regular_files(source):
        inside = path.relative_to(source)
        if any(part.startswith(".") and part.endswith(".part") for part in inside.parts):
            continue
        place = target / inside
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            copy(path, place)
        except FileNotFoundError:
            continue


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:  # another disk, or one that knows no links
        shutil.copy2(source, target)


def _facts(path: Path) -> KeptFile:
    with path.open("rb") as file:
        return KeptFile(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())
