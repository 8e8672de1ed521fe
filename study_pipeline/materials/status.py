"""The status words, and the one function that decides which of them a material has."""

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
