"""Which version of the rules the bank's questions come from, as either database notes it."""

from collections.abc import Iterator

import pytest

from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.rules import note_older_rules, note_rules, rules_in_bank
from study_pipeline_tests.resources.test_catalog import accept


@pytest.fixture
def catalog(catalog_url: str) -> Iterator[Catalog]:
    opened = Catalog.open(catalog_url)
    yield opened
    opened.close()


def test_the_newest_note_counts_and_an_older_one_only_where_there_is_none(catalog: Catalog) -> None:
    first, second = accept(catalog, "a.pdf"), accept(catalog, "b.pdf")
    note_rules(catalog.engine, [first.id], 1)
    note_rules(catalog.engine, [first.id], 3)
    for material in (first, second):
        note_older_rules(catalog.engine, material.id, 2)
    assert rules_in_bank(catalog.engine) == {first.id: 3, second.id: 2}


def test_what_was_deleted_meanwhile_is_noted_no_more(catalog: Catalog) -> None:
    kept, gone = accept(catalog, "a.pdf"), accept(catalog, "b.pdf")
    note_rules(catalog.engine, [kept.id, gone.id], 1)
    catalog.delete(gone.id)
    note_rules(catalog.engine, [kept.id, gone.id], 2)
    note_older_rules(catalog.engine, gone.id, 1)
    assert rules_in_bank(catalog.engine) == {kept.id: 2}
