"""Which materials a verb is about: names, patterns, and what must hold of each. Verbs that take many share it."""

import fnmatch
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from zoneinfo import ZoneInfo

import click

from study_pipeline.cli.references import MAX_NAMED, one_material
from study_pipeline.language import translate
from study_pipeline.materials.failure_policy import QUARANTINED
from study_pipeline.materials.identity import upload_path
from study_pipeline.materials.moments import UnfitTime, moment_at, span_of
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.records import DOOR, Material
from study_pipeline.resources.clock import as_stored, now
from study_pipeline.resources.errors import PermanentError

Command = Callable[..., None]

PATTERN_CHARACTERS = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody typed to say which materials: names and patterns, and what must hold of each."""

    names: tuple[str, ...] = ()
    failed: bool = False
    since: str | None = None
    owner: str | None = None

    def __bool__(self) -> bool:
        return self != Choice()

    def filters(self, timezone: ZoneInfo) -> "Filters":
        """What must hold of each; ``timezone`` is that of --since.

        Raises:
            UsageError: --since is no time.
        """
        since = None if self.since is None else as_stored(_moment(self.since, timezone))
        owner = None if self.owner is None else unicodedata.normalize("NFC", self.owner)
        return Filters(self.failed, since, owner)


@dataclass(frozen=True, slots=True)
class Filters:
    """What must hold of a material; without any, nothing must. ``since``: its status changed then or later (UTC)."""

    failed: bool = False
    since: str | None = None
    owner: str | None = None

    def hold_for(self, material: Material) -> bool:
        """Whether a material is meant."""
        return (
            (not self.failed or material.status == "failed")
            and (self.since is None or material.updated_at >= self.since)
            and (self.owner is None or material.owner == self.owner)
        )


@dataclass(frozen=True, slots=True)
class Selection:
    """The materials that are meant, in the catalog's order; ``named`` are the ids of those that stand there by name."""

    materials: tuple[Material, ...]
    named: frozenset[str]

    @property
    def ids(self) -> list[str]:
        """Their ids."""
        return [material.id for material in self.materials]

    def only(self, fits: Callable[[Material], bool]) -> "Selection":
        """Those of them that fit, and those that somebody named."""
        kept = tuple(one for one in self.materials if one.id in self.named or fits(one))
        return Selection(kept, self.named)


def choice_of(metavar: str) -> Callable[[Command], Command]:
    """Give a verb the names and options that choose among the materials, as its ``choice``, and --dry-run."""

    def give(command: Command) -> Command:
        @click.argument("materials", nargs=-1, metavar=metavar)
        @click.option("--failed", is_flag=True, help="Those that failed.")
        @click.option(
            "--since", metavar="TIME", help='Those whose status changed since: 2h ago, or "2026-12-01 12:00".'
        )
        @click.option("--owner", help="Those of this owner.")
        @click.option("--dry-run", is_flag=True, help="List them, and do nothing.")
        @wraps(command)
        def with_choice(
            materials: tuple[str, ...], failed: bool, since: str | None, owner: str | None, **others: object
        ) -> None:
            command(choice=Choice(materials, failed, since, owner), **others)

        return with_choice

    return give


def select_materials(catalog: Catalog, choice: Choice, timezone: ZoneInfo) -> Selection:
    """The materials that names and patterns mean, or all without any, of which the filters hold.

    Raises:
        PermanentError: Some of the names mean no material, or several; nothing is to be done then.
        UsageError: --since is no time.
    """
    names, filters = choice.names, choice.filters(timezone)
    paths = catalog.paths() if any(map(_is_pattern, names)) else {}
    everything = catalog.all_materials() if paths or not names else []
    chosen: dict[str, Material] = {}
    named: set[str] = set()
    unknown: list[str] = []
    for name in names:
        if catalog.find(name):
            material = one_material(catalog, name)
            chosen[material.id] = material
            named.add(material.id)
            continue
        fitting = [one for one in everything if _fits(one, paths, name)] if _is_pattern(name) else []
        chosen |= {one.id: one for one in fitting}
        unknown += [] if fitting else [name]
    if unknown:
        raise PermanentError(_unknown(unknown))
    meant = chosen.values() if names else everything
    return Selection(tuple(one for one in meant if filters.hold_for(one)), frozenset(named))


def can_be_read(material: Material) -> bool:
    """Whether a material that nobody named is read again: what was refused, discarded or set aside is left out."""
    return material.failed_stage != DOOR and not material.discarded and not is_set_aside(material)


def is_set_aside(material: Material) -> bool:
    """Whether a material stopped its reader so often that only a person asks for it again."""
    return material.status == "failed" and QUARANTINED in material.flags


def _moment(text: str, timezone: ZoneInfo) -> datetime:
    try:
        return now() - span_of(text)
    except UnfitTime:
        pass
    try:
        return moment_at(text if ":" in text else f"{text} 00:00", timezone).at
    except UnfitTime as error:
        raise click.UsageError(str(error)) from None


def _is_pattern(name: str) -> bool:
    return not PATTERN_CHARACTERS.isdisjoint(name)


def _fits(material: Material, paths: Mapping[str, Sequence[str]], pattern: str) -> bool:
    spelled = upload_path(pattern)
    names = [
        material.id,
        *(part for path in paths.get(material.id, ()) for part in (path, path.rpartition("/")[2])),
    ]
    return any(fnmatch.fnmatchcase(name, spelled) for name in names)


def _unknown(names: Sequence[str]) -> str:
    listed = ", ".join(repr(name) for name in names[:MAX_NAMED]) + (", …" if len(names) > MAX_NAMED else "")
    if len(names) == 1:
        said = translate("No material is called {reference}: `study-pipeline status` lists them.")
        return said.format(reference=listed)
    return translate(
        "{count} names mean no material ({listed}): `study-pipeline status` lists them. Nothing was done."
    ).format(count=len(names), listed=listed)
