"""What to do with the files that an upload folder shows: a pure rule over what is seen and what is known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A PDF in the upload folder.

    ``path`` is the one spelling that the catalog knows, ``spelling`` the one on disk (a Mac decomposes Hangul).
    ``changed_at`` is seconds since 1970 of the last change of bytes or metadata.
    """

    path: str
    spelling: str
    size_bytes: int
    mtime_ns: int
    changed_at: float


@dataclass(frozen=True, slots=True)
class UploadDecisions:
    """``take`` now, in order; ``settling`` files changed too recently and are looked at again."""

    take: tuple[SeenFile, ...]
    settling: tuple[SeenFile, ...]


def decide(
    seen: Iterable[SeenFile], known: Mapping[str, tuple[int, int]], *, now: float, settle_seconds: float
) -> UploadDecisions:
    """Choose which files to take; ``known`` gives size and mtime_ns of each path when it was taken.

    A file is taken once nothing about it changed for ``settle_seconds``. The kernel's change time is asked, not
    the modification time: ``cp -p`` sets the latter to the past while bytes still arrive. A time ahead of ``now``
    (a skewed file server) counts as settled, so that such a file is not left waiting for ever.
    """
    news = [file for file in seen if known.get(file.path) != (file.size_bytes, file.mtime_ns)]
    settling = tuple(file for file in news if 0 <= now - file.changed_at < settle_seconds)
    waiting = {file.path for file in settling}
    return UploadDecisions(tuple(file for file in news if file.path not in waiting), settling)
