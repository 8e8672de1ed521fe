"""Nearest questions by cosine: exact, kept up to date from what changed only, the same on every machine.

Vectors are rounded to whole multiples of 1/4000, so that every dot product is an integer below 2**24 and
float32 gives it exactly, in whatever order the machine adds. An update and a full rebuild therefore agree to
the last bit, at the price of about 0.0002 in the cosine.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from study_pipeline.knowledge_graph.records import Vector, VectorTable

KEPT_NEIGHBOURS = 20  # twice the published ones: the spare half absorbs deletes without a new search
MAX_PUBLISHED_NEIGHBOURS = 10
MAX_SHARE_OF_BANK = (
    10  # a question names at most one tenth of the bank: in a small bank, "top 10" means nothing
)

ROUNDING_SCALE = 4000  # (4000 + sqrt(dim)/2)**2 < 2**24 holds up to 36,864 dimensions
MAX_BLOCK_CELLS = 4_000_000  # scores held at once: 32 MB of sort keys
NO_ONE = -1
INELIGIBLE = np.float32(-(2**25))  # below any dot product


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """The nearest questions of each embedded question, nearest first, ties by id.

    ``rows`` index ``ids`` (int32, shape (n, KEPT_NEIGHBOURS), -1 beyond the end), ``dots`` are the rounded
    dot products (int32, same shape). ``complete`` marks lists that hold every eligible question. Any other
    list holds the nearest ones without a gap, and is searched again when fewer than MAX_PUBLISHED_NEIGHBOURS
    are left.
    """

    ids: tuple[str, ...]
    rows: NDArray[np.int32]
    dots: NDArray[np.int32]
    complete: NDArray[np.bool_]

    @staticmethod
    def empty() -> "Neighbours":
        """Give lists of no questions."""
        return Neighbours(
            ids=(),
            rows=np.full((0, KEPT_NEIGHBOURS), NO_ONE, dtype=np.int32),
            dots=np.zeros((0, KEPT_NEIGHBOURS), dtype=np.int32),
            complete=np.zeros(0, dtype=np.bool_),
        )


def has_direction(vector: Vector) -> bool:
    """Whether a vector can be compared at all; the zero vector cannot.

    Raises:
        ValueError: The vector holds NaN or infinity, or is not one-dimensional.
    """
    if vector.ndim != 1 or not np.isfinite(vector).all():
        raise ValueError("a question's vector must be one-dimensional and finite")
    return bool(np.any(vector))


def update_neighbours(
    neighbours: Neighbours,
    *,
    removed: Collection[str],
    added: Mapping[str, Vector],
    known: VectorTable,
    passages: Mapping[str, str | None],
) -> Neighbours:
    """Take questions out of, and into, everyone's lists.

    ``known`` needs the vectors of the questions that stay (in any order, others are ignored), and is read
    only when something has to be scored. ``passages`` names the passage of each question; questions of one
    passage are never neighbours.

    Raises:
        ValueError: ``known`` lacks a question that is to be scored, or dimensions differ.
    """
    gone = set(removed) | added.keys()
    stay = [position for position, question in enumerate(neighbours.ids) if question not in gone]
    ids = tuple(sorted([neighbours.ids[position] for position in stay] + list(added)))
    place = {question: row for row, question in enumerate(ids)}
    moved = np.full(len(neighbours.ids), NO_ONE, dtype=np.int32)
    moved[stay] = [place[neighbours.ids[position]] for position in stay]

    result = _without_the_gone(neighbours, stay, moved, len(ids))
    is_new = np.zeros(len(ids), dtype=np.bool_)
    is_new[[place[question] for question in added]] = True
    is_stale = ~is_new & ~result.complete & ((result.rows != NO_ONE).sum(axis=1) < MAX_PUBLISHED_NEIGHBOURS)
    if not is_new.any() and not is_stale.any():
        return Neighbours(ids, result.rows, result.dots, result.complete)

    matrix = _rounded_matrix(ids, added, known)
    passage_codes = _passage_codes(ids, passages)
    arrivals: list[_Arrivals] = []
    doors = _Doors.of(result, closed=is_new | is_stale)
    for block in _blocks(np.flatnonzero(is_new | is_stale), len(ids)):
        scores = _eligible_scores(matrix, passage_codes, block)
        result.rows[block], result.dots[block], result.complete[block] = _nearest(scores)
        arrivals.append(doors.entering(scores[is_new[block]], block[is_new[block]]))
    owners, entrants, dots = (np.concatenate(parts) for parts in zip(*arrivals, strict=True))
    _enter(result, owners=owners, entrants=entrants, dots=dots)
    return Neighbours(ids, result.rows, result.dots, result.complete)


def mutual_pairs(neighbours: Neighbours) -> Iterator[tuple[str, str, float]]:
    """Give the pairs that name each other, as (smaller id, larger id, cosine), in order.

    Each question names its nearest MAX_PUBLISHED_NEIGHBOURS, but at most a tenth of the bank (at least one).
    There is no absolute threshold: raw cosines of one model mean something else in another.
    """
    n = len(neighbours.ids)
    named = min(MAX_PUBLISHED_NEIGHBOURS, max(1, n // MAX_SHARE_OF_BANK))
    rows = neighbours.rows[:, :named].astype(np.int64)
    owners = np.repeat(np.arange(n, dtype=np.int64), rows.shape[1])
    others, dots = rows.ravel(), neighbours.dots[:, :named].ravel()
    present = others != NO_ONE
    owners, others, dots = owners[present], others[present], dots[present]
    forward, backward = owners * n + others, others * n + owners
    is_mutual = (owners < others) & np.isin(forward, backward)
    order = np.argsort(forward[is_mutual])
    for owner, other, dot in zip(
        owners[is_mutual][order], others[is_mutual][order], dots[is_mutual][order], strict=True
    ):
        yield neighbours.ids[owner], neighbours.ids[other], round(float(dot) / ROUNDING_SCALE**2, 4)


def _without_the_gone(
    neighbours: Neighbours, stay: list[int], moved: NDArray[np.int32], size: int
) -> Neighbours:
    """Lists at their new places, without removed questions, gaps closed; new questions' lists are empty."""
    result = Neighbours(
        ids=(),
        rows=np.full((size, KEPT_NEIGHBOURS), NO_ONE, dtype=np.int32),
        dots=np.zeros((size, KEPT_NEIGHBOURS), dtype=np.int32),
        complete=np.zeros(size, dtype=np.bool_),
    )
    old_rows = neighbours.rows[stay]
    rows = np.where(old_rows == NO_ONE, NO_ONE, moved[old_rows] if len(moved) else NO_ONE).astype(np.int32)
    closed = np.argsort(rows == NO_ONE, axis=1, kind="stable")
    rows = np.take_along_axis(rows, closed, axis=1)
    dots = np.where(rows == NO_ONE, 0, np.take_along_axis(neighbours.dots[stay], closed, axis=1))
    places = moved[stay]
    result.rows[places], result.dots[places], result.complete[places] = rows, dots, neighbours.complete[stay]
    return result


