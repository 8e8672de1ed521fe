"""A paper with bytes changed at random: what comes of it comes within the limits, stops nobody, and is not silently less."""

import zlib
from pathlib import Path

import pytest

from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.questions.model import Extraction
from study_pipeline.resources.pdf.workers import PdfRequest, PdfResult, PdfWorkers
from study_pipeline_tests.hostile import make
from study_pipeline_tests.hostile.neighbours import TIMEOUT_SECONDS, is_one_sentence
from study_pipeline_tests.pdfs import TABLE_PAPER

FLIPS = 500
BYTES = (1, 4, 16)  # changed in one file
EVERY = 20  # one good paper after so many damaged ones


def write_compressed(path: Path) -> Path:
    """A paper of six questions, whose page is compressed as in any PDF of a word processor."""
    rows = [row for n in range(1, 7) for row in (f"{n}. Where does river {n} end?", *make.QUESTION[1:], "")]
    packed = zlib.compress(make.text_of(tuple(rows)), 9)
    return make.write_sheets(path, [make.stream(packed, b"/Filter /FlateDecode")])


@pytest.fixture
def requests(tmp_path: Path) -> list[PdfRequest]:
    """The whole paper, 500 damaged ones, and another good one among them again and again."""
    whole = write_compressed(tmp_path / "whole.pdf")
    content = whole.read_bytes()
    files = [whole]
    for seed in range(FLIPS):
        damaged = tmp_path / f"{seed}.pdf"
        damaged.write_bytes(make.flipped(content, seed, BYTES[seed % len(BYTES)]))
        files.append(damaged)
        if seed % EVERY == 0:
            files.append(TABLE_PAPER)
    return [PdfRequest(file, 1) for file in files]


def test_500_random_byte_flips_each_end_within_the_limits_with_the_same_questions_a_flag_or_one_sentence(
    workers: PdfWorkers, requests: list[PdfRequest]
) -> None:
    ended = {result.index: result for result in workers.extract_many(requests)}
    assert sorted(ended) == list(range(len(requests)))
    whole = ended[0].result
    assert isinstance(whole, Extraction)
    assert len(whole.questions) == 6
    for index, request in enumerate(requests):
        assert ended[index].seconds < TIMEOUT_SECONDS + 5
        if request.path == TABLE_PAPER:
            assert isinstance(ended[index].result, Extraction)
        else:
            assert is_the_same_or_says_what_is_wrong(ended[index], whole)


def is_the_same_or_says_what_is_wrong(ended: PdfResult, whole: Extraction) -> bool:
    if isinstance(ended.result, UnreadableMaterial):
        return is_one_sentence(ended.result.message)
    return bool(ended.result.flags) or printed(ended.result) == printed(whole)


def printed(read: Extraction) -> list[tuple[str, ...]]:
    return [(q.number, q.stem, *(option.text for option in q.options)) for q in read.questions]
