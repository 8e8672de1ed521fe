"""A backup, taken while the pipeline goes on, and what comes back of it."""

import dataclasses
import json
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from study_pipeline.ingest import backing_up
from study_pipeline.ingest.backing_up import back_up, save_catalog
from study_pipeline.ingest.graphing import update_graph
from study_pipeline.ingest.restoring import restore
from study_pipeline.ingest.services import Services, open_services
from study_pipeline.ingest.writing import BANK_LEASE
from study_pipeline.resources.catalog.leases import LeaseBusy, lease
from study_pipeline.resources.errors import PermanentError
from study_pipeline.resources.files.backup_files import MANIFEST, kept_files
from study_pipeline.resources.pdf.workers import PdfWorkers
from study_pipeline.resources.settings.settings import Settings, read_settings
from study_pipeline_tests.fakes import CountingEmbedder
from study_pipeline_tests.ingest.flow import drop, take_and_run
from study_pipeline_tests.postgres import PostgresServer

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
ENGLISH = SAMPLES / "earth_science_practice_test.pdf"
KOREAN = SAMPLES / "고1_국어_통합사회_모의평가.pdf"


def in_folder(folder: Path, **more: str) -> Settings:
    return read_settings({"STUDY_DATA": str(folder / "data"), "STUDY_SETTLE_SECONDS": "0", **more})


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, workers: PdfWorkers) -> Iterator[Services]:
    """An installation with two papers in the bank, and a run in Dagster's history."""
    installed = in_folder(tmp_path_factory.mktemp("library"))
    with open_services(installed) as opened:
        services = dataclasses.replace(opened, embedder=CountingEmbedder(), workers=workers)
        for source, name in ((ENGLISH, "high/영어.pdf"), (KOREAN, "국어.pdf")):
            drop(services, source, name)
        take_and_run(services)
        update_graph(services)
        runs = installed.dagster / "history" / "runs.db"
        runs.parent.mkdir(parents=True)
        history = sqlite3.connect(runs)
        history.execute("PRAGMA journal_mode=WAL")
        history.execute("CREATE TABLE runs (id INTEGER)")
        history.execute("INSERT INTO runs VALUES (7)")
        history.commit()
        (installed.dagster / "dagster.log").write_text("a log that is not kept")
        yield services
        history.close()


