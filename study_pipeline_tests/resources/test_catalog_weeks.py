"""What a week brought and who was told, on either database."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.failures import count_waiting
from study_pipeline.resources.catalog.standings import tries
from study_pipeline.resources.catalog.tables import completions, materials
from study_pipeline.resources.catalog.weeks import count_completed, put_once, questions_gained
from study_pipeline.resources.clock import as_stored
from study_pipeline_tests.operations.seeded import NOON, seed
from study_pipeline_tests.resources.test_catalog_later import accept

START, END = datetime(2026, 11, 16, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)
INSIDE, BEFORE = START + timedelta(days=2), START - timedelta(days=2)


@pytest.fixture
def catalog(catalog_url: str) -> Iterator[Catalog]:
    opened = Catalog.open(catalog_url)
    yield opened
    opened.close()


def complete(
    catalog: Catalog, name: str, at: datetime, *, questions: int, replaces: str | None = None
) -> str:
    """A material that was completed then, with so many questions."""
    material = accept(catalog, name)
    catalog.finish_embedding([material.id])
    with catalog.engine.begin() as connection:
        of_it = completions.c.material_id == material.id
        connection.execute(update(completions).where(of_it).values(completed_at=as_stored(at)))
        values = {"questions": questions, "replaces": replaces}
        connection.execute(update(materials).where(materials.c.id == material.id).values(**values))
    return material.id


def test_questions_are_gained_by_what_was_new_in_the_week_less_what_it_replaces(catalog: Catalog) -> None:
    old = complete(catalog, "old", BEFORE, questions=20)
    complete(catalog, "new", INSIDE, questions=30)
    complete(catalog, "corrected", INSIDE, questions=22, replaces=old)
    complete(catalog, "later", END, questions=100)
    catalog.finish_embedding([old])  # read again now: nothing is gained by that
    assert count_completed(catalog.engine, START, END) == 2
    assert questions_gained(catalog.engine, START, END) == 30 + 2


def test_attempts_are_counted_within_a_span_or_ever(catalog: Catalog) -> None:
    ids = seed(catalog)
    assert {one.material: one.failed for one in tries(catalog.engine)}[ids["생물.pdf"]] == 3
    assert tries(catalog.engine, since=NOON - timedelta(weeks=9), until=NOON - timedelta(weeks=8)) == []


def test_a_week_is_told_once_whatever_is_run_again(catalog: Catalog) -> None:
    messages = [("a", "title", "body"), ("b", "title", "body")]
    assert put_once(catalog.engine, START, messages)
    assert not put_once(catalog.engine, START, messages)
    assert count_waiting(catalog.engine) == 2
    assert put_once(catalog.engine, END, messages)
    assert count_waiting(catalog.engine) == 4
