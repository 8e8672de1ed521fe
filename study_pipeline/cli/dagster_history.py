"""Dagster's own tables, made or brought up to date before anything else opens them."""

import subprocess
import sys
from collections.abc import Mapping

from study_pipeline.language import translate
from study_pipeline.resources.errors import PermanentError
from study_pipeline.resources.settings.settings import Settings


def prepare_history(installed: Settings, environment: Mapping[str, str]) -> None:
    """Create or migrate Dagster's tables once: several processes doing so at once race.

    Raises:
        PermanentError: They cannot be opened; Dagster's reason is repeated.
    """
    installed.dagster.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "dagster", "instance", "migrate"],
        env=dict(environment),
        cwd=installed.dagster,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise PermanentError(
            translate("Dagster's history cannot be opened: {reason}").format(
                reason=(done.stderr or done.stdout).strip()[-2000:]
            )
        )
