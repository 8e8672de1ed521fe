"""How the materials stand, said by `run` whenever it changes; a database that is away meanwhile is waited for."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from study_pipeline.cli.material_output import status_counts
from study_pipeline.cli.printing import say
from study_pipeline.language import translate
from study_pipeline.materials.status import Status
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.errors import TransientError


@dataclass(slots=True)
class StandingLine:
    """What was said last; ``count`` asks the catalog how many materials have which status."""

    count: Callable[[], Counter[Status]]
    _said: Counter[Status] = field(default_factory=Counter, init=False)
    _waits: bool = field(default=False, init=False)

    def say_news(self) -> None:
        """Say how many materials have which status, if that is news; that the catalog is away is said once.

        It stops nothing: Dagster goes on by itself, too, when its database is back.
        """
        try:
            counts = self.count()
        except TransientError as error:
            if not self._waits:
                goes_on = translate("Everything goes on by itself as soon as the catalog answers again.")
                say(f"{error} {goes_on}", style="yellow", stderr=True)
            self._waits = True
            return
        if self._waits:
            say(translate("The catalog answers again."))
        if counts != self._said:
            say(status_counts(counts))
        self._said, self._waits = counts, False


def count_statuses(catalog: Catalog) -> Counter[Status]:
    """How many materials have which status."""
    return Counter(material.status for material in catalog.all_materials())
