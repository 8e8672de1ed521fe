"""The upload folder: which PDFs it shows, and the copying of one into it."""

import os
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PurePosixPath

from study_pipeline.materials.identity import LANES, upload_path
from study_pipeline.materials.uploads import SeenFile
from study_pipeline.resources.errors import PermanentError

PDF_SUFFIX = ".pdf"
MAX_DEPTH = 12  # folders below the upload folder; a deeper tree is a mistake, or a loop of mounts


@dataclass(frozen=True, slots=True)
class UploadFolder:
    """The folder that people drop PDFs into, with its sub-folders."""

    directory: Path

    def files(self) -> list[SeenFile]:
        """Every regular PDF file, sorted by path; links, devices and hidden files are not followed or listed.

        Of two spellings of one name (composed and decomposed Hangul) the newer file counts.

        Raises:
            OSError: The folder cannot be read. That is never the same as an empty folder.
        """
        oldest_first = sorted(self._walk(self.directory, 0), key=lambda file: file.mtime_ns)
        by_path = {file.path: file for file in oldest_first}
        return [by_path[path] for path in sorted(by_path)]

    def put(self, source: Path, *, name: str | None = None, lane: str = "default") -> SeenFile:
        """Copy a file into the folder under a name, all at once; a file of that name gets these bytes.

        Raises:
            PermanentError: The name leads out of the folder, or hides the file.
        """
        path = upload_path(name or source.name)
        parts = PurePosixPath(path).parts
        if not parts or path.startswith("/") or any(part.startswith(".") for part in parts):
            raise PermanentError(f"{path!r} cannot be the name of an upload: rename the file.")
        if lane != "default" and lane in LANES:
            path = f"{lane}/{path}"
        target = self.directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{uuid.uuid4().hex}.part")
        try:
            shutil.copyfile(source, partial)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
        return _seen(path, path, target.stat())

    def move_to(self, path: str, trash: Path) -> None:
        """Move an upload out of the folder, in whatever spelling it is there; the trash keeps what it holds."""
        for spelling in [spelling for spelling in self._spellings() if upload_path(spelling) == path]:
            target = _unused(trash, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(self.directory / spelling, target)

    def _walk(self, directory: Path, depth: int) -> Iterator[SeenFile]:
        if depth > MAX_DEPTH:
            raise PermanentError(
                f"The upload folder is more than {MAX_DEPTH} folders deep at {directory.name!r}."
            )
        with os.scandir(directory) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    yield from self._walk(Path(entry.path), depth + 1)
                elif entry.name.lower().endswith(PDF_SUFFIX) and entry.is_file(follow_symlinks=False):
                    try:
                        facts = entry.stat(follow_symlinks=False)
                    except FileNotFoundError:  # removed between the listing and the look
                        continue
                    spelling = os.path.relpath(entry.path, self.directory)
                    yield _seen(upload_path(spelling), spelling, facts)

    def _spellings(self) -> Iterator[str]:
        for directory, _, names in os.walk(self.directory):
            for name in names:
                yield os.path.relpath(Path(directory, name), self.directory)


def _seen(path: str, spelling: str, facts: os.stat_result) -> SeenFile:
    return SeenFile(path, spelling, facts.st_size, facts.st_mtime_ns, facts.st_ctime)


def _unused(trash: Path, path: str) -> Path:
    """The path in the trash, or below the first numbered folder of it that does not hold one."""
    if not (trash / path).exists():
        return trash / path
    return next(other for number in count(2) if not (other := trash / str(number) / path).exists())