def _rounded_matrix(
    ids: tuple[str, ...], added: Mapping[str, Vector], known: VectorTable
) -> NDArray[np.float32]:
    row_of = {question: row for row, question in enumerate(known.ids)}
    missing = [question for question in ids if question not in added and question not in row_of]
    if missing:
        raise ValueError(f"{len(missing)} known questions came without their vector, first {missing[0]!r}")
    dimensions = {len(vector) for vector in added.values()}
    if len(added) < len(ids):
        dimensions.add(known.matrix.shape[1])
    if len(dimensions) != 1:
        raise ValueError(f"vectors of different dimensions cannot be compared: {sorted(dimensions)}")
    matrix = np.empty((len(ids), dimensions.pop()), dtype=np.float32)
    for row, question in enumerate(ids):
        matrix[row] = added[question] if question in added else known.matrix[row_of[question]]
    lengths = np.sqrt(np.einsum("ij,ij->i", matrix, matrix, dtype=np.float64))[:, np.newaxis]
    if not np.isfinite(lengths).all() or (lengths == 0).any():
        raise ValueError("a known question's vector is zero or not finite")
    rounded: NDArray[np.float32] = np.rint(matrix / lengths * ROUNDING_SCALE).astype(np.float32)
    return rounded


def _passage_codes(ids: tuple[str, ...], passages: Mapping[str, str | None]) -> NDArray[np.int64]:
    """Equal numbers for one passage; a number of its own, below zero, for a question without passage."""
    codes: dict[str, int] = {}
    result = np.empty(len(ids), dtype=np.int64)
    for row, question in enumerate(ids):
        passage = passages.get(question)
        result[row] = -1 - row if passage is None else codes.setdefault(passage, len(codes))
    return result


