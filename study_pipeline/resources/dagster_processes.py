"""Dagster's UI and daemon as one process tree that starts together and leaves nothing behind."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from pydantic import TypeAdapter

from study_pipeline.language import translate
from study_pipeline.resources.errors import PermanentError

READY_SECONDS = 180.0  # `dagster dev` answered after 9 s on an idle machine and 78 s on a loaded one
POLL_SECONDS = 0.5
GRACE_SECONDS = 8.0  # for Dagster to end its own children; `run` promises 15 s in all
KILL_SECONDS = 5.0  # until what was killed is gone; in a container nobody may take note of its end
TAIL_LINES = 20
ON_THIS_MACHINE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # what a browser cannot open
WITHOUT_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))

LOCATIONS_QUERY = """{ workspaceOrError { ... on Workspace { locationEntries {
    locationOrLoadError { ... on PythonError { message } } } } } }"""


@dataclass(frozen=True, slots=True)
class _LoadError:
    message: str | None = None


@dataclass(frozen=True, slots=True)
class _Location:
    locationOrLoadError: _LoadError | None = None  # noqa: N815  # GraphQL's name


@dataclass(frozen=True, slots=True)
class _Workspace:
    locationEntries: list[_Location] = field(default_factory=list)  # noqa: N815


@dataclass(frozen=True, slots=True)
class _Data:
    workspaceOrError: _Workspace  # noqa: N815


@dataclass(frozen=True, slots=True)
class _Answer:
    data: _Data


_LOCATIONS = TypeAdapter(_Answer)


@dataclass(slots=True)
class DagsterProcesses:
    """`dagster dev` in a session of its own, so that every descendant can be found and stopped."""

    workspace: Path
    host: str
    port: int
    environment: Mapping[str, str]
    log_file: Path
    _popen: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    @property
    def address(self) -> str:
        """Where the UI answers on this machine, also when it listens on all its addresses."""
        host = ON_THIS_MACHINE.get(self.host, self.host)
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def stop_leftovers(self) -> None:
        """End what is left of a session whose `run` was killed: it would hold the port and write the history."""
        try:
            session = int(self._session_file.read_text())
        except (FileNotFoundError, ValueError):
            return
        history = self.environment["STUDY_DAGSTER_DIR"]
        _kill([process for process in session_members(session) if _works_on(process, history)])

    def start(self) -> None:
        """Start both; their log goes to ``log_file``, the one before is kept as ``.1``."""
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        if self.log_file.exists():
            shutil.move(self.log_file, self.log_file.with_suffix(".log.1"))
        command = [sys.executable, "-m", "dagster", "dev", "-w", str(self.workspace)]
        with self.log_file.open("wb") as log:
            self._popen = subprocess.Popen(
                [*command, "--host", self.host, "--port", str(self.port)],
                cwd=self.log_file.parent,  # not the project's: Dagster lets a .env there win over the environment
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._session_file.write_text(str(self._popen.pid))

    def wait_until_ready(self) -> None:
        """Return when the UI answers and has loaded what it is to run.

        Raises:
            PermanentError: It ended, did not answer in time, or cannot load the project.
        """
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            self.check()
            try:
                if self._loaded():
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(POLL_SECONDS)
        raise PermanentError(
            translate("Dagster did not answer within {ready_seconds:g} s: see {log_file}.").format(
                ready_seconds=READY_SECONDS, log_file=self.log_file
            )
        )

    def _loaded(self) -> bool:
        """Whether the UI has loaded the project; False while it is at it."""
        request = urllib.request.Request(  # noqa: S310  # our own UI
            f"{self.address}/graphql",
            data=json.dumps({"query": LOCATIONS_QUERY}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with WITHOUT_PROXY.open(request, timeout=30) as response:
            locations = _LOCATIONS.validate_json(response.read()).data.workspaceOrError.locationEntries
        for location in locations:
            error = location.locationOrLoadError
            if error is not None and error.message is not None:
                raise PermanentError(
                    translate("Dagster cannot load the project: {error}").format(error=error.message.strip())
                )
        return bool(locations) and all(location.locationOrLoadError for location in locations)

    def check(self) -> None:
        """Raise if they have ended by themselves.

        Raises:
            PermanentError: With the last lines of their log.
        """
        if self._popen is not None and self._popen.poll() is not None:
            tail = "\n".join(self.log_file.read_text("utf-8", "replace").splitlines()[-TAIL_LINES:])
            raise PermanentError(
                translate("Dagster has stopped by itself; the end of {log_file}:\n{tail}").format(
                    log_file=self.log_file, tail=tail
                )
            )

    def stop(self) -> None:
        """End the whole tree: first by asking, then by force."""
        if self._popen is None:
            return
        if self._popen.poll() is None:
            self._popen.send_signal(signal.SIGINT)
        deadline = time.monotonic() + GRACE_SECONDS
        while time.monotonic() < deadline and session_members(self._popen.pid):
            self._popen.poll()
            time.sleep(POLL_SECONDS / 5)
        _kill(session_members(self._popen.pid))
        self._popen.wait()
        self._session_file.unlink(missing_ok=True)

    @property
    def _session_file(self) -> Path:
        return self.log_file.with_name("session.pid")


def session_members(session: int) -> list[psutil.Process]:
    """Every living process of a session, also one whose parent is gone."""
    members = []
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == session and process.status() != psutil.STATUS_ZOMBIE:
                members.append(process)
        except (psutil.NoSuchProcess, ProcessLookupError, PermissionError):
            continue
    return members


def _works_on(process: psutil.Process, history: str) -> bool:
    """Whether a process was told this history; one that has our old session's number by chance was not."""
    try:
        return process.environ().get("STUDY_DAGSTER_DIR") == history
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False


def _kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(processes, timeout=KILL_SECONDS)
