"""The upload folder: which PDFs and sidecars it shows, and the copying of a PDF into it."""

import os
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PurePosixPath
from typing import Literal

from study_pipeline.language import translate
from study_pipeline.materials.identity import LANES, upload_path
from study_pipeline.materials.sidecar import SUFFIX
from study_pipeline.materials.uploads import SeenFile
from study_pipeline.resources.errors import PermanentError
from study_pipeline.resources.files.material_store import remove_parts
from study_pipeline.resources.files.regular_files import NotAFile, open_regular

PDF_SUFFIX = ".pdf"
PARTIAL_SUFFIXES = (".part", ".partial", ".crdownload", ".download", ".filepart", ".tmp")
"""What browsers and copying programs put behind ``.pdf`` while bytes arrive."""
MAX_DEPTH = 12  # folders below the upload folder; a deeper tree is a mistake, or a loop of mounts


@dataclass(frozen=True, slots=True)
class UnreadFolder:
    """A sub-folder that could not be listed, or lies too deep. What it holds is unknown, and not gone."""

    path: str
    too_deep: bool = False


@dataclass(frozen=True, slots=True)
class ShownFiles:
    """What the folder shows, each sorted by path; ``partial`` are PDFs that a program has not put in whole yet.

    ``unread`` are the sub-folders of which nothing, or not all, could be seen.
    """

    pdfs: tuple[SeenFile, ...]
    sidecars: tuple[SeenFile, ...]
    partial: tuple[SeenFile, ...]
    unread: tuple[UnreadFolder, ...] = ()

    def hides(self, path: str) -> bool:
        """Whether a path lies in a sub-folder that could not be read, so that nobody can say it is gone."""
        return any(path.startswith(f"{folder.path}/") for folder in self.unread)


@dataclass(frozen=True, slots=True)
class UploadFolder:
    """The folder that people drop PDFs into, with its sub-folders."""

    directory: Path

    def files(self) -> list[SeenFile]:
        """Every regular PDF file, sorted by path. See `look`."""
        return list(self.look().pdfs)

    def look(self) -> ShownFiles:
        """Every regular file of use; links, devices and hidden files are not followed or listed.

        Of two spellings of one name (composed and decomposed Hangul) the newer file counts.

        Raises:
            OSError: The folder itself cannot be read. That is never the same as an empty folder.
        """
        unread: list[UnreadFolder] = []
        oldest_first = sorted(self._walk(self.directory, 0, unread), key=lambda file: file.mtime_ns)
        by_path = {file.path: file for file in oldest_first}
        shown = [by_path[path] for path in sorted(by_path)]
        kinds = [_kind(file.path) for file in shown]
        pdfs, sidecars, partial = (
            tuple(file for file, kind in zip(shown, kinds, strict=True) if kind == wanted)
            for wanted in ("pdf", "sidecar", "partial")
        )
        return ShownFiles(pdfs, sidecars, partial, tuple(sorted(unread, key=lambda folder: folder.path)))

    def read(self, file: SeenFile, limit: int) -> bytes:
        """The first bytes of a file, at most ``limit``; no link is followed.

        Raises:
            OSError: It cannot be read, or is no longer a file.
        """
        path = self.directory / file.spelling
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as reader:
            return reader.read(limit)

    def put(self, source: Path, *, name: str | None = None, lane: str = "default") -> SeenFile:
        """Copy a file into the folder under a name, all at once; a file of that name gets these bytes.

        Raises:
            PermanentError: The name leads out of the folder, or hides the file; or the source is no file.
        """
        path = upload_path(name or source.name)
        parts = PurePosixPath(path).parts
        if not parts or path.startswith("/") or any(part.startswith(".") for part in parts):
            raise PermanentError(
                translate("{path!r} cannot be the name of an upload: rename the file.").format(path=path)
            )
        if lane != "default" and lane in LANES:
            path = f"{lane}/{path}"
        target = self.directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{uuid.uuid4().hex}.part")
        try:
            with open_regular(source) as reader, partial.open("xb") as writer:
                shutil.copyfileobj(reader, writer)
            partial.replace(target)
        except NotAFile as error:
            raise PermanentError(
                translate("{path!r} is a link, a pipe or a device: name the PDF file itself.").format(
                    path=str(source)
                )
            ) from error
        finally:
            partial.unlink(missing_ok=True)
        return _seen(path, path, target.stat())

    def move_to(self, path: str, trash: Path) -> None:
        """Move an upload out of the folder, in whatever spelling it is there; the trash keeps what it holds."""
        for spelling in [spelling for spelling in self._spellings() if _path_of(spelling) == path]:
            target = _unused(trash, spelling)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(self.directory / spelling, target)

    def remove(self, path: str) -> None:
        """Remove an upload for good, in whatever spelling it is there."""
        for spelling in [spelling for spelling in self._spellings() if _path_of(spelling) == path]:
            (self.directory / spelling).unlink(missing_ok=True)

    def sweep(self, *, now: float) -> int:
        """Remove the parts of files that a killed `put` left; count them."""
        return remove_parts(self.directory, now=now)

    def _walk(self, directory: Path, depth: int, unread: list[UnreadFolder]) -> Iterator[SeenFile]:
        """The files below a folder; what cannot be seen goes to ``unread``, and its neighbours are seen."""
        for entry in self._entries(directory):
            if entry.name.startswith("."):
                continue
            spelling = os.path.relpath(entry.path, self.directory)
            if entry.is_dir(follow_symlinks=False):
                if depth == MAX_DEPTH:
                    unread.append(UnreadFolder(_path_of(spelling), too_deep=True))
                    continue
                try:
                    yield from self._walk(Path(entry.path), depth + 1, unread)
                except (FileNotFoundError, NotADirectoryError):  # removed between the listing and the look
                    continue
                except OSError:
                    unread.append(UnreadFolder(_path_of(spelling)))
            elif _kind(entry.name) and entry.is_file(follow_symlinks=False):
                try:
                    facts = entry.stat(follow_symlinks=False)
                except FileNotFoundError:  # removed between the listing and the look
                    continue
                yield _seen(_path_of(spelling), spelling, facts)

    def _entries(self, directory: Path) -> list[os.DirEntry[str]]:
        with os.scandir(directory) as entries:
            return list(entries)

    def _spellings(self) -> Iterator[str]:
        for directory, _, names in os.walk(self.directory):
            for name in names:
                yield os.path.relpath(Path(directory, name), self.directory)


def _kind(name: str) -> Literal["pdf", "sidecar", "partial"] | None:
    lowered = name.lower()
    if lowered.endswith(PDF_SUFFIX):
        return "pdf"
    if lowered.endswith(SUFFIX):
        return "sidecar"
    whole, dot, last = lowered.rpartition(".")
    return "partial" if whole.endswith(PDF_SUFFIX) and dot + last in PARTIAL_SUFFIXES else None


def _path_of(spelling: str) -> str:
    """The catalog's path of a file in the folder. A backslash in a name parts no folders."""
    return upload_path(spelling.replace("\\", "%5C"))


def _seen(path: str, spelling: str, facts: os.stat_result) -> SeenFile:
    return SeenFile(path, spelling, facts.st_size, facts.st_mtime_ns, facts.st_ctime)


def _unused(trash: Path, path: str) -> Path:
    """The path in the trash, or below the first numbered folder of it that does not hold one."""
    if not (trash / path).exists():
        return trash / path
    return next(other for number in count(2) if not (other := trash / str(number) / path).exists())
