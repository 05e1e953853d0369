"""One polite HTTP client: paced, conditional, bounded in time and size, cancelled at once."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import Any, NoReturn
from urllib.parse import urlsplit

import httpx

from content.feeds.addresses import web
from content.feeds.clean import line
from content.feeds.inflate import CodingError, Inflater
from content.feeds.pace import HostBook, MemoryBook, Pace, asked_to_wait, back_off, used_up
from content.feeds.reply import Cancelled, FetchError, Limited, Reply, max_age_of, validator
from content.feeds.watch import Watch
from content.feeds.wording import error_words, status_words

BODY_LIMIT = 15 * 1024 * 1024
DEADLINE = 30.0
SILENCE = 15.0
REDIRECTS = 5
PERMANENT = frozenset((301, 308))
ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5"

Waiting = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Times:
    """Where the client gets its time; tests bring their own. ``wait`` returns when cancelled."""

    now: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic
    wait: Callable[[Event, float], object] = Event.wait


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for a whole request, seconds of silence within it, bytes after decompression."""

    deadline: float = DEADLINE
    silence: float = SILENCE
    body: int = BODY_LIMIT


def user_agent(version: str, contact: str = "") -> str:
    """How the program names itself: arXiv turns away default agents first.

    ``contact`` is an address of the learner's own choice for whoever runs the server.
    """
    return f"mlroad/{version} (+{contact})" if contact else f"mlroad/{version} (terminal reader)"


class Client:
    """Asks servers for feeds, one request at a time; made and used in a worker thread.

    Close it when done. ``transport`` is for tests; ``seed`` fixes the jitter of the back-off.
    """

    def __init__(
        self,
        agent: str,
        pace: Pace | None = None,
        *,
        book: HostBook | None = None,
        times: Times | None = None,
        limits: Limits | None = None,
        transport: httpx.BaseTransport | None = None,
        seed: int | None = None,
    ) -> None:
        # httpx logs whole addresses at INFO, and a reddit feed address can hold a token.
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)
        self.pace = pace or Pace()
        self.book: HostBook = book or MemoryBook()
        self.times = times or Times()
        self.limits = limits or Limits()
        self.chance = random.Random(seed)
        timeout = httpx.Timeout(min(self.limits.silence, self.limits.deadline))
        self._client = httpx.Client(
            transport=transport,
            timeout=timeout,
            follow_redirects=False,
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=0),
            headers={"User-Agent": agent, "Accept": ACCEPT, "Accept-Encoding": "gzip, deflate"},
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        cancel: Event | None = None,
        patience: float = 5.0,
        waiting: Waiting | None = None,
        failures: int = 0,
    ) -> Reply:
        """Ask for an address, following redirects.

        ``patience`` is how many seconds the pace of a host may hold the request up; ``waiting``
        is told until when it does. ``failures`` in a row so far lengthen the back-off. Raises
        FetchError (Limited if the host or its pace says not yet) and Cancelled.
        """
        call = _Call(self, cancel or Event(), patience, waiting, failures)
        return call.run(url, validator(etag), validator(last_modified))

    def send(self, request: httpx.Request) -> httpx.Response:
        """Send one request as a stream."""
        return self._client.send(request, stream=True)

    def request(self, url: str, headers: dict[str, str], watch: Watch) -> httpx.Request:
        """One GET request, without cookies, whose connection is made known to the watch."""
        self._client.cookies.clear()
        return self._client.build_request(
            "GET", url, headers=headers, extensions={"trace": watch.trace, **self._timeout()}
        )

    def _timeout(self) -> dict[str, Any]:
        return {"timeout": self._client.timeout.as_dict()}


