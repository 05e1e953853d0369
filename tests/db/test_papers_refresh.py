"""Refresh, add and remove over a real local server: states in words, nothing ever lost."""

from __future__ import annotations

import importlib.util
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from papers_proof import faults_of

from content.feeds import clean
from content.feeds.fetch import Client, Times
from content.feeds.pace import Group, Pace
from content.feeds.read import read
from content.model import FeedSource
from db.clock import Clock
from db.feed_sources import SourceError, add, remove
from db.feed_words import SourceReport, failed_words, local_time
from db.feeds import client_for, due_at, refresh
from db.log import undo
from db.papers import PapersStore, open_papers
from db.source_list import sync_sources
from db.store import Store, open_store

FEEDS = Path(__file__).parents[1] / "content" / "feeds"
NOW = 1_795_521_600_000  # Tuesday 2026-11-24T12:00:00Z
DAY = 86_400_000


def load_server() -> Any:
    name = "feed_server"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, FEEDS / "feed_server.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


def own(name: str) -> bytes:
    return (FEEDS / "data" / name).read_bytes()


class World:
    """A server, a clock moved by hand, both databases, and the sources that a test names."""

    def __init__(self, folder: Path, server: Any) -> None:
        self.ms = NOW
        self.waits: list[float] = []
        self.clock = Clock(4, lambda: self.ms / 1000, lambda _: 60)
        self.server = server
        self.canned = load_server().Canned
        self.papers: PapersStore = open_papers(str(folder / "papers.db"), clock=self.clock)
        self.store: Store = open_store(str(folder / "mlroad.db"), device="one", clock=self.clock)
        self.defaults: tuple[FeedSource, ...] = ()
        self.pace = Pace()

    def client(self) -> Client:
        times = Times(now=lambda: self.ms / 1000, wait=self._wait)
        return Client("mlroad/test", self.pace, book=self.papers, times=times, seed=1)

    def _wait(self, cancel: threading.Event, seconds: float) -> None:
        self.waits.append(seconds)
        self.ms += int(seconds * 1000)

    def sources(self, **kinds: str) -> None:
        self.defaults = tuple(
            FeedSource(name, kind, self.server.url(f"/{name}"), name)
            for name, kind in kinds.items()
        )
        sync_sources(self.store, self.papers, self.defaults)

    def serve(self, name: str, body: bytes = b"", status: int = 200, **headers: str) -> None:
        fields = {key.replace("_", "-"): value for key, value in headers.items()}
        self.server.routes[f"/{name}"] = self.canned(body, status=status, headers=fields)

    def refresh(self, **values: Any) -> dict[str, SourceReport]:
        with self.client() as client:
            reports = refresh(self.papers, client, self.clock, **values)
        return {report.id: report for report in reports}

    def keys(self) -> set[str]:
        return {row.key for row in self.papers.page(self.papers.ids("all"))}

    def well(self) -> None:
        assert faults_of(self.papers, self.store) == []


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with load_server().serving() as server:
        made = World(tmp_path, server)
        yield made
        made.papers.close()
        made.store.close()


def test_a_refresh_joins_all_sources_of_a_paper(world: World) -> None:
    world.sources(lg="arxiv", cl="arxiv", red="reddit", api="arxiv-api", blog="rss")
    for name, body in (
        ("lg", "arxiv_day1.xml"),
        ("cl", "arxiv_day2.xml"),
        ("red", "reddit.xml"),
        ("api", "api.xml"),
        ("blog", "blog_rss.xml"),
    ):
        world.serve(name, own(body))
    seen: list[SourceReport] = []
    reports = world.refresh(progress=seen.append)
    assert {report.state for report in reports.values()} == {"ok"}
    assert reports["lg"].message == "3 new"
    assert (reports["cl"].new, reports["cl"].updated) == (1, 1)
    assert [report.state for report in seen[:2]] == ["fetching", "ok"]
    assert reports["lg"].bytes == len(own("arxiv_day1.xml"))
    assert world.keys() >= {"arxiv:2611.00001", "arxiv:2611.00009", "reddit:1bbb22"}
    number = world.papers.number_of("arxiv:2611.00001")
    assert number is not None
    paper = world.papers.paper(number)
    assert paper is not None
    assert paper.version == 3
    assert {seen.source for seen in paper.sightings} == {"lg", "cl", "red", "api"}
    assert [row.items for row in world.papers.sources()] == [3, 2, 2, 1, 4]
    world.well()


