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
from study_pipeline.cli.lane_words import paused_words
from study_pipeline.cli.printing import Column, Row, print_listing
from study_pipeline.ingest.services import Services, open_services
from study_pipeline.language import message, translate, translate_count
from study_pipeline.resources.catalog import lanes as catalog_lanes
from study_pipeline.resources.catalog.failures import count_waiting
from study_pipeline.resources.files.held_file import is_held
from study_pipeline.resources.notifier import Notifier
from study_pipeline.resources.ocr.installation import missing_for_ocr
from study_pipeline.resources.settings.settings import Settings
from study_pipeline.resources.settings.specs import SPECS

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
DAEMON = message("Dagster daemon")
MIN_FREE_BYTES = 1_000_000_000
COLUMNS = (Column("", 6), Column(message("what"), 26))
MARKS = {True: (message("ok"), "green"), False: (message("BROKEN"), "red"), None: ("", "")}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, by its English name. ``well`` is None for a plain fact."""

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
        _checked(DAEMON, lambda: _daemon(installed)),
        _checked(message("free disk"), lambda: _disk(installed)),
        _checked(message("OCR"), lambda: _ocr(installed)),
    ]
    if as_json:
        print_json({"findings": [{"what": f.what, "found": f.found, "well": f.well} for f in findings]})
    else:
        print_listing(COLUMNS, message("found"), map(_row, findings))
    broken = [translate(finding.what) for finding in findings if finding.well is False]
    if broken:
        raise click.ClickException(translate("Broken: {names}.").format(names=", ".join(broken)))


def _row(finding: Finding) -> Row:
    mark, style = MARKS[finding.well]
    return Row([translate(mark), translate(finding.what)], finding.found, style=style)


def _facts() -> Iterator[Finding]:
    yield Finding("Python", platform.python_version())
    for package in PACKAGES:
        yield Finding(package, importlib.metadata.version(package))
    yield Finding(message("project folder"), str(project_folder()))
    for spec in SPECS:
        value = os.environ.get(spec.name)
        shown = translate("set") if value and spec.secret else value
        unset = translate("not set (default: {default})").format(default=translate(spec.default))
        yield Finding(spec.name, shown or unset)


def _stores(installed: Settings) -> list[Finding]:
    try:
        with open_services(installed) as services:
            return [
                _checked(message("catalog"), lambda: _catalog(services)),
                _checked(message("question bank"), lambda: _bank(services)),
                _checked(message("embeddings"), lambda: _embeddings(services)),
                _checked(message("knowledge graph"), lambda: _graph(services)),
                _checked(message("notifications"), lambda: _notifications(services)),
                _checked(message("lanes"), lambda: _lanes(services)),
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
    count = len(services.catalog.all_materials())
    return Finding(
        "catalog", translate_count("{count} material", "{count} materials", count).format(count=count), True
    )


def _bank(services: Services) -> Finding:
    count = services.bank.count()
    found = translate_count("{count} question", "{count} questions", count).format(count=count)
    return Finding("question bank", found, not services.bank.repeated_ids())


def _embeddings(services: Services) -> Finding:
    missing = services.bank.count_missing_vectors(services.embedder.space)
    found = translate("{model}, {missing} questions without a vector").format(
        model=services.embedder.model, missing=missing
    )
    return Finding("embeddings", found, True)


def _graph(services: Services) -> Finding:
    return Finding(
        "knowledge graph", translate("version {version}").format(version=services.graph.version()), True
    )


def _lanes(services: Services) -> Finding:
    held = catalog_lanes.held(services.catalog.engine)
    said = " ".join(paused_words(held, services.settings.timezone))
    return Finding("lanes", said or translate("none is paused"), None if held else True)


def _notifications(services: Services) -> Finding:
    notifier = Notifier.from_settings(services.settings)
    waiting = count_waiting(services.catalog.engine)
    found = translate("operators: {operators}; owners: {owners}; {waiting} messages wait").format(
        operators=", ".join(address.shown for address in notifier.of_operators()) or translate("none"),
        owners=", ".join(
            f"{owner} {address.shown}" for owner in notifier.owners for address in notifier.of_owner(owner)
        )
        or translate("none"),
        waiting=waiting,
    )
    return Finding("notifications", found, True)


def _daemon(installed: Settings) -> Finding:
    enter_dagster(installed)
    import dagster as dg  # takes a second
    from dagster._daemon.controller import get_daemon_statuses

    from study_pipeline.defs.run_queue import LOCK_FILE

    # Dagster believes a heartbeat for half an hour, also one that came with a backup
    if not is_held(installed.dagster / LOCK_FILE):
        return Finding(DAEMON, translate("not running (start it with `make run`)"))

    with dg.DagsterInstance.get() as instance:
        statuses = get_daemon_statuses(instance, instance.get_required_daemon_types())
    silent = sorted(name for name, status in statuses.items() if not status.healthy)
    if silent:
        found = translate("no heartbeat from {names}").format(names=", ".join(silent))
        return Finding(DAEMON, found, False)
    return Finding(DAEMON, translate("alive, history in {folder}").format(folder=installed.dagster), True)


def _ocr(installed: Settings) -> Finding:
    languages = installed.ocr_languages
    if not languages:
        return Finding("OCR", translate("switched off (STUDY_OCR)"))
    missing = missing_for_ocr(languages)
    if missing:
        found = translate("not installed: `make ocr` (missing: {missing})").format(missing=", ".join(missing))
        return Finding("OCR", found)
    version = importlib.metadata.version("rapidocr")
    found = translate("rapidocr {version}, tesseract with {languages}").format(
        version=version, languages=", ".join(languages)
    )
    return Finding("OCR", found, True)


def _disk(installed: Settings) -> Finding:
    free = shutil.disk_usage(installed.data).free
    found = translate("{size:.1f} GB below {folder}").format(size=free / 1e9, folder=installed.data)
    return Finding("free disk", found, free > MIN_FREE_BYTES)
