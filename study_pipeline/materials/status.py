"""The status words, which of them a material has, and which stages are still before it."""

from collections.abc import Collection
from typing import Literal

Status = Literal["pending", "processing", "completed", "failed", "discarded"]
Stage = Literal["materials", "questions", "embeddings"]

STAGES: tuple[Stage, ...] = ("materials", "questions", "embeddings")
"""In the order in which a material goes through them; each is named for its asset."""


def status_of(*, discarded: bool, running: bool, error: str | None, finished: Stage | None) -> Status:
    """Decide a material's status from what is recorded of it.

    ``finished`` is the last stage whose result is in place. A running attempt hides an earlier error.
    """
    if discarded:
        return "discarded"
    if running:
        return "processing"
    if error:
        return "failed"
    return "completed" if finished == STAGES[-1] else "pending"


def stages_to_go(
    asked: Collection[Stage], *, finished: Stage | None, failed: str | None
) -> tuple[Stage, ...]:
    """The stages that a material is taken through when somebody asks for these, in order.

    What lies before them and has no result is made up for: a material that nobody has read, or that failed, has no
    questions to embed, and is not complete because somebody asked for its vectors.
    """
    reached = STAGES.index(finished) + 1 if finished else 0
    if failed in STAGES:
        reached = min(reached, STAGES.index(failed))
    first = min(STAGES.index(stage) for stage in asked)
    return tuple(stage for place, stage in enumerate(STAGES) if stage in asked or reached <= place < first)