@pytest.fixture(scope="module")
def backup(library: Services, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("backups") / "today"
    back_up(library.settings, target, version="1")
    return target


def bank_of(services: Services) -> dict[str, object]:
    """Every question as the bank has it, by id."""
    return {row.id: row for row in services.bank.all_questions()}


def assert_same(restored: Services, original: Services) -> None:
    """What people, search and the graph see of both is one."""
    assert restored.catalog.all_materials() == original.catalog.all_materials()
    assert restored.catalog.paths() == original.catalog.paths()
    assert bank_of(restored) == bank_of(original) != {}
    space = original.embedder.space
    assert restored.bank.digests(space) == original.bank.digests(space) != {}
    graphs = [kept_files(services.settings.graph) for services in (restored, original)]
    assert graphs[0] == graphs[1] != {}
    assert restored.graph.load().version == 1
    stored = kept_files(original.settings.store)
    assert kept_files(restored.settings.store) == stored != {}
    hashes = list(restored.bank.digests(space).values())
    known = restored.cache.get_many(space, hashes)
    assert known.keys() == original.cache.get_many(space, hashes).keys()


def test_what_comes_back_is_equal_by_question_answer_and_id(
    library: Services, backup: Path, tmp_path: Path
) -> None:
    installed = in_folder(tmp_path)
    manifest = restore(installed, backup, replace=False)
    assert (manifest.materials, manifest.history) == (2, "sqlite")
    with open_services(installed) as restored:
        assert_same(restored, library)
        restored.intake.take_news()
        assert (
            restored.catalog.make_batches(size=50) == []
        )  # the uploads are as they were, so nothing is news
    history = sqlite3.connect(installed.dagster / "history" / "runs.db")
    assert history.execute("SELECT id FROM runs").fetchall() == [(7,)]
    history.close()
    assert not (installed.dagster / "dagster.log").exists()


def test_a_catalog_goes_from_sqlite_to_postgresql_and_back(
    library: Services, backup: Path, tmp_path: Path, postgres: PostgresServer
) -> None:
    there = in_folder(tmp_path / "there", STUDY_POSTGRES_URL=postgres.new_schema(uuid.uuid4().hex))
    restore(there, backup, replace=False)
    with open_services(there) as restored:
        assert_same(restored, library)
        restored.catalog.fail(restored.catalog.all_materials()[0].id, stage="questions", sentence="Later.")
        changed = restored.catalog.all_materials()
    again = tmp_path / "again"
    back_up(there, again, version="1")
    here = in_folder(tmp_path / "here")
    restore(here, again, replace=False)
    with open_services(here) as restored:
        assert restored.catalog.all_materials() == changed
    shutil.rmtree(there.uploads)
    restore(there, again, replace=True)
    with open_services(there) as restored:  # its numbers count on behind those that came back
        restored.catalog.fail(changed[1].id, stage="questions", sentence="Later still.")


def test_a_backup_can_be_made_while_somebody_writes_and_reads(library: Services, tmp_path: Path) -> None:
    reading = library.catalog.engine.connect()
    reading.begin()
    back_up(library.settings, tmp_path / "busy", version="1")
    reading.close()
    assert not list(library.settings.data.glob(".backup-*"))
    with lease(library.catalog.engine, BANK_LEASE, wait_seconds=0):  # it is free again
        pass


def test_a_paper_that_is_accepted_meanwhile_comes_back_with_its_bytes(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def accept_then_save(engine: Engine, target: Path) -> None:
        drop(services, KOREAN)
        services.intake.take_news()
        save_catalog(engine, target)

    monkeypatch.setattr(backing_up, "save_catalog", accept_then_save)
    back_up(services.settings, tmp_path / "backup", version="1")
    installed = in_folder(tmp_path / "again")
    restore(installed, tmp_path / "backup", replace=False)
    with open_services(installed) as restored:
        (accepted,) = restored.catalog.all_materials()
        assert accepted.sha256
        assert restored.store.pdf(accepted.sha256).read_bytes() == KOREAN.read_bytes()


def test_a_version_of_the_graph_that_is_half_written_is_left_out(services: Services, tmp_path: Path) -> None:
    half = services.settings.graph / ".0123.part"
    half.mkdir(parents=True)
    (half / "nodes.parquet").write_bytes(b"half")
    back_up(services.settings, tmp_path / "backup", version="1")
    assert not any("nodes" in name for name in kept_files(tmp_path / "backup"))


def test_two_backups_at_once_are_one_too_many(library: Services, tmp_path: Path) -> None:
    with lease(library.catalog.engine, "backup"), pytest.raises(LeaseBusy):
        back_up(library.settings, tmp_path / "second", version="1")
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(library: Services, backup: Path, tmp_path: Path) -> None:
    with pytest.raises(PermanentError, match="is there already: choose a name that is not"):
        back_up(library.settings, backup, version="1")
    inside = library.settings.uploads / "copy"
    with pytest.raises(PermanentError, match="is in a folder that is backed up"):
        back_up(library.settings, inside, version="1")
    assert not inside.exists()


def test_a_place_that_cannot_be_written_is_one_sentence(library: Services, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PermanentError, match=r"cannot be written .*: make room or choose another place"):
        back_up(library.settings, tmp_path / "file" / "backup", version="1")


@pytest.mark.parametrize("harm", ["change", "remove", "add"])
def test_a_backup_that_is_not_as_it_was_written_is_refused_before_anything_is_touched(
    backup: Path, tmp_path: Path, harm: str
) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(backup, damaged)
    victim = next((damaged / "store").glob("*.pdf"))
    if harm == "change":
        content = bytearray(victim.read_bytes())
        content[100] ^= 1
        victim.write_bytes(content)
    elif harm == "remove":
        victim.unlink()
    else:
        victim = damaged / "store" / "more"
        victim.write_bytes(b"")
    with pytest.raises(PermanentError, match="is not as it was written") as caught:
        restore(in_folder(tmp_path), damaged, replace=True)
    assert victim.name in str(caught.value)
    assert not (tmp_path / "data").exists()


def test_a_folder_that_is_no_backup_or_a_newer_one_is_refused(backup: Path, tmp_path: Path) -> None:
    with pytest.raises(PermanentError, match="is not a backup"):
        restore(in_folder(tmp_path), tmp_path, replace=True)
    said = json.loads((backup / MANIFEST).read_bytes())
    (tmp_path / MANIFEST).write_text(json.dumps(said | {"format": 99}))
    with pytest.raises(PermanentError, match="is a backup in format 99, and 1 is read here"):
        restore(in_folder(tmp_path), tmp_path, replace=True)


def test_what_is_there_is_kept_in_the_trash_and_only_replaced_when_told(
    library: Services, backup: Path, tmp_path: Path, workers: PdfWorkers
) -> None:
    installed = in_folder(tmp_path)
    with open_services(installed) as opened:
        services = dataclasses.replace(opened, embedder=CountingEmbedder(), workers=workers)
        drop(services, SAMPLES / "earth_science_practice_test_key.pdf", "other.pdf")
        take_and_run(services)
    with pytest.raises(PermanentError, match="holds an installation already"):
        restore(installed, backup, replace=False)
    restore(installed, backup, replace=True)
    with open_services(installed) as restored:
        assert_same(restored, library)
    (before,) = installed.trash.iterdir()
    assert {"catalog.db", "store", "uploads"} <= {part.name for part in before.iterdir()}
    assert (before / "uploads" / "other.pdf").exists()


def test_a_bank_in_an_object_store_is_left_to_that_store(tmp_path: Path) -> None:
    installed = in_folder(tmp_path, STUDY_BANK_URI="s3://bucket/bank")
    with pytest.raises(PermanentError, match="copy it with that store's own tools"):
        back_up(installed, tmp_path / "backup", version="1")
