"""What a person should know of a material's sidecars: what cannot be read, what is missing, what was of no use."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, insert, select

from study_pipeline.language import translate
from study_pipeline.materials.sidecar import sidecar_stem
from study_pipeline.materials.status import STAGES
from study_pipeline.resources.catalog.names import pdfs_of
from study_pipeline.resources.catalog.sidecars import sidecar_of
from study_pipeline.resources.catalog.tables import materials, sidecar_keys, sidecars, unused_answers, uploads

MAX_NAMED = 5
ANSWER_KEY = "answer_key"


@dataclass(frozen=True, slots=True)
class SidecarNotes:
    """Why a material's sidecar does not do what it is meant to, and what of it was left out."""

    error: str | None = None
    warnings: tuple[str, ...] = ()


def notes(engine: Engine) -> dict[str, SidecarNotes]:
    """What people should know of the sidecars of each material."""
    found: dict[str, SidecarNotes] = {}
    with engine.connect() as connection:
        naming_a_key = set(connection.scalars(select(sidecar_keys.c.path)))
        for row in connection.execute(select(sidecars).order_by(sidecars.c.path)).all():
            said = sidecar_of(row.said)
            warnings = [f"{row.path} {warning}" for warning in said.warnings]
            error = row.error
            if said.key is not None and row.path in naming_a_key:
                error = error or _missing_key(connection, row.path, said.key)
                warnings += _useless_key(connection, row.path, said.key)
            if not warnings and not error:
                continue
            for _, material_id in pdfs_of(connection, row.stem):
                before = found.get(material_id, SidecarNotes())
                found[material_id] = SidecarNotes(before.error or error, (*before.warnings, *warnings))
        for row in connection.execute(select(unused_answers)).all():
            before = found.get(row.material_id, SidecarNotes())
            sentence = _unused(json.loads(row.numbers))
            found[row.material_id] = SidecarNotes(before.error, (*before.warnings, sentence))
    return found


def missing_key(engine: Engine, path: str) -> str | None:
    """The sentence about the key that a sidecar names, where that has not arrived."""
    with engine.connect() as connection:
        said = connection.scalar(select(sidecars.c.said).where(sidecars.c.path == path))
        key = sidecar_of(said).key if said else None
        return _missing_key(connection, path, key) if key else None


def note_unused_answers(engine: Engine, material_id: str, numbers: Sequence[str]) -> None:
    """Note which of the questions that a material's sidecars answer it does not have."""
    kept = json.dumps(list(numbers), ensure_ascii=False)
    of_material = unused_answers.c.material_id == material_id
    with engine.begin() as connection:
        before = connection.scalar(select(unused_answers.c.numbers).where(of_material))
        if before == (kept if numbers else None):
            return
        connection.execute(delete(unused_answers).where(of_material))
        if numbers:
            connection.execute(insert(unused_answers).values(material_id=material_id, numbers=kept))


def _missing_key(connection: Connection, path: str, key: str) -> str | None:
    if _keys(connection, path):
        return None
    said = translate(
        "{path} names the answer key {key}, which is not beside it: put it there, or correct the name."
    )
    return said.format(path=path, key=key)


def _useless_key(connection: Connection, path: str, key: str) -> list[str]:
    """A key that was read, and is none. One that could not be read says so itself."""
    own = {material_id for _, material_id in pdfs_of(connection, sidecar_stem(path))}
    useless = [
        material_id
        for material_id, kind, finished in _keys(connection, path)
        if material_id in own or (finished == STAGES[-1] and kind != ANSWER_KEY)
    ]
    said = translate(
        "{path} names {key} as its answer key, in which no answers were found: name another file."
    )
    return [said.format(path=path, key=key)] if useless else []


def _keys(connection: Connection, path: str) -> list[tuple[str, str | None, str | None]]:
    """The id, kind and last stage of the materials that have the name of the key that this sidecar names."""
    named = select(materials.c.id, materials.c.kind, materials.c.finished_stage).where(
        materials.c.id == uploads.c.material_id,
        uploads.c.compare_path == sidecar_keys.c.compare_path,
        sidecar_keys.c.path == path,
    )
    return [(row.id, row.kind, row.finished_stage) for row in connection.execute(named)]


def _unused(numbers: Sequence[str]) -> str:
    said = translate(
        "The sidecar answers questions that are not in this paper, which is of no use: {numbers}."
    )
    if len(numbers) > MAX_NAMED:
        said = translate(
            "The sidecar answers questions that are not in this paper, which is of no use: {numbers} and {more} more."
        )
    return said.format(numbers=", ".join(numbers[:MAX_NAMED]), more=len(numbers) - MAX_NAMED)
