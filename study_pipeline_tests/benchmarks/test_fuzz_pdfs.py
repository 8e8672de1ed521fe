"""`make fuzz` can be repeated by its seed, and keeps what breaks a rule."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from study_pipeline.materials.errors import UnreadableMaterial
from study_pipeline.questions.model import Extraction
from study_pipeline_tests.pdfs import SAMPLES

SCRIPT = SAMPLES.parents[1] / "benchmarks" / "fuzz_pdfs.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz_pdfs", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def samples() -> list[bytes]:
    return [path.read_bytes() for path in sorted(SAMPLES.glob("*.pdf"))]


def test_the_same_seed_gives_the_same_file_and_another_seed_another(
    script: ModuleType, tmp_path: Path
) -> None:
    first = script.write_damaged(tmp_path, 7, samples()).read_bytes()
    assert script.write_damaged(tmp_path, 7, samples()).read_bytes() == first
    assert script.write_damaged(tmp_path, 8, samples()).read_bytes() != first


def test_a_run_reads_as_many_files_as_asked_from_its_seed_on(script: ModuleType, tmp_path: Path) -> None:
    tally = script.fuzz(1, 60.0, 6, tmp_path / "kept")
    assert tally.files == tally.ends.total() == 6
    assert tally.broken == []
    assert not (tmp_path / "kept").exists()
    assert script.fuzz(1, 60.0, 6, tmp_path / "kept").ends == tally.ends


def test_a_run_without_time_reads_nothing(script: ModuleType, tmp_path: Path) -> None:
    assert script.fuzz(1, 0.0, 6, tmp_path).files == 0


def test_what_breaks_a_rule_is_kept_under_its_seed(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script, "GRACE_SECONDS", -script.TIMEOUT_SECONDS)  # whatever takes any time is late
    tally = script.fuzz(3, 60.0, 1, tmp_path / "kept")
    (kept,) = (tmp_path / "kept").iterdir()
    assert [end.file.name for end in tally.broken] == [kept.name]
    assert kept.name.startswith("3-")
    assert kept.read_bytes() == script.write_damaged(tmp_path, 3, samples()).read_bytes()


@pytest.mark.parametrize(
    ("result", "broke"),
    [
        (Extraction("notes", 1), None),
        (UnreadableMaterial("damaged", "is damaged: upload it again."), None),
        (Extraction("paper", 1), "a paper without questions"),
        (UnreadableMaterial("odd", "two\nlines."), "not one sentence: 'two\\nlines.'"),
        (UnreadableMaterial("odd", "no end"), "not one sentence: 'no end'"),
    ],
)
def test_an_end_is_by_the_rules_or_says_which_it_broke(
    script: ModuleType, result: Extraction | UnreadableMaterial, broke: str | None
) -> None:
    assert script.judged(Path("1-flip.pdf"), result, 0.1).broke == broke
