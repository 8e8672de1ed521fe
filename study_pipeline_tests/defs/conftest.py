"""A real data folder, real stores and a real ephemeral Dagster instance for each test."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from reportlab.pdfgen.canvas import Canvas

from study_pipeline.defs.resources import StudyServices


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as ephemeral:
        yield ephemeral


@pytest.fixture
def study(tmp_path: Path) -> StudyServices:
    data = tmp_path / "data"
    return StudyServices(
        settings={
            "STUDY_DATA": str(data),
            "STUDY_DAGSTER_DIR": str(data / "dagster"),
            "DAGSTER_HOME": str(data / "dagster"),
            "STUDY_SETTLE_SECONDS": "0",
            "STUDY_WORKERS": "2",
            "STUDY_OCR": "off",  # a page without text fails alike whether OCR is installed or not
        }
    )


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "uploads"
    folder.mkdir(parents=True)
    return folder


def write_paper(path: Path, *, subject: str) -> None:
    """A paper of three questions and a key page about ``subject``."""
    canvas = Canvas(str(path), invariant=True)
    top = 780
    for number in range(1, 4):
        lines = [f"{number}. Which statement about {subject} number {number} is right?"]
        lines += [f"{letter}. Statement {letter} on {subject}" for letter in "ABCD"]
        for line in lines:
            canvas.drawString(72, top, line)
            top -= 18
        top -= 18
    canvas.showPage()
    canvas.drawString(72, 780, "Answer Key")
    canvas.drawString(72, 762, "1. A    2. B    3. C")
    canvas.save()


def write_picture_only(path: Path) -> None:
    """A page that has lines and no text: it opens, and nothing can be read from it."""
    canvas = Canvas(str(path), invariant=True)
    for step in range(400):
        canvas.line(60, 60 + step, 500, 61 + step)
    canvas.save()
