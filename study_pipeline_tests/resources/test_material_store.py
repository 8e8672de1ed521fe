"""The store: bytes by their hash, what was read beside them, and files that are whole or not there."""

import hashlib
import os
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from study_pipeline.materials.pages.page import Box, Figure
from study_pipeline.questions.flags import MATERIAL_FLAGS, QUESTION_FLAGS
from study_pipeline.questions.model import Extraction, KeyEntry, Option, Passage, Question
from study_pipeline.resources.files.material_store import MaterialStore, StoredExtraction

BOX = Box(0.125, 1.0, 2.0, 3.0)


@pytest.fixture
def store(tmp_path: Path) -> MaterialStore:
    return MaterialStore(tmp_path / "store")


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "upload.pdf"
    path.write_bytes(content)
    return path


def names(store: MaterialStore) -> list[str]:
    return sorted(path.name for path in store.directory.iterdir())


def test_bytes_are_known_by_their_hash(store: MaterialStore, tmp_path: Path) -> None:
    content = b"%PDF-" + bytes(3_000_000)
    sha256 = store.take(written(tmp_path, content))
    assert sha256 == hashlib.sha256(content).hexdigest()
    assert store.pdf(sha256).read_bytes() == content
    assert names(store) == [f"{sha256}.pdf"]


def test_taking_the_same_bytes_again_changes_nothing(store: MaterialStore, tmp_path: Path) -> None:
    source = written(tmp_path, b"same")
    assert store.take(source) == store.take(source)
    assert len(names(store)) == 1
    assert source.exists()


