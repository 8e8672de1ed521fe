"""What became of one material at one stage."""

from dataclasses import dataclass

from study_pipeline.materials.failure_policy import Verdict
from study_pipeline.materials.status import Stage
from study_pipeline.questions.model import Extraction
from study_pipeline.resources.bank.schema import BankQuestion
from study_pipeline.resources.catalog.records import Material


@dataclass(frozen=True, slots=True)
class Outcome:
    """A stage's result for one material; ``error`` is why it failed, None when it did not.

    ``material`` is as the stage left it. ``sentence`` says the reason in the user's words and ``verdict`` what follows,
    once that is decided. ``rows`` are its questions, once they are known; ``flags`` what its pages were found to
    be. ``seconds`` is how long its reading took, ``vectors`` how many of its questions have one now,
    ``new_vectors`` how many got theirs in this run. ``extraction`` is what its questions were written from.
    """

    stage: Stage
    material: Material
    error: Exception | None = None
    sentence: str | None = None
    verdict: Verdict | None = None
    flags: tuple[str, ...] | None = None
    rows: tuple[BankQuestion, ...] = ()
    seconds: float = 0.0
    vectors: int = 0
    new_vectors: int = 0
    extraction: Extraction | None = None

    @property
    def discarded(self) -> bool:
        """Whether there is nothing left that could fail: the material was deleted meanwhile."""
        return self.verdict is not None and self.verdict.followed == "discard"
