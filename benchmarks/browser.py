"""A real browser without a window, to see what pages ask their server for and what they look like: Chromium."""

import base64
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

from websockets.sync.client import ClientConnection, connect

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1500,1000")
START_SECONDS = 30.0
QUIET_SECONDS = 3.0  # a page that has all its answers and asks nothing new for so long has all it needs
PAGE_SECONDS = 120.0


class Request(TypedDict, total=False):
    """What a page asks its server for."""

    postData: str


class Event(TypedDict, total=False):
    """What the events of ``Network`` tell."""

    requestId: str
    request: Request


class Picture(TypedDict):
    """A PNG in base64."""

    data: str


class Message(TypedDict, total=False):
    """An event, or the answer to a call: what is read of either."""

    id: int
    method: str
    params: Event
    result: Picture


class Browser:
    """One tab, steered over Chromium's DevTools protocol."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._sent = 0
        for domain in ("Network", "Page"):
            self._send(f"{domain}.enable")

    def queries_of(self, page: str) -> list[bytes]:
        """Open a page, and give the GraphQL queries that it sends until it has its first answers.

        What it asks again after an answer is its polling, and left out.
        """
        asked: dict[str, tuple[str, bytes]] = {}
        under_way: set[str] = set()
        answered: set[str] = set()
        self._send("Page.navigate", url=page)
        opened = last_news = time.monotonic()
        while time.monotonic() < (
            last_news + QUIET_SECONDS if asked and not under_way else opened + PAGE_SECONDS
        ):
            message = self._receive(QUIET_SECONDS)
            event, given = message.get("method"), message.get("params", {})
            if event == "Network.requestWillBeSent" and "postData" in given["request"]:
                request, body = given["requestId"], given["request"]["postData"]
                name = json.loads(body)["operationName"]
                if name not in answered:
                    asked[request] = (name, body.encode())
                    under_way.add(request)
                    last_news = time.monotonic()
            elif event in ("Network.loadingFinished", "Network.loadingFailed"):
                under_way.discard(given["requestId"])
                if given["requestId"] in asked:
                    answered.add(asked[given["requestId"]][0])
        return [body for _, body in asked.values()]

    def picture(self, file: Path) -> None:
        """Write what the tab shows as a PNG."""
        call = self._send("Page.captureScreenshot", format="png")
        while (message := self._receive(PAGE_SECONDS)).get("id") != call:
            continue
        file.write_bytes(base64.b64decode(message["result"]["data"]))

    def _send(self, method: str, **parameters: str) -> int:
        self._sent += 1
        self._connection.send(json.dumps({"id": self._sent, "method": method, "params": parameters}))
        return self._sent

    def _receive(self, seconds: float) -> Message:
        """The next message; an empty one where none comes in time."""
        try:
            message: Message = json.loads(self._connection.recv(timeout=seconds))
        except TimeoutError:
            return {}
        return message


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium with an empty profile.

    Raises:
        FileNotFoundError: It is not installed.
    """
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        raise FileNotFoundError("Chromium is needed: install the package chromium")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [program, *OPTIONS, "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            with connect(tab_address(Path(profile)), max_size=None) as connection:
                yield Browser(connection)
        finally:
            process.terminate()
            process.wait(START_SECONDS)


def tab_address(profile: Path) -> str:
    """Where the first tab is steered; Chromium writes the port that it chose into its profile."""
    told = profile / "DevToolsActivePort"
    deadline = time.monotonic() + START_SECONDS
    while not told.exists() or not told.read_text():
        if time.monotonic() > deadline:
            raise TimeoutError("Chromium did not start")
        time.sleep(0.1)
    port = told.read_text().split()[0]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
        tabs: list[dict[str, str]] = json.load(answer)
    return next(tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page")