def _blocks(rows: NDArray[np.int64], width: int) -> Iterator[NDArray[np.int64]]:
    height = max(1, MAX_BLOCK_CELLS // max(1, width))
    for start in range(0, len(rows), height):
        yield rows[start : start + height]


def _eligible_scores(
    matrix: NDArray[np.float32], passage_codes: NDArray[np.int64], block: NDArray[np.int64]
) -> NDArray[np.float32]:
    scores = matrix[block] @ matrix.T
    # A question without passage has a code of its own: this also takes out every question itself.
    scores[passage_codes[block][:, np.newaxis] == passage_codes[np.newaxis, :]] = INELIGIBLE
    return scores


def _nearest(
    scores: NDArray[np.float32],
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]]:
    """The KEPT_NEIGHBOURS best columns of each line, and whether they are all that is eligible."""
    width = scores.shape[1]
    columns = np.arange(width, dtype=np.int64)
    # One integer per cell, smaller is nearer: by score, then by column (= by id), so that no ties are left.
    keys = columns - scores.astype(np.int64) * width
    kept = min(KEPT_NEIGHBOURS, width)
    best = np.argpartition(keys, kept - 1, axis=1)[:, :kept]
    best = np.take_along_axis(best, np.argsort(np.take_along_axis(keys, best, axis=1), axis=1), axis=1)
    best_scores = np.take_along_axis(scores, best, axis=1)
    is_eligible = best_scores != INELIGIBLE
    rows = np.full((len(scores), KEPT_NEIGHBOURS), NO_ONE, dtype=np.int32)
    dots = np.zeros((len(scores), KEPT_NEIGHBOURS), dtype=np.int32)
    rows[:, :kept] = np.where(is_eligible, best, NO_ONE)
    dots[:, :kept] = np.where(is_eligible, best_scores, 0)
    complete = (scores != INELIGIBLE).sum(axis=1) <= KEPT_NEIGHBOURS
    return rows, dots, complete


_Arrivals = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
"""Owners of lists, the new questions that enter them, and their dot products: three arrays of one length."""


@dataclass(frozen=True, slots=True, eq=False)
class _Doors:
    """What a new question must beat to enter each list: its last entry; nothing where the list is complete.

    At equal dot products only a smaller id enters: a larger one may stand behind questions never listed.
    """

    dots: NDArray[np.float32]
    rows: NDArray[np.int64]

    @staticmethod
    def of(lists: Neighbours, *, closed: NDArray[np.bool_]) -> "_Doors":
        lengths = (lists.rows != NO_ONE).sum(axis=1)
        at_last = np.arange(len(lengths)), np.maximum(lengths - 1, 0)
        dots = np.where(lists.complete, INELIGIBLE / 2, lists.dots[at_last])
        dots = np.where(closed, -INELIGIBLE, dots).astype(np.float32)
        return _Doors(dots=dots, rows=lists.rows[at_last].astype(np.int64))

    def entering(self, scores: NDArray[np.float32], entrants: NDArray[np.int64]) -> _Arrivals:
        lines, owners = np.nonzero(scores >= self.dots)
        dots = scores[lines, owners]
        is_ahead = (dots > self.dots[owners]) | (entrants[lines] < self.rows[owners])
        return owners[is_ahead], entrants[lines][is_ahead], dots[is_ahead].astype(np.int64)


def _enter(
    lists: Neighbours, *, owners: NDArray[np.int64], entrants: NDArray[np.int64], dots: NDArray[np.int64]
) -> None:
    """Merge new questions into the lists they may enter (in place: ``lists`` is this module's own)."""
    affected = np.unique(owners)
    old_entrants, old_dots = lists.rows[affected], lists.dots[affected]
    is_present = old_entrants != NO_ONE
    all_owners = np.concatenate([np.repeat(affected, is_present.sum(axis=1)), owners])
    all_entrants = np.concatenate([old_entrants[is_present], entrants])
    all_dots = np.concatenate([old_dots[is_present], dots])
    order = np.lexsort((all_entrants, -all_dots, all_owners))
    all_owners, all_entrants, all_dots = all_owners[order], all_entrants[order], all_dots[order]
    starts = np.searchsorted(all_owners, affected)
    sizes = np.diff(np.append(starts, len(all_owners)))
    rank = np.arange(len(all_owners)) - np.repeat(starts, sizes)
    is_kept = rank < KEPT_NEIGHBOURS
    lists.rows[affected], lists.dots[affected] = NO_ONE, 0
    lists.rows[all_owners[is_kept], rank[is_kept]] = all_entrants[is_kept]
    lists.dots[all_owners[is_kept], rank[is_kept]] = all_dots[is_kept]
    lists.complete[affected] &= sizes <= KEPT_NEIGHBOURS
