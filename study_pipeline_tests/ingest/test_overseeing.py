"""The figures of a catalog with a known history: exact numbers, of rows that the catalog wrote itself."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from study_pipeline.ingest.overseeing import figures
from study_pipeline.operations.hours import Wait
from study_pipeline.operations.reasons import Reason
from study_pipeline.operations.statistics import Statistics
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.completions import completed_since
from study_pipeline.resources.catalog.schedule import batch_of, note_asked, schedule
from study_pipeline.resources.catalog.standings import standings
from study_pipeline.resources.clock import as_stored, now
from study_pipeline.resources.files.stored_bytes import stored_bytes
from study_pipeline.resources.settings.settings import Settings, read_settings
from study_pipeline_tests.operations.seeded import DAMAGED, LOCKED, NOON, RUN, plan_again, seed


@pytest.fixture
def installed(tmp_path: Path, catalog_url: str) -> Settings:
    """An installation on either database."""
    return read_settings({"STUDY_DATA": str(tmp_path), "STUDY_CATALOG_URL": catalog_url})


@pytest.fixture
def catalog(installed: Settings) -> Iterator[Catalog]:
    opened = Catalog.open(installed.catalog_url)
    yield opened
    opened.close()


def at_noon(catalog: Catalog, installed: Settings, *, hour_count: int = 24) -> Statistics:
    return figures(catalog.engine, installed, now=NOON, hour_count=hour_count)


def test_materials_are_counted_by_status_and_by_lane(catalog: Catalog, installed: Settings) -> None:
    seed(catalog)
    found = at_noon(catalog, installed)
    assert found.counts == {"pending": 4, "processing": 2, "completed": 4, "failed": 3, "discarded": 1}
    assert found.lanes == {
        "high": {"pending": 1, "processing": 0, "completed": 0, "failed": 1, "discarded": 0},
        "default": {"pending": 2, "processing": 2, "completed": 4, "failed": 2, "discarded": 1},
        "low": {"pending": 1, "processing": 0, "completed": 0, "failed": 0, "discarded": 0},
    }
    assert found.running == (RUN,)


def test_the_oldest_that_waits_is_found_with_its_age(catalog: Catalog, installed: Settings) -> None:
    ids = seed(catalog)
    oldest = at_noon(catalog, installed).oldest
    assert oldest is not None
    assert oldest.id == ids["low/물리.pdf"]
    assert oldest.age_seconds(NOON) == 26 * 3600


def test_what_was_completed_stands_in_the_hour_of_the_zone(catalog: Catalog, installed: Settings) -> None:
    seed(catalog)
    found = at_noon(catalog, installed, hour_count=3)
    assert found.zone == "Asia/Seoul"
    assert [(hour.start.isoformat(), hour.completed) for hour in found.hours] == [
        ("2026-11-24T10:00:00+09:00", 2),
        ("2026-11-24T11:00:00+09:00", 1),
        ("2026-11-24T12:00:00+09:00", 0),
    ]
    day = at_noon(catalog, installed, hour_count=26).hours
    assert sum(hour.completed for hour in day) == 4
    # the lesson of physics has waited through all of them
    assert [hour.longest_wait_seconds for hour in found.hours] == [25 * 3600, 26 * 3600, 26 * 3600]


def test_failures_are_told_by_their_reason_and_without_what_was_completed_since(
    catalog: Catalog, installed: Settings
) -> None:
    ids = seed(catalog)
    found = at_noon(catalog, installed)
    assert [one.file for one in found.failed] == ["high/법.pdf", "윤리.pdf", "경제.pdf"]
    assert [one.attempts for one in found.failed] == [1, 1, 1]
    assert found.reasons == (Reason(DAMAGED, 2), Reason(LOCKED, 1))
    assert [(one.id, tries.failed) for one, tries in found.most_retried] == [(ids["생물.pdf"], 3)]


def test_what_is_tried_again_by_itself_is_counted_and_says_when(
    catalog: Catalog, installed: Settings
) -> None:
    ids = seed(catalog)
    at = NOON + timedelta(minutes=7)
    plan_again(catalog, ids["영어.pdf"], at=at)
    found = at_noon(catalog, installed)
    assert (found.retries, found.scheduled) == (1, 0)
    (again,) = [one for one in found.failed if one.id == ids["영어.pdf"]]
    assert (again.attempts, again.next_attempt) == (2, at)
    assert [(one.id, tries.failed) for one, tries in found.most_retried] == [
        (ids["생물.pdf"], 3),
        (ids["영어.pdf"], 2),
    ]


def test_what_was_put_off_is_scheduled_and_waits_for_no_run_until_its_time(
    catalog: Catalog, installed: Settings
) -> None:
    ids = seed(catalog)
    put_off = ids["low/물리.pdf"]
    with catalog.engine.begin() as connection:
        one = schedule(connection, "ingest", [put_off], at=as_stored(NOON), zone="Asia/Seoul")
    found = at_noon(catalog, installed)
    assert (found.scheduled, found.counts["pending"]) == (1, 4)
    assert found.oldest is not None
    assert found.oldest.id == ids["영어.pdf"]
    assert max(hour.longest_wait_seconds for hour in found.hours) == 45 * 60
    before = now().replace(microsecond=0)
    batch_of(catalog.engine, one)
    note_asked(catalog.engine, one.id)
    (due,) = [one for one in standings(catalog.engine) if one.id == put_off]
    assert not due.put_off
    assert due.since >= before, "it waits since its time, not since it arrived"


def test_a_material_that_is_asked_for_again_waits_from_then_on(catalog: Catalog) -> None:
    ids = seed(catalog)
    before = now().replace(microsecond=0)
    catalog.take_again([ids["역사.pdf"]])
    (again,) = [one for one in standings(catalog.engine) if one.id == ids["역사.pdf"]]
    assert again.status == "pending"
    assert again.since >= before
    first = next(wait for wait in completed_since(catalog.engine, NOON - timedelta(hours=2)))
    assert first == Wait(NOON - timedelta(minutes=95), NOON - timedelta(minutes=90))


def test_the_throughput_stays_when_a_material_is_deleted(catalog: Catalog, installed: Settings) -> None:
    ids = seed(catalog)
    before = at_noon(catalog, installed).hours
    catalog.delete(ids["역사.pdf"])
    after = at_noon(catalog, installed)
    assert after.hours == before
    assert after.counts["completed"] == 3


def test_an_empty_installation_has_figures(catalog: Catalog, installed: Settings) -> None:
    found = at_noon(catalog, installed, hour_count=2)
    assert set(found.counts.values()) == {0}
    assert [hour.completed for hour in found.hours] == [0, 0]
    assert (found.oldest, found.running, found.reasons, found.most_retried) == (None, (), (), ())


def test_the_stores_are_measured_and_what_lies_elsewhere_is_not(tmp_path: Path) -> None:
    for name, size in (("uploads/a/b.pdf", 7), ("store/c.pdf", 11), ("dagster/runs.db", 13)):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x" * size)
    (tmp_path / "uploads" / "link").symlink_to(tmp_path / "store")
    (tmp_path / "catalog.db").write_bytes(b"x" * 17)
    (tmp_path / "catalog.db-wal").write_bytes(b"x" * 19)
    data = {"STUDY_DATA": str(tmp_path)}
    found = stored_bytes(read_settings(data))
    assert found == {"uploads": 7, "store": 11, "bank": 0, "graph": 0, "catalog": 36, "history": 13}
    elsewhere = {"STUDY_CATALOG_URL": "postgresql://h/db", "STUDY_BANK_URI": "s3://bucket/bank"}
    found = stored_bytes(read_settings(data | elsewhere))
    assert (found["catalog"], found["bank"]) == (None, None)
