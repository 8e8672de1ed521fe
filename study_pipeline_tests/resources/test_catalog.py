"""The catalog on a real SQLite file and a real PostgreSQL server: names, versions, batches, keys, and what several writers do at once."""

import threading
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from study_pipeline.materials.identity import content_hash, lane_of, partition_key
from study_pipeline.materials.status import STAGES
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.catalog.names import keys_by_paper
from study_pipeline.resources.catalog.records import DOOR, Material, NewMaterial
from study_pipeline.resources.errors import PermanentError


@pytest.fixture
def catalog(catalog_url: str) -> Iterator[Catalog]:
    opened = Catalog.open(catalog_url)
    yield opened
    opened.close()


def accept(
    catalog: Catalog, path: str, content: str | None = "", *, refusal: str | None = None, mtime_ns: int = 1
) -> Material:
    """Accept a file that holds ``content``, by default its path; None could not be read."""
    sha256 = None if content is None else content_hash((content or path).encode())
    material = NewMaterial(
        id=partition_key(path, sha256 or content_hash(path.encode())),
        sha256=sha256,
        title=path,
        lane=lane_of(path),
        size_bytes=10,
        refusal=refusal,
    )
    return catalog.accept(path, size_bytes=10, mtime_ns=mtime_ns, material=material)


def complete(catalog: Catalog, *materials: Material) -> None:
    catalog.finish_embedding([material.id for material in materials])


def waiting(catalog: Catalog, *, size: int = 50) -> list[list[str]]:
    """The titles of each batch that is made now."""
    materials = {m.id: m.title for m in catalog.all_materials()}
    return [[materials[one] for one in batch.material_ids] for batch in catalog.make_batches(size=size)]


def test_sqlite_writes_ahead_so_that_readers_never_wait(tmp_path: Path) -> None:
    catalog = Catalog.open(f"sqlite:///{tmp_path / 'catalog.db'}")
    with catalog.engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    catalog.close()


def test_opening_a_catalog_again_keeps_what_is_in_it(catalog_url: str) -> None:
    first = Catalog.open(catalog_url)
    material = accept(first, "a.pdf")
    first.close()
    second = Catalog.open(catalog_url)
    assert second.all_materials() == [material]
    second.close()


def test_processes_that_open_a_new_catalog_at_once_all_can(catalog_url: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        opened = list(pool.map(Catalog.open, [catalog_url] * 6))
    assert [one.all_materials() for one in opened] == [[]] * 6
    for one in opened:
        one.close()


def test_a_catalog_of_version_0_1_is_opened_with_all_that_is_in_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'catalog.db'}"
    first = Catalog.open(url)
    old, new = accept(first, "a.pdf", "one"), accept(first, "a.pdf", "two")
    with first.engine.begin() as connection:  # the tables that 0.1 did not have
        for name in (
            "earlier_holders",
            "retired_ids",
            "left_uploads",
            "sidecars",
            "waiting_files",
            "settling_files",
            "due_rewrites",
            "bank_rules",
        ):
            connection.execute(text(f"DROP TABLE {name}"))
    first.close()
    second = Catalog.open(url)
    assert second.earlier_versions(new) == [old.id]
    assert accept(second, "a.pdf", "three").replaces == new.id
    second.close()


def test_a_new_material_is_pending_and_known_by_its_path(catalog: Catalog) -> None:
    material = accept(catalog, "high/수능.pdf")
    assert (material.status, material.lane, material.replaces) == ("pending", "high", None)
    assert catalog.paths() == {material.id: ["high/수능.pdf"]}
    known = catalog.known_uploads()["high/수능.pdf"]
    assert (known.size_bytes, known.mtime_ns, known.material_id) == (10, 1, material.id)


def test_the_same_bytes_under_another_path_are_an_alias(catalog: Catalog) -> None:
    first = accept(catalog, "a.pdf", "same")
    second = accept(catalog, "b.pdf", "same")
    assert first.id == second.id
    assert catalog.paths() == {first.id: ["a.pdf", "b.pdf"]}
    assert waiting(catalog) == [["a.pdf"]]


def test_other_bytes_under_a_known_path_are_a_material_that_replaces(catalog: Catalog) -> None:
    first = accept(catalog, "a.pdf", "one")
    second = accept(catalog, "a.pdf", "two")
    assert second.replaces == first.id
    assert catalog.paths() == {second.id: ["a.pdf"]}
    assert len(catalog.all_materials()) == 2


def test_a_material_that_keeps_another_name_is_not_replaced(catalog: Catalog) -> None:
    first = accept(catalog, "a.pdf", "one")
    accept(catalog, "b.pdf", "one")
    second = accept(catalog, "a.pdf", "two")
    assert second.replaces is None
    third = accept(catalog, "b.pdf", "two")
    assert (third.id, third.replaces) == (second.id, first.id)


