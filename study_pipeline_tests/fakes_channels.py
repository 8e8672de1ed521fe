"""Channels that messages go out by, on 127.0.0.1: a real SMTP server, and a real HTTP server that takes JSON."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """Keeps what the SMTP server takes; with ``full`` set it refuses."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.full = False

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.full:
            return "452 The mailbox is full"
        mail = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"


class OnFreePort(Controller):
    """A server on whatever port is free; the library asks the port that it was told whether it answers."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def smtp_server() -> Iterator[tuple[str, Mailbox]]:
    """An SMTP server: the URL of a mail to it, and the mailbox."""
    mailbox = Mailbox()
    controller = OnFreePort(mailbox, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        yield (
            f"mailto://127.0.0.1:{controller.port}?from=pipeline@example.org&to=kim@example.org&mode=insecure",
            mailbox,
        )
    finally:
        controller.stop()


class Sink:
    """Keeps the JSON that the HTTP server is sent; ``status`` is what it answers."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.status = 200


@contextmanager
def http_sink() -> Iterator[tuple[str, Sink]]:
    """A web hook: its URL, with a token that must never show, and what it was sent."""
    sink = Sink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if sink.status == 200:
                sink.messages.append(json.loads(body))
            self.send_response(sink.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """The test's output stays readable."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"json://user:secret-token@127.0.0.1:{server.server_address[1]}/hook", sink
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
