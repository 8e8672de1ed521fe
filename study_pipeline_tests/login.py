"""The login of `deploy/login/` for the tests: a real Caddy in front of an installation's UI."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from study_pipeline_tests.installation import free_port

CADDY = Path(sys.executable).with_name("caddy")
CADDYFILE = Path(__file__).parents[1] / "deploy" / "login" / "Caddyfile"
READY_SECONDS = 60


@contextmanager
def login_before(ui_port: int, folder: Path, *, user: str, password: str) -> Iterator[str]:
    """Start the proxy for one user, and give its address."""
    hashing = [CADDY, "hash-password", "--bcrypt-cost", "4"]  # a cheap hash is enough to be tried
    hashed = subprocess.run(hashing, input=f"{password}\n", capture_output=True, text=True, check=True).stdout
    (folder / "users").write_text(f"{user} {hashed}", encoding="utf-8")
    address = f"http://127.0.0.1:{free_port()}"
    settings = {
        "STUDY_LOGIN_SITE": address,
        "STUDY_LOGIN_USERS": str(folder / "users"),
        "STUDY_LOGIN_UI": f"127.0.0.1:{ui_port}",
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [CADDY, "run", "--adapter", "caddyfile", "--config", CADDYFILE],
            env={**os.environ, **settings},
            stdout=log,
            stderr=log,
        )
    try:
        _wait(address, process, folder / "log")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=READY_SECONDS)


def _wait(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        try:
            urllib.request.urlopen(address, timeout=10)
        except urllib.error.HTTPError:  # it asks for a login
            return
        except urllib.error.URLError:
            time.sleep(0.05)
