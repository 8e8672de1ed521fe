"""What sidecars say of the catalog's materials. What is wrong with them: `sidecar_notes`."""

import dataclasses
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import PurePosixPath

from sqlalchemy import Connection, Engine, delete, insert, select, update

from study_pipeline.materials.identity import comparable_path, file_title, lane_of, owner_of
from study_pipeline.materials.sidecar import SUFFIX, GivenAnswer, Sidecar, sidecar_stem
from study_pipeline.materials.uploads import SeenFile
from study_pipeline.resources.catalog import schedule
from study_pipeline.resources.catalog.due import make_due
from study_pipeline.resources.catalog.names import pdfs_of
from study_pipeline.resources.catalog.tables import materials, sidecar_keys, sidecars, uploads
from study_pipeline.resources.clock import utc_now

NEVER_READ = -1  # no file has this size, so whatever lies there differs from it


def known(engine: Engine) -> dict[str, tuple[int, int]]:
    """Size and mtime_ns of every sidecar when it was read, by its path."""
    with engine.connect() as connection:
        rows = connection.execute(select(sidecars.c.path, sidecars.c.size_bytes, sidecars.c.mtime_ns))
        return {row.path: (row.size_bytes, row.mtime_ns) for row in rows}


def has_material(engine: Engine, path: str) -> bool:
    """Whether a sidecar's PDF is a material."""
    with engine.connect() as connection:
        return bool(pdfs_of(connection, sidecar_stem(path)))


def record(engine: Engine, file: SeenFile, said: Sidecar) -> bool:
    """Note what a sidecar says, and let its material be as it says. False where its ``run_at`` came too late.

    A field that it gave before and gives no more goes back to what the file's name and folder say.
    """
    in_time = True
    with engine.begin() as connection:
        before = _said(connection, file.path)
        _put(connection, file, said=said, error=None)
        for path, material_id in pdfs_of(connection, sidecar_stem(file.path)):
            _tell(connection, material_id, path, before, said)
            if before.run_at != said.run_at:
                applied = schedule.ingest_at(connection, material_id, said.run_at)
                in_time = in_time and (applied or said.run_at is None)
            if (before.answers, before.key) != (said.answers, said.key):
                make_due(connection, [material_id])
    return in_time


def record_unfit(engine: Engine, file: SeenFile, sentence: str) -> bool:
    """Note why a sidecar cannot be read, and whether that is news. What it said before stays."""
    with engine.begin() as connection:
        before = connection.scalar(select(sidecars.c.error).where(sidecars.c.path == file.path))
        _put(connection, file, said=_said(connection, file.path), error=sentence)
    return before != sentence


def forgive(engine: Engine, shown: Collection[str], *, hidden: Callable[[str], bool]) -> None:
    """Forget what is wrong with sidecars that are gone from the folder; what else they said before stays.

    Of a ``hidden`` path nobody can say whether it is gone.
    """
    with engine.begin() as connection:
        wrong = connection.scalars(select(sidecars.c.path).where(sidecars.c.error.is_not(None)))
        gone = [path for path in wrong if path not in shown and not hidden(path)]
        connection.execute(update(sidecars).where(sidecars.c.path.in_(gone)).values(error=None))
        there = select(uploads.c.compare_path)
        missing = connection.scalars(
            select(sidecar_keys.c.path).where(sidecar_keys.c.compare_path.not_in(there))
        )
        for path in [path for path in missing.all() if path not in shown and not hidden(path)]:
            connection.execute(delete(sidecar_keys).where(sidecar_keys.c.path == path))
            connection.execute(update(sidecars).where(sidecars.c.path == path).values(size_bytes=NEVER_READ))