def test_unchanged_is_asked_with_validators_and_kept(world: World) -> None:
    world.sources(lg="arxiv")

    def answer(headers: dict[str, str]) -> Any:
        if headers.get("if-none-match") == '"v1"':
            return world.canned(status=304)
        return world.canned(own("arxiv_day1.xml"), headers={"ETag": '"v1"'})

    world.server.routes["/lg"] = answer
    assert world.refresh()["lg"].state == "ok"
    assert world.refresh()["lg"].state == "unchanged"
    world.ms += 9 * DAY  # old validators are not believed
    assert world.refresh()["lg"].state in ("ok", "stale")
    assert "if-none-match" not in world.server.asked[2][1]


def test_a_fresh_reply_is_not_asked_for_again(world: World) -> None:
    world.sources(blog="rss")
    world.serve("blog", own("blog_rss.xml"), Cache_Control="max-age=600")
    world.refresh()
    report = world.refresh()["blog"]
    assert (report.state, report.message) == ("unchanged", "fresh until 13:10")
    assert len(world.server.asked) == 1
    world.ms += 601_000
    world.refresh()
    assert len(world.server.asked) == 2


def test_a_weekend_is_empty_and_hides_nothing(world: World) -> None:
    world.sources(lg="arxiv")
    world.serve("lg", own("arxiv_day1.xml"), ETag='"a"')
    world.refresh()
    world.serve("lg", own("arxiv_empty.xml"), ETag='"b"')
    report = world.refresh()["lg"]
    assert report.state == "empty"
    assert report.message.startswith("empty: no list today (weekend or holiday); the next comes")
    assert len(world.keys()) == 3
    world.refresh()
    assert "if-none-match" not in world.server.asked[-1][1]


def test_a_list_that_does_not_grow_is_stale(world: World) -> None:
    world.sources(lg="arxiv")
    world.serve("lg", own("arxiv_day1.xml"))
    world.refresh()
    assert world.refresh()["lg"].message == "nothing new"
    world.ms += 2 * DAY
    report = world.refresh()["lg"]
    assert report.state == "stale"
    assert report.message == "stale: nothing new since Tue 13:00; the next comes Fri 02:00 or later"


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (403, b"no", "refuses (403)"),
        (500, b"", "fault (500)"),
        (200, b"", "the reply is empty"),
        (200, own("login.html"), "a login page came instead of a feed"),
        (200, own("arxiv_day1.xml")[:1500], "cut short"),
        (200, b"\x00\xff" * 99, "not a feed"),
        (400, own("api_error.xml"), "arXiv refused the request: made-up id format for teapot"),
    ],
)
def test_a_failure_says_why_and_hides_nothing(
    world: World, status: int, body: bytes, words: str
) -> None:
    world.sources(lg="arxiv")
    world.serve("lg", own("arxiv_day1.xml"), ETag='"a"')
    world.refresh()
    before = world.papers.ids("all")
    world.serve("lg", body, status)
    for count in ("failed: ", "failed twice: ", "failed three times: "):
        report = world.refresh()["lg"]
        assert report.state == "failed"
        assert report.message.startswith(count)
        assert words in report.message
    assert world.papers.ids("all") == before
    (source,) = world.papers.sources()
    assert (source.state, source.failures, source.items) == ("failed", 3, 3)
    assert due_at(source) > world.ms
    assert world.refresh(due_only=True) == {}
    world.serve("lg", own("arxiv_day2.xml"))
    assert world.refresh()["lg"].state == "ok"
    assert world.papers.sources()[0].failures == 0
    world.well()


