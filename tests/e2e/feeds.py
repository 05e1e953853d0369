"""A web server on this machine that serves small Atom feeds of invented papers."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape


@dataclass(frozen=True)
class Invented:
    """A paper that nobody wrote. The texts stand in the feed as they are: XML, CDATA, anything."""

    number: int
    title: str
    abstract: str
    authors: str = "Ada Example"

    @property
    def arxiv(self) -> str:
        return f"2603.{self.number:05}"


PAPERS = (
    Invented(1, "A Kettle That Learns When to Whistle", "We train an invented kettle."),
    Invented(2, "Sparse Teapots", "Fewer spouts suffice, as an invented study of teapots shows."),
    Invented(3, "[R] On Brackets in Titles", "A bracket is a bracket.", "Bo Invented"),
)


def arxiv_feed(papers: Sequence[Invented], title: str = "Invented updates") -> bytes:
    """What arXiv's Atom feed of a category looks like."""
    entries = "".join(
        f"""
  <entry>
    <id>oai:arXiv.org:{paper.arxiv}v1</id>
    <title>{paper.title}</title>
    <link href="https://arxiv.org/abs/{paper.arxiv}"/>
    <summary>arXiv:{paper.arxiv}v1 Announce Type: new
Abstract: {paper.abstract}</summary>
    <category term="cs.LG"/>
    <published>2026-03-02T00:00:00-05:00</published>
    <arxiv:announce_type>new</arxiv:announce_type>
    <dc:creator>{paper.authors}</dc:creator>
  </entry>"""
        for paper in papers
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns="http://www.w3.org/2005/Atom" xml:lang="en-us">
  <id>http://rss.arxiv.org/atom/cs.LG</id>
  <title>{escape(title)}</title>
  <updated>2026-03-02T05:00:00+00:00</updated>{entries}
</feed>
""".encode()


class FeedServer:
    """Serves ``routes`` (path: body) with an ETag, and 304 where the client has that one."""

    def __init__(self) -> None:
        self.routes: dict[str, bytes] = {}
        self.asked: list[tuple[str, int]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.answer(self)

            def log_message(self, format: str, *args: object) -> None:
                """Tests print nothing."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.thread = threading.Thread(
            target=self.http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.http.server_address[1]}{path}"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        body = self.routes.get(request.path)
        tag = f'"{hash(body)}"'
        status = 404 if body is None else 200
        if body is not None and request.headers.get("If-None-Match") == tag:
            status = 304
        self.asked.append((request.path, status))
        request.send_response(status)
        if status != 404:
            request.send_header("ETag", tag)
        payload = body if body is not None and status == 200 else b""
        if status != 304:
            request.send_header("Content-Type", "application/atom+xml")
            request.send_header("Content-Length", str(len(payload)))
        request.end_headers()
        request.wfile.write(payload)


@contextmanager
def serving() -> Iterator[FeedServer]:
    """A server for the time of a test."""
    server = FeedServer()
    server.thread.start()
    try:
        yield server
    finally:
        server.http.shutdown()
        server.http.server_close()
        server.thread.join()