def rename(connection: Connection, path: str, new_path: str) -> None:
    """Let what was said of a PDF follow it to its new path, where nothing is said of that yet.

    A sidecar that lies there is news all the same: it was the one of the old path that was read, or could not be.
    """
    stem, new_stem = sidecar_stem(path), sidecar_stem(new_path)
    taken = connection.scalar(select(sidecars.c.path).where(sidecars.c.stem == new_stem))
    shared = pdfs_of(connection, stem)  # `x.pdf` and `x.PDF`
    if taken is None and not shared:
        new = new_stem + SUFFIX
        values = {"stem": new_stem, "path": new, "size_bytes": NEVER_READ, "error": None}
        connection.execute(update(sidecars).where(sidecars.c.stem == stem).values(**values))
        named = connection.execute(delete(sidecar_keys).where(sidecar_keys.c.stem == stem)).rowcount
        _note_key(connection, new, _said(connection, new).key if named else None)


def forget(connection: Connection, paths: Iterable[str]) -> None:
    """Forget what was said of these PDFs."""
    stems = [sidecar_stem(path) for path in paths]
    for table in (sidecars, sidecar_keys):
        connection.execute(delete(table).where(table.c.stem.in_(stems)))


def answers_of(engine: Engine, material_id: str) -> list[GivenAnswer]:
    """The answers that sidecars give a material, under any of its names."""
    with engine.connect() as connection:
        names = connection.scalars(select(uploads.c.path).where(uploads.c.material_id == material_id))
        stems = [sidecar_stem(name) for name in names]
        rows = connection.scalars(
            select(sidecars.c.said).where(sidecars.c.stem.in_(stems)).order_by(sidecars.c.path)
        )
        return [answer for said in rows for answer in sidecar_of(said).answers]


def _tell(connection: Connection, material_id: str, path: str, before: Sidecar, said: Sidecar) -> None:
    values: dict[str, str | None] = {
        "title": said.title or (file_title(path) if before.title else None),
        "lane": said.lane or (lane_of(path) if before.lane else None),
    }
    values = {name: value for name, value in values.items() if value is not None}
    if said.description or before.description:
        values["description"] = said.description
    if said.owner or before.owner:
        values["owner"] = said.owner or owner_of(path)
    if values:
        told = update(materials).where(materials.c.id == material_id)
        connection.execute(told.values(**values, updated_at=utc_now()))


def _put(connection: Connection, file: SeenFile, *, said: Sidecar, error: str | None) -> None:
    connection.execute(delete(sidecars).where(sidecars.c.path == file.path))
    connection.execute(
        insert(sidecars).values(
            path=file.path,
            stem=sidecar_stem(file.path),
            size_bytes=file.size_bytes,
            mtime_ns=file.mtime_ns,
            said=_json(said),
            error=error,
        )
    )
    _note_key(connection, file.path, said.key)


def _note_key(connection: Connection, path: str, key: str | None) -> None:
    connection.execute(delete(sidecar_keys).where(sidecar_keys.c.path == path))
    if key is not None:
        named = comparable_path(str(PurePosixPath(path).with_name(key)))
        facts = {"path": path, "stem": sidecar_stem(path), "compare_path": named}
        connection.execute(insert(sidecar_keys).values(**facts))


def _said(connection: Connection, path: str) -> Sidecar:
    said = connection.scalar(select(sidecars.c.said).where(sidecars.c.path == path))
    return sidecar_of(said) if said else Sidecar()


def _json(said: Sidecar) -> str:
    return json.dumps(dataclasses.asdict(said), ensure_ascii=False)


def sidecar_of(said: str) -> Sidecar:
    """Read back what a row of the table keeps of a sidecar."""
    fields = json.loads(said)
    return Sidecar(
        fields["title"],
        fields["description"],
        fields["owner"],
        fields["lane"],
        tuple(_answers(fields["answers"])),
        tuple(fields["warnings"]),
        fields.get("key"),
        fields.get("run_at"),
    )


def _answers(said: Iterable[dict[str, str | list[str] | None]]) -> Iterator[GivenAnswer]:
    for one in said:
        answer = one["answer"]
        assert isinstance(answer, str | list)
        yield GivenAnswer(
            str(one["number"]),
            answer if isinstance(answer, str) else tuple(answer),
            str(one["section"]) if one["section"] is not None else None,
        )
