"""docs/errors.md holds every sentence about a file, in both languages, as the code says it."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from study_pipeline.ingest import recovery, waiting
from study_pipeline.materials import errors
from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.resources import storage_failures
from study_pipeline.resources.catalog import sidecar_notes as catalog_sidecar_notes
from study_pipeline.resources.files import upload_folder
from study_pipeline.resources.pdf import worker_process as pdf_process
from study_pipeline_tests.messages import read_catalogue, sentences_in

DOCUMENT = (Path(__file__).parents[2] / "docs" / "errors.md").read_text("utf-8")
ROW = re.compile(r"^\| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
MODULES = (
    errors,
    recovery,
    waiting,
    catalog_sidecar_notes,
    storage_failures,
    upload_folder,
    pdf_process,
)
ABOUT_THE_WHOLE_SENTENCE = "{name} {problem}"


def sentences(module: ModuleType) -> Iterator[str]:
    """The sentences that a module says."""
    for sentence in sentences_in(inspect.getsource(module), module.__name__):
        assert isinstance(sentence, str)
        if sentence != ABOUT_THE_WHOLE_SENTENCE:
            yield sentence


def documented() -> dict[str, tuple[str, ...]]:
    """The rows of the document's tables, by their English sentence."""
    return {row[0]: row for row in ROW.findall(DOCUMENT)}


@pytest.mark.parametrize(
    "module",
    MODULES,
    ids=lambda module: module.__name__.rpartition(".")[2],
)
def test_every_sentence_about_a_file_is_documented_in_both_languages(module: ModuleType) -> None:
    korean = read_catalogue("ko")
    rows = documented()
    said = list(sentences(module))
    assert said
    for sentence in said:
        assert sentence in rows, f"not in docs/errors.md: {sentence}"
        translation = korean.get(sentence)
        assert translation is not None
        assert rows[sentence][1] == translation.string


def test_every_refusal_says_its_own_sentence() -> None:
    functions = [
        f for _, f in inspect.getmembers(errors, inspect.isfunction) if f.__module__ == errors.__name__
    ]
    refusals = [f for f in functions if inspect.signature(f).return_annotation is UnreadableMaterial]
    assert len(refusals) == len(set(sentences(errors))) == len(functions)


def test_each_test_that_the_document_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", DOCUMENT))
    sources = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert len(named) > 15
    assert [name for name in named if f"def {name}(" not in sources] == []


def test_nothing_is_documented_that_is_never_said() -> None:
    said = {sentence for module in MODULES for sentence in sentences(module)}
    assert documented().keys() - {"English"} <= said
