"""PDF workers: real processes that hang, die and are bounded, and that cost only the PDF that did it."""

import dataclasses
import os
import shutil
import signal
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.questions.model import Extraction
from study_pipeline.resources.errors import PermanentError, TransientError
from study_pipeline.resources.pdf.worker_process import TASKS_PER_PROCESS
from study_pipeline.resources.pdf.workers import PdfRequest, PdfWorkers
from study_pipeline.resources.settings.settings import PDF_RANGE_PAGES
from study_pipeline_tests.pdfs import (
    BROKEN,
    ENGLISH_PAPER,
    KOREAN_PAPER,
    TABLE_PAPER,
    stems_about,
    write_endless,
    write_objects,
    write_paper,
)

ENDLESS_SECONDS = 3.0  # a sound paper takes a tenth of a second, and more where other work goes on


@pytest.fixture
def one_worker() -> Iterator[PdfWorkers]:
    with PdfWorkers(count=1, timeout_seconds=60, memory_mb=2048) as pool:
        yield pool


def processes(pool: PdfWorkers) -> list[psutil.Process]:
    """The processes of a pool that have been started."""
    return [psutil.Process(process._popen.pid) for process in pool._processes if process._popen is not None]


def kill_as_they_start(folder: Path, *, times: int) -> Path:
    """Have Python processes kill themselves at their start, so often; each leaves a file in the folder returned."""
    starts = folder / "starts"
    starts.mkdir()
    (folder / "sitecustomize.py").write_text(
        "import os, pathlib, signal\n"
        f"starts = pathlib.Path({str(starts)!r})\n"
        f"if len(list(starts.iterdir())) < {times}:\n"
        "    (starts / str(os.getpid())).touch()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    return starts


def until_busy(worker: psutil.Process) -> None:
    """Return when a process has worked for a while from now on."""
    busy = worker.cpu_times().user + 0.2
    deadline = time.monotonic() + 60
    while worker.cpu_times().user < busy and time.monotonic() < deadline:
        time.sleep(0.01)


def results(pool: PdfWorkers, *paths: Path) -> list[str]:
    """What became of each PDF: its kind, or the code of its refusal."""
    requests = [PdfRequest(path, 1) for path in paths]
    ended = sorted(pool.extract_many(requests), key=lambda result: result.index)
    return [r.result.kind if isinstance(r.result, Extraction) else r.result.code for r in ended]


def test_every_request_gets_its_result_whatever_the_others_do(workers: PdfWorkers, tmp_path: Path) -> None:
    papers = [write_paper(tmp_path / f"{n}.pdf", stems_about(f"topic {n}")) for n in range(6)]
    ended = list(workers.extract_many([PdfRequest(path, 1) for path in [*papers, BROKEN]]))
    assert sorted(result.index for result in ended) == list(range(7))
    by_index = {result.index: result.result for result in ended}
    assert isinstance(by_index[6], UnreadableMaterial)
    for number in range(6):
        extraction = by_index[number]
        assert isinstance(extraction, Extraction)
        assert extraction.questions[0].stem == stems_about(f"topic {number}")[1]


def test_the_door_s_sentence_comes_through_as_it_is(workers: PdfWorkers) -> None:
    assert workers.check(KOREAN_PAPER, max_pages=9, max_file_mb=9) == 3
    with pytest.raises(UnreadableMaterial, match=r"^is damaged or incomplete") as caught:
        workers.check(BROKEN, max_pages=9, max_file_mb=9)
    assert caught.value.code == "damaged"


def test_a_pdf_that_hangs_is_stopped_at_the_wall_limit_and_fails_alone(tmp_path: Path) -> None:
    endless = tmp_path / "endless.pdf"
    write_endless(endless)
    with PdfWorkers(count=1, timeout_seconds=ENDLESS_SECONDS, memory_mb=2048) as pool:
        started = time.monotonic()
        ended = list(
            pool.extract_many([PdfRequest(path, 1) for path in (TABLE_PAPER, endless, ENGLISH_PAPER)])
        )
        assert time.monotonic() - started < 60
    by_index = {result.index: result.result for result in ended}
    hung = by_index[1]
    assert isinstance(hung, UnreadableMaterial)
    assert hung.message == (
        "could not be read within 3 s (STUDY_PDF_TIMEOUT_SECONDS): split it, or save it anew from its editor."
    )
    assert all(isinstance(by_index[index], Extraction) for index in (0, 2))


def test_a_worker_that_is_killed_while_it_reads_fails_only_what_it_read(
    one_worker: PdfWorkers, tmp_path: Path
) -> None:
    endless = tmp_path / "endless.pdf"
    write_endless(endless)
    ended = one_worker.extract_many([PdfRequest(path, 1) for path in (TABLE_PAPER, endless, ENGLISH_PAPER)])
    assert isinstance(next(ended).result, Extraction)
    (worker,) = processes(one_worker)
    until_busy(worker)
    worker.kill()
    killed, after = list(ended)
    assert isinstance(killed.result, UnreadableMaterial)
    assert killed.result.message == (
        "made the PDF reader crash or run out of memory: save it anew from its editor."
    )
    assert isinstance(after.result, Extraction)


def test_a_worker_that_died_while_it_was_idle_is_replaced_and_blames_no_pdf(one_worker: PdfWorkers) -> None:
    assert results(one_worker, TABLE_PAPER) == ["paper"]
    (worker,) = processes(one_worker)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait(timeout=10)
    assert results(one_worker, TABLE_PAPER, ENGLISH_PAPER) == ["paper", "paper"]


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="macOS does not bound the address space")
def test_a_bomb_runs_into_the_memory_limit_and_fails_alone(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.pdf"
    packed = zlib.compress(zlib.compress(b"q Q " * 60_000_000, 1), 9)  # 240 MB of drawing in 10 kB
    write_objects(
        bomb,
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
            b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream"
            % (len(packed), packed),
        ],
    )
    with PdfWorkers(count=1, timeout_seconds=60, memory_mb=256) as pool:
        assert results(pool, TABLE_PAPER, bomb, TABLE_PAPER) == ["paper", "reader_died", "paper"]
        assert all(worker.memory_info().rss < 256e6 for worker in processes(pool))


