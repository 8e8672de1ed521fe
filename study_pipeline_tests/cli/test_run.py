"""What stops `run` before anything starts; `test_daemon.py` starts it."""

import fcntl
import os
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from study_pipeline.cli.standing_line import StandingLine, count_statuses
from study_pipeline.cli.verbs.run import is_loopback, warn_of_strangers
from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.dagster_processes import DagsterProcesses
from study_pipeline_tests.postgres import PostgresServer
from study_pipeline_tests.resources.test_catalog_later import accept


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "study_pipeline.cli.main", "run", *arguments],
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_port_in_use_is_named_with_the_way_out(environment: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("--port", str(port))
    assert done.returncode == 1
    assert f"Port {port}" in done.stderr
    assert "PORT=" in done.stderr
    assert not (environment / "uploads").exists()


def test_where_the_ui_answers_is_an_address_that_a_browser_opens():
    hosts = ("127.0.0.1", "0.0.0.0", "::", "::1", "exams.example.org")
    assert [DagsterProcesses(Path(), host, 3000, {}, Path()).address for host in hosts] == [
        "http://127.0.0.1:3000",
        "http://127.0.0.1:3000",
        "http://[::1]:3000",
        "http://[::1]:3000",
        "http://exams.example.org:3000",
    ]


class LoadedUi(BaseHTTPRequestHandler):
    """A UI that has loaded all that it is to run."""

    def do_POST(self) -> None:
        body = b'{"data": {"workspaceOrError": {"locationEntries": [{"locationOrLoadError": {}}]}}}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_the_ui_is_found_behind_a_proxy_that_does_not_know_this_machine(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with ThreadingHTTPServer(("127.0.0.1", 0), LoadedUi) as ui:
        threading.Thread(target=ui.serve_forever, daemon=True).start()
        DagsterProcesses(Path(), "127.0.0.1", ui.server_port, {}, Path()).wait_until_ready()
        ui.shutdown()


def test_a_data_folder_in_use_names_the_process(environment: Path):
    environment.mkdir()
    with (environment / ".running").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("4711")
        lock.flush()
        done = run()
    assert done.returncode == 1
    assert "process 4711" in done.stderr


def test_postgresql_is_asked_for_only_with_a_database(environment: Path):
    done = run("--deploy", "postgres")
    assert done.returncode == 1
    assert "set STUDY_POSTGRES_URL to postgresql+psycopg2://USER:PASSWORD@HOST/NAME first" in done.stderr
    assert not environment.exists()


@pytest.mark.parametrize(
    ("safe", "hosts"),
    [
        (True, ("127.0.0.1", "127.9.9.9", "::1", "localhost")),
        (False, ("0.0.0.0", "::", "192.168.0.7", "exams.example.org")),
    ],
)
def test_a_listening_address_that_others_reach_is_told_from_one_that_they_do_not(
    safe: bool, hosts: tuple[str, ...]
):
    assert {host: is_loopback(host) for host in hosts} == dict.fromkeys(hosts, safe)


def test_who_opens_the_ui_to_others_is_told_that_it_has_no_login(capsys: pytest.CaptureFixture[str]):
    warn_of_strangers("127.0.0.1", 3000)
    assert capsys.readouterr() == ("", "")
    warn_of_strangers("0.0.0.0", 3000)
    said = " ".join(capsys.readouterr().err.split())
    assert said.startswith("Dagster's UI has no login: whoever reaches port 3000 of 0.0.0.0 can run,")
    assert said.endswith("docs/deploy.md puts a login in front of it.")


def test_a_database_that_is_away_for_a_while_is_said_once_and_waited_for(
    postgres: PostgresServer, capsys: pytest.CaptureFixture[str]
) -> None:
    catalog = Catalog.open(postgres.new_schema("watched"))
    accept(catalog, "a.pdf")
    standing = StandingLine(lambda: count_statuses(catalog))
    standing.say_news()
    postgres.stop()
    standing.say_news()
    standing.say_news()
    postgres.start()
    standing.say_news()
    said = capsys.readouterr()
    assert said.out.splitlines() == ["1 pending", "The catalog answers again."]
    assert said.err.count("Everything goes on by itself as soon as the catalog answers again.") == 1
    catalog.close()