def test_a_limited_host_is_left_alone_over_a_restart(world: World, tmp_path: Path) -> None:
    world.sources(red="reddit", more="reddit")
    world.serve("red", b"slow", 429, x_ratelimit_reset="5520")
    world.serve("more", own("reddit.xml"))
    reports = world.refresh()
    assert [report.message for report in reports.values()] == ["limited until 14:32"] * 2
    assert len(world.server.asked) == 1
    world.papers.close()
    world.papers = open_papers(str(tmp_path / "papers.db"), clock=world.clock)
    assert {report.state for report in world.refresh().values()} == {"limited"}
    assert len(world.server.asked) == 1
    world.ms += 5_521_000
    world.serve("red", own("reddit.xml"))
    assert {report.state for report in world.refresh().values()} == {"ok"}


def test_the_pace_of_a_host_is_waited_for_in_turn(world: World) -> None:
    world.pace = Pace(groups=(Group("local", ("127.0.0.1",), 3.0),))
    world.sources(lg="arxiv", cl="arxiv")
    world.serve("lg", own("arxiv_day1.xml"))
    world.serve("cl", own("arxiv_day2.xml"))
    seen: list[SourceReport] = []
    assert len(world.refresh(progress=seen.append)) == 2
    assert world.waits == [3.0]
    assert "waiting until 13:00" in [report.message for report in seen]
    world.refresh()
    assert world.waits == [3.0, 3.0, 3.0]
    assert {report.state for report in world.refresh(patience=1).values()} == {"limited"}


def test_a_permanent_redirect_changes_the_stored_address(world: World) -> None:
    world.sources(blog="rss")
    world.serve("blog", status=301, Location="/new")
    world.serve("new", own("blog_rss.xml"))
    world.refresh()
    world.refresh()
    assert [path for path, _ in world.server.asked] == ["/blog", "/new", "/new"]
    sync_sources(world.store, world.papers, world.defaults)
    assert world.papers.sources()[0].url == world.server.url("/new")


def test_a_query_that_comes_back_empty_by_mistake_is_asked_again(world: World) -> None:
    world.sources(api="arxiv-api")
    data = own("api.xml")
    start, end = data.index(b"<entry>"), data.index(b"</entry>") + len(b"</entry>")
    replies = [data[:start] + data[end:], data]
    world.server.routes["/api"] = lambda _: world.canned(replies.pop(0))
    assert world.refresh()["api"].new == 1


def test_cancel_leaves_the_rest_as_it_was(world: World) -> None:
    world.sources(lg="arxiv", cl="arxiv", blog="rss")
    cancel = threading.Event()
    world.serve("lg", own("arxiv_day1.xml"))
    world.serve("cl", own("arxiv_day2.xml"))

    def after_first(report: SourceReport) -> None:
        if report.state == "ok":
            cancel.set()

    assert len(world.refresh(cancel=cancel, progress=after_first)) == 1
    assert len(world.server.asked) == 1

    def while_streaming(headers: dict[str, str]) -> Any:
        cancel.set()
        return world.canned(own("arxiv_day2.xml"), drip=30)

    cancel.clear()
    world.server.routes["/cl"] = while_streaming
    assert world.refresh(sources=["cl"], cancel=cancel) == {}
    states = {row.id: row.state for row in world.papers.sources()}
    assert sorted(states.values()) == ["", "", "ok"]
    world.well()


def test_without_a_network_everything_stays_and_the_reason_is_said(world: World) -> None:
    world.sources(lg="arxiv", cl="arxiv")
    world.serve("lg", own("arxiv_day1.xml"))
    world.refresh(sources=["lg"])
    reports = refresh(world.papers, None, world.clock)
    assert [report.message for report in reports] == [
        "not asked: the network is switched off (--no-network); last fetched 13:00",
        "not asked: the network is switched off (--no-network); never fetched",
    ]
    assert len(world.papers.ids("all", "kettle")) == 1


