"""Uploads that come slowly, halfway, or not at all."""

import dataclasses
import errno
from pathlib import Path

from study_pipeline.ingest.services import Services
from study_pipeline.materials.uploads import Look, SeenFile, decide
from study_pipeline.resources.files.upload_folder import ShownFiles, UploadFolder
from study_pipeline_tests.hostile.neighbours import (
    FailingStore,
    ends_beside_a_good_one,
    is_one_sentence,
    run_beside_a_good_one,
)
from study_pipeline_tests.ingest.flow import drop, named, take_and_run
from study_pipeline_tests.pdfs import KOREAN_PAPER, stems_about, write_paper

SETTLE_SECONDS = 5.0
KILOBYTE = 1_000


def test_a_file_that_comes_at_1_kilobyte_a_second_is_not_taken_before_it_is_whole() -> None:
    whole = 300 * KILOBYTE
    taken_at = None
    for second in range(1_000):
        arrived = min(whole, second * KILOBYTE)
        last_change = float(min(second, whole // KILOBYTE))
        seen = SeenFile("slow.pdf", "slow.pdf", arrived, int(last_change * 1e9), last_change)
        decisions = decide([seen], {}, Look(second + 0.9, second + 0.9, SETTLE_SECONDS))
        if decisions.take:
            taken_at = second
            assert arrived == whole
            break
        assert decisions.settling == (seen,)
    assert taken_at == whole // KILOBYTE + SETTLE_SECONDS


def test_a_half_written_file_waits_beside_a_good_one_and_is_read_once_it_is_whole(
    services: Services,
) -> None:
    content = KOREAN_PAPER.read_bytes()
    upload = services.settings.uploads / "slow.pdf"
    upload.write_bytes(content[: len(content) // 2])
    patient = dataclasses.replace(services.settings, settle_seconds=3_600.0)
    slow = StillArriving(services.settings.uploads, "slow.pdf")
    waiting = dataclasses.replace(services.intake, folder=slow, settings=patient)
    drop(services, KOREAN_PAPER, "good.pdf")
    report = waiting.take_news()
    assert ([m.title for m in report.accepted], report.left) == (["good"], 1)
    with upload.open("ab") as file:
        file.write(content[len(content) // 2 :] + b"\n")
    assert ends_beside_a_good_one(services, "slow.pdf").status == "completed"


@dataclasses.dataclass(frozen=True, slots=True)
class StillArriving(UploadFolder):
    """A folder in which one file has changed this very moment, and the others long ago."""

    arriving: str

    def look(self) -> ShownFiles:
        shown = UploadFolder.look(self)
        pdfs = [
            file if file.path == self.arriving else dataclasses.replace(file, changed_at=0.0)
            for file in shown.pdfs
        ]
        return dataclasses.replace(shown, pdfs=tuple(pdfs))


def test_a_file_that_stalled_halfway_says_so_and_is_read_when_the_rest_comes(services: Services) -> None:
    content = KOREAN_PAPER.read_bytes()
    upload = services.settings.uploads / "stalled.pdf"
    upload.write_bytes(content[: len(content) // 2])
    stalled = ends_beside_a_good_one(services, "stalled.pdf")
    assert stalled.error_message == (
        "stalled.pdf is damaged or incomplete and cannot be opened: upload it again."
    )
    upload.write_bytes(content)
    take_and_run(services)
    whole = named(services, "stalled.pdf")
    assert (whole.status, whole.error_message) == ("completed", None)


def test_a_file_that_vanishes_before_it_is_copied_is_no_material_and_holds_up_nothing(
    services: Services,
) -> None:
    write_paper(services.settings.uploads / "vanished.pdf", stems_about("what is gone"))
    folder = Forgetful(services.settings.uploads, "vanished.pdf")
    drop(services, KOREAN_PAPER, "z.pdf")
    report = dataclasses.replace(services.intake, folder=folder).take_news()
    assert ([m.title for m in report.accepted], report.refused) == (["z"], ())
    run_beside_a_good_one(services)
    assert {m.title for m in services.catalog.all_materials()} == {"z", "good"}


@dataclasses.dataclass(frozen=True, slots=True)
class Forgetful(UploadFolder):
    """A folder that loses one file once it has listed it."""

    lost: str

    def look(self) -> ShownFiles:
        shown = UploadFolder.look(self)
        (self.directory / self.lost).unlink()
        return shown


def failing(services: Services, name: str, number: int) -> Services:
    store = FailingStore(services.store.directory, sources={name: number})
    return dataclasses.replace(services, store=store)


def test_a_file_that_may_not_be_read_says_what_right_is_missing(services: Services) -> None:
    write_paper(services.settings.uploads / "bad.pdf", stems_about("what is forbidden"))
    bad = ends_beside_a_good_one(failing(services, "bad.pdf", errno.EACCES), "bad.pdf")
    sentence = bad.error_message or ""
    assert sentence == (
        "bad.pdf may not be read: give the account that runs the pipeline the right to read it."
    )
    assert is_one_sentence(sentence)
    assert ends_beside_a_good_one(services, "bad.pdf").status == "completed"


def test_a_file_whose_disk_breaks_off_says_so_and_the_files_after_it_are_taken(services: Services) -> None:
    write_paper(services.settings.uploads / "bad.pdf", stems_about("what is lost"))
    bad = ends_beside_a_good_one(failing(services, "bad.pdf", errno.EIO), "bad.pdf")
    sentence = bad.error_message or ""
    assert sentence == (
        "bad.pdf could not be read, because its disk gave an error: upload it again, or have the disk checked."
    )
    assert is_one_sentence(sentence)
    assert Path(services.settings.uploads / "bad.pdf").exists()
    assert ends_beside_a_good_one(services, "bad.pdf").status == "completed"