def test_taking_a_file_again_changes_nothing_of_a_complete_material(catalog: Catalog) -> None:
    material = accept(catalog, "a.pdf")
    complete(catalog, material)
    again = accept(catalog, "a.pdf", mtime_ns=2)
    assert again.status == "completed"
    assert waiting(catalog) == []
    assert catalog.known_uploads()["a.pdf"].mtime_ns == 2


@pytest.mark.parametrize("path", ["a.pdf", "b.pdf"])
def test_bytes_that_come_again_after_a_failure_wait_for_another_run_and_nothing_else_does(
    catalog: Catalog, path: str
) -> None:
    material, other = accept(catalog, "a.pdf", "one"), accept(catalog, "other.pdf")
    waiting(catalog)
    catalog.fail(material.id, stage="questions", sentence="a.pdf has no text.")
    again = accept(catalog, path, "one", mtime_ns=2)
    assert (again.status, again.error_message, again.failed_stage) == ("pending", None, None)
    assert waiting(catalog) == [["a.pdf"]]
    batches = {batch.material_ids for batch in catalog.open_batches()}
    assert batches == {(other.id,), (material.id,)}


def test_a_replaced_version_whose_bytes_come_back_serves_again(catalog: Catalog) -> None:
    first = accept(catalog, "a.pdf", "one")
    second = accept(catalog, "a.pdf", "two")
    catalog.supersede(first.id, by=second.id)
    complete(catalog, first, second)
    back = accept(catalog, "a.pdf", "one")
    assert (back.id, back.status, back.superseded_by, back.replaces) == (first.id, "pending", None, second.id)


def test_a_refusal_at_the_door_waits_for_nothing_until_it_is_lifted(catalog: Catalog) -> None:
    refused = accept(catalog, "a.pdf", "one", refusal="a.pdf is too long.")
    assert (refused.status, refused.failed_stage) == ("failed", DOOR)
    assert waiting(catalog) == []
    assert (
        accept(catalog, "a.pdf", "one", refusal="a.pdf is too large.").error_message == "a.pdf is too large."
    )
    lifted = accept(catalog, "a.pdf", "one", mtime_ns=2)
    assert (lifted.status, lifted.failed_stage) == ("pending", None)
    assert waiting(catalog) == [["a.pdf"]]


def test_a_file_that_could_not_be_read_is_looked_at_again_and_leaves_nothing_behind(catalog: Catalog) -> None:
    for _ in range(2):
        unread = accept(catalog, "a.pdf", None, refusal="a.pdf may not be read.")
    assert (unread.status, catalog.known_uploads()) == ("failed", {})
    read = accept(catalog, "a.pdf", "one")
    assert catalog.all_materials() == [read]
    assert read.replaces is None


def test_batches_go_by_lane_high_first_and_hold_at_most_the_size(catalog: Catalog) -> None:
    for path in ("low/1.pdf", "1.pdf", "high/1.pdf", "2.pdf", "3.pdf", "high/2.pdf"):
        accept(catalog, path)
    made = catalog.make_batches(size=2)
    titles = {m.id: m.title for m in catalog.all_materials()}
    assert [(b.lane, [titles[one] for one in b.material_ids]) for b in made] == [
        ("high", ["high/1.pdf", "high/2.pdf"]),
        ("default", ["1.pdf", "2.pdf"]),
        ("default", ["3.pdf"]),
        ("low", ["low/1.pdf"]),
    ]
    assert catalog.make_batches(size=2) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(["high", "low", "default"]), max_size=12), st.integers(1, 5))
def test_every_waiting_material_is_in_exactly_one_batch(tmp_path: Path, lanes: list[str], size: int) -> None:
    catalog = Catalog.open("sqlite://")
    materials = [accept(catalog, f"{lane}/{place}.pdf") for place, lane in enumerate(lanes)]
    batches = catalog.make_batches(size=size)
    held = [one for batch in batches for one in batch.material_ids]
    assert sorted(held) == sorted(material.id for material in materials)
    assert all(1 <= len(batch.material_ids) <= size for batch in batches)
    catalog.close()


def test_only_what_waits_gets_into_a_batch(catalog: Catalog) -> None:
    fresh, begun, running, failed, done, gone = (accept(catalog, f"{n}.pdf") for n in range(6))
    catalog.finish_reading(begun.id, pages=1, kind="paper")
    catalog.start([running.id], run_id="r", batch_id=None)
    catalog.fail(failed.id, stage="questions", sentence="No.")
    complete(catalog, done)
    catalog.supersede(gone.id, by=done.id)
    assert waiting(catalog) == [["0.pdf"], ["1.pdf"]]  # what a run began goes alone
    assert (fresh.status, begun.status) == ("pending", "pending")


