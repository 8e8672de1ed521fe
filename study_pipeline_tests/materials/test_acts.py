"""The rule of what an upload means, row by row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study_pipeline.materials.acts import Act, KnownMaterial, act_of

OPEN, DONE = (KnownMaterial("m", state, ("a.pdf",)) for state in ("open", "complete"))
FAILED, REPLACED, REFUSED = (
    KnownMaterial("m", state, ("a.pdf",)) for state in ("failed", "replaced", "refused")
)
HOLDER = KnownMaterial("h", "complete", ("p.pdf",))
SHARED = KnownMaterial("h", "complete", ("p.pdf", "q.pdf"))
REFUSED_HOLDER = KnownMaterial("h", "refused", ("p.pdf",))


def act(
    same: KnownMaterial | None = None,
    holder: KnownMaterial | None = None,
    *,
    path: str = "p.pdf",
    refused: bool = False,
    earlier: tuple[str, ...] = (),
    gone: tuple[str, ...] = (),
) -> Act:
    return act_of(path, refused=refused, same=same, holder=holder, earlier=earlier, gone=gone)


ROWS = [
    ("new bytes under a new path", act(), Act("new", attempt=True)),
    ("refused bytes", act(refused=True), Act("new")),
    ("known bytes under a new path", act(DONE), Act("alias", "m")),
    ("known bytes that still wait", act(OPEN), Act("alias", "m")),
    (
        "a name that the folder no longer shows",
        act(DONE, gone=("a.pdf",)),
        Act("move", "m", moved_from="a.pdf"),
    ),
    ("new bytes under a known path", act(None, HOLDER), Act("version", attempt=True, replaces="h")),
    ("new bytes, the holder has another name", act(None, SHARED), Act("version", attempt=True)),
    ("refused bytes under a known path", act(None, HOLDER, refused=True), Act("version", replaces="h")),
    ("good bytes over refused ones", act(None, REFUSED_HOLDER), Act("version", attempt=True, forgets="h")),
    (
        "good bytes over refused ones, an older version serves",
        act(None, REFUSED_HOLDER, earlier=("v1",)),
        Act("version", attempt=True, replaces="v1", forgets="h"),
    ),
    ("the same again", act(DONE, DONE, path="a.pdf"), Act("same", "m")),
    ("the same again after a failure", act(FAILED, FAILED, path="a.pdf"), Act("same", "m", attempt=True)),
    ("after it was replaced", act(REPLACED), Act("alias", "m", attempt=True)),
    ("after a refusal, now good", act(REFUSED, REFUSED, path="a.pdf"), Act("same", "m", attempt=True)),
    ("after a refusal, still bad", act(REFUSED, REFUSED, path="a.pdf", refused=True), Act("same", "m")),
    (
        "known bytes over another material",
        act(DONE, HOLDER),
        Act("version", "m", replaces="h", rewrite=True),
    ),
    (
        "an old version's bytes come back over the new one",
        act(REPLACED, HOLDER),
        Act("version", "m", attempt=True, replaces="h"),
    ),
]


@pytest.mark.parametrize(("decided", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_what_an_upload_means(decided: Act, expected: Act) -> None:
    assert decided == expected


@pytest.mark.parametrize(
    ("path", "moved_from"),
    [
        ("new/b.pdf", "old/b.pdf"),
        ("new/a.pdf", "old/a.pdf"),
        ("old/c.pdf", "old/a.pdf"),
        ("x.pdf", "old/a.pdf"),
    ],
)
def test_a_new_path_takes_the_place_of_the_gone_name_that_is_most_like_it(path: str, moved_from: str) -> None:
    same = KnownMaterial("m", "complete", ("old/a.pdf", "old/b.pdf"))
    assert act(same, path=path, gone=same.names).moved_from == moved_from


names = st.sets(st.sampled_from(["a.pdf", "p.pdf", "q.pdf"]), max_size=3).map(
    lambda some: tuple(sorted(some))
)
states = st.sampled_from(["refused", "open", "complete", "failed", "replaced"])
known = st.none() | st.builds(KnownMaterial, st.sampled_from(["m", "h"]), states, names)


@given(known, known, st.booleans(), st.lists(st.sampled_from(["m", "h", "v1"]), unique=True), names)
def test_no_act_replaces_or_forgets_itself_and_only_what_ended_badly_is_attempted_again(
    same: KnownMaterial | None,
    holder: KnownMaterial | None,
    refused: bool,
    earlier: list[str],
    gone: list[str],
) -> None:
    decided = act_of("p.pdf", refused=refused, same=same, holder=holder, earlier=earlier, gone=gone)
    assert decided.material is None or decided.material not in (decided.replaces, decided.forgets)
    assert decided.replaces is None or decided.replaces != decided.forgets or decided.forgets in earlier
    assert not (refused and decided.attempt)
    if same is not None and same.state in ("open", "complete"):
        assert not decided.attempt
    if decided.moved_from is not None:
        assert same is not None
        assert decided.moved_from in same.names
