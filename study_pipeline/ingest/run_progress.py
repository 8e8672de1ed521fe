"""How far a run is: told as it goes on, often enough to watch and seldom enough to cost nothing."""

import logging
import time
from collections.abc import Callable

from sqlalchemy import Engine

from study_pipeline.materials.status import Stage
from study_pipeline.operations.progress import Progress
from study_pipeline.operations.progress_words import progress_words
from study_pipeline.resources.catalog.run_progress import note_progress

log = logging.getLogger(__name__)

TOLD_EVERY_SECONDS = 3.0

Tell = Callable[[Progress], None]


def teller(engine: Engine, run_id: str, also: Tell | None) -> Tell:
    """Who is told: the catalog, for `running`, and whoever else wants to know.

    A run is worth more than the news of it: where that cannot be noted, the run goes on.
    """

    def tell(progress: Progress) -> None:
        try:
            note_progress(engine, run_id, progress)
        except Exception:
            log.warning("How far the run is could not be noted.", exc_info=True)
        if also is not None:
            also(progress)

    return tell


class RunProgress:
    """What one run has done of its stage. ``tell`` is told when a stage begins and every few seconds from then on.

    Each step is logged besides, for a bar in the same process.
    """

    def __init__(self, tell: Tell, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._tell, self._clock = tell, clock
        self._began = self._told = 0.0
        self._told_units = 0
        self._stage: Stage = "materials"
        self._materials = self._materials_total = self._units = self._units_total = 0
        self._pages_read: dict[str, int] = {}
        self._known: int | None = None

    def begin(self, stage: Stage, *, materials: int, units: int = 0) -> None:
        """A stage begins, with so many materials, and pages or texts."""
        self._stage = stage
        self._materials, self._materials_total = 0, materials
        self._units, self._units_total = 0, units
        self._pages_read, self._known = {}, None
        self._began = self._clock()
        self._say(always=True)

    def read_some(self, material_id: str, pages: int) -> None:
        """So many more pages of a long PDF are read, and not yet all of them."""
        self._pages_read[material_id] = self._pages_read.get(material_id, 0) + pages
        self._units += pages
        self._say()

    def finish_one(self, material_id: str, *, pages: int) -> None:
        """A PDF of so many pages is done with, read or not."""
        self._materials += 1
        self._units += pages - self._pages_read.pop(material_id, 0)
        self._say()

    def embed(self, done: int, total: int) -> None:
        """So many of the texts have a vector; those that had one at the first call cost no time and do not count."""
        if self._known is None:
            self._known = done
        self._units, self._units_total = done - self._known, total - self._known
        self._say()

    def end(self) -> None:
        """The stage is over; one that was short, or has said all, says nothing more."""
        if self._clock() - self._began >= TOLD_EVERY_SECONDS and self._told_units != self._units:
            self._say(always=True)

    def _say(self, *, always: bool = False) -> None:
        now = self._clock()
        progress = Progress(
            stage=self._stage,
            materials=self._materials,
            materials_total=self._materials_total,
            units=self._units,
            units_total=self._units_total,
            seconds=now - self._began,
            pages_read=dict(self._pages_read),
        )
        if log.isEnabledFor(logging.INFO):
            log.info(progress_words(progress), extra={"progress": progress})
        if always or now - self._told >= TOLD_EVERY_SECONDS:
            self._told, self._told_units = now, self._units
            self._tell(progress)
