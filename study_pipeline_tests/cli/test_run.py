"""What stops `run` before anything starts; `test_daemon.py` starts it."""

import fcntl
import os
import socket
import subprocess
import sys
from pathlib import Path


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


def test_a_data_folder_in_use_names_the_process(environment: Path):
    environment.mkdir()
    with (environment / ".running").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("4711")
        lock.flush()
        done = run()
    assert done.returncode == 1
    assert "process 4711" in done.stderr
