"""Where this installation is: its project folder, its settings, and the environment of its processes."""

import os
import uuid
from pathlib import Path

from study_pipeline.language import translate
from study_pipeline.resources.catalog.place import check_place
from study_pipeline.resources.errors import PermanentError
from study_pipeline.resources.settings.settings import Settings, read_settings

INSTANCE_FILE = "dagster.yaml"
POSTGRES_FOLDER = "deploy/postgres"


def project_folder() -> Path:
    """The folder with `dagster.yaml` and `workspace.yaml`: the checkout, else the current folder.

    Raises:
        PermanentError: Neither holds a `dagster.yaml`.
    """
    for folder in (Path(__file__).resolve().parents[2], Path.cwd()):
        if (folder / INSTANCE_FILE).is_file():
            return folder
    raise PermanentError(
        translate("No {instance_file} was found: run the command in the folder of the project.").format(
            instance_file=INSTANCE_FILE
        )
    )


def settings() -> Settings:
    """The settings; STUDY_DATA is `data/` of the project where the environment does not say.

    Raises:
        PermanentError: A setting cannot be used, or the one that says where the catalog is was forgotten.
    """
    default = None if os.environ.get("STUDY_DATA") else project_folder() / "data"
    installed = read_settings(os.environ, default_data=default)
    check_place(installed)
    return installed


def dagster_environment(installed: Settings) -> dict[str, str]:
    """What every Dagster process of this installation needs to find its data and its history.

    Dagster's home is the history's folder, with the project's `dagster.yaml` linked into it: Dagster makes
    folders of its own in its home, and nothing but the data folder may fill up.
    """
    installed.dagster.mkdir(parents=True, exist_ok=True)
    folder = project_folder() / (POSTGRES_FOLDER if installed.postgres_url.reveal() else "")
    _link(installed.dagster / INSTANCE_FILE, folder / INSTANCE_FILE)
    return {
        "STUDY_DATA": str(installed.data),
        "STUDY_DAGSTER_DIR": str(installed.dagster),
        "DAGSTER_HOME": str(installed.dagster),
    }


def enter_dagster(installed: Settings) -> None:
    """Make this process one of the installation's Dagster processes."""
    os.environ.update(dagster_environment(installed))


def _link(link: Path, target: Path) -> None:
    if link.is_symlink() and link.readlink() == target:
        return
    partial = link.with_name(f".{uuid.uuid4().hex}.part")
    partial.symlink_to(target)
    partial.replace(link)
