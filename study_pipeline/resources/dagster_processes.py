"""Dagster's UI and daemon as one process tree that starts together and leaves nothing behind."""

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

from study_pipeline.resources.errors import PermanentError

READY_SECONDS = 180.0  # `dagster dev` answered after 9 s on an idle machine and 78 s on a loaded one
POLL_SECONDS = 0.5
GRACE_SECONDS = 8.0  # for Dagster to end its own children; `run` promises 15 s in all
TAIL_LINES = 20


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
        """Where the UI answers."""
        return f"http://{self.host}:{self.port}"

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

    def wait_until_ready(self) -> None:
        """Return when the UI answers.

        Raises:
            PermanentError: It ended, or did not answer in time.
        """
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            self.check()
            try:
                with urllib.request.urlopen(f"{self.address}/server_info", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(POLL_SECONDS)
        raise PermanentError(f"Dagster did not answer within {READY_SECONDS:g} s: see {self.log_file}.")

    def check(self) -> None:
        """Raise if they have ended by themselves.

        Raises:
            PermanentError: With the last lines of their log.
        """
        if self._popen is not None and self._popen.poll() is not None:
            tail = "\n".join(self.log_file.read_text("utf-8", "replace").splitlines()[-TAIL_LINES:])
            raise PermanentError(f"Dagster has stopped by itself; the end of {self.log_file}:\n{tail}")

    def stop(self) -> None:
        """End the whole tree: first by asking, then by force."""
        if self._popen is None:
            return
        if self._popen.poll() is None:
            self._popen.send_signal(signal.SIGINT)
        deadline = time.monotonic() + GRACE_SECONDS
        while time.monotonic() < deadline and self._descendants():
            self._popen.poll()
            time.sleep(POLL_SECONDS / 5)
        for process in self._descendants():
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue
        self._popen.wait()

    def _descendants(self) -> list[psutil.Process]:
        """Every living process of the session, also one whose parent is gone."""
        if self._popen is None:
            return []
        session = self._popen.pid
        found = []
        for process in psutil.process_iter():
            try:
                if os.getsid(process.pid) == session and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except (psutil.NoSuchProcess, ProcessLookupError, PermissionError):
                continue
        return found
