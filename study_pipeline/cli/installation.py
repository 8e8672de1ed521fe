"""Where this installation is: its project folder, its settings, and the environment of its processes."""

import os
from pathlib import Path

from study_pipeline.resources.errors import PermanentError
from study_pipeline.resources.settings import Settings, read_settings

INSTANCE_FILE = "dagster.yaml"


def project_folder() -> Path:
    """The folder with `dagster.yaml` and `workspace.yaml`: DAGSTER_HOME, else the checkout, else the current one.

    Raises:
        PermanentError: None of them holds a `dagster.yaml`.
    """
    checkout = Path(__file__).resolve().parents[2]
    home = os.environ.get("DAGSTER_HOME")
    for folder in ([Path(home)] if home else []) + [checkout, Path.cwd()]:
        if (folder / INSTANCE_FILE).is_file():
            return folder
    raise PermanentError(f"No {INSTANCE_FILE} was found: set DAGSTER_HOME to the folder of the project.")


def settings() -> Settings:
    """The settings; STUDY_DATA is `data/` of the project where the environment does not say."""
    default = None if os.environ.get("STUDY_DATA") else project_folder() / "data"
    return read_settings(os.environ, default_data=default)


def dagster_environment(installed: Settings) -> dict[str, str]:
    """What every Dagster process of this installation needs to find its data and its history."""
    return {
        "STUDY_DATA": str(installed.data),
        "STUDY_DAGSTER_DIR": str(installed.dagster),
        "DAGSTER_HOME": str(project_folder()),
    }


def enter_dagster(installed: Settings) -> None:
    """Make this process one of the installation's Dagster processes."""
    installed.dagster.mkdir(parents=True, exist_ok=True)
    os.environ.update(dagster_environment(installed))
