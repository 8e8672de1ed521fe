"""`run`: the UI and the daemon, started together, stopped together."""

import ipaddress
import os
import shutil
import signal
import socket
import time
from types import FrameType
from typing import NoReturn

import click

from study_pipeline.cli.dagster_history import prepare_history
from study_pipeline.cli.examples import examples
from study_pipeline.cli.holding import held_alone
from study_pipeline.cli.installation import (
    dagster_environment,
    project_folder,
    settings,
)
from study_pipeline.cli.printing import say
from study_pipeline.cli.standing_line import StandingLine, count_statuses
from study_pipeline.language import translate
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.dagster_processes import DagsterProcesses
from study_pipeline.resources.errors import PermanentError
from study_pipeline.resources.settings.settings import Settings

REPORT_SECONDS = 2.0


class _Stop(Exception):
    """Somebody asked for the end."""


@click.command(
    short_help="Start the Dagster UI and the daemon.",
    epilog=examples("study-pipeline run --port 3001", "study-pipeline run --deploy postgres"),
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address that the UI listens on.",
)
@click.option(
    "--port",
    default=3000,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="Its port.",
)
@click.option(
    "--deploy",
    type=click.Choice(["postgres"]),
    help="Insist on Dagster's history and the catalog in the database of STUDY_POSTGRES_URL.",
)
def command(host: str, port: int, deploy: str | None) -> None:
    """Start the Dagster UI and daemon with all sensors and schedules; Ctrl-C stops everything."""
    installed = settings()
    if deploy and not installed.postgres_url.reveal():
        raise PermanentError(
            translate(
                "DEPLOY=postgres needs a database: set STUDY_POSTGRES_URL to "
                "postgresql+psycopg2://USER:PASSWORD@HOST/NAME first."
            )
        )
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, _stop)
    with held_alone(installed.data):
        environment = os.environ | dagster_environment(installed)
        log = installed.dagster / "dagster.log"
        processes = DagsterProcesses(project_folder() / "workspace.yaml", host, port, environment, log)
        try:
            processes.stop_leftovers()
            _require_free(host, port)
            _first_samples(installed)
            say(translate("Starting Dagster …"))
            prepare_history(installed, environment)
            catalog = Catalog.open(installed.catalog_url)
            processes.start()
            processes.wait_until_ready()
            _say_where(installed, processes.address)
            warn_of_strangers(host, port)
            standing = StandingLine(lambda: count_statuses(catalog))
            while True:
                processes.check()
                standing.say_news()
                time.sleep(REPORT_SECONDS)
        except _Stop:
            say(translate("Stopping …"))
        finally:
            processes.stop()
    say(translate("Stopped. `make run` goes on where this left off."))


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)  # the end is under way: a second Ctrl-C must not break it
    raise _Stop


def _require_free(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise PermanentError(
            translate(
                "Port {port} of {host} cannot be used ({reason}): choose another, as in `make run PORT=3001`."
            ).format(port=port, host=host, reason=error.strerror)
        ) from None


def _first_samples(installed: Settings) -> None:
    """Put the samples into the upload folder when there is no upload folder yet."""
    if installed.uploads.exists():
        return
    partial = installed.uploads.with_name(".uploads.part")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for sample in sorted((project_folder() / "data" / "samples").glob("*.pdf")):
        shutil.copy(sample, partial)
    partial.rename(installed.uploads)


def _say_where(installed: Settings, address: str) -> None:
    say("\n" + translate("The Dagster UI:    {address}").format(address=address))
    say(translate("Drop PDFs into:    {folder}").format(folder=installed.uploads))
    say(translate("What became of it: study-pipeline status"))
    say(translate('Ask the bank:      study-pipeline search "…"'))
    say(translate("Ctrl-C stops everything.") + "\n")


def warn_of_strangers(host: str, port: int) -> None:
    """Say it where others reach the UI, which has no login."""
    if not is_loopback(host):
        say(
            translate(
                "Dagster's UI has no login: whoever reaches port {port} of {host} can run, change and delete "
                "everything. docs/deploy.md puts a login in front of it."
            ).format(host=host, port=port),
            style="yellow",
            stderr=True,
        )


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
