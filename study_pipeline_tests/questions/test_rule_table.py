"""The table of printed forms in docs/extraction.md names tests that exist."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
DOCUMENT = TESTS.parent / "docs" / "extraction.md"
NAMED = re.compile(r"`((?:questions|materials)/test_\w+\.py)::(test_\w+)`")
SUBJECTS = {"order", "sections", "numbers", "questions", "no questions", "options", "points", "passages"}
SUBJECTS |= {"figures, tables", "formulas", "characters", "answers", "keys"}


def table_rows() -> list[list[str]]:
    """The cells of each row of the table of forms."""
    text = DOCUMENT.read_text("utf-8")
    table = text.split('<a id="forms"></a>')[1].split("\n## ", 2)[1]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")]
    return rows[1:]


def functions(file: str) -> set[str]:
    tree = ast.parse((TESTS / file).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_each_form_names_a_test_that_exists() -> None:
    for subject, form, tests in table_rows():
        named = NAMED.findall(tests)
        assert named, f"{subject}: {form} names no test"
        for file, name in named:
            assert name in functions(file), f"{file}::{name} of {form}"


def test_each_subject_of_the_reading_has_its_forms() -> None:
    assert {subject for subject, _, _ in table_rows()} == SUBJECTS