def test_a_copy_that_fails_leaves_nothing_behind(store: MaterialStore, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        store.take(tmp_path / "none.pdf")
    (tmp_path / "folder.pdf").mkdir()
    with pytest.raises(FileNotFoundError):
        store.take(tmp_path / "folder.pdf")
    assert names(store) == []


@pytest.fixture
def large_upload(tmp_path: Path) -> Path:
    return written(tmp_path, bytes(2_000_000))


@pytest.fixture
def nearly_full_disk(large_upload: Path) -> Iterator[None]:
    """No file can grow beyond 100 kB."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("nearly_full_disk")
def test_a_disk_that_is_full_leaves_no_part_of_a_file(store: MaterialStore, large_upload: Path) -> None:
    with pytest.raises(OSError, match="too large"):
        store.take(large_upload)
    much = Extraction("answer_key", 1, answers=(KeyEntry("1", "a" * 200_000),))
    with pytest.raises(OSError, match="too large"):
        store.save_extraction("ab", StoredExtraction(1, 0.1, much))
    assert names(store) == []


text = st.text(st.characters(codec="utf-8"), max_size=20)
questions = st.builds(
    Question,
    number=text,
    section=st.none() | text,
    kind=st.sampled_from(["multiple_choice", "short_answer", "free_response"]),
    page=st.integers(1, 99),
    box=st.just(BOX),
    stem=text,
    options=st.lists(st.builds(Option, text, text, st.just(1), st.just(BOX)), max_size=2).map(tuple),
    passage=st.none() | st.builds(Passage, text, text, st.just(1), st.just(BOX)),
    answer=st.none() | text | st.lists(text, max_size=2),
    explanation=st.none() | text,
    figures=st.lists(st.just(Figure(1, BOX)), max_size=1).map(tuple),
    confidence=st.floats(0, 1),
    flags=st.lists(st.sampled_from(QUESTION_FLAGS), max_size=2).map(tuple),
)
entries = st.builds(KeyEntry, text, text | st.lists(text, max_size=2), st.none() | text)
extractions = st.builds(
    Extraction,
    kind=st.sampled_from(["paper", "answer_key", "notes", "scan"]),
    pages=st.integers(1, 999),
    questions=st.lists(questions, max_size=2).map(tuple),
    answers=st.lists(entries, max_size=2).map(tuple),
    flags=st.lists(st.sampled_from(MATERIAL_FLAGS), max_size=2).map(tuple),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(extraction=extractions)
def test_what_was_read_comes_back_as_it_was(store: MaterialStore, extraction: Extraction) -> None:
    store.directory.mkdir(exist_ok=True)
    stored = StoredExtraction(3, 0.25, extraction)
    store.save_extraction("ab", stored)
    assert store.extraction("ab", rules_version=3) == stored
    assert names(store) == ["ab.json"]


def test_what_other_rules_read_or_what_is_damaged_counts_as_not_read(store: MaterialStore) -> None:
    store.directory.mkdir()
    assert store.extraction("ab", rules_version=3) is None
    store.save_extraction("ab", StoredExtraction(3, 0.25, Extraction("notes", 1)))
    assert store.extraction("ab", rules_version=4) is None
    (store.directory / "ab.json").write_bytes(b'{"rules_version": 3, "secon')
    assert store.extraction("ab", rules_version=3) is None


def test_deleting_takes_bytes_reading_and_figures_of_one_material_only(
    store: MaterialStore, tmp_path: Path
) -> None:
    kept, doomed = (store.take(written(tmp_path, content)) for content in (b"kept", b"doomed"))
    for sha256 in (kept, doomed):
        store.save_extraction(sha256, StoredExtraction(1, 0.1, Extraction("notes", 1)))
        store.crops(sha256).mkdir()
        (store.crops(sha256) / "p1.png").write_bytes(b"png")
    store.delete(doomed)
    assert names(store) == sorted([kept, f"{kept}.json", f"{kept}.pdf"])
    store.delete(doomed)


DAY = 86_400.0


def aged(path: Path, days: float) -> Path:
    """The file or folder, as if last written so many days ago."""
    then = time.time() - days * DAY
    os.utime(path, (then, then))
    return path


def make_content(store: MaterialStore, sha256: str, *, days: float) -> None:
    """What the store has of one content, so many days old."""
    store.directory.mkdir(exist_ok=True)
    store.pdf(sha256).write_bytes(b"%PDF-")
    store.save_extraction(sha256, StoredExtraction(1, 0.1, Extraction("notes", 1)))
    store.crops(sha256).mkdir()
    (store.crops(sha256) / "p1.png").write_bytes(b"png")
    for path in (store.pdf(sha256), store.directory / f"{sha256}.json", store.crops(sha256)):
        aged(path, days)


def test_parts_of_files_are_swept_after_a_day_and_only_those(store: MaterialStore, tmp_path: Path) -> None:
    make_content(store, "a" * 64, days=9)
    crops = store.crops("a" * 64)
    for folder in (store.directory, crops):
        (folder / f".{'0' * 32}.part").touch()
        aged(folder / f".{'0' * 32}.part", 2)
        (folder / f".{'1' * 32}.part").touch()
        aged(folder / f".{'1' * 32}.part", 0.5)
        (folder / ".keep.part").touch()
        aged(folder / ".keep.part", 9)
    assert store.sweep(["a" * 64], trash=tmp_path / "trash", now=time.time()) == 2
    assert sorted(path.name for path in crops.iterdir()) == [f".{'1' * 32}.part", ".keep.part", "p1.png"]
    assert not (tmp_path / "trash").exists()


def test_what_no_material_has_moves_to_the_trash_after_a_day(store: MaterialStore, tmp_path: Path) -> None:
    known, forgotten, fresh = "a" * 64, "b" * 64, "c" * 64
    make_content(store, known, days=9)
    make_content(store, forgotten, days=9)
    make_content(store, fresh, days=0)
    aged(store.crops(fresh), 9)
    (store.directory / "notes.txt").touch()
    aged(store.directory / "notes.txt", 9)
    trash = tmp_path / "trash"
    assert store.sweep([known], trash=trash, now=time.time()) == 3
    kept = [f"{sha}{kind}" for sha in (known, fresh) for kind in ("", ".json", ".pdf")]
    assert names(store) == sorted([*kept, "notes.txt"])
    assert sorted(path.name.partition("-")[2] for path in trash.iterdir()) == [
        forgotten,
        f"{forgotten}.json",
        f"{forgotten}.pdf",
    ]


def test_a_store_that_was_never_used_has_nothing_to_sweep(store: MaterialStore, tmp_path: Path) -> None:
    assert store.sweep([], trash=tmp_path / "trash", now=time.time()) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="a file whose first read fails exists in /proc only")
def test_an_error_of_the_source_s_disk_names_the_source(store: MaterialStore) -> None:
    unreadable = Path("/proc/self/mem")
    with pytest.raises(OSError, match=r"Input/output error") as caught:
        store.take(unreadable)
    assert caught.value.filename == str(unreadable)
    assert names(store) == []
