"""The door: what is taken, what is refused and why, and what becomes of the same bytes or the same name again."""

import dataclasses
import errno
import os
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from study_pipeline.ingest.intake import Details
from study_pipeline.ingest.services import Services
from study_pipeline.resources.errors import PermanentError
from study_pipeline.resources.files.material_store import MaterialStore
from study_pipeline.resources.pdf.workers import PdfWorkers
from study_pipeline_tests.ingest.flow import drop, named, take_and_run
from study_pipeline_tests.pdfs import (
    BROKEN,
    KOREAN_PAPER,
    TABLE_PAPER,
    stems_about,
    write_locked,
    write_pages,
    write_paper,
)


def limited(services: Services, **limits: int) -> Services:
    return dataclasses.replace(services, settings=dataclasses.replace(services.settings, **limits))


def test_a_new_pdf_becomes_a_pending_material_with_its_bytes_in_the_store(services: Services) -> None:
    drop(services, KOREAN_PAPER, "김선생/고1_국어.pdf")
    report = services.intake.take_news()
    (material,) = report.accepted
    assert (material.status, material.title, material.owner) == ("pending", "고1_국어", "김선생")
    assert (material.lane, material.pages) == ("default", 3)
    assert material.id.startswith("고1-국어-")
    assert services.store.pdf(material.sha256 or "").read_bytes() == KOREAN_PAPER.read_bytes()
    assert (report.refused, report.left) == ((), 0)


REFUSALS: list[tuple[str, Callable[[Path], object], str]] = [
    (
        "text.pdf",
        lambda p: p.write_text("1. What?"),
        "is not a PDF: save or print it as a PDF and upload that.",
    ),
    ("none.pdf", lambda p: p.touch(), "is empty (0 bytes): upload it again."),
    (
        "cut.pdf",
        lambda p: shutil.copyfile(BROKEN, p),
        "is damaged or incomplete and cannot be opened: upload it again.",
    ),
    ("locked.pdf", write_locked, "is locked with a password: upload a copy without one."),
    (
        "long.pdf",
        lambda p: write_pages(p, 4),
        "has 4 pages, more than the limit of 3 (STUDY_MAX_PAGES): split it.",
    ),
    (
        "large.pdf",
        lambda p: p.write_bytes(b"%PDF-1.4" + bytes(1_000_001)),
        "is 2 MB, more than the limit of 1 MB (STUDY_MAX_FILE_MB): split it.",
    ),
]


@pytest.mark.parametrize(("name", "write", "reason"), REFUSALS, ids=[refusal[0] for refusal in REFUSALS])
def test_what_the_door_refuses_fails_with_one_sentence_and_leaves_no_bytes(
    services: Services, name: str, write: Callable[[Path], object], reason: str
) -> None:
    strict = limited(services, max_pages=3, max_file_mb=1)
    write(strict.settings.uploads / name)
    report = strict.intake.take_news()
    (material,) = report.refused
    assert (material.status, material.failed_stage) == ("failed", "door")
    assert material.error_message == f"{name} {reason}"
    assert list(strict.settings.store.glob("*.pdf")) == []
    assert strict.catalog.make_batches(size=50) == []
    assert strict.intake.take_news().refused == ()


def test_a_refused_pdf_is_checked_anew_when_it_is_uploaded_again(services: Services) -> None:
    paper = write_paper(services.settings.uploads / "long.pdf", stems_about("rivers", count=20))
    strict = limited(services, max_pages=1)
    assert strict.intake.take_news().refused
    os.utime(paper, (0, 0))
    assert strict.intake.take_news().refused
    shutil.copyfile(paper, paper.with_name("the same under another name.pdf"))

    take_and_run(services)

    material = named(services, "long.pdf")
    assert (material.status, material.error_message, material.questions) == ("completed", None, 20)


def test_a_file_that_changed_a_moment_ago_is_left_for_later(services: Services) -> None:
    patient = dataclasses.replace(
        services, settings=dataclasses.replace(services.settings, settle_seconds=60)
    )
    drop(patient, TABLE_PAPER)
    report = patient.intake.take_news()
    assert (report.accepted, report.left) == ((), 1)
    assert len(services.intake.take_news().accepted) == 1


@pytest.mark.parametrize("set_by", [2 * 3600.0, -2 * 3600.0])
def test_a_file_is_settled_by_a_clock_that_nobody_can_set_from_its_first_sight_on(
    services: Services, set_by: float
) -> None:
    patient = dataclasses.replace(
        services, settings=dataclasses.replace(services.settings, settle_seconds=60)
    )
    arrived = drop(patient, TABLE_PAPER).stat().st_ctime

    def accepted(seconds: float, *, clock: float) -> int:
        at = dataclasses.replace(patient.intake, now=lambda: arrived + clock, monotonic=lambda: seconds)
        return len(at.take_news().accepted)

    assert accepted(1_000, clock=1) == 0
    assert accepted(1_058, clock=59 + set_by) == 0
    assert accepted(1_059, clock=60 + set_by) == 1
    assert accepted(1_060, clock=61) == 0


def test_nothing_is_taken_twice(services: Services) -> None:
    drop(services, TABLE_PAPER)
    assert len(services.intake.take_news().accepted) == 1
    assert services.intake.take_news().accepted == ()


def test_the_same_bytes_under_another_path_are_an_alias_and_no_work(services: Services) -> None:
    drop(services, TABLE_PAPER, "a.pdf")
    take_and_run(services)
    drop(services, TABLE_PAPER, "folder/b.pdf")
    assert take_and_run(services) == []
    (material,) = services.catalog.all_materials()
    assert services.catalog.paths() == {material.id: ["a.pdf", "folder/b.pdf"]}
    assert material.status == "completed"


