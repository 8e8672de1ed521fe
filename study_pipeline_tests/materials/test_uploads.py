"""Which files of the upload folder are taken now, and which are looked at again."""

from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.materials.uploads import SeenFile, UploadDecisions, decide

NOW = 1_000_000.0
SETTLE = 5.0


def seen(path: str = "a.pdf", *, size: int = 10, mtime: int = 1, changed_at: float = NOW - 60) -> SeenFile:
    return SeenFile(path, path, size, mtime, changed_at)


def decided(*files: SeenFile, known: dict[str, tuple[int, int]] | None = None) -> UploadDecisions:
    return decide(files, known or {}, now=NOW, settle_seconds=SETTLE)


def test_a_file_is_taken_once_nothing_about_it_changed_for_a_while() -> None:
    assert decided(seen(changed_at=NOW - 4.9)).settling
    assert decided(seen(changed_at=NOW - 5)).take


def test_an_old_modification_time_does_not_hide_that_bytes_still_arrive() -> None:
    copied_with_its_times = seen(mtime=1, changed_at=NOW - 1)
    assert decided(copied_with_its_times) == UploadDecisions((), (copied_with_its_times,))


def test_a_clock_that_runs_ahead_leaves_no_file_waiting() -> None:
    assert decided(seen(changed_at=NOW + 3600)).take


def test_a_known_file_is_taken_again_only_when_its_size_or_time_differs() -> None:
    assert decided(seen(size=10, mtime=1), known={"a.pdf": (10, 1)}) == UploadDecisions((), ())
    assert decided(seen(size=11, mtime=1), known={"a.pdf": (10, 1)}).take
    assert decided(seen(size=10, mtime=2), known={"a.pdf": (10, 1)}).take


files = st.lists(
    st.builds(
        seen,
        path=st.sampled_from(["a.pdf", "b.pdf", "c/d.pdf", "e.pdf"]),
        size=st.integers(0, 3),
        mtime=st.integers(0, 3),
        changed_at=st.floats(NOW - 20, NOW + 20),
    ),
    unique_by=lambda file: file.path,
)
known_files = st.dictionaries(
    st.sampled_from(["a.pdf", "b.pdf", "gone.pdf"]), st.tuples(st.integers(0, 3), st.integers(0, 3))
)


@given(files, known_files)
def test_every_new_file_is_either_taken_or_settling_and_no_known_one_is(
    some: list[SeenFile], known: dict[str, tuple[int, int]]
) -> None:
    decisions = decided(*some, known=known)
    news = [file for file in some if known.get(file.path) != (file.size_bytes, file.mtime_ns)]
    assert sorted([*decisions.take, *decisions.settling], key=lambda f: f.path) == sorted(
        news, key=lambda f: f.path
    )
    assert set(decisions.take).isdisjoint(decisions.settling)
    assert [file for file in some if file in decisions.take] == list(decisions.take)


@given(files)
def test_whatever_is_left_alone_is_taken_in_the_end(some: list[SeenFile]) -> None:
    later = decide(some, {}, now=NOW + 60, settle_seconds=SETTLE)
    assert later.take == tuple(some)