def test_a_batch_is_open_until_each_of_its_materials_has_an_end(catalog: Catalog) -> None:
    one, two, three = (accept(catalog, f"{n}.pdf") for n in range(3))
    (batch,) = catalog.make_batches(size=50)
    catalog.mark_requested(batch.id)
    complete(catalog, one)
    catalog.fail(two.id, stage="materials", sentence="No.")
    (still_open,) = catalog.open_batches()
    assert still_open.id == batch.id
    assert still_open.material_ids == (one.id, two.id, three.id)
    assert still_open.requests == 1
    assert still_open.requested_at is not None
    catalog.supersede(three.id, by=one.id)
    assert catalog.open_batches() == []
    found = catalog.batch(batch.id)
    assert found is not None
    assert found.material_ids == still_open.material_ids
    assert catalog.batch("none") is None


def test_a_run_holds_its_materials_until_it_lets_them_go(catalog: Catalog) -> None:
    one, two = accept(catalog, "1.pdf"), accept(catalog, "2.pdf")
    catalog.fail(one.id, stage="materials", sentence="No.")
    catalog.start([one.id, two.id], run_id="r", batch_id=None)
    assert {m.status for m in catalog.all_materials()} == {"processing"}
    assert {run: sorted(ids) for run, ids in catalog.running().items()} == {"r": sorted([one.id, two.id])}
    catalog.fail(one.id, stage="materials", sentence="Still no.")
    catalog.release("another run")
    assert catalog.running() == {"r": [two.id]}
    catalog.release("r")
    assert catalog.running() == {}
    assert [m.status for m in catalog.all_materials()] == ["failed", "pending"]


def test_reading_again_does_not_set_a_material_back(catalog: Catalog) -> None:
    material = accept(catalog, "1.pdf")
    complete(catalog, material)
    catalog.finish_reading(material.id, pages=7, kind="paper")
    (after,) = catalog.all_materials()
    assert (after.status, after.pages, after.kind) == ("completed", 7, "paper")


@pytest.mark.parametrize(("embedded", "status"), [(True, "completed"), (False, "pending")])
def test_written_questions_are_the_end_only_where_their_vectors_stand(
    catalog: Catalog, embedded: bool, status: str
) -> None:
    material = accept(catalog, "1.pdf")
    catalog.finish_questions(
        material.id, kind="paper", questions=3, answers=2, flags=("no_text",), seconds=0.5, embedded=embedded
    )
    (after,) = catalog.all_materials()
    assert (after.status, after.questions, after.answers, after.seconds) == (status, 3, 2, 0.5)
    assert after.flags == ("no_text",)
    catalog.set_answers_found(material.id, 3)
    assert catalog.all_materials()[0].answers == 3


@pytest.mark.parametrize(
    "reference",
    [
        "folder/모의고사 1회.pdf",
        "모의고사 1회.pdf",
        unicodedata.normalize("NFD", "모의고사 1회.pdf"),
        "FOLDER/모의고사 1회.PDF",
        "모의고사-1회-",
        unicodedata.normalize("NFD", "모의고사-1"),
    ],
)
def test_a_material_is_found_by_what_people_type(catalog: Catalog, reference: str) -> None:
    material = accept(catalog, "folder/모의고사 1회.pdf")
    accept(catalog, "folder/국어.pdf")
    assert [m.id for m in catalog.find(reference)] == [material.id]
    assert [m.id for m in catalog.find(material.id)] == [material.id]


def test_several_files_of_one_name_are_all_found_and_nothing_by_nothing(catalog: Catalog) -> None:
    one, two = accept(catalog, "2025/a.pdf"), accept(catalog, "2026/a.pdf")
    assert {m.id for m in catalog.find("a.pdf")} == {one.id, two.id}
    assert [m.id for m in catalog.find("2026/a.pdf")] == [two.id]
    for nothing in ("", "%", "_", "b.pdf", "a.pd"):
        assert catalog.find(nothing) == []


def test_an_id_wins_over_names_and_beginnings(catalog: Catalog) -> None:
    short = accept(catalog, "x.pdf", "x")
    accept(catalog, f"{short.id}.pdf", "y")
    assert [m.id for m in catalog.find(short.id)] == [short.id]


def test_a_key_serves_every_paper_that_one_of_its_names_belongs_to(catalog: Catalog) -> None:
    odd, even = accept(catalog, "2026/국어 홀수형.pdf"), accept(catalog, "2026/국어 짝수형.pdf")
    elsewhere = accept(catalog, "2025/국어 홀수형.pdf")
    key = accept(catalog, "2026/국어 홀수형_정답.pdf", "key")
    accept(catalog, "2026/국어 짝수형_답안.pdf", "key")
    assert catalog.papers_of_key(key.id) == sorted([odd.id, even.id])
    assert catalog.keys_of_papers() == {odd.id: [key.id], even.id: [key.id]}
    assert catalog.papers_of_key(elsewhere.id) == []


