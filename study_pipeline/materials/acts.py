"""What an act in the upload folder means: a pure rule over what the folder shows and what the catalog knows."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

State = Literal["refused", "open", "complete", "failed", "replaced"]
"""How far a material is: refused at the door; without an end; done; ended with a sentence; out of the bank."""

Meaning = Literal["new", "version", "alias", "move", "same"]
"""What an upload is: other bytes; other bytes for a known path; one more name; a new name; nothing new."""


@dataclass(frozen=True, slots=True)
class KnownMaterial:
    """A material as the catalog knows it, with the upload paths that are its names."""

    id: str
    state: State
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """What is to be done about a file that was read.

    ``material`` is the known one that it is, None where its bytes are new. ``attempt``: it is taken through (again).
    ``replaces`` is what it stands in place of, once it is done; that one serves until then. ``forgets`` was refused
    at the door and has no name left. ``moved_from`` is the name that this one takes the place of. ``rewrite``: no
    attempt is needed, only its place in the bank is to be seen to.
    """

    meaning: Meaning
    material: str | None = None
    attempt: bool = False
    replaces: str | None = None
    forgets: str | None = None
    moved_from: str | None = None
    rewrite: bool = False


def act_of(
    path: str,
    *,
    refused: bool,
    same: KnownMaterial | None,
    holder: KnownMaterial | None,
    earlier: Collection[str],
    gone: Collection[str],
) -> Act:
    """Decide what an upload means.

    ``same`` has the upload's bytes; ``holder`` has the path until now; ``earlier`` had it before, have no name any
    more, and still serve, newest first; ``gone`` are the names of ``same`` that the folder no longer shows.
    ``refused`` says that the door does not let the bytes in.
    """
    other = holder if holder is not None and (same is None or holder.id != same.id) else None
    nameless = other if other is not None and set(other.names) <= {path} else None
    forgets = nameless.id if nameless is not None and nameless.state == "refused" else None
    served = [one for one in earlier if same is None or one != same.id]
    if nameless is not None and forgets is None:
        served = [nameless.id, *served]
    replaces = served[0] if served else None
    if same is None:
        meaning: Meaning = "new" if holder is None else "version"
        return Act(meaning, attempt=not refused, replaces=replaces, forgets=forgets)
    moved_from = None if path in same.names else _name_given_up(path, same.names, gone)
    attempt = not refused and same.state in ("refused", "failed", "replaced")
    return Act(
        "same" if path in same.names else "move" if moved_from else "version" if other else "alias",
        material=same.id,
        attempt=attempt,
        replaces=replaces,
        forgets=forgets,
        moved_from=moved_from,
        rewrite=replaces is not None and same.state in ("open", "complete"),
    )


def _name_given_up(path: str, names: Collection[str], gone: Collection[str]) -> str | None:
    """Which of the names that are gone from the folder this path takes the place of.

    One new path takes the place of one old: of those in the new file's folder or of its file name, the first.
    """
    here = PurePosixPath(path)
    candidates = [name for name in names if name in gone]
    return min(
        candidates,
        key=lambda name: (PurePosixPath(name).name != here.name, PurePosixPath(name).parent != here.parent),
        default=None,
    )
