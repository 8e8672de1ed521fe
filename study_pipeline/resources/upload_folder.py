"""The upload folder: which PDFs it shows, and the copying of one into it."""

import os
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

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

        Raises:
            OSError: The folder cannot be read. That is never the same as an empty folder.
        """
        return sorted(self._walk(self.directory, 0), key=lambda file: file.path)

    def absolute(self, path: str) -> Path:
        """Where a listed path is on disk, in the spelling that the file system uses."""
        found = self.directory / path
        if found.exists():
            return found
        return next((self.directory / file for file in self._spellings() if upload_path(file) == path), found)

    def put(self, source: Path, *, name: str | None = None, lane: str = "default") -> str:
        """Copy a file into the folder under a name, all at once; give its path below the folder.

        Raises:
            PermanentError: Another file of that name with other bytes is there.
        """
        path = upload_path(name or source.name)
        if lane != "default" and lane in LANES:
            path = f"{lane}/{path}"
        target = self.directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{uuid.uuid4().hex}.part")
        try:
            shutil.copyfile(source, partial)
            os.replace(partial, target)
        finally:
            partial.unlink(missing_ok=True)
        return path

    def move_to(self, path: str, trash: Path) -> None:
        """Move an upload out of the folder, if it is still there."""
        source = self.absolute(path)
        if not source.exists():
            return
        target = trash / path
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(source, target)

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
                    relative = upload_path(os.path.relpath(entry.path, self.directory))
                    yield SeenFile(relative, facts.st_size, facts.st_mtime_ns, facts.st_ctime)

    def _spellings(self) -> Iterator[str]:
        for directory, _, names in os.walk(self.directory):
            for name in names:
                yield os.path.relpath(os.path.join(directory, name), self.directory)
