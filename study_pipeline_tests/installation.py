"""A running installation for the tests: `study-pipeline run` with the real daemon, UI, stores and samples."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from study_pipeline.resources.catalog.catalog import Catalog
from study_pipeline.resources.settings.settings import read_settings

READY_SECONDS = 180
ENDED_SECONDS = 300
SAMPLES = 6
PORTS = range(20_000, 30_000)  # systems give none of these to who asks for any port, or to a connection


@dataclass
class Installation:
    """A running installation in a data folder of its own."""

    process: "subprocess.Popen[bytes]"
    data: Path
    port: int
    output: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "STUDY_DATA": str(self.data), "COLUMNS": "120", **self.settings}

    def cli(self, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "study_pipeline.cli.main", *arguments]
        environment = self.environment | settings
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    def materials(self) -> dict[str, dict[str, object]]:
        rows = json.loads(self.cli("status", "--json").stdout)["materials"]
        return {row["file"]: row for row in rows}

    def statuses(self) -> Counter[str]:
        return Counter(str(row["status"]) for row in self.materials().values())

    def recorded(self) -> Counter[str]:
        """The statuses of the catalog, which cost no process to ask for."""
        catalog = Catalog.open(read_settings(self.environment).catalog_url)
        try:
            return Counter(material.status for material in catalog.all_materials())
        finally:
            catalog.close()

    def graphql(self, query: str, **variables: str) -> dict[str, object]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql",
            data=json.dumps({"query": query, "variables": variables}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            answer: dict[str, object] = json.load(response)["data"]
        return answer

    def wait(self, what: Callable[[], bool], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not what():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, f"{self.statuses()}\n{self.said()}"
            time.sleep(1)

    def said(self) -> str:
        """What it wrote so far, whose last letter may be written only in part."""
        return self.output.read_text("utf-8", "replace")

    def session(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def command_lines(self) -> Iterator[list[str]]:
        """Those of the session's processes; one that ends meanwhile has none."""
        for process in self.session():
            with suppress(psutil.NoSuchProcess):  # a zombie is one too
                yield process.cmdline()


def free_port() -> int:
    """A port that is free, and stays so until a server takes it, however long that needs to start."""
    while True:
        port = secrets.choice(PORTS)  # the suite's other process draws others, whatever seed it has
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@contextmanager
def running_installation(
    folder: Path, *options: str, papers: Sequence[Path] = (), **settings: str
) -> Iterator[Installation]:
    """Run in a data folder of its own until its papers, or the samples, have ended; stop whatever is left then."""
    port, output = free_port(), folder / "output.txt"
    for paper in papers:
        (uploads := folder / "data" / "uploads").mkdir(parents=True, exist_ok=True)
        shutil.copy(paper, uploads)
    with output.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "study_pipeline.cli.main", "run", "--port", str(port), *options],
            env={**os.environ, "STUDY_DATA": str(folder / "data"), "PYTHONUNBUFFERED": "1", **settings},
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    installation = Installation(process, folder / "data", port, output, settings)
    try:
        installation.wait(lambda: "The Dagster UI" in installation.said(), READY_SECONDS)
        installation.wait(lambda: installation.recorded().total() == (len(papers) or SAMPLES), ENDED_SECONDS)
        installation.wait(
            lambda: not {"pending", "processing"} & installation.recorded().keys(), ENDED_SECONDS
        )
        yield installation
    finally:
        children = installation.session() if process.poll() is None else []
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        for child in children:
            with suppress(psutil.NoSuchProcess):  # where it has ended, as it should
                child.kill()


def lives(process: psutil.Process) -> bool:
    """Whether a process still does anything; a zombie only waits for its parent to look at it."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
