"""`doctor`: is this installation in order?"""

import importlib.metadata
import os
import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click

from study_pipeline.cli.examples import examples
from study_pipeline.cli.installation import enter_dagster, project_folder, settings
from study_pipeline.cli.json_output import json_option, print_json
from study_pipeline.cli.printing import Column, Row, print_listing
from study_pipeline.ingest.services import Services, open_services
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
COLUMNS = (Column("", 6), Column("what", 26))
MARKS = {True: ("ok", "green"), False: ("BROKEN", "red"), None: ("", "")}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``well`` is None for a plain fact."""

    what: str
    found: str
    well: bool | None = None


@click.command(
    short_help="Check that this installation is in order.",
    epilog=examples("study-pipeline doctor"),
)
@json_option
def command(as_json: bool) -> None:
    """Check settings, versions, stores, the daemon and the disk; exit 1 if something is broken."""
    installed = settings()
    findings = [
        *_facts(),
        *_stores(installed),
        _checked("Dagster daemon", lambda: _daemon(installed)),
        _checked("free disk", lambda: _disk(installed)),
    ]
    if as_json:
        print_json({"findings": [{"what": f.what, "found": f.found, "well": f.well} for f in findings]})
    else:
        print_listing(COLUMNS, "found", map(_row, findings))
    broken = [finding.what for finding in findings if finding.well is False]
    if broken:
        raise click.ClickException(f"Broken: {', '.join(broken)}.")


def _row(finding: Finding) -> Row:
    mark, style = MARKS[finding.well]
    return Row([mark, finding.what], finding.found, style=style)


def _facts() -> Iterator[Finding]:
    yield Finding("Python", platform.python_version())
    for package in PACKAGES:
        yield Finding(package, importlib.metadata.version(package))
    yield Finding("project folder", str(project_folder()))
    for spec in SPECS:
        value = os.environ.get(spec.name)
        shown = "set" if value and spec.name in SECRET_SETTINGS else value
        yield Finding(spec.name, shown or f"not set (default: {spec.default})")


def _stores(installed: Settings) -> list[Finding]:
    try:
        with open_services(installed) as services:
            return [
                _checked("catalog", lambda: _catalog(services)),
                _checked("question bank", lambda: _bank(services)),
                _checked("embeddings", lambda: _embeddings(services)),
                _checked("knowledge graph", lambda: _graph(services)),
            ]
    except Exception as error:  # noqa: BLE001 - without its catalog nothing else can be opened
        return [_broken("catalog", error)]


def _checked(what: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except Exception as error:  # noqa: BLE001 - whatever a broken store raises is the finding
        return _broken(what, error)


def _broken(what: str, error: Exception) -> Finding:
    lines = str(error).strip().splitlines()
    return Finding(what, lines[0] if lines else type(error).__name__, False)


def _catalog(services: Services) -> Finding:
    return Finding("catalog", f"{len(services.catalog.all_materials())} materials", True)


def _bank(services: Services) -> Finding:
    ids = services.bank.ids()
    return Finding("question bank", f"{len(ids)} questions", len(set(ids)) == len(ids))


def _embeddings(services: Services) -> Finding:
    missing = services.bank.count_missing_vectors(services.embedder.space)
    return Finding("embeddings", f"{services.embedder.model}, {missing} questions without a vector", True)


def _graph(services: Services) -> Finding:
    return Finding("knowledge graph", f"version {services.graph.version()}", True)


def _daemon(installed: Settings) -> Finding:
    enter_dagster(installed)
    import dagster as dg  # takes a second
    from dagster._daemon.controller import get_daemon_statuses

    with dg.DagsterInstance.get() as instance:
        statuses = get_daemon_statuses(instance, instance.get_required_daemon_types())
    silent = sorted(name for name, status in statuses.items() if not status.healthy)
    if len(silent) == len(statuses):
        return Finding("Dagster daemon", "not running (start it with `make run`)")
    if silent:
        return Finding("Dagster daemon", f"no heartbeat from {', '.join(silent)}", False)
    return Finding("Dagster daemon", f"alive, history in {installed.dagster}", True)


def _disk(installed: Settings) -> Finding:
    free = shutil.disk_usage(installed.data).free
    return Finding("free disk", f"{free / 1e9:.1f} GB below {installed.data}", free > MIN_FREE_BYTES)
