"""An OpenAI-compatible embedding server of our own, over real HTTP on 127.0.0.1."""

import hashlib
import json
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

NATURAL_DIMENSIONS = 8


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server sends instead of vectors."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)


Answering = Reply | Callable[[dict[str, Any]], dict[str, Any]]
"""A reply in place of vectors, or a change to the JSON that holds them."""


class FakeOpenAI:
    """Gives each text a vector made from its hash. ``script`` holds what to do with the next requests.

    ``requests`` are the JSON bodies received, ``authorizations`` the headers beside them. With ``held`` cleared
    the server reads requests and does not answer.
    """

    def __init__(self, *answerings: Answering) -> None:
        self.script: deque[Answering] = deque(answerings)
        self.requests: list[dict[str, Any]] = []
        self.authorizations: list[str | None] = []
        self.held = threading.Event()
        self.held.set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.held.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def texts_sent(self) -> list[str]:
        return [text for request in self.requests for text in request["input"]]

    def _answer(self, request: dict[str, Any]) -> Reply:
        dimensions = request.get("dimensions", NATURAL_DIMENSIONS)
        vectors = [
            {"object": "embedding", "index": index, "embedding": vector_of(text, dimensions)}
            for index, text in enumerate(request["input"])
        ]
        answer = {
            "object": "list",
            "model": request["model"],
            "data": vectors,
            "usage": {"prompt_tokens": 1, "total_tokens": 1},
        }
        answering = self.script.popleft() if self.script else None
        if isinstance(answering, Reply):
            return answering
        return Reply(body=json.dumps(answering(answer) if answering else answer).encode())

    def _handler(fake) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - `self` is the handler's below
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                fake.authorizations.append(self.headers["Authorization"])
                fake.requests.append(request)
                fake.held.wait()
                reply = fake._answer(request)
                self.close_connection = True
                try:
                    self.send_response(reply.status)
                    for name, value in ({"Content-Type": "application/json"} | dict(reply.headers)).items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(reply.body)))
                    self.send_header("Connection", "close")
                    self.end_headers()
                    self.wfile.write(reply.body)
                except ConnectionError:
                    return  # the client gave up waiting

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
                """Keep quiet."""

        return Handler


def vector_of(text: str, dimensions: int) -> list[float]:
    """A vector that depends on the text alone, not of unit length."""
    digest = hashlib.shake_256(text.encode()).digest(dimensions)
    return [byte / 16 + 0.5 for byte in digest]


def error_reply(status: int, message: str, code: str | None = None, **headers: str) -> Reply:
    """An error as OpenAI words it."""
    body = json.dumps({"error": {"message": message, "type": "error", "code": code}}).encode()
    return Reply(status, body, {name.replace("_", "-"): value for name, value in headers.items()})