def test_a_long_paper_is_read_in_ranges_and_gives_the_same_questions_as_in_one(
    workers: PdfWorkers, tmp_path: Path
) -> None:
    asked = stems_about("a very long paper", count=6 * (PDF_RANGE_PAGES + 11))
    paper = write_paper(tmp_path / "long.pdf", asked)
    pages = workers.check(paper, max_pages=1000, max_file_mb=10)
    assert pages > PDF_RANGE_PAGES
    in_ranges = workers.extract(PdfRequest(paper, pages, tmp_path / "ranges"))
    in_one = workers.extract(PdfRequest(paper, 1, tmp_path / "one"))
    assert in_ranges == in_one
    assert [question.stem for question in in_ranges.questions] == list(asked.values())


def test_a_long_paper_that_breaks_in_one_range_gives_one_refusal(workers: PdfWorkers) -> None:
    ended = list(workers.extract_many([PdfRequest(BROKEN, 3 * PDF_RANGE_PAGES), PdfRequest(TABLE_PAPER, 1)]))
    assert sorted(result.index for result in ended) == [0, 1]


def test_a_long_pdf_that_hangs_in_one_range_is_given_up_in_all_others(tmp_path: Path) -> None:
    endless = tmp_path / "endless.pdf"
    write_endless(endless)
    with PdfWorkers(count=1, timeout_seconds=ENDLESS_SECONDS, memory_mb=2048) as pool:
        started = time.monotonic()
        ended = list(
            pool.extract_many([PdfRequest(endless, 50 * PDF_RANGE_PAGES), PdfRequest(TABLE_PAPER, 1)])
        )
        assert time.monotonic() - started < 25 * ENDLESS_SECONDS
    assert [(r.index, isinstance(r.result, Extraction)) for r in ended] == [(0, False), (1, True)]


@pytest.mark.skipif(sys.platform != "linux", reason="macOS takes no such names")
def test_a_path_that_is_not_utf_8_reaches_the_worker(workers: PdfWorkers, tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + "/수학 %41.pdf".encode("cp949")))
    shutil.copyfile(TABLE_PAPER, odd)
    assert results(workers, odd) == ["paper"]


def test_a_pdf_that_is_gone_is_said_to_be_gone(workers: PdfWorkers, tmp_path: Path) -> None:
    assert results(workers, tmp_path / "none.pdf") == ["vanished"]


def test_figures_are_written_where_they_are_asked_for(workers: PdfWorkers, tmp_path: Path) -> None:
    extraction = workers.extract(PdfRequest(ENGLISH_PAPER, 3, tmp_path / "crops"))
    figures = {figure for question in extraction.questions for figure in question.figures}
    assert len(list((tmp_path / "crops").glob("*.png"))) == len(figures) > 0


