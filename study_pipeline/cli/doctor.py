"""`doctor`: is this installation in order?"""

import importlib.metadata
import os
import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click

from study_pipeline.cli.installation import enter_dagster, project_folder, settings
from study_pipeline.cli.printing import json_option, print_json, print_table
from study_pipeline.ingest.services import open_services
from study_pipeline.resources.errors import PermanentError, TransientError
from study_pipeline.resources.settings import SPECS, Settings

PACKAGES = (
    "study-pipeline",
    "dagster",
    "lancedb",
    "pypdfium2",
    "pdfplumber",
    "openai",
    "kiwipiepy",
    "sqlalchemy",
)
SECRET_SETTINGS = ("OPENAI_API_KEY", "STUDY_CATALOG_URL")  # the URL may hold a password
MIN_FREE_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``well`` is None for a plain fact."""

    what: str
    found: str
    well: bool | None = None


@click.command()
@json_option
def command(as_json: bool) -> None:
    """Check settings, versions, stores, the daemon and the disk; exit 1 if something is broken.

    \b
    Example:
      study-pipeline doctor
    """
    installed = settings()
    findings = [
        *_facts(),
        *_checked("stores", lambda: _stores(installed)),
        *_daemon(installed),
        _disk(installed),
    ]
    if as_json:
        print_json({"findings": [{"what": f.what, "found": f.found, "well": f.well} for f in findings]})
    else:
        marks = {True: "ok", False: "BROKEN", None: ""}
        print_table(["", "what", "found"], [[marks[f.well], f.what, f.found] for f in findings])
    if any(finding.well is False for finding in findings):
        raise click.exceptions.Exit(1)


def _facts() -> Iterator[Finding]:
    yield Finding("Python", platform.python_version())
    for package in PACKAGES:
        yield Finding(package, importlib.metadata.version(package))
    yield Finding("project folder", str(project_folder()))
    for spec in SPECS:
        value = os.environ.get(spec.name)
        shown = ("set" if value else "not set") if spec.name in SECRET_SETTINGS else value
        yield Finding(spec.name, shown or f"not set (default: {spec.default})")


def _stores(installed: Settings) -> Iterator[Finding]:
    with open_services(installed) as services:
        yield Finding("catalog", f"{len(services.catalog.all_materials())} materials", True)
        ids = services.bank.ids()
        yield Finding("question bank", f"{len(ids)} questions", len(set(ids)) == len(ids))
        missing = services.bank.count_missing_vectors(services.embedder.space)
        yield Finding(
            "embeddings",
            f"{services.embedder.model}, {missing} questions without a vector",
            True,
        )
        yield Finding("knowledge graph", f"version {services.graph.version()}", True)


def _checked(what: str, look: Callable[[], Iterator[Finding]]) -> list[Finding]:
    try:
        return list(look())
    except (PermanentError, TransientError, OSError) as error:
        return [Finding(what, str(error), False)]


def _daemon(installed: Settings) -> Iterator[Finding]:
    enter_dagster(installed)
    import dagster as dg  # takes a second
    from dagster._daemon.controller import get_daemon_statuses

    with dg.DagsterInstance.get() as instance:
        types = instance.get_required_daemon_types()
        statuses = get_daemon_statuses(instance, types)
        silent = sorted(name for name, status in statuses.items() if not status.healthy)
        alive = len(silent) < len(statuses)
        found = "alive" if not silent else f"no heartbeat from {', '.join(silent)}"
        yield Finding(
            "Dagster daemon",
            found if alive else "not running (start it with `make run`)",
            alive or None,
        )
        yield Finding("Dagster history", str(installed.dagster), True)


def _disk(installed: Settings) -> Finding:
    free = shutil.disk_usage(installed.data).free
    return Finding(
        "free disk",
        f"{free / 1e9:.1f} GB below {installed.data}",
        free > MIN_FREE_BYTES,
    )
