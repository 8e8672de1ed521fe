"""The table of what each act of the old application has become names every row, and proofs that exist."""

import re

from study_pipeline_tests.test_docs import ROOT

TESTS = ROOT / "study_pipeline_tests"
ROW = re.compile(r"^\| (\d+) \|(.+)\|$", re.MULTILINE)
PROOF = re.compile(r"`([\w/]+\.py)::(\w+)`")
ROWS = {
    int(number): cells.split(" | ")
    for number, cells in ROW.findall((ROOT / "docs/solid-queue.md").read_text("utf-8"))
}
LATER = {18: "later"}
"""Rows without a proof, and the word that says so."""


def test_every_row_is_there_once_and_whole():
    assert list(ROWS) == list(range(1, 77))
    assert all(len(cells) == 4 and all(cell.strip() for cell in cells) for cells in ROWS.values())


def test_every_row_is_proved_by_a_test_that_exists():
    unproved = {number for number, cells in ROWS.items() if not PROOF.search(cells[-1])}
    assert {number: ROWS[number][-1].strip() for number in unproved} == LATER
    named = {proof for cells in ROWS.values() for proof in PROOF.findall(cells[-1])}
    missing = [
        f"{file}::{test}"
        for file, test in sorted(named)
        if f"def {test}(" not in (TESTS / file).read_text("utf-8")
    ]
    assert missing == []
