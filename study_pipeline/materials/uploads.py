"""What to do with the files that an upload folder shows: a pure rule over what is seen and what is known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


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


@dataclass(frozen=True, slots=True)
class Sight:
    """When a file was first seen with the bytes that it has now (``seen_at``: monotonic), and how old it was then."""

    size_bytes: int
    mtime_ns: int
    changed_at: float
    age_seconds: float
    seen_at: float

    def is_of(self, file: SeenFile) -> bool:
        """Whether nothing about the file changed since."""
        return (self.size_bytes, self.mtime_ns, self.changed_at) == (
            file.size_bytes,
            file.mtime_ns,
            file.changed_at,
        )


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the folder: ``now`` by the clock on the wall, ``monotonic`` by one that nobody sets.

    ``sights`` are the files that settled at the last look.
    """

    now: float
    monotonic: float
    settle_seconds: float
    sights: Mapping[str, Sight] = field(default_factory=dict)

    def sight_of(self, file: SeenFile) -> Sight:
        """The first sight of a file as it is. How old it was then, only the clock on the wall can say.

        One that changed between two looks was changed at most a moment ago, whatever that clock says; so was one
        whose time is ahead of it (a skewed file server, a clock that was set back).
        """
        before = self.sights.get(file.path)
        if before is not None and before.is_of(file) and before.seen_at <= self.monotonic:
            return before
        # ahead of this machine's own: it was started anew since
        changed = before is not None and before.seen_at <= self.monotonic
        age = 0.0 if changed else max(0.0, self.now - file.changed_at)
        return Sight(file.size_bytes, file.mtime_ns, file.changed_at, age, self.monotonic)

    def settles(self, file: SeenFile) -> bool:
        """Whether something about a file may have changed less than ``settle_seconds`` ago."""
        sight = self.sight_of(file)
        return sight.age_seconds + self.monotonic - sight.seen_at < self.settle_seconds


def decide(seen: Iterable[SeenFile], known: Mapping[str, tuple[int, int]], look: Look) -> UploadDecisions:
    """Choose which files to take; ``known`` gives size and mtime_ns of each path when it was taken.

    A file is taken once nothing about it changed for a while. The kernel's change time is asked, not the
    modification time: ``cp -p`` sets the latter to the past while bytes still arrive. From the first sight of a
    file on, a clock counts that nobody can set.
    """
    news = [file for file in seen if known.get(file.path) != (file.size_bytes, file.mtime_ns)]
    settling = tuple(file for file in news if look.settles(file))
    waiting = {file.path for file in settling}
    return UploadDecisions(tuple(file for file in news if file.path not in waiting), settling)