def test_a_subreddit_that_fails_is_tried_at_its_other_address(world: World) -> None:
    import httpx

    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        if request.url.path.endswith("/new/.rss"):
            return httpx.Response(200, stream=httpx.ByteStream(own("reddit.xml")))
        return httpx.Response(403, stream=httpx.ByteStream(b"blocked"))

    feed = FeedSource("red", "reddit", "https://www.reddit.com/r/ml/.rss", "r/ml")
    world.papers.set_sources([(feed, False, False)])
    times = Times(now=lambda: world.ms / 1000, wait=world._wait)
    for state in ("failed", "ok", "ok"):
        with Client(
            "m", book=world.papers, times=times, transport=httpx.MockTransport(answer)
        ) as client:
            (report,) = refresh(world.papers, client, world.clock)
        assert report.state == state
    assert asked == ["/r/ml/.rss", "/r/ml/new/.rss", "/r/ml/new/.rss"]


def test_a_source_is_added_by_what_its_bytes_are(world: World) -> None:
    world.sources()
    world.serve("some", own("reddit.xml"))
    world.serve("page", own("page.html"))
    world.serve("blog_atom.xml", own("blog_atom.xml"))
    with world.client() as client:
        red = add(world.store, world.papers, client, world.clock, world.server.url("/some"))
        assert (red.source.kind, red.source.custom) == ("reddit", True)
        assert red.report is not None
        assert red.report.new == 2
        page = add(world.store, world.papers, client, world.clock, world.server.url("/page"))
        assert page.source.url == world.server.url("/blog_atom.xml")
        assert page.source.title == "An Invented Atom Blog"
        again = add(world.store, world.papers, client, world.clock, world.server.url("/some"))
        assert again.already
        world.serve("none", b"<html>nothing</html>")
        with pytest.raises(SourceError, match="no feed at this address"):
            add(world.store, world.papers, client, world.clock, world.server.url("/none"))
        with pytest.raises(SourceError, match="404"):
            add(world.store, world.papers, client, world.clock, world.server.url("/missing"))
    world.well()


def test_a_source_is_added_by_its_name_without_a_network(world: World) -> None:
    world.sources()

    def put(text: str, **values: Any) -> Any:
        return add(world.store, world.papers, None, world.clock, text, **values)

    assert put("cs.LG").source.url == "https://rss.arxiv.org/atom/cs.LG"
    assert put("r/rust").source.id == "r-rust"
    made = put("https://x.example/feed", kind="rss", id="x", every=7200, title="X").source
    assert (made.id, made.every, made.title) == ("x", 7200, "X")
    with pytest.raises(SourceError, match="--kind"):
        put("https://y.example/feed")
    for bad in ({"kind": "ftp"}, {"id": "../x"}, {"every": 1}, {"kind": "rss", "id": "x"}):
        with pytest.raises(SourceError):
            put("https://z.example/feed", **bad)


def test_a_removed_source_leaves_its_papers_and_comes_back(world: World) -> None:
    world.sources(lg="arxiv")
    world.serve("lg", own("arxiv_day1.xml"))
    world.refresh()
    remove(world.store, world.papers, "lg")
    assert world.papers.sources() == ()
    assert len(world.keys()) == 3
    assert world.refresh() == {}
    sync_sources(world.store, world.papers, world.defaults)
    assert world.papers.sources() == ()
    with pytest.raises(SourceError, match="there is no source"):
        remove(world.store, world.papers, "lg")
    undo(world.store)
    sync_sources(world.store, world.papers, world.defaults)
    assert [row.id for row in world.papers.sources()] == ["lg"]
    remove(world.store, world.papers, "lg")
    with world.client() as client:
        back = add(world.store, world.papers, client, world.clock, world.server.url("/lg"))
    assert (back.source.id, back.source.removed) == ("lg", False)
    world.well()


