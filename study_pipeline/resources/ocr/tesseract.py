"""tesseract, the program: which languages it has, and what it reads in a picture."""

import logging
import os
import shutil
import subprocess

from study_pipeline.materials.pages.page import Box
from study_pipeline.materials.pages.recognised_words import SeenWord

log = logging.getLogger(__name__)

PROGRAM = "tesseract"
LANGUAGES_SECONDS = 20.0
READ_SECONDS = (
    300.0  # of one column: a dense one takes two, and many times that on a machine that does much else
)
MAX_ROWS = 20_000
WORD_LEVEL = "5"
COLUMN, BLOCK = 4, 6  # page segmentation: one column of text of several sizes; one block of text


class TesseractFailed(RuntimeError):
    """The program hung, died, or said something else than words."""


def installed_languages() -> frozenset[str]:
    """The languages that the program has data for; none where there is no program.

    Raises:
        TesseractFailed: The program is there and does not answer.
    """
    if shutil.which(PROGRAM) is None:
        return frozenset()
    said = _run(["--list-langs"], b"", LANGUAGES_SECONDS)
    return frozenset(line.strip() for line in said.splitlines()[1:])


def read_words(picture: bytes, language: str, *, mode: int) -> list[SeenWord]:
    """The words of a ``picture`` file of 300 dpi; boxes are in its pixels, lines count from 0.

    Raises:
        TesseractFailed: The program hung or died over it.
    """
    arguments = ["-", "-", "-l", language, "--psm", str(mode), "--dpi", "300", "tsv"]
    return _words(_run(arguments, picture, READ_SECONDS))


def _run(arguments: list[str], sent: bytes, seconds: float) -> str:
    # One thread: the pages are what runs side by side
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        ended = subprocess.run(
            [shutil.which(PROGRAM) or PROGRAM, *arguments],
            input=sent,
            capture_output=True,
            timeout=seconds,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TesseractFailed(f"tesseract took longer than {seconds:g} s") from error
    except OSError as error:
        raise TesseractFailed(f"tesseract did not start: {error}") from error
    if ended.returncode:
        said = ended.stderr.decode("utf-8", "replace").strip()[-500:]
        raise TesseractFailed(f"tesseract ended with {ended.returncode}: {said}")
    return ended.stdout.decode("utf-8", "replace")


def _words(said: str) -> list[SeenWord]:
    """The words of tesseract's table: level, page, block, paragraph, line, word, box, confidence, text."""
    lines: dict[tuple[str, ...], int] = {}
    words = []
    for row in said.split("\n")[1:MAX_ROWS]:
        cells = row.split("\t")
        if len(cells) != 12 or cells[0] != WORD_LEVEL or not cells[11].strip():
            continue
        try:
            left, top, width, height = map(int, cells[6:10])
            percent = float(cells[10])
        except ValueError as error:
            raise TesseractFailed(f"tesseract wrote {row[:100]!r}") from error
        line = lines.setdefault(tuple(cells[1:5]), len(lines))
        words.append(SeenWord(cells[11].strip(), Box(left, top, left + width, top + height), percent, line))
    return words
