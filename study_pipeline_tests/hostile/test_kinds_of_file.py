"""What is called x.pdf and is no file: never taken, never opened, and no reason to wait."""

import dataclasses
import os
import shutil
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from study_pipeline.ingest.services import Services
from study_pipeline_tests.hostile.neighbours import Locked, run_beside_a_good_one
from study_pipeline_tests.ingest.flow import named
from study_pipeline_tests.pdfs import TABLE_PAPER, stems_about, write_paper


def make_link(path: Path) -> None:
    target = path.parents[2] / "secret.pdf"
    write_paper(target, stems_about("secrets"))
    path.symlink_to(target)


def make_link_to_nothing(path: Path) -> None:
    path.symlink_to(path.parents[2] / "nothing.pdf")


def make_socket(path: Path) -> None:
    """A socket in the file system; bound by a short name, since a long path is none that it takes."""
    with socket.socket(socket.AF_UNIX) as end:
        here = Path.cwd()
        os.chdir(path.parent)
        try:
            end.bind(path.name)
        finally:
            os.chdir(here)


def make_device(path: Path) -> None:
    """The device that reads as endless zeros; where making one is forbidden, a socket instead."""
    try:
        os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 5))
    except PermissionError:
        make_socket(path)


KINDS: dict[str, Callable[[Path], None]] = {
    "a link to a paper": make_link,
    "a link to nothing": make_link_to_nothing,
    "a pipe": os.mkfifo,
    "a socket": make_socket,
    "a device": make_device,
    "a folder": Path.mkdir,
}


@pytest.mark.parametrize("make", KINDS.values(), ids=KINDS.keys())
def test_what_is_no_file_is_left_alone(services: Services, make: Callable[[Path], None]) -> None:
    odd = services.settings.uploads / "x.pdf"
    make(odd)
    run_beside_a_good_one(services)
    assert [material.title for material in services.catalog.all_materials()] == ["good"]
    assert os.path.lexists(odd)


@pytest.mark.parametrize("make", KINDS.values(), ids=KINDS.keys())
def test_what_takes_the_place_of_a_file_that_was_seen_is_not_opened(
    services: Services, make: Callable[[Path], None]
) -> None:
    upload = services.settings.uploads / "x.pdf"
    shutil.copyfile(TABLE_PAPER, upload)
    (seen,) = services.intake.folder.files()
    upload.unlink()
    make(upload)
    with pytest.raises(FileNotFoundError):
        services.intake.take(seen)
    assert services.catalog.all_materials() == []
    assert list(services.settings.store.glob("*")) == []
    run_beside_a_good_one(services)


def test_a_folder_that_cannot_be_read_is_reported_once_and_what_is_known_of_it_is_not_gone(
    services: Services,
) -> None:
    first = write_paper(services.settings.uploads / "first.pdf", stems_about("secrets"))
    (services.settings.uploads / "locked").mkdir()
    shutil.copyfile(first, services.settings.uploads / "locked" / "a.pdf")
    first.unlink()
    run_beside_a_good_one(services)
    folder = Locked(services.settings.uploads, "locked")
    shutil.copyfile(services.settings.uploads / "locked" / "a.pdf", services.settings.uploads / "copy.pdf")
    intake = dataclasses.replace(services.intake, folder=folder)
    (notice,) = intake.take_news().notices
    assert notice == (
        "The folder locked cannot be read: give the account that runs the pipeline the right to read it, "
        "or see to its disk; what is in it waits."
    )
    assert intake.take_news().notices == ()
    assert sorted(services.catalog.paths()[named(services, "copy.pdf").id]) == ["copy.pdf", "locked/a.pdf"]
    assert services.intake.take_news().notices == ()


def test_papers_in_a_folder_that_is_called_like_a_pdf_are_taken(services: Services) -> None:
    (services.settings.uploads / "x.pdf").mkdir()
    write_paper(services.settings.uploads / "x.pdf" / "page.pdf", stems_about("pages"))
    run_beside_a_good_one(services)
    assert sorted(m.title for m in services.catalog.all_materials()) == ["good", "page"]