def test_added_sources_survive_the_loss_of_the_cache(world: World, tmp_path: Path) -> None:
    world.sources(lg="arxiv")
    add(world.store, world.papers, None, world.clock, "r/rust")
    world.papers.close()
    (tmp_path / "papers.db").unlink()
    world.papers = open_papers(str(tmp_path / "papers.db"), clock=world.clock)
    sync_sources(world.store, world.papers, world.defaults)
    assert [(row.id, row.custom) for row in world.papers.sources()] == [
        ("lg", False),
        ("r-rust", True),
    ]


def test_a_client_keeps_its_pace_in_the_papers_database(world: World) -> None:
    world.pace = Pace(groups=(Group("local", ("127.0.0.1",), 3.0),))
    world.sources(lg="arxiv")
    world.serve("lg", own("arxiv_day1.xml"))
    with client_for(world.papers, world.clock, "mlroad/test", world.pace) as client:
        refresh(world.papers, client, world.clock)
    assert world.papers.next_allowed("local") == NOW + 3_000


def test_the_shipped_sources_are_the_defaults() -> None:
    import yaml

    from content.feeds.kinds import KINDS
    from content.feeds.read import guess

    path = Path(__file__).parents[2] / "content" / "data" / "sources.yaml"
    shipped = yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]
    ids = [source["id"] for source in shipped]
    assert ids[:4] == ["cs.LG", "cs.CL", "cs.CV", "stat.ML"]
    assert ids[4:6] == ["r-MachineLearning", "r-LearnMachineLearning"]
    for source in shipped:
        assert source["kind"] in KINDS
        guessed = guess(source["url"])
        assert guessed.kind in (source["kind"], None)
        assert guessed.url == source["url"]


def test_times_are_said_as_short_as_they_can_be(world: World) -> None:
    assert local_time(world.clock, NOW + 5_520_000) == "14:32"
    assert local_time(world.clock, NOW + DAY) == "Wed 13:00"
    assert local_time(world.clock, NOW + 30 * DAY) == "2026-12-24 13:00"
    assert failed_words(7, "why") == "failed 7 times: why"


def texts(papers: PapersStore) -> Iterator[str]:
    with papers.reading() as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            if table.startswith("paper_search"):
                continue
            for row in connection.execute(f"SELECT * FROM {table}"):
                yield from (value for value in row if isinstance(value, str))


Make = Callable[[bytes], bytes]
DIRT = st.text(alphabet=st.characters(exclude_categories=()), max_size=40)


@given(dirt=DIRT, raw=st.binary(max_size=300), kind=st.sampled_from(["arxiv", "reddit", "rss"]))
@settings(
    deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_bytes_put_a_control_character_into_the_database(
    world: World, dirt: str, raw: bytes, kind: str
) -> None:
    world.papers.set_sources([(FeedSource("s", kind, "https://x.example/f", "S"), True, False)])
    wrapped = "".join(f"&#{ord(letter)};" for letter in dirt) + "<![CDATA[" + dirt + "]]>x"
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>oai:arXiv.org:2611.00001v1</id>'
        f'<title type="html">{wrapped}</title><summary type="html">{wrapped}</summary>'
        f"<author><name>{wrapped}</name></author><id>{wrapped}</id>"
        '<link href="https://www.reddit.com/r/a/comments/1abc/x/"/></entry></feed>'
    ).encode("utf-8", "surrogatepass")
    for data in (feed, raw, feed[: len(feed) // 2] + raw + feed[len(feed) // 2 :]):
        reading = read(FeedSource("s", kind, "https://x.example/f", "S"), data)
        world.papers.store_entries("s", reading.entries, NOW)
    for text in texts(world.papers):
        assert not clean.has_controls(text)
