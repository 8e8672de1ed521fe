"""What comes later, on either database: attempts of their time, and work that somebody put off."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from study_pipeline.materials.failure_policy import QUARANTINED
from study_pipeline.materials.moments import moment_at
from study_pipeline.resources.catalog import attempts as catalog_attempts
from study_pipeline.resources.catalog import discards as catalog_discards
from study_pipeline.resources.catalog import lanes as catalog_lanes
from study_pipeline.resources.catalog import retries as catalog_retries
from study_pipeline.resources.catalog import schedule as catalog_schedule
from study_pipeline.resources.catalog.attempts import FailedAttempt
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.records import Material, NewMaterial
from study_pipeline.resources.catalog.retries import NextAttempt
from study_pipeline.resources.catalog.schedule import Scheduled
from study_pipeline.resources.clock import as_stored, utc_now

EARLY, NOON, LATE = (f"2026-12-01T{hour}:00:00.000+00:00" for hour in ("03", "12", "20"))


@pytest.fixture
def catalog(catalog_url: str) -> Iterator[Catalog]:
    opened = Catalog.open(catalog_url)
    yield opened
    opened.close()


def accept(catalog: Catalog, name: str, *, lane: str = "default") -> Material:
    material = NewMaterial(
        id=f"{name}-{'0' * 8}", sha256=name.ljust(64, "0"), title=name, lane=lane, size_bytes=1
    )
    return catalog.accept(f"{lane}/{name}.pdf", size_bytes=1, mtime_ns=1, material=material)


def fail(catalog: Catalog, material: Material, *, at: str | None, stage: str = "questions") -> None:
    again = NextAttempt(at, stage, 1, 5) if at else None  # type: ignore[arg-type]
    catalog.fail(material.id, stage=stage, sentence="No.", again=again)


def schedule(catalog: Catalog, *materials: Material, at: str = NOON, work: str = "ingest") -> str:
    with catalog.engine.begin() as connection:
        ids = [material.id for material in materials]
        return catalog_schedule.schedule(connection, work, ids, at=at, zone="UTC").id  # type: ignore[arg-type]


def now_of(catalog: Catalog, material: Material) -> Material:
    return catalog.materials([material.id])[material.id]


def test_attempts_are_counted_by_class_until_somebody_begins_anew(catalog: Catalog) -> None:
    material = accept(catalog, "a")
    with catalog.engine.begin() as connection:
        for name in ("TimedOut", "TimedOut", "Contended"):
            failed = FailedAttempt(material.id, "questions", name, "It\nfailed.", "run", "wait")
            catalog_attempts.record(connection, failed)
        assert catalog_attempts.count(connection, material.id, "TimedOut") == 2
        assert catalog_attempts.count(connection, material.id) == 3
        catalog_attempts.begin_anew(connection, [material.id])
        assert catalog_attempts.count(connection, material.id) == 0
    rows = catalog_attempts.of_material(catalog.engine, material.id)
    assert [(row.exception_class, row.message) for row in rows] == [
        ("TimedOut", "It failed."),
        ("TimedOut", "It failed."),
        ("Contended", "It failed."),
    ]
    assert catalog_attempts.since(catalog.engine, rows[1].at)[-1] == rows[-1]


def test_what_is_due_becomes_batches_by_lane_and_stage_once(catalog: Catalog) -> None:
    low, high, other, later = (
        accept(catalog, "l", lane="low"),
        accept(catalog, "h", lane="high"),
        accept(catalog, "o", lane="high"),
        accept(catalog, "later"),
    )
    for material in (low, high):
        fail(catalog, material, at=EARLY)
    fail(catalog, other, at=NOON, stage="embeddings")
    fail(catalog, later, at=LATE)
    taken = catalog_retries.take_due(catalog.engine, now=NOON, size=50)
    assert [(batch.lane, batch.material_ids, stages) for batch, stages in taken] == [
        ("high", (other.id,), ("embeddings",)),
        ("high", (high.id,), ("questions", "embeddings")),
        ("low", (low.id,), ("questions", "embeddings")),
    ]
    assert catalog_retries.take_due(catalog.engine, now=NOON, size=50) == []
    assert list(catalog_retries.planned(catalog.engine)) == [later.id]
    assert now_of(catalog, high).status == "pending"
    assert now_of(catalog, later).status == "failed"


def test_a_batch_of_due_attempts_is_no_larger_than_any_other(catalog: Catalog) -> None:
    for number in range(5):
        fail(catalog, accept(catalog, f"m{number}"), at=EARLY)
    taken = catalog_retries.take_due(catalog.engine, now=NOON, size=2)
    assert [len(batch.material_ids) for batch, _ in taken] == [2, 2, 1]


def test_what_is_put_off_is_in_no_batch_before_its_time(catalog: Catalog) -> None:
    first, second = accept(catalog, "a"), accept(catalog, "b")
    catalog.make_batches(size=50)
    schedule(catalog, first)
    assert now_of(catalog, first).batch_id is None
    assert catalog.make_batches(size=50) == []
    assert [batch.material_ids for batch in catalog.open_batches()] == [(second.id,)]
    assert catalog_schedule.waiting(catalog.engine, due_by=EARLY) == []
    (due,) = catalog_schedule.waiting(catalog.engine, due_by=NOON)
    batch = catalog_schedule.batch_of(catalog.engine, due)
    assert batch is not None
    assert batch.material_ids == (first.id,)
    assert catalog_schedule.batch_of(catalog.engine, due) == batch


def test_a_material_has_one_time_for_one_kind_of_work(catalog: Catalog) -> None:
    material = accept(catalog, "a")
    schedule(catalog, material, at=LATE)
    embed = schedule(catalog, material, at=NOON, work="embed")
    again = schedule(catalog, material, at=EARLY)
    assert [row.id for row in catalog_schedule.waiting(catalog.engine)] == [again, embed]


def test_what_is_cancelled_never_runs_and_a_file_that_waited_for_it_is_discarded(catalog: Catalog) -> None:
    new, done = accept(catalog, "new"), accept(catalog, "done")
    catalog.finish_embedding([done.id])
    one = schedule(catalog, new, done)
    assert catalog_schedule.cancel(catalog.engine, one)
    assert not catalog_schedule.cancel(catalog.engine, one)
    assert catalog_schedule.waiting(catalog.engine) == []
    assert (now_of(catalog, new).status, now_of(catalog, done).status) == ("discarded", "completed")
    assert catalog.make_batches(size=50) == []
    catalog.claim([new.id], size=50)
    assert now_of(catalog, new).status == "pending"


def test_what_is_brought_forward_is_due_now_and_what_was_asked_is_not(catalog: Catalog) -> None:
    one = schedule(catalog, accept(catalog, "a"), at="2999-01-01T00:00:00.000+00:00")
    assert catalog_schedule.bring_forward(catalog.engine, one)
    (due,) = catalog_schedule.waiting(catalog.engine, due_by=utc_now())
    catalog_schedule.note_asked(catalog.engine, due.id)
    assert catalog_schedule.waiting(catalog.engine) == []
    assert not catalog_schedule.bring_forward(catalog.engine, one)


def test_work_whose_materials_are_all_deleted_is_cancelled_and_the_graph_s_is_not(catalog: Catalog) -> None:
    material = accept(catalog, "a")
    schedule(catalog, material)
    graph = schedule(catalog, work="graph")
    catalog.delete(material.id)
    assert [row.id for row in catalog_schedule.waiting(catalog.engine)] == [graph]


def test_what_somebody_asks_for_again_waits_with_its_attempts_counted_anew(catalog: Catalog) -> None:
    failed, done = accept(catalog, "failed"), accept(catalog, "done")
    with catalog.engine.begin() as connection:
        broke = FailedAttempt(failed.id, "questions", "TimedOut", "No.", "run", "fail")
        catalog_attempts.record(connection, broke)
    catalog.fail(failed.id, stage="questions", sentence="No.", flags=["cut_off", QUARANTINED])
    assert catalog_retries.ask_now(catalog.engine, [failed.id, done.id, "nobody"]) == [failed.id]
    material = now_of(catalog, failed)
    assert (material.status, material.flags) == ("pending", ("cut_off",))
    with catalog.engine.connect() as connection:
        assert catalog_attempts.count(connection, failed.id) == 0
    catalog.finish_embedding([done.id])
    assert catalog.make_batches(size=50) == []
    ((batch, stages),) = catalog_retries.take_due(catalog.engine, now="9999", size=50)
    assert (batch.material_ids, stages) == ((failed.id,), ("questions", "embeddings"))


def test_what_is_given_up_waits_for_nothing_and_comes_back_when_it_is_dropped_again(catalog: Catalog) -> None:
    waits, later, done, running = (accept(catalog, name) for name in ("waits", "later", "done", "running"))
    catalog.finish_embedding([done.id])
    fail(catalog, later, at=NOON)
    schedule(catalog, waits)
    catalog.start([running.id], run_id="run", batch_id=None)
    ids = [material.id for material in (waits, later, done, running)]
    assert catalog_discards.discard(catalog.engine, ids) == [waits.id, later.id]
    assert now_of(catalog, waits).status == now_of(catalog, later).status == "discarded"
    assert catalog_retries.planned(catalog.engine) == {}
    assert catalog_schedule.waiting(catalog.engine) == []
    again = NewMaterial(id=waits.id, sha256=waits.sha256, title="waits", lane="default", size_bytes=1)
    catalog.accept("default/waits.pdf", size_bytes=1, mtime_ns=2, material=again)
    assert now_of(catalog, waits).status == "pending"


def test_a_held_lane_s_materials_join_no_batch_and_the_others_go_on(catalog: Catalog) -> None:
    queued = accept(catalog, "queued", lane="low")
    catalog.make_batches(size=50)
    low, high = accept(catalog, "l", lane="low"), accept(catalog, "h", lane="high")
    assert catalog_lanes.hold(catalog.engine, "low")
    assert not catalog_lanes.hold(catalog.engine, "low")
    assert [batch.material_ids for batch in catalog.make_batches(size=50)] == [(high.id,)]
    assert [batch.material_ids for batch in catalog.open_batches()] == [(queued.id,), (high.id,)]
    assert list(catalog_lanes.held(catalog.engine)) == ["low"]
    assert catalog_lanes.let_go(catalog.engine, "low")
    assert not catalog_lanes.let_go(catalog.engine, "low")
    assert [batch.material_ids for batch in catalog.make_batches(size=50)] == [(low.id,)]


def test_several_daemons_take_each_due_attempt_once(catalog: Catalog) -> None:
    for number in range(12):
        fail(catalog, accept(catalog, f"m{number}"), at=EARLY)
    with ThreadPoolExecutor(4) as daemons:
        taken = list(
            daemons.map(lambda _: catalog_retries.take_due(catalog.engine, now=NOON, size=5), range(4))
        )
    ids = [material_id for batches in taken for batch, _ in batches for material_id in batch.material_ids]
    assert sorted(ids) == sorted(material.id for material in catalog.all_materials())


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("2026-12-01 12:00", "Asia/Seoul"),
        ("2028-02-29 23:59", "Asia/Seoul"),
        ("2026-03-08 02:30", "America/New_York"),  # which the clocks skip
        ("2026-11-01 01:30", "America/New_York"),  # which comes twice
        ("2026-10-25 02:30", "Europe/Berlin"),
        ("2026-04-05 01:45", "Australia/Lord_Howe"),  # by half an hour
    ],
)
def test_what_is_put_off_is_due_at_its_instant_and_once_however_the_clock_is_set_back(
    catalog: Catalog, written: str, zone: str
) -> None:
    instant = moment_at(written, ZoneInfo(zone)).at
    material = accept(catalog, "a")
    schedule(catalog, material, at=as_stored(instant))

    def due(hours: float) -> list[Scheduled]:
        return catalog_schedule.waiting(catalog.engine, due_by=as_stored(instant + timedelta(hours=hours)))

    assert due(-1 / 3_600) == due(-2) == []
    (one,) = due(0)
    batch = catalog_schedule.batch_of(catalog.engine, one)
    assert due(-2) == []  # the clock is set back before Dagster has the run that was asked for
    assert due(2) == [one]
    assert catalog_schedule.batch_of(catalog.engine, one) == batch, "it would be asked for by the same key"
    catalog_schedule.note_asked(catalog.engine, one.id)
    assert due(-2) == due(0) == due(2) == []


def test_an_attempt_that_was_due_is_not_taken_again_however_the_clock_is_set(catalog: Catalog) -> None:
    material = accept(catalog, "a")
    fail(catalog, material, at=NOON)

    def taken(moment: str) -> int:
        return len(catalog_retries.take_due(catalog.engine, now=moment, size=50))

    assert [taken(moment) for moment in (EARLY, LATE, EARLY, NOON, LATE)] == [0, 1, 0, 0, 0]
