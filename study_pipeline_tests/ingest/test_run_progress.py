"""How far a run is: told often enough to watch, seldom enough to cost nothing, and gone when it has ended."""

import logging
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.ingest.batch import ingest
from study_pipeline.ingest.run_progress import TOLD_EVERY_SECONDS, RunProgress, teller
from study_pipeline.ingest.services import Services
from study_pipeline.materials.status import STAGES
from study_pipeline.operations.progress import Progress
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.run_progress import note_progress, progress_of_runs
from study_pipeline.resources.settings.settings import PDF_RANGE_PAGES
from study_pipeline_tests.ingest.flow import drop
from study_pipeline_tests.pdfs import TABLE_PAPER, stems_about, write_paper


class Clock:
    """Seconds that only pass when they are told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@given(
    steps=st.lists(st.floats(0, 5), max_size=60),
    pages=st.integers(1, 50),
)
def test_a_run_is_told_of_when_a_stage_begins_and_every_few_seconds_at_most(
    steps: list[float], pages: int
) -> None:
    clock, told = Clock(), []
    progress = RunProgress(lambda said: told.append((clock.now, said)), clock=clock)
    progress.begin("materials", materials=len(steps), units=pages * len(steps))
    for number, seconds in enumerate(steps):
        clock.now += seconds
        progress.finish_one(f"m{number}", pages=pages)
    times = [at for at, _ in told]
    assert all(b - a >= TOLD_EVERY_SECONDS for a, b in pairwise(times))
    assert len(told) <= 1 + sum(steps) / TOLD_EVERY_SECONDS
    progress.end()
    progress.end()
    units = [said.units for _, said in told]
    assert len(set(units)) == len(units), "nothing is said twice"
    long = sum(steps) >= TOLD_EVERY_SECONDS
    last = told[-1][1]
    assert (last.units, last.materials) == ((pages * len(steps), len(steps)) if long else (0, 0))


def test_the_pages_of_a_long_pdf_count_as_they_are_read_and_once() -> None:
    clock, told = Clock(), []
    progress = RunProgress(told.append, clock=clock)
    progress.begin("materials", materials=2, units=104)
    for _ in range(2):
        clock.now += 10
        progress.read_some("book", 40)
    assert [(said.units, dict(said.pages_read)) for said in told] == [
        (0, {}),
        (40, {"book": 40}),
        (80, {"book": 80}),
    ]
    assert told[-1].units_per_second == 4.0
    assert told[-1].seconds_left == 6.0
    clock.now += 10
    progress.finish_one("book", pages=100)
    assert (told[-1].materials, told[-1].units, dict(told[-1].pages_read)) == (1, 100, {})


def test_texts_that_had_a_vector_before_do_not_make_a_run_look_fast() -> None:
    clock, told = Clock(), []
    progress = RunProgress(told.append, clock=clock)
    progress.begin("embeddings", materials=2)
    progress.embed(900, 1_000)
    clock.now += 10
    progress.embed(950, 1_000)
    assert (told[-1].units, told[-1].units_total, told[-1].units_per_second) == (50, 100, 5.0)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    opened = Catalog.open(f"sqlite:///{tmp_path / 'catalog.db'}")
    yield opened
    opened.close()


def test_what_cannot_be_noted_does_not_stop_the_run(
    catalog: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Progress] = []
    tell = teller(catalog.engine, "r" * 64, told.append)
    with catalog.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE run_progress")
    with caplog.at_level(logging.WARNING):
        tell(Progress("questions", 0, 1))
    assert "could not be noted" in caplog.text
    assert told == [Progress("questions", 0, 1)]


def test_a_run_that_ended_is_forgotten_and_so_is_one_that_died_before(services: Services) -> None:
    note_progress(services.catalog.engine, "died", Progress("materials", 1, 2))
    drop(services, TABLE_PAPER)
    services.intake.take_news()
    (material,) = services.catalog.all_materials()
    seen: list[tuple[Progress, bool]] = []

    def look(progress: Progress) -> None:
        seen.append((progress, progress_of_runs(services.catalog.engine)["r"].progress == progress))

    list(ingest(services, [material.id], STAGES, run_id="r", tell=look))
    assert [(said.stage, said.materials_total) for said, _ in seen] == [(stage, 1) for stage in STAGES]
    assert all(noted for _, noted in seen)
    assert progress_of_runs(services.catalog.engine) == {}


def test_a_bar_in_the_same_process_sees_each_range_of_a_long_pdf(
    services: Services, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    paper = write_paper(tmp_path / "long.pdf", stems_about("a long paper", count=6 * (PDF_RANGE_PAGES + 3)))
    material = services.intake.add(paper)
    with caplog.at_level(logging.INFO, logger="study_pipeline.ingest"):
        list(ingest(services, [material.id], ["materials"], run_id="r"))
    said = [record.progress for record in caplog.records if hasattr(record, "progress")]
    pages = material.pages
    assert pages is not None
    assert pages > PDF_RANGE_PAGES
    assert [(one.materials, one.units, one.units_total) for one in said][:1] == [(0, 0, pages)]
    assert [(one.materials, one.units, one.units_total) for one in said][-1:] == [(1, pages, pages)]
    read = {one.pages_read.get(material.id) for one in said}
    assert read & {PDF_RANGE_PAGES, pages - PDF_RANGE_PAGES}
