"""What PostgreSQL does otherwise than SQLite, and the catalog's users never notice."""

import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, text, update

from study_pipeline.ingest.services import Services, open_services
from study_pipeline.materials.identity import content_hash
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.postgres import postgres_failure
from study_pipeline.resources.catalog.records import NewMaterial
from study_pipeline.resources.catalog.tables import materials, metadata
from study_pipeline.resources.catalog.waiting import Reason, note_waiting, waiting
from study_pipeline.resources.errors import Contended, PermanentError, TimedOut, TransientError
from study_pipeline.resources.settings.settings import read_settings
from study_pipeline_tests.postgres import PASSWORD, PostgresServer


@pytest.fixture
def catalog(postgres: PostgresServer) -> Iterator[Catalog]:
    opened = Catalog.open(postgres.new_schema(uuid.uuid4().hex))
    yield opened
    opened.close()


def accept(catalog: Catalog, name: str, **facts: str) -> str:
    known = {"title": name, "lane": "default"} | facts
    material = NewMaterial(id=name, sha256=content_hash(name.encode()), size_bytes=1, **known)
    return catalog.accept(f"{name}.pdf", size_bytes=1, mtime_ns=1, material=material).id


def test_every_text_is_in_the_order_of_its_code_points_whatever_the_database_s_locale(
    catalog: Catalog,
) -> None:
    with catalog.engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT table_name, collation_name FROM information_schema.columns "
                "WHERE table_schema = current_schema() AND data_type = 'text'"
            )
        ).all()
    assert {row.table_name for row in found} == set(metadata.tables)
    assert {row.collation_name for row in found} == {"C"}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(paths=st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=8, unique=True))
def test_any_text_is_kept_and_sorted_as_python_does(catalog: Catalog, paths: list[str]) -> None:
    kept = sorted({path.replace("\0", "\N{REPLACEMENT CHARACTER}") for path in paths})
    reasons: dict[str, Reason] = dict.fromkeys(kept, "settling")
    note_waiting(catalog.engine, reasons)
    assert [file.path for file in waiting(catalog.engine)] == kept


def test_a_title_with_a_null_character_does_not_stop_a_material(catalog: Catalog) -> None:
    material = accept(catalog, "a", title="before\0after")
    assert catalog.materials([material])[material].title == "before\N{REPLACEMENT CHARACTER}after"


def test_writers_in_opposite_order_wait_for_each_other_instead_of_failing(catalog: Catalog) -> None:
    ids = [accept(catalog, "a"), accept(catalog, "b")]

    def retitle(connection: Connection, material: str, title: str) -> None:
        connection.execute(update(materials).where(materials.c.id == material).values(title=title))

    def write_backwards() -> None:
        with catalog.engine.begin() as connection:
            for material in reversed(ids):
                retitle(connection, material, "second")

    with ThreadPoolExecutor(1) as pool:
        with catalog.engine.begin() as connection:
            retitle(connection, ids[0], "first")
            other = pool.submit(write_backwards)
            deadline = time.monotonic() + 20
            while not somebody_waits(catalog):
                assert time.monotonic() < deadline
            retitle(connection, ids[1], "first")  # a row that the other one would have by now
        other.result(timeout=20)
    assert {material.title for material in catalog.all_materials()} == {"second"}


def somebody_waits(catalog: Catalog) -> bool:
    with catalog.engine.connect() as connection:
        return bool(
            connection.scalar(text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))
        )


def test_a_wrong_password_or_a_server_that_is_gone_is_one_sentence_without_the_password(
    postgres: PostgresServer,
) -> None:
    for url in (
        postgres.url().replace(quote(PASSWORD, safe=""), "wrong-secret"),
        postgres.url().replace(f":{postgres.port}/", ":1/"),
        postgres.url("nowhere"),
    ):
        with pytest.raises(TransientError, match=r"^The catalog's database cannot be reached \(") as caught:
            Catalog.open(url)
        assert "\n" not in str(caught.value)
        assert "secret" not in str(caught.value)
        assert PASSWORD not in str(caught.value)


@pytest.mark.parametrize(
    ("code", "kind"),
    [("53100", PermanentError), ("40P01", Contended), ("57P01", TimedOut), ("23505", None)],
)
def test_what_the_server_says_of_itself_is_told_from_what_it_says_of_a_statement(
    code: str, kind: type[Exception] | None
) -> None:
    failure = postgres_failure(code, "reason", disconnected=False)
    assert (type(failure) if failure else None) is kind


def test_a_connection_that_the_server_closed_while_it_was_idle_is_replaced(
    catalog: Catalog, postgres: PostgresServer
) -> None:
    accept(catalog, "a")
    engine = create_engine(postgres.url())
    with engine.connect() as connection:
        ours = "FROM pg_stat_activity WHERE application_name = 'study-pipeline'"
        assert connection.scalars(text(f"SELECT pg_terminate_backend(pid) {ours}")).all() != []
    engine.dispose()
    assert [material.id for material in catalog.all_materials()] == ["a"]


def test_a_server_that_starts_again_is_one_sentence_for_who_asked_and_nothing_for_who_asks_next(
    catalog: Catalog, postgres: PostgresServer
) -> None:
    accept(catalog, "a")
    with pytest.raises(TransientError), catalog.engine.begin() as connection:  # noqa: PT012  # it is broken off here
        connection.execute(update(materials).values(title="half"))
        postgres.stop()
        connection.execute(update(materials).values(title="whole"))
    with pytest.raises(TransientError, match="cannot be reached"):
        catalog.all_materials()
    postgres.start()
    assert [material.title for material in catalog.all_materials()] == ["a"]


def test_a_forgotten_setting_never_begins_a_second_catalog(postgres: PostgresServer, tmp_path: Path) -> None:
    told = {"STUDY_DATA": str(tmp_path / "data")}
    url = postgres.new_schema(uuid.uuid4().hex)
    with open_services(read_settings({**told, "STUDY_POSTGRES_URL": url})) as services:
        assert isinstance(services, Services)
    with pytest.raises(PermanentError, match="is in another database: set STUDY_POSTGRES_URL"):
        open_services(read_settings(told)).__enter__()
    assert not (tmp_path / "data" / "catalog.db").exists()
    with open_services(read_settings({**told, "STUDY_POSTGRES_URL": url})) as services:
        assert services.catalog.all_materials() == []
