"""The client over a real local server: polite, bounded, and honest about what went wrong."""

from __future__ import annotations

import gzip
import threading
import time
import tracemalloc
import zlib
from typing import Any

import httpx
import pytest

from content.feeds.fetch import Client, Limits, Times
from content.feeds.pace import Group, MemoryBook, Pace, asked_to_wait, back_off
from content.feeds.reply import Cancelled, FetchError, Limited
from content.feeds.watch import TICK

FEED = b'<rss version="2.0"><channel><title>t</title></channel></rss>'


class Wall:
    """A wall clock that waiting moves on; nobody sleeps."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0
        self.waits: list[float] = []

    def times(self) -> Times:
        return Times(now=lambda: self.seconds, wait=self._wait)

    def _wait(self, cancel: threading.Event, seconds: float) -> None:
        self.waits.append(seconds)
        self.seconds += seconds


def always(body: bytes) -> httpx.MockTransport:
    return httpx.MockTransport(lambda _: httpx.Response(200, stream=httpx.ByteStream(body)))


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def client(wall: Wall) -> Any:
    with Client("mlroad/test (+https://example.org)", times=wall.times(), seed=1) as made:
        yield made


def test_a_reply_comes_with_its_validators(server: Any, feed_server: Any, client: Client) -> None:
    headers = {
        "ETag": '"one"',
        "Last-Modified": "Fri, 20 Nov 2026 10:00:00 GMT",
        "Cache-Control": "public, max-age=600",
        "Age": "100",
        "Set-Cookie": "id=1",
    }
    server.routes["/feed"] = feed_server.Canned(FEED, headers=headers)
    reply = client.get(server.url("/feed"))
    assert (reply.status, reply.body, reply.etag) == (200, FEED, '"one"')
    assert reply.max_age == 500
    client.get(server.url("/feed"), etag=reply.etag, last_modified=reply.last_modified)
    asked = server.asked[1][1]
    assert asked["if-none-match"] == '"one"'
    assert asked["if-modified-since"] == "Fri, 20 Nov 2026 10:00:00 GMT"
    assert asked["user-agent"].startswith("mlroad/")
    assert "cookie" not in asked


def test_304_is_a_reply_without_a_body(server: Any, feed_server: Any, client: Client) -> None:
    server.routes["/feed"] = feed_server.Canned(status=304, headers={"ETag": '"one"'})
    assert client.get(server.url("/feed"), etag='"one"').unchanged


def test_a_validator_with_a_line_break_is_not_sent(
    server: Any, feed_server: Any, client: Client
) -> None:
    server.routes["/feed"] = feed_server.Canned(FEED)
    client.get(server.url("/feed"), etag='"a"\r\nX-Evil: 1')
    assert "if-none-match" not in server.asked[0][1]


@pytest.mark.parametrize(
    ("status", "moved"), [(301, True), (308, True), (302, False), (307, False)]
)
def test_only_permanent_redirects_change_the_address(
    server: Any, feed_server: Any, client: Client, status: int, moved: bool
) -> None:
    server.routes["/old"] = feed_server.Canned(status=status, headers={"Location": "/new"})
    server.routes["/new"] = feed_server.Canned(FEED)
    reply = client.get(server.url("/old"))
    assert reply.url == server.url("/new")
    assert reply.moved_to == (server.url("/new") if moved else None)


def test_an_address_moves_only_as_far_as_all_redirects_are_permanent(
    server: Any, feed_server: Any, client: Client
) -> None:
    server.routes["/a"] = feed_server.Canned(status=301, headers={"Location": "/b"})
    server.routes["/b"] = feed_server.Canned(status=302, headers={"Location": "/c"})
    server.routes["/c"] = feed_server.Canned(status=301, headers={"Location": "/d"})
    server.routes["/d"] = feed_server.Canned(FEED)
    assert client.get(server.url("/a")).moved_to == server.url("/b")


def test_redirects_end(server: Any, feed_server: Any, client: Client) -> None:
    server.routes["/loop"] = feed_server.Canned(status=302, headers={"Location": "/loop"})
    with pytest.raises(FetchError, match="more than 5 redirects"):
        client.get(server.url("/loop"))
    assert len(server.asked) == 6


@pytest.mark.parametrize("target", ["file:///etc/passwd", "javascript:1", "", "http://[x"])
def test_a_redirect_leads_to_the_web_only(
    server: Any, feed_server: Any, client: Client, target: str
) -> None:
    server.routes["/old"] = feed_server.Canned(status=302, headers={"Location": target})
    with pytest.raises(FetchError, match=r"redirect|address"):
        client.get(server.url("/old"))
    assert len(server.asked) == 1


def test_https_never_leads_to_http() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"Location": "http://safe.example/feed"})

    with (
        Client("mlroad/test", Pace(default=0), transport=httpx.MockTransport(answer)) as client,
        pytest.raises(FetchError, match="https to http"),
    ):
        client.get("https://safe.example/feed")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "400"),
        (401, "login"),
        (403, "refuses"),
        (404, "nothing"),
        (410, "gone"),
        (418, "oddly"),
        (500, "fault"),
        (503, "fault"),
    ],
)
def test_bad_statuses_are_failures_in_words(
    server: Any, feed_server: Any, client: Client, status: int, words: str
) -> None:
    server.routes["/feed"] = feed_server.Canned(FEED, status=status)
    with pytest.raises(FetchError, match=words) as caught:
        client.get(server.url("/feed?feed=SECRET"))
    assert caught.value.status == status
    assert caught.value.body == FEED
    assert "SECRET" not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {"Retry-After": "120"}, 120),
        (429, {"Retry-After": "Fri, 15 Jan 2027 08:05:00 GMT"}, 300),
        (429, {"x-ratelimit-reset": "59.0"}, 59),
        (429, {"x-ratelimit-reset": "1800000030"}, 30),
        (429, {"Retry-After": "9999999999"}, 86_400),
        (503, {"Retry-After": "7"}, 7),
    ],
)
def test_a_limited_host_is_left_alone_as_long_as_it_asks(
    server: Any,
    feed_server: Any,
    client: Client,
    wall: Wall,
    status: int,
    headers: dict[str, str],
    seconds: float,
) -> None:
    server.routes["/feed"] = feed_server.Canned(b"slow down", status=status, headers=headers)
    with pytest.raises(Limited) as caught:
        client.get(server.url("/feed"))
    assert caught.value.until_ms == int((wall.seconds + seconds) * 1000)
    with pytest.raises(Limited) as again:
        client.get(server.url("/other"), patience=1)
    assert again.value.until_ms == caught.value.until_ms
    assert len(server.asked) == 1


@pytest.mark.parametrize("value", ["nan", "-5", "soon", "inf", ""])
def test_without_a_believable_time_the_client_backs_off_by_itself(
    server: Any, feed_server: Any, client: Client, wall: Wall, value: str
) -> None:
    server.routes["/feed"] = feed_server.Canned(status=429, headers={"Retry-After": value})
    with pytest.raises(Limited) as caught:
        client.get(server.url("/feed"), failures=2)
    assert 180_000 <= caught.value.until_ms - wall.seconds * 1000 <= 300_000


def test_the_last_request_before_a_limit_holds_the_host(
    server: Any, feed_server: Any, client: Client, wall: Wall
) -> None:
    headers = {"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "40"}
    server.routes["/feed"] = feed_server.Canned(FEED, headers=headers)
    client.get(server.url("/feed"))
    with pytest.raises(Limited):
        client.get(server.url("/feed"), patience=5)
    client.get(server.url("/feed"), patience=60)
    assert wall.waits == [40.0]


def test_back_off_doubles_to_six_hours_and_jitters_by_its_seed() -> None:
    import random

    seconds = [back_off(n, random.Random(1)) for n in (1, 2, 3, 40)]
    assert 45 <= seconds[0] <= 75
    assert seconds[1] == pytest.approx(2 * seconds[0])
    assert seconds[3] <= 27_000
    assert back_off(1, random.Random(2)) != seconds[0]
    assert asked_to_wait({}, 0) is None


def test_hosts_of_a_group_share_one_queue(wall: Wall) -> None:
    pace = Pace()
    assert pace.of("https://rss.arxiv.org/atom/cs.LG") == ("arxiv", 3.0)
    assert pace.of("https://export.arxiv.org/api/query") == ("arxiv", 3.0)
    assert pace.of("http://127.0.0.1:8000/")[1] == pace.of("http://[::1]:8000/")[1] == 0
    assert pace.of("https://blog.example/") == ("blog.example", 1.0)
    transport = httpx.MockTransport(
        lambda request: httpx.Response(200, stream=httpx.ByteStream(FEED))
    )
    told: list[int] = []
    with Client("mlroad/test", times=wall.times(), transport=transport) as client:
        for host in ("rss", "export", "rss"):
            client.get(f"https://{host}.arxiv.org/x", waiting=told.append)
    assert wall.waits == [3.0, 3.0]
    assert len(told) == 2


def test_the_pace_is_kept_by_the_book_not_by_the_client(wall: Wall) -> None:
    import httpx

    transport = httpx.MockTransport(
        lambda request: httpx.Response(200, stream=httpx.ByteStream(FEED))
    )
    book, pace = MemoryBook(), Pace(groups=(Group("g", ("x.example",), 60.0),))
    for _ in range(2):
        with Client("m", pace, book=book, times=wall.times(), transport=transport) as client:
            client.get("https://x.example/", patience=100)
    assert wall.waits == [60.0]


def test_a_drip_ends_at_the_total_deadline(server: Any, feed_server: Any) -> None:
    server.routes["/drip"] = feed_server.Canned(FEED * 100, drip=0.01)
    began = time.monotonic()
    with (
        Client("mlroad/test", limits=Limits(deadline=0.15)) as client,
        pytest.raises(FetchError, match="longer than"),
    ):
        client.get(server.url("/drip"))
    assert time.monotonic() - began < 1


def test_a_drip_of_headers_ends_at_the_total_deadline(server: Any, feed_server: Any) -> None:
    head = b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(200))
    server.routes["/drip"] = feed_server.Canned(head, drip=0.01, raw=True)
    began = time.monotonic()
    with (
        Client("mlroad/test", limits=Limits(deadline=0.15)) as client,
        pytest.raises(FetchError, match="longer than"),
    ):
        client.get(server.url("/drip"))
    assert time.monotonic() - began < 1


def test_silence_ends_too(server: Any, feed_server: Any) -> None:
    server.routes["/drip"] = feed_server.Canned(FEED, drip=30)
    with (
        Client("mlroad/test", limits=Limits(deadline=20, silence=0.1)) as client,
        pytest.raises(FetchError, match="said nothing"),
    ):
        client.get(server.url("/drip"))


def test_cancel_ends_a_request_at_once(server: Any, feed_server: Any, client: Client) -> None:
    server.routes["/drip"] = feed_server.Canned(FEED, drip=30)
    cancel = threading.Event()
    timer = threading.Timer(0.05, cancel.set)
    timer.start()
    began = time.monotonic()
    with pytest.raises(Cancelled):
        client.get(server.url("/drip"), cancel=cancel)
    assert time.monotonic() - began < 0.05 + 10 * TICK
    timer.join()


def test_a_compressed_reply_is_read(server: Any, feed_server: Any, client: Client) -> None:
    raw = zlib.compressobj(wbits=-15)
    bodies = {
        "gzip": gzip.compress(FEED),
        "x-gzip": gzip.compress(FEED[:9]) + gzip.compress(FEED[9:]) + b"\0\0",
        "deflate": zlib.compress(FEED),
        "DEFLATE": raw.compress(FEED) + raw.flush(),
    }
    for coding, body in bodies.items():
        canned = feed_server.Canned(body, headers={"Content-Encoding": coding})
        server.routes["/feed"] = canned
        assert client.get(server.url("/feed")).body == FEED


@pytest.mark.parametrize(
    ("coding", "body", "words"),
    [
        ("gzip", FEED, "damaged"),
        ("gzip", gzip.compress(FEED, mtime=0)[:-9], "ended early"),
        ("br", FEED, "not asked for"),
        ("gzip, gzip", FEED, "not asked for"),
    ],
)
def test_a_badly_compressed_reply_is_named(
    server: Any, feed_server: Any, client: Client, coding: str, body: bytes, words: str
) -> None:
    server.routes["/feed"] = feed_server.Canned(body, headers={"Content-Encoding": coding})
    with pytest.raises(FetchError, match=words):
        client.get(server.url("/feed"))


def test_a_gzip_bomb_costs_no_memory(server: Any, feed_server: Any, client: Client) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1_048_576)) for _ in range(300)) + packer.flush()
    assert len(bomb) < 400_000
    server.routes["/bomb"] = feed_server.Canned(bomb, headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    try:
        with pytest.raises(FetchError, match="larger than 15 MiB"):
            client.get(server.url("/bomb"))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 40 * 1_048_576


def test_a_large_plain_reply_is_cut_off(server: Any, feed_server: Any) -> None:
    server.routes["/big"] = feed_server.Canned(bytes(3 * 1_048_576))
    with (
        Client("mlroad/test", limits=Limits(body=1_048_576)) as client,
        pytest.raises(FetchError, match="larger than 1 MiB"),
    ):
        client.get(server.url("/big"))


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "broke off"),
        (b"not http at all\r\n\r\n", "HTTP"),
        (b"HTTP/1.1 200 OK\r\n", "broke off"),
    ],
)
def test_a_server_that_does_not_speak_http_is_named(
    server: Any, feed_server: Any, client: Client, raw: bytes, words: str
) -> None:
    server.routes["/feed"] = feed_server.Canned(raw, raw=True)
    with pytest.raises(FetchError, match=words):
        client.get(server.url("/feed"))


def test_a_body_shorter_than_announced_is_a_failure(
    server: Any, feed_server: Any, client: Client
) -> None:
    server.routes["/feed"] = feed_server.Canned(FEED, length=10_000)
    with pytest.raises(FetchError, match="broke off"):
        client.get(server.url("/feed"))


@pytest.mark.parametrize(
    "url", ["", "ftp://x.example/", "http://", "http://[::1", "http://x.example:99999/", "mailto:a"]
)
def test_an_address_that_is_none_is_refused_in_words(client: Client, url: str) -> None:
    with pytest.raises(FetchError, match="address"):
        client.get(url)


def test_a_closed_port_is_named(server: Any, client: Client) -> None:
    with pytest.raises(FetchError, match="no connection to 127"):
        client.get("http://127.0.0.1:1/")


def test_addresses_are_not_logged(
    server: Any, feed_server: Any, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    server.routes["/feed"] = feed_server.Canned(FEED)
    client.get(server.url("/feed?feed=SECRET"))
    assert "SECRET" not in caplog.text