@dataclass(slots=True)
class _Call:
    """One call of ``Client.get`` with its redirects."""

    client: Client
    cancel: Event
    patience: float
    waiting: Waiting | None
    failures: int

    def run(self, url: str, etag: str | None, last_modified: str | None) -> Reply:
        headers: dict[str, str] = {}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        began = self.client.times.monotonic()
        address, moved, for_good = self._checked(url), None, True
        for _ in range(REDIRECTS + 1):
            self._queue(address)
            outcome = self._ask(address, headers)
            if isinstance(outcome, tuple):
                status, target = outcome
                address = self._next(address, target)
                for_good = for_good and status in PERMANENT
                moved = address if for_good else moved
                continue
            seconds = self.client.times.monotonic() - began
            return _reply(outcome, address, moved, seconds)
        raise FetchError(f"more than {REDIRECTS} redirects")

    def _checked(self, url: str) -> str:
        address = web(url)
        if address is None:
            raise FetchError("not an address of the web (http or https)")
        return address

    def _next(self, address: str, target: str) -> str:
        joined = web(target, address)
        if joined is None:
            raise FetchError("a redirect leads to no address of the web")
        if urlsplit(address).scheme == "https" and urlsplit(joined).scheme != "https":
            raise FetchError("a redirect leads from https to http, which is refused")
        return joined

    def _queue(self, address: str) -> None:
        """Wait for the turn of the host, or raise Limited if that takes longer than allowed."""
        times = self.client.times
        host, gap = self.client.pace.of(address)
        now = int(times.now() * 1000)
        latest = now + int(self.patience * 1000)
        start = self.client.book.reserve(host, now, int(gap * 1000), latest)
        if start > latest:
            raise Limited("the host is not to be asked yet", start)
        if start > now and self.waiting is not None:
            self.waiting(start)
        if start > now:
            times.wait(self.cancel, (start - now) / 1000)
        if self.cancel.is_set():
            raise Cancelled

    def _ask(self, address: str, headers: dict[str, str]) -> tuple[int, str] | _Answer:
        """One request: (status, target) for a redirect, else the answer."""
        limits, times = self.client.limits, self.client.times
        watch = Watch(limits.deadline, times.monotonic, self.cancel)
        try:
            with watch:
                response = self.client.send(self.client.request(address, headers, watch))
                try:
                    return self._receive(response, address, watch)
                finally:
                    response.close()
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError, ValueError) as error:
            watch.check()
            self._fail(error, address)
        except RuntimeError as error:  # httpx: the stream was closed under it by the watch
            watch.check()
            raise FetchError(f"the connection failed ({type(error).__name__})") from error

    def _receive(
        self, response: httpx.Response, address: str, watch: Watch
    ) -> tuple[int, str] | _Answer:
        status = response.status_code
        self._note_limits(response, address)
        if status == 304:
            return _Answer(response, b"")
        if status in (301, 302, 303, 307, 308):
            return status, response.headers.get("location", "")
        if status == 429 or (status == 503 and "retry-after" in response.headers):
            self._limited(response, address)
        body = self._body(response, watch)
        if status != 200:
            raise FetchError(status_words(status, address), status, body)
        return _Answer(response, body)

    def _body(self, response: httpx.Response, watch: Watch) -> bytes:
        inflater = Inflater(response.headers.get("content-encoding", ""))
        limit = self.client.limits.body
        body = bytearray()
        for raw in response.iter_raw():
            for piece in inflater.pieces(raw):
                watch.check()
                body += piece
                if len(body) > limit:
                    raise FetchError(f"the reply is larger than {limit // 1_048_576} MiB")
            watch.check()
        inflater.finish()
        return bytes(body)

    def _note_limits(self, response: httpx.Response, address: str) -> None:
        """A good reply may say that it was the last one for a while."""
        if response.status_code != 429 and used_up(response.headers):
            now = self.client.times.now()
            seconds = asked_to_wait(response.headers, now)
            if seconds:
                self.client.book.hold(self.client.pace.of(address)[0], int((now + seconds) * 1000))

    def _limited(self, response: httpx.Response, address: str) -> NoReturn:
        now = self.client.times.now()
        seconds = asked_to_wait(response.headers, now)
        if not seconds:
            seconds = back_off(self.failures + 1, self.client.chance)
        until = int((now + seconds) * 1000)
        self.client.book.hold(self.client.pace.of(address)[0], until)
        raise Limited("the host asks to wait", until, response.status_code)

    def _fail(self, error: Exception, address: str) -> NoReturn:
        if isinstance(error, CodingError):
            raise FetchError(str(error)) from error
        limits = self.client.limits
        raise FetchError(
            error_words(error, address, min(limits.silence, limits.deadline))
        ) from error


@dataclass(frozen=True, slots=True)
class _Answer:
    response: httpx.Response
    body: bytes


def _reply(answer: _Answer, url: str, moved: str | None, seconds: float) -> Reply:
    headers = answer.response.headers
    return Reply(
        status=answer.response.status_code,
        body=answer.body,
        url=url,
        moved_to=moved,
        etag=validator(headers.get("etag")),
        last_modified=validator(headers.get("last-modified")),
        max_age=max_age_of(headers),
        content_type=line(headers.get("content-type", ""), 200),
        seconds=seconds,
    )
