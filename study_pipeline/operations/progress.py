"""How far a run is within its stage, and how long the rest will take at the speed that it had so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from study_pipeline.materials.status import Stage


@dataclass(frozen=True, slots=True)
class Progress:
    """A run's stage, and how much of it is done.

    ``units`` are pages where PDFs are read, and texts where they are embedded; ``seconds`` is how long the stage
    has been going on. ``pages_read`` has the long PDFs of which only some pages are read, by material.
    """

    stage: Stage
    materials: int
    materials_total: int
    units: int = 0
    units_total: int = 0
    seconds: float = 0.0
    pages_read: Mapping[str, int] = field(default_factory=dict)

    @property
    def units_per_second(self) -> float | None:
        """The mean speed of this stage; None until something is done."""
        return self.units / self.seconds if self.units and self.seconds > 0 else None

    @property
    def seconds_left(self) -> float | None:
        """How long the rest of this stage takes at that speed; None while that is not known."""
        speed = self.units_per_second
        return None if speed is None else max(0, self.units_total - self.units) / speed