def test_the_lane_comes_from_the_first_folder(services: Services) -> None:
    for lane in ("high", "low", "other"):
        write_paper(drop(services, TABLE_PAPER, f"{lane}/{lane}.pdf"), stems_about(lane))
    services.intake.take_news()
    lanes = {m.title: (m.lane, m.owner) for m in services.catalog.all_materials()}
    assert lanes == {"high": ("high", None), "low": ("low", None), "other": ("default", "other")}


def test_a_decomposed_name_is_taken_under_its_composed_spelling(services: Services) -> None:
    drop(services, TABLE_PAPER, unicodedata.normalize("NFD", "수학.pdf"))
    (material,) = services.intake.take_news().accepted
    assert services.catalog.paths()[material.id] == ["수학.pdf"]
    assert services.intake.take_news().accepted == ()


@pytest.mark.skipif(sys.platform != "linux", reason="macOS takes no such names")
def test_a_name_that_is_not_utf_8_blocks_nothing(services: Services) -> None:
    odd = os.fsencode(services.settings.uploads) + "/수학.pdf".encode("cp949")
    shutil.copyfile(TABLE_PAPER, os.fsdecode(odd))
    take_and_run(services)
    (material,) = services.catalog.all_materials()
    assert material.status == "completed"
    assert services.catalog.paths()[material.id] == ["%BC%F6%C7%D0.pdf"]
    assert services.intake.take_news().accepted == ()


@dataclasses.dataclass(frozen=True, slots=True)
class LockedStore(MaterialStore):
    """A store whose file system forbids one path, whoever asks: the tests may run as an account that may do all."""

    forbidden: Path

    def take(self, source: Path) -> str:
        if self.forbidden in (source, self.directory):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self.forbidden))
        return MaterialStore.take(self, source)


def test_a_file_that_may_not_be_read_says_so_and_is_taken_once_it_may(services: Services) -> None:
    file = drop(services, TABLE_PAPER, "locked.pdf")
    locked = dataclasses.replace(services, store=LockedStore(services.store.directory, file))
    (refused,) = locked.intake.take_news().refused
    assert refused.error_message == (
        "locked.pdf may not be read: give the account that runs the pipeline the right to read it."
    )
    (accepted,) = services.intake.take_news().accepted
    assert [m.id for m in services.catalog.all_materials()] == [accepted.id]


def test_a_store_that_may_not_be_written_is_an_error_and_blames_no_file(services: Services) -> None:
    drop(services, TABLE_PAPER)
    store = LockedStore(services.store.directory, services.store.directory)
    with pytest.raises(PermanentError, match=r"^The data folder .* cannot be written \(Permission denied\)"):
        dataclasses.replace(services, store=store).intake.take_news()
    assert services.catalog.all_materials() == []


def test_a_folder_that_cannot_be_read_is_an_error_and_not_an_empty_folder(services: Services) -> None:
    services.settings.uploads.rmdir()
    with pytest.raises(FileNotFoundError):
        services.intake.take_news()


def test_a_pdf_reader_that_does_not_start_refuses_no_file(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(services, TABLE_PAPER)
    (tmp_path / "pypdfium2.py").write_text('raise ImportError("libpdfium is missing")')
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with PdfWorkers(count=1, timeout_seconds=60, memory_mb=2048) as none_starts:
        broken = dataclasses.replace(services, workers=none_starts)
        with pytest.raises(PermanentError, match=r"The PDF reader does not start.*libpdfium is missing"):
            broken.intake.take_news()
    monkeypatch.delenv("PYTHONPATH")
    assert services.catalog.all_materials() == []
    assert len(services.intake.take_news().accepted) == 1


def test_add_copies_a_file_in_and_takes_it_at_once_with_its_details(
    services: Services, tmp_path: Path
) -> None:
    paper = write_paper(tmp_path / "paper.pdf", stems_about("tides"))
    material = services.intake.add(paper, details=Details("Tides", "second term", "oceans", "high"))
    assert (material.title, material.description, material.owner) == ("Tides", "second term", "oceans")
    assert material.lane == "high"
    assert (services.settings.uploads / "high" / "paper.pdf").read_bytes() == paper.read_bytes()
    assert services.intake.take_news().accepted == ()


@pytest.mark.parametrize(
    "name", ["../out.pdf", "/etc/out.pdf", "a/../../out.pdf", "..\\out.pdf", ".hidden.pdf"]
)
def test_add_writes_nothing_outside_the_upload_folder(services: Services, tmp_path: Path, name: str) -> None:
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(PermanentError, match="cannot be the name of an upload"):
        services.intake.add(TABLE_PAPER, name=name)
    assert [path for path in sorted(tmp_path.rglob("*")) if path not in before] == []


def test_two_processes_that_take_the_same_folder_record_each_file_once(services: Services) -> None:
    for number in range(8):
        write_paper(services.settings.uploads / f"{number}.pdf", stems_about(f"topic {number}"))
    code = (
        "import os\n"
        "from study_pipeline.ingest.services import open_services\n"
        "from study_pipeline.resources.settings.settings import read_settings\n"
        "with open_services(read_settings(os.environ)) as services:\n"
        "    while services.intake.take_news().left:\n"
        "        continue\n"
    )
    environment = {
        **os.environ,
        "STUDY_DATA": str(services.settings.data),
        "STUDY_SETTLE_SECONDS": "0",
        "STUDY_WORKERS": "1",
    }
    running = [subprocess.Popen([sys.executable, "-c", code], env=environment) for _ in range(2)]
    assert [process.wait(timeout=300) for process in running] == [0, 0]
    assert sorted(m.title for m in services.catalog.all_materials()) == [str(number) for number in range(8)]
