"""Which files of the upload folder are taken now, and which are looked at again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.materials.uploads import Look, SeenFile, Sight, UploadDecisions, decide

NOW = 1_000_000.0
SETTLE = 5.0


def seen(path: str = "a.pdf", *, size: int = 10, mtime: int = 1, changed_at: float = NOW - 60) -> SeenFile:
    return SeenFile(path, path, size, mtime, changed_at)


def decided(*files: SeenFile, known: dict[str, tuple[int, int]] | None = None) -> UploadDecisions:
    return decide(files, known or {}, Look(NOW, 100.0, SETTLE))


def test_a_file_is_taken_once_nothing_about_it_changed_for_a_while() -> None:
    assert decided(seen(changed_at=NOW - 4.9)).settling
    assert decided(seen(changed_at=NOW - 5)).take


def test_an_old_modification_time_does_not_hide_that_bytes_still_arrive() -> None:
    copied_with_its_times = seen(mtime=1, changed_at=NOW - 1)
    assert decided(copied_with_its_times) == UploadDecisions((), (copied_with_its_times,))


class Looks:
    """Looks at one folder, one after the other, on a clock that somebody may set."""

    def __init__(self) -> None:
        self.sights: dict[str, Sight] = {}

    def at(self, monotonic: float, file: SeenFile, *, clock: float) -> UploadDecisions:
        look = Look(clock, monotonic, SETTLE, self.sights)
        decisions = decide([file], {}, look)
        self.sights = {one.path: look.sight_of(one) for one in decisions.settling}
        return decisions


@pytest.mark.parametrize("set_by", [2 * 3600, -2 * 3600, 60, -60, 365 * 86_400])
def test_a_clock_that_is_set_while_a_file_arrives_takes_no_half_of_it_and_leaves_it_not_waiting(
    set_by: float,
) -> None:
    looks = Looks()
    for step in range(6):  # a look every four seconds, the clock is set before the third
        clock = NOW + 4 * step + (set_by if step >= 2 else 0)
        arriving = seen(size=step + 1, mtime=step, changed_at=clock - 0.5)
        assert looks.at(4 * step, arriving, clock=clock).settling, step
    assert looks.at(24, arriving, clock=clock + 4).settling
    assert looks.at(28, arriving, clock=clock + 8).take


@pytest.mark.parametrize("set_by", [2 * 3600, -2 * 3600])
def test_a_clock_that_is_set_while_a_whole_file_settles_neither_hurries_nor_delays_it(set_by: float) -> None:
    looks = Looks()
    whole = seen(changed_at=NOW - 0.5)
    assert looks.at(0, whole, clock=NOW).settling
    assert looks.at(4, whole, clock=NOW + 4 + set_by).settling
    assert looks.at(8, whole, clock=NOW + 8 + set_by).take


def test_a_file_server_whose_clock_runs_ahead_hides_no_arriving_bytes_and_leaves_no_file_waiting() -> None:
    looks = Looks()
    for step in range(5):
        arriving = seen(size=step, changed_at=NOW + 4 * step + 3600)
        assert looks.at(4 * step, arriving, clock=NOW + 4 * step).settling
    assert looks.at(22, arriving, clock=NOW + 22).take


@pytest.mark.parametrize("modified_at_ns", [0, 10**9, 4_102_444_800 * 10**9])
def test_a_modification_time_of_1970_or_to_come_changes_nothing(modified_at_ns: int) -> None:
    assert decided(seen(mtime=modified_at_ns, changed_at=NOW - 1)).settling
    assert decided(seen(mtime=modified_at_ns, changed_at=NOW - 5)).take
    assert decided(seen(mtime=modified_at_ns), known={"a.pdf": (10, modified_at_ns)}) == UploadDecisions(
        (), ()
    )


def test_a_machine_that_was_started_anew_trusts_its_clock_again() -> None:
    looks = Looks()
    assert looks.at(9_000, seen(changed_at=NOW - 1), clock=NOW).settling
    assert looks.at(30, seen(changed_at=NOW - 1), clock=NOW + 60).take


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
    later = decide(some, {}, Look(NOW + 60, 100.0, SETTLE))
    assert later.take == tuple(some)
