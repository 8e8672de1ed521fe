"""Disks that are full or may not be written: no upload is lost, and the sentence says whose disk it is."""

import dataclasses
import errno
import resource
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from study_pipeline.ingest.services import Services, open_services
from study_pipeline.materials.identity import content_hash
from study_pipeline.resources.errors import PermanentError
from study_pipeline.resources.settings.settings import read_settings
from study_pipeline_tests.hostile.neighbours import (
    FailingStore,
    ends_beside_a_good_one,
    is_one_sentence,
    run_beside_a_good_one,
)
from study_pipeline_tests.ingest.flow import drop, named, run
from study_pipeline_tests.pdfs import ENGLISH_PAPER, KOREAN_PAPER, TABLE_PAPER, stems_about, write_paper

NO_ROOM = (
    "could not be copied, because the disk of the data folder is full: make room, and it is taken by itself."
)
NO_ROOM_TO_SAVE = (
    "was read but could not be saved, because the disk of the data folder is full: "
    "make room, then process it again."
)
NOT_SAVED = (
    "was read but could not be saved, because the data folder cannot be written: "
    "see to its rights and its disk, then process it again."
)


def with_store(services: Services, store: FailingStore) -> Services:
    return dataclasses.replace(services, store=store)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_file_that_finds_no_room_says_so_and_is_taken_by_itself_once_there_is(
    services: Services, number: int
) -> None:
    drop(services, KOREAN_PAPER, "bad.pdf")
    full = FailingStore(services.store.directory, copies={"bad.pdf": number})
    bad = ends_beside_a_good_one(with_store(services, full), "bad.pdf")
    assert bad.status == "failed"
    assert bad.error_message == f"bad.pdf {NO_ROOM}"
    assert is_one_sentence(bad.error_message or "")
    assert ends_beside_a_good_one(services, "bad.pdf").status == "completed"


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        (errno.ENOSPC, NO_ROOM_TO_SAVE),
        (errno.EROFS, NOT_SAVED),
    ],
)
def test_what_was_read_and_cannot_be_saved_fails_alone_and_is_done_when_it_is_processed_again(
    services: Services, number: int, problem: str
) -> None:
    drop(services, KOREAN_PAPER, "bad.pdf")
    sha256 = content_hash(KOREAN_PAPER.read_bytes())
    store = FailingStore(services.store.directory, saved={sha256: number})
    bad = ends_beside_a_good_one(with_store(services, store), "bad.pdf")
    assert (bad.status, bad.error_message) == ("failed", f"bad {problem}")
    assert is_one_sentence(bad.error_message or "")
    run(services, [bad])
    assert named(services, "bad.pdf").status == "completed"


def test_figures_that_cannot_be_saved_are_not_blamed_on_the_pdf(services: Services) -> None:
    drop(services, ENGLISH_PAPER, "bad.pdf")
    (accepted,) = services.intake.take_news().accepted
    in_the_way = services.store.crops(accepted.sha256 or "")
    in_the_way.touch()
    bad = ends_beside_a_good_one(services, "bad.pdf")
    assert bad.error_message == f"bad {NOT_SAVED}"
    in_the_way.unlink()
    run(services, [bad])
    assert named(services, "bad.pdf").status == "completed"


def test_a_read_only_store_is_an_error_that_blames_no_file_and_all_are_taken_afterwards(
    services: Services,
) -> None:
    drop(services, TABLE_PAPER, "a.pdf")
    drop(services, KOREAN_PAPER, "b.pdf")
    read_only = FailingStore(services.store.directory, copies=dict.fromkeys(("a.pdf", "b.pdf"), errno.EROFS))
    with pytest.raises(PermanentError) as caught:
        with_store(services, read_only).intake.take_news()
    assert str(caught.value) == (
        f"The data folder {services.settings.data} cannot be written (Read-only file system): give the account "
        "that runs the pipeline the right to write there, or see to its disk; no upload is lost."
    )
    assert services.catalog.all_materials() == []
    run_beside_a_good_one(services)
    assert {m.status for m in services.catalog.all_materials()} == {"completed"}


def test_a_store_whose_place_is_taken_by_a_file_is_an_error_that_blames_no_file(services: Services) -> None:
    drop(services, KOREAN_PAPER, "a.pdf")
    services.settings.store.touch()
    with pytest.raises(PermanentError, match=r"^The data folder .* cannot be written \(File exists\): "):
        services.intake.take_news()
    services.settings.store.unlink()
    run_beside_a_good_one(services)
    assert named(services, "a.pdf").status == "completed"


@contextmanager
def no_file_longer_than(size_bytes: int) -> Iterator[None]:
    """A disk that is full, as this process sees it: what it writes beyond this fails."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_below_the_bank_is_one_sentence_and_leaves_no_half_of_a_commit(
    services: Services,
) -> None:
    drop(services, TABLE_PAPER, "a.pdf")
    services.intake.take_news()
    run(services, [named(services, "a.pdf")])
    before = services.bank.all_questions()
    others = [dataclasses.replace(row, id=f"other {row.id}") for row in before * 50]
    others = [dataclasses.replace(row, id=f"{n} {row.id}") for n, row in enumerate(others)]
    with (
        no_file_longer_than(4_096),
        pytest.raises(PermanentError) as caught,
    ):
        services.bank.replace([before[0].material], others)
    assert str(caught.value) == (
        "The question bank cannot be written, because its disk is full: make room, then process it again."
    )
    assert services.bank.all_questions() == before
    services.bank.replace([before[0].material], others)
    assert services.bank.count() == len(others)


def fill(services: Services) -> None:
    """Let the catalog's database grow no more, as SQLite itself says of a full disk."""
    services.catalog.engine.dispose()

    @event.listens_for(services.catalog.engine, "connect")
    def limit(connection: sqlite3.Connection, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}").close()


def test_a_full_disk_below_the_catalog_is_one_sentence_and_what_did_not_fit_is_taken_once_there_is_room(
    services: Services,
) -> None:
    for number in range(40):
        write_paper(services.settings.uploads / f"{number} {'long ' * 40}.pdf", stems_about(f"{number}"))
    with open_services(services.settings) as opened:
        full = dataclasses.replace(services, catalog=opened.catalog)
        fill(full)
        with pytest.raises(PermanentError) as caught:
            full.intake.take_news()
    assert str(caught.value) == (
        "The catalog cannot be written, because its disk is full: make room; no upload is lost, and new ones "
        "are taken by themselves then."
    )
    assert len(services.catalog.all_materials()) == len(services.catalog.known_uploads()) < 40
    services.intake.take_news()
    assert len(services.catalog.all_materials()) == 40


def test_a_data_folder_that_cannot_be_made_says_so_in_one_sentence(tmp_path: Path) -> None:
    shutil.copyfile(TABLE_PAPER, tmp_path / "file")
    settings = read_settings({"STUDY_DATA": str(tmp_path / "file" / "data")})
    with (
        pytest.raises(PermanentError, match=r"cannot be written \(Not a directory\): give the account"),
        open_services(settings),
    ):
        pass
