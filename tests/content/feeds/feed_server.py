"""A real HTTP server on this machine whose replies a test writes down beforehand."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Canned:
    """A reply: ``drip`` writes its pieces one by one until told to stop."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0.0
    raw: bool = False
    length: int | None = None


Rule = Canned | Callable[[dict[str, str]], Canned]


class FeedServer:
    """Routes by path; remembers what was asked with which headers."""

    def __init__(self) -> None:
        self.routes: dict[str, Rule] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.stop = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.answer(self)

            def log_message(self, format: str, *args: object) -> None:
                """Tests print nothing."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.thread = threading.Thread(
            target=self.http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.http.server_address[1]}{path}"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        headers = {name.lower(): value for name, value in handler.headers.items()}
        path = handler.path
        self.asked.append((path, headers))
        rule = self.routes.get(path) or self.routes.get(path.split("?")[0])
        reply = Canned(b"nothing here", 404) if rule is None else rule
        if not isinstance(reply, Canned):
            reply = reply(headers)
        try:
            self._write(handler, reply)
        except OSError:
            handler.close_connection = True

    def _write(self, handler: BaseHTTPRequestHandler, reply: Canned) -> None:
        handler.close_connection = True
        if reply.raw:
            self._drip(handler, reply)
            return
        handler.send_response(reply.status)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        if reply.status != 304:
            size = len(reply.body) if reply.length is None else reply.length
            handler.send_header("Content-Length", str(size))
        handler.send_header("Connection", "close")
        handler.end_headers()
        if reply.status != 304:
            self._drip(handler, reply)

    def _drip(self, handler: BaseHTTPRequestHandler, reply: Canned) -> None:
        if not reply.drip:
            handler.wfile.write(reply.body)
            return
        for index in range(len(reply.body)):
            if self.stop.wait(reply.drip):
                return
            handler.wfile.write(reply.body[index : index + 1])
            handler.wfile.flush()


@contextmanager
def serving() -> Iterator[FeedServer]:
    """A server for the time of a test."""
    server = FeedServer()
    server.thread.start()
    try:
        yield server
    finally:
        server.stop.set()
        server.http.shutdown()
        server.http.server_close()
        server.thread.join()