def test_a_paper_has_the_keys_of_all_its_own_names(catalog: Catalog) -> None:
    paper = accept(catalog, "a.pdf", "paper")
    accept(catalog, "b.pdf", "paper")
    first, second = accept(catalog, "a_key.pdf"), accept(catalog, "b_key.pdf")
    assert catalog.keys_of_papers() == {paper.id: [first.id, second.id]}


@pytest.mark.parametrize(
    ("paper", "key"),
    [
        ("Exam.PDF", "exam_KEY.pdf"),
        ("시험.pdf", unicodedata.normalize("NFD", "시험_답안.pdf")),
        (unicodedata.normalize("NFD", "시험.pdf"), "시험_답.pdf"),
        ("high/試験.pdf", "high/試験_答案.pdf"),
    ],
)
def test_case_and_composition_do_not_part_a_key_from_its_paper(
    catalog: Catalog, paper: str, key: str
) -> None:
    first, second = accept(catalog, paper), accept(catalog, key)
    assert catalog.keys_of_papers() == {first.id: [second.id]}


def test_papers_that_differ_in_case_only_have_each_its_own_key() -> None:
    paths = {"A": ["Exam.pdf"], "a": ["exam.pdf"], "KEY": ["Exam_key.pdf"], "key": ["exam_key.pdf"]}
    assert keys_by_paper(paths) == {"A": ["KEY"], "a": ["key"]}
    assert keys_by_paper({"A": ["Exam.pdf"], "a": ["EXAM.pdf"], "k": ["exam_key.pdf"]}) == {
        "A": ["k"],
        "a": ["k"],
    }


def test_a_material_is_no_key_of_itself() -> None:
    assert keys_by_paper({"m": ["a.pdf", "a_key.pdf"]}) == {}


def test_a_replaced_key_gives_way_to_the_new_one(catalog: Catalog) -> None:
    paper = accept(catalog, "a.pdf")
    old = accept(catalog, "a_key.pdf", "wrong")
    new = accept(catalog, "a_key.pdf", "right")
    assert catalog.keys_of_papers() == {paper.id: [new.id]}
    assert catalog.papers_of_key(old.id) == []


def test_deleting_forgets_a_material_and_its_names_only(catalog: Catalog) -> None:
    doomed, kept = accept(catalog, "a.pdf"), accept(catalog, "b.pdf")
    catalog.make_batches(size=50)
    catalog.delete(doomed.id)
    assert catalog.paths() == {kept.id: ["b.pdf"]}
    assert [m.id for m in catalog.all_materials()] == [kept.id]
    assert catalog.of_content(doomed.sha256 or "") is None


def test_a_thousand_materials_are_fetched_in_one_go(catalog: Catalog) -> None:
    ids = [accept(catalog, f"{n}.pdf").id for n in range(60)]
    assert set(catalog.materials([*ids, *(f"none-{n}" for n in range(1_000))])) == set(ids)


def test_threads_that_accept_the_same_bytes_at_once_make_one_material(catalog: Catalog) -> None:
    together = threading.Barrier(8)

    def take(number: int) -> str:
        together.wait()
        return accept(catalog, f"{number}.pdf", "same").id

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(take, range(8)))
    assert len(ids) == len(catalog.all_materials()) == 1
    assert len(catalog.known_uploads()) == 8


def test_threads_that_accept_other_bytes_lose_none(catalog: Catalog) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: accept(catalog, f"{number}.pdf"), range(40)))
    assert len(catalog.all_materials()) == len(catalog.known_uploads()) == 40


def test_two_who_make_batches_at_once_put_nothing_into_both(catalog: Catalog) -> None:
    for number in range(30):
        accept(catalog, f"{number}.pdf")
    together = threading.Barrier(4)

    def make(_: int) -> list[str]:
        together.wait()
        return [one for batch in catalog.make_batches(size=7) for one in batch.material_ids]

    with ThreadPoolExecutor(4) as pool:
        held = [one for ids in pool.map(make, range(4)) for one in ids]
    assert len(held) == len(set(held)) == 30


@pytest.mark.parametrize("stage", STAGES)
def test_starting_forgets_the_error_of_the_run_before(catalog: Catalog, stage: str) -> None:
    material = accept(catalog, "a.pdf")
    catalog.fail(material.id, stage=stage, sentence="No.")
    catalog.start([material.id], run_id="r", batch_id=None)
    catalog.release("r")
    (after,) = catalog.all_materials()
    assert (after.status, after.error_message, after.failed_stage) == ("pending", None, None)


def test_a_damaged_catalog_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "catalog.db").write_bytes(b"this is no database, and long enough to be read as one" * 100)
    with pytest.raises(PermanentError, match="The catalog cannot be opened"):
        Catalog.open(f"sqlite:///{tmp_path / 'catalog.db'}")
