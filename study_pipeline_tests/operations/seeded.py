"""A catalog with a known history, written as it would be over two days, whose clock tests set back."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from study_pipeline.materials.failure_policy import Followed
from study_pipeline.materials.identity import content_hash, lane_of, partition_key
from study_pipeline.operations.progress import Progress
from study_pipeline.resources.catalog.attempts import FailedAttempt, record
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.records import NewMaterial
from study_pipeline.resources.catalog.retries import NextAttempt, plan
from study_pipeline.resources.catalog.run_progress import note_progress
from study_pipeline.resources.catalog.tables import completions, failures, materials
from study_pipeline.resources.clock import as_stored

NOON = datetime(2026, 11, 24, 3, tzinfo=UTC)  # in Seoul
RUN = "0123456789abcdef"
DAMAGED = "is damaged or incomplete and cannot be opened: upload it again."
LOCKED = "is locked with a password: upload a copy without one."

WAITING = {"high/국어.pdf": 2, "수학.pdf": 30, "영어.pdf": 45, "low/물리.pdf": 26 * 60}
"""Uploads that wait for a run, and since how many minutes."""
COMPLETED = {"역사.pdf": 90, "화학.pdf": 70, "생물.pdf": 10, "지리.pdf": 25 * 60}
"""Uploads that were completed so many minutes ago, each five minutes after it arrived."""
FAILED = {"윤리.pdf": (20, DAMAGED), "경제.pdf": (200, LOCKED), "high/법.pdf": (5, DAMAGED)}
RUNNING = {"책.pdf": 400, "지구과학.pdf": 4}


def seed(catalog: Catalog, *, now: datetime = NOON) -> dict[str, str]:
    """Write the history as it is at ``now``; give the id of each upload."""
    ids: dict[str, str] = {}

    def ago(minutes: float) -> str:
        return as_stored(now - timedelta(minutes=minutes))

    def accept(name: str, minutes: float, *, pages: int = 4) -> str:
        sha256 = content_hash(name.encode())
        title = name.rsplit("/", 1)[-1].removesuffix(".pdf")
        new = NewMaterial(partition_key(name, sha256), sha256, title, lane_of(name), 10, pages=pages)
        ids[name] = catalog.accept(name, size_bytes=10, mtime_ns=1, material=new).id
        _set(catalog, [ids[name]], created_at=ago(minutes), updated_at=ago(minutes))
        return ids[name]

    for name, minutes in WAITING.items():
        accept(name, minutes)
    for name, minutes in COMPLETED.items():
        one = accept(name, minutes + 5)
        for failed_before in range(3 if name == "생물.pdf" else 0):
            _attempt(catalog, one, "embeddings", f"생물: The server is away ({failed_before}).")
        catalog.start([one], run_id="earlier", batch_id=None)
        catalog.finish_embedding([one])
        _set(catalog, [one], running_in=None)
        _complete_at(catalog, one, ago(minutes))
    for name, (minutes, problem) in FAILED.items():
        one = accept(name, minutes + 10)
        _attempt(catalog, one, "materials", f"{name.rsplit('/', 1)[-1]} {problem}")
        _fail_at(catalog, one, (now - timedelta(minutes=minutes)).timestamp())
    running = [accept(name, 8, pages=pages) for name, pages in RUNNING.items()]
    catalog.start(running, run_id=RUN, batch_id=None)
    note_progress(
        catalog.engine, RUN, Progress("materials", 0, 2, 80, 404, seconds=40.0, pages_read={running[0]: 80})
    )
    one = accept("예전.pdf", 50)
    catalog.supersede(one, by=ids["역사.pdf"])
    return ids


def plan_again(catalog: Catalog, material_id: str, *, at: datetime) -> None:
    """Let a material that failed twice of five times be tried again."""
    for sentence in ("The server is away.", "The server is away."):
        _attempt(catalog, material_id, "embeddings", sentence, followed="postpone")
    with catalog.engine.begin() as connection:
        plan(connection, material_id, NextAttempt(as_stored(at), "embeddings", 2, 5))


def _attempt(
    catalog: Catalog, material_id: str, stage: str, sentence: str, *, followed: Followed = "fail"
) -> None:
    with catalog.engine.begin() as connection:
        record(connection, FailedAttempt(material_id, stage, "Error", sentence, RUN, followed))
    catalog.fail(material_id, stage=stage, sentence=sentence)


def _set(catalog: Catalog, ids: Collection[str], **values: str | None) -> None:
    with catalog.engine.begin() as connection:
        connection.execute(update(materials).where(materials.c.id.in_(ids)).values(**values))


def _complete_at(catalog: Catalog, material_id: str, moment: str) -> None:
    of_material = completions.c.material_id == material_id
    with catalog.engine.begin() as connection:
        connection.execute(update(completions).where(of_material).values(completed_at=moment))


def _fail_at(catalog: Catalog, material_id: str, moment: float) -> None:
    of_material = failures.c.material_id == material_id
    with catalog.engine.begin() as connection:
        connection.execute(update(failures).where(of_material).values(failed_at=moment))
