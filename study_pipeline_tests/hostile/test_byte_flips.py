"""A paper with bytes changed at random: whatever comes of it comes within the limits, and stops nobody."""

from pathlib import Path

import pytest

from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.questions.model import Extraction
from study_pipeline.resources.pdf_workers import PdfRequest, PdfResult, PdfWorkers
from study_pipeline_tests.hostile import make
from study_pipeline_tests.hostile.neighbours import TIMEOUT_SECONDS, is_one_sentence
from study_pipeline_tests.pdfs import TABLE_PAPER, stems_about, write_paper

FLIPS = 500
BYTES = (1, 4, 16)  # changed in one file
EVERY = 20  # one good paper after so many damaged ones


@pytest.fixture
def requests(tmp_path: Path) -> list[PdfRequest]:
    """500 damaged papers, and the good one among them again and again."""
    content = write_paper(tmp_path / "paper.pdf", stems_about("rivers")).read_bytes()
    files: list[Path] = []
    for seed in range(FLIPS):
        damaged = tmp_path / f"{seed}.pdf"
        damaged.write_bytes(make.flipped(content, seed, BYTES[seed % len(BYTES)]))
        files.append(damaged)
        if seed % EVERY == 0:
            files.append(TABLE_PAPER)
    return [PdfRequest(file, 1) for file in files]


def test_500_random_byte_flips_each_end_within_the_limits_with_questions_or_one_sentence(
    workers: PdfWorkers, requests: list[PdfRequest]
) -> None:
    ended = {result.index: result for result in workers.extract_many(requests)}
    assert sorted(ended) == list(range(len(requests)))
    for index, request in enumerate(requests):
        assert ended[index].seconds < TIMEOUT_SECONDS + 5
        if request.path == TABLE_PAPER:
            assert isinstance(ended[index].result, Extraction)
        else:
            assert is_a_result_or_one_sentence(ended[index])


def is_a_result_or_one_sentence(ended: PdfResult) -> bool:
    if isinstance(ended.result, UnreadableMaterial):
        return is_one_sentence(ended.result.message)
    return ended.result.pages >= 1