def test_the_worker_sees_no_secret_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, one_worker: PdfWorkers
) -> None:
    secrets = {
        "OPENAI_API_KEY": "sk-very-secret",
        "STUDY_CATALOG_URL": "postgresql://user:very-secret@host/db",
        "AWS_SECRET_ACCESS_KEY": "very-secret",
        "DAGSTER_HOME": "/very-secret",
    }
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    results(one_worker, TABLE_PAPER)
    (worker,) = processes(one_worker)
    environment = worker.environ()
    assert not secrets.keys() & environment.keys()
    assert not any("very-secret" in value for value in environment.values())
    assert "PATH" in environment


def test_a_reader_that_does_not_start_says_so_and_blames_no_pdf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pypdfium2.py").write_text(
        'raise ImportError("libpdfium.so: cannot open shared object file")'
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with PdfWorkers(count=1, timeout_seconds=60, memory_mb=2048) as pool:
        with pytest.raises(PermanentError) as caught:
            pool.check(TABLE_PAPER, max_pages=9, max_file_mb=9)
        assert str(caught.value) == (
            "The PDF reader does not start; install again. "
            "It said: ImportError: libpdfium.so: cannot open shared object file"
        )
        with pytest.raises(PermanentError):
            list(pool.extract_many([PdfRequest(TABLE_PAPER, 1), PdfRequest(ENGLISH_PAPER, 1)]))
        monkeypatch.delenv("PYTHONPATH")
        assert results(pool, TABLE_PAPER) == ["paper"]


def test_a_reader_that_is_killed_as_it_starts_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts = kill_as_they_start(tmp_path, times=2)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with PdfWorkers(count=1, timeout_seconds=60, memory_mb=2048) as pool:
        assert results(pool, TABLE_PAPER) == ["paper"]
    assert len(list(starts.iterdir())) == 2


def test_readers_that_are_always_killed_as_they_start_are_worth_another_try_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill_as_they_start(tmp_path, times=100)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with PdfWorkers(count=1, timeout_seconds=60, memory_mb=2048) as pool:
        with pytest.raises(TransientError) as caught:
            pool.check(TABLE_PAPER, max_pages=9, max_file_mb=9)
        assert str(caught.value) == (
            "The PDF reader was stopped from outside again and again while it started: look whether memory is short."
        )
        assert processes(pool) == []


def test_a_worker_is_replaced_after_a_number_of_tasks(one_worker: PdfWorkers) -> None:
    seen: set[int] = set()
    for _ in range(TASKS_PER_PROCESS + 1):
        one_worker.check(TABLE_PAPER, max_pages=9, max_file_mb=9)
        seen |= {worker.pid for worker in processes(one_worker)}
    assert len(seen) == 2
    assert [pid for pid in seen if psutil.pid_exists(pid)] == [processes(one_worker)[0].pid]


def test_closing_leaves_no_process_and_does_not_wait_for_what_is_read(tmp_path: Path) -> None:
    endless = tmp_path / "endless.pdf"
    write_endless(endless)
    pool = PdfWorkers(count=1, timeout_seconds=100, memory_mb=2048)
    assert results(pool, TABLE_PAPER) == ["paper"]
    (worker,) = processes(pool)
    waiting = threading.Thread(target=lambda: list(pool.extract_many([PdfRequest(endless, 1)])))
    waiting.start()
    until_busy(worker)
    started = time.monotonic()
    pool.close()
    waiting.join(timeout=20)
    assert time.monotonic() - started < 20
    assert not waiting.is_alive()
    assert processes(pool) == []
    assert not worker.is_running()


def test_results_that_nobody_waits_for_are_not_worked_for(tmp_path: Path) -> None:
    endless = tmp_path / "endless.pdf"
    write_endless(endless)
    with PdfWorkers(count=1, timeout_seconds=ENDLESS_SECONDS, memory_mb=2048) as pool:
        ended = pool.extract_many([PdfRequest(path, 1) for path in (TABLE_PAPER, *[endless] * 50)])
        next(ended)
        ended.close()
        started = time.monotonic()
        assert results(pool, TABLE_PAPER) == ["paper"]
        assert time.monotonic() - started < 25 * ENDLESS_SECONDS


def test_pages_are_drawn_for_debugging(workers: PdfWorkers, tmp_path: Path) -> None:
    assert workers.draw(ENGLISH_PAPER, tmp_path / "overlay") == 3
    assert len(list((tmp_path / "overlay").glob("*.png"))) == 3
    shutil.rmtree(tmp_path / "overlay")


def test_each_result_says_how_long_it_took(workers: PdfWorkers) -> None:
    (result,) = workers.extract_many([PdfRequest(TABLE_PAPER, 1)])
    assert 0 < result.seconds < 60
    assert dataclasses.replace(result, seconds=0).index == 0
