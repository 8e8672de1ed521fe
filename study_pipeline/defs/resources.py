"""How Dagster gets at the resources: one Dagster resource that opens them from the settings."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

import dagster as dg
from pydantic import Field

from study_pipeline.ingest.services import Services, open_services
from study_pipeline.language import translate
from study_pipeline.resources.errors import SettingError
from study_pipeline.resources.settings.settings import read_settings, timezone_of


class StudyServices(dg.ConfigurableResource):  # type: ignore[type-arg]  # not generic at run time
    """Catalog, store, question bank, graph, embedder and PDF workers, opened while a step or tick runs."""

    settings: dict[str, str] = Field(default_factory=dict)
    """Values that stand before the environment's. For tests; secrets stay in the environment."""

    def zone(self) -> ZoneInfo:
        """The time zone of the schedules, the one setting that Dagster needs before it opens anything.

        Raises:
            SettingError: There is no such zone.
        """
        return timezone_of(self._environment())

    @contextmanager
    def open(self) -> Iterator[Services]:
        """Open the resources of this installation.

        Raises:
            SettingError: The process was not told where its data and its Dagster history are.
        """
        environment = self._environment()
        settings = read_settings(environment)
        history = environment.get("STUDY_DAGSTER_DIR")
        if not environment.get("DAGSTER_HOME") or history != str(settings.dagster):
            raise SettingError(
                translate(
                    "This command would keep its history in another place than the pipeline's: run eval "
                    '"$(study-pipeline env)" first.'
                )
            )
        with open_services(settings) as services:
            yield services

    def _environment(self) -> dict[str, str]:
        return {**os.environ, **self.settings}
