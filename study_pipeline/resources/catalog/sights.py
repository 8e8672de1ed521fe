"""Files of the upload folder that still settle, as each was first seen with the bytes that it has now."""

from collections.abc import Mapping

from sqlalchemy import Engine, bindparam, delete, insert, select
from sqlalchemy.exc import IntegrityError

from study_pipeline.materials.uploads import Sight
from study_pipeline.resources.catalog.tables import settling_files


def sights(engine: Engine) -> dict[str, Sight]:
    """The files that settled at the last look, by path."""
    with engine.connect() as connection:
        return {
            row.path: Sight(row.size_bytes, row.mtime_ns, row.changed_at, row.age_seconds, row.seen_at)
            for row in connection.execute(select(settling_files))
        }


def note_sights(engine: Engine, known: Mapping[str, Sight], wanted: Mapping[str, Sight]) -> None:
    """Make these the files that settle; ``known`` are those of the last look."""
    gone = [{"gone": path} for path, sight in known.items() if wanted.get(path) != sight]
    news = [
        {
            "path": path,
            "size_bytes": sight.size_bytes,
            "mtime_ns": sight.mtime_ns,
            "changed_at": sight.changed_at,
            "age_seconds": sight.age_seconds,
            "seen_at": sight.seen_at,
        }
        for path, sight in sorted(wanted.items())
        if known.get(path) != sight
    ]
    if not gone and not news:
        return
    try:
        with engine.begin() as connection:
            if gone:
                connection.execute(
                    delete(settling_files).where(settling_files.c.path == bindparam("gone")), gone
                )
            if news:
                connection.execute(insert(settling_files), news)
    except IntegrityError:  # another process looks at the same time: its sights are as good
        return
