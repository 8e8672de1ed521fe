"""Which materials a verb is about: names, patterns, and what must hold of each. Verbs that take many share it."""

import fnmatch
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import click

from study_pipeline.cli.json_output import print_json
from study_pipeline.cli.material_output import print_materials, status_json
from study_pipeline.cli.printing import say
from study_pipeline.cli.references import MAX_NAMED, one_material
from study_pipeline.language import translate, translate_count
from study_pipeline.materials.failure_policy import QUARANTINED
from study_pipeline.materials.identity import upload_path
from study_pipeline.materials.moments import UnfitTime, moment_at, span_of
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.records import DOOR, Material
from study_pipeline.resources.clock import as_stored, now
from study_pipeline.resources.errors import PermanentError
from study_pipeline.resources.settings.settings import Settings

CommandT = TypeVar("CommandT", bound=Callable[..., object])

PATTERN_CHARACTERS = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Filters:
    """What must hold of a material; without any, nothing must. ``since``: its status changed then or later (UTC)."""

    failed: bool = False
    since: str | None = None
    owner: str | None = None

    def __bool__(self) -> bool:
        return self != Filters()

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


def selection_options(command: CommandT) -> CommandT:
    """Give a verb the options that choose among the materials, and the one that only lists what is meant."""
    dry_run = click.option("--dry-run", is_flag=True, help="List them, and do nothing.")
    owner = click.option("--owner", help="Those of this owner.")
    since = click.option(
        "--since", metavar="TIME", help='Those whose status changed since: 2h ago, or "2026-12-01 12:00".'
    )
    failed = click.option("--failed", is_flag=True, help="Those that failed.")
    return failed(since(owner(dry_run(command))))


def filters_of(installed: Settings, *, failed: bool, since: str | None, owner: str | None) -> Filters:
    """What the options say.

    Raises:
        UsageError: --since is no time.
    """
    spelled = None if owner is None else unicodedata.normalize("NFC", owner)
    return Filters(failed, None if since is None else as_stored(_moment(since, installed)), spelled)


def select_materials(catalog: Catalog, names: Sequence[str], filters: Filters) -> Selection:
    """The materials that names and patterns mean, or all without any, of which the filters hold.

    Raises:
        PermanentError: Some of the names mean no material, or several; nothing is to be done then.
    """
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


def print_meant(catalog: Catalog, selection: Selection, *, as_json: bool) -> None:
    """Print what is meant, for --dry-run."""
    materials = selection.materials
    if as_json:
        print_json({"materials": [status_json(material) for material in materials]})
        return
    if materials:
        print_materials(materials, catalog.paths())
    say(
        translate_count(
            "{count} material is meant; nothing was done.",
            "{count} materials are meant; nothing was done.",
            len(materials),
        ).format(count=len(materials))
    )


def print_done(
    catalog: Catalog, meant: Selection, done: Sequence[str], *, said: str, of_the_rest: str, as_json: bool
) -> None:
    """Print what was done with the materials of ``done``, and on standard error that others were left alone."""
    if as_json:
        known = catalog.materials(done)
        print_json({"materials": [status_json(known[one]) for one in done]})
        return
    if len(done) < len(meant.materials):
        say(of_the_rest, stderr=True)
    say(said)


def _moment(text: str, installed: Settings) -> datetime:
    try:
        return now() - span_of(text)
    except UnfitTime:
        pass
    try:
        return moment_at(text if ":" in text else f"{text} 00:00", installed.timezone).at
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
