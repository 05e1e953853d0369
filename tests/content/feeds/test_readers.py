"""Own replies of each kind: what the readers make of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.feeds import arxiv, clean
from content.feeds.read import guess, kind_of_bytes, read
from content.model import Entry, FeedSource

Own = Callable[[str], bytes]


def of(kind: str, data: bytes, content_type: str = "", url: str = "https://lab.example/feed"):
    return read(FeedSource("s", kind, url, "S"), data, content_type, url)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


def test_daily_arxiv_entries(own: Own) -> None:
    kettle, zero, old = of("arxiv", own("arxiv_day1.xml")).entries
    assert kettle.key == "arxiv:2611.00001"
    assert (kettle.version, kettle.announce_type) == (1, "new")
    assert kettle.title == "[Re] A Kettle That Learns When To Whistle"
    assert kettle.authors == ("Mařie Nováková", "Jörg Straße", "Ana Pérez")
    assert kettle.categories == ("cs.LG", "stat.ML")
    assert kettle.abstract == (
        "We train an invented kettle. For $x<y>z$ and if a < b and c > d it whistles; "
        "E[<w>] stays finite."
    )
    assert kettle.published_ms == at("2026-11-20T05:00:00+00:00")
    assert kettle.updated_ms is None
    assert zero.title == "0"
    assert (old.key, old.version) == ("arxiv:cond-mat/0207270", 2)


def test_api_entries_name_the_same_work(own: Own) -> None:
    (entry,) = of("arxiv-api", own("api.xml")).entries
    assert (entry.key, entry.version) == ("arxiv:2611.00001", 2)
    assert entry.title == "[Re] A Kettle That Learns When To Whistle"
    assert entry.abstract == "We train an invented kettle in two parts.\n\nThis is the second one."
    assert entry.pdf_url == "https://arxiv.org/pdf/2611.00001v2"


def test_an_arxiv_error_is_a_fault_in_its_words(own: Own) -> None:
    reading = of("arxiv-api", own("api_error.xml"))
    assert reading.entries == ()
    assert reading.fault == "arXiv refused the request: made-up id format for teapot"


def test_an_empty_list_is_no_fault(own: Own) -> None:
    reading = of("arxiv", own("arxiv_empty.xml"))
    assert (reading.entries, reading.fault, reading.again) == ((), None, False)


def test_a_query_that_counts_results_and_sends_none_is_asked_again(own: Own) -> None:
    data = own("api.xml")
    start, end = data.index(b"<entry>"), data.index(b"</entry>") + len(b"</entry>")
    assert of("arxiv-api", data[:start] + data[end:]).again


def test_reddit_links_to_arxiv_carry_the_key_of_the_paper(own: Own) -> None:
    linked, talk = of("reddit", own("reddit.xml")).entries
    assert (linked.key, linked.primary) == ("arxiv:2611.00001", False)
    assert linked.comments_url == "https://www.reddit.com/r/MachineLearning/comments/1aaa11/kettle/"
    assert talk.key == "reddit:1bbb22"
    assert talk.title == "[D] Is tea a prior? <b>really</b>"
    assert talk.abstract == "Is tea a prior?\n\n- if a < b and c > d"
    assert talk.authors == ("/u/invented_two",)


def test_blog_entries_of_rss(own: Own) -> None:
    first, future, nameless, script = of("rss", own("blog_rss.xml")).entries
    assert first.title == "Kettles & Samovars"
    assert first.url == "https://lab.example/posts/kettles?utm_source=feed#top"
    assert first.key == "link:lab.example/posts/kettles"
    assert first.abstract == "Short words."
    assert future.published_ms is not None
    assert nameless.key.startswith("id:s:")
    assert nameless.url == ""
    assert script.url == ""


def test_blog_entries_of_atom_strip_html_only_where_it_is_html(own: Own) -> None:
    (entry,) = of("rss", own("blog_atom.xml")).entries
    assert entry.title == "Why <b> is not bold"
    assert entry.abstract == "One.\n\nTwo & three."
    assert entry.authors == ("Some & One",)


def test_entries_that_share_a_link_are_told_apart_by_id() -> None:
    items = b"".join(
        b"<item><title>T%d</title><link>https://x.example/</link><guid>g%d</guid></item>" % (n, n)
        for n in range(3)
    )
    feed = b'<rss version="2.0"><channel><title>t</title>' + items + b"</channel></rss>"
    assert len({entry.key for entry in of("rss", feed).entries}) == 3


def test_a_truncated_feed_keeps_complete_entries_only(own: Own) -> None:
    data = own("arxiv_day1.xml")
    cut = data[: data.index(b"Magnets that do not")]
    reading = of("arxiv", cut)
    assert [entry.key for entry in reading.entries] == ["arxiv:2611.00001", "arxiv:2611.00002"]
    assert reading.fault == "the reply was cut short; 2 complete entries kept"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the reply is empty"),
        (b"  \n ", "the reply is empty"),
        (b'{"error": 1}', "JSON, not a feed"),
        (b"\x00\x01\x02 abc", "not a feed"),
        (b"<html><body>hello</body></html>", "a web page, not a feed"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a feed"),
    ],
)
def test_what_is_no_feed_is_named(data: bytes, words: str) -> None:
    assert of("rss", data).fault == words


def test_a_login_page_is_named(own: Own) -> None:
    assert of("reddit", own("login.html")).fault == "a login page came instead of a feed"


NASTY = (
    "&#27;[31mred&#x9b;0m &#xD800;&#57343; &#x202e; &#xE0041; [Research] x[/b] [@click=app.quit] "
    "&lt;b&gt;bold&lt;/b&gt; &#7; &#0; &amp;#27;]52;c;eA==&amp;#7; ok"
)


@pytest.mark.parametrize("kind", ["arxiv", "reddit", "rss"])
def test_escape_codes_and_references_in_every_field_leave_no_control(kind: str) -> None:
    feed = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"
      xmlns:arxiv="http://arxiv.org/schemas/atom"><id>{NASTY}</id><title>{NASTY}</title><entry>
      <id>oai:arXiv.org:2611.00001v1</id><title type="html">{NASTY}</title>
      <link href="https://www.reddit.com/r/x/comments/1abc/{NASTY}"/>
      <summary type="html">{NASTY}</summary><author><name>{NASTY}</name></author>
      <category term="{NASTY}" label="{NASTY}"/><published>{NASTY}</published>
      <arxiv:announce_type>{NASTY}</arxiv:announce_type></entry></feed>"""
    reading = of(kind, feed.encode())
    (entry,) = reading.entries
    assert_clean(entry)
    assert "ok" in entry.title
    assert "[Research] x[/b]" in entry.title


def assert_clean(entry: Entry) -> None:
    texts = [entry.key, entry.title, entry.url, entry.abstract, *entry.authors, *entry.categories]
    texts += [entry.comments_url or "", entry.pdf_url or "", entry.announce_type or ""]
    for text in texts:
        assert not clean.has_controls(text)
        text.encode("utf-8")


@pytest.mark.parametrize(
    ("encode", "declared", "served"),
    [
        ("utf-8", "iso-8859-1", ""),
        ("utf-8", "utf-8", "text/xml; charset=us-ascii"),
        ("latin-1", "utf-8", ""),
        ("latin-1", "", "application/xml; charset=iso-8859-1"),
        ("utf-16", "utf-16", "text/html"),
        ("cp1252", "no-such-codec", ""),
        ("latin-1", "zlib_codec", ""),
    ],
)
def test_wrong_and_odd_charsets_are_read(encode: str, declared: str, served: str) -> None:
    said = f' encoding="{declared}"' if declared else ""
    feed = (
        f'<?xml version="1.0"{said}?><rss version="2.0"><channel><title>t</title><item>'
        "<title>Käse für Łódź</title></item></channel></rss>".replace("Łódź", "Köln")
    )
    (entry,) = of("rss", feed.encode(encode), served).entries
    assert entry.title == "Käse für Köln"


def test_bare_ampersands_and_html_entities_are_mended() -> None:
    feed = (
        b'<rss version="2.0"><channel><title>t</title><item><title>AT&T &eacute;&nbsp;x</title>'
        b"</item></channel></rss>"
    )
    (entry,) = of("rss", feed).entries
    assert entry.title == "AT&T é x"


@given(st.binary(max_size=2_000))
@settings(deadline=None, max_examples=60)
def test_any_bytes_are_read_without_error(data: bytes) -> None:
    for kind in ("arxiv", "arxiv-api", "reddit", "rss"):
        for entry in of(kind, data).entries:
            assert_clean(entry)


PIECES = [
    "<item>",
    "</item>",
    "<title>",
    "</title>",
    "<description>",
    "</description>",
    "<link>",
    "https://x.example/",
    "</link>",
    "<guid>",
    "</guid>",
    "&#xD800;",
    "&#27;",
    "&lt;",
    "&amp;#7;",
    "<![CDATA[",
    "]]>",
    "\x1b[0m",
    "\u202e",
    "<pubDate>",
    "99999-99-99",
    "</pubDate>",
    "text",
    "&",
    "<author>",
    "</author>",
    "<",
    ">",
    "<!--",
    "-->",
    "<category>",
    "</category>",
    "\U000e0041",
    "<entry>",
    "</entry>",
    "<a:b xmlns:a='u'/>",
    "<dc:creator>",
    "oai:arXiv.org:2611.00001v1",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.booleans())
@settings(deadline=None, max_examples=150)
def test_any_feed_like_text_is_read_without_error(pieces: list[str], closed: bool) -> None:
    text = '<rss version="2.0"><channel>' + "".join(pieces)
    text += "</channel></rss>" if closed else ""
    for kind in ("arxiv", "reddit", "rss"):
        for entry in of(kind, text.encode("utf-8", "surrogatepass")).entries:
            assert_clean(entry)


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE rss [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;">]><rss version="2.0"><channel>'
        b"<item><title>&b;</title></item></channel></rss>",
        b"\r\n" * 1_000_000 + b"<rss",
        b'<rss version="2.0"><channel>' + b"<a>" * 1_000_000,
        b'<rss version="2.0"><channel><item><title>' + b"&" * 3_000_000,
        b'<rss version="2.0"><channel>' + b"<item/>" * 100_000,
    ],
    ids=["entities", "newlines", "depth", "ampersands", "entries"],
)
def test_hostile_documents_end_soon(data: bytes) -> None:
    import time

    began = time.process_time()
    of("rss", data)
    assert time.process_time() - began < 6


@pytest.mark.parametrize(
    ("text", "kind", "url"),
    [
        ("cs.LG", "arxiv", "https://rss.arxiv.org/atom/cs.LG"),
        ("arxiv:quant-ph", "arxiv", "https://rss.arxiv.org/atom/quant-ph"),
        ("https://arxiv.org/list/stat.ML/recent", "arxiv", "https://rss.arxiv.org/atom/stat.ML"),
        ("http://rss.arxiv.org/rss/cs.CL", "arxiv", "https://rss.arxiv.org/atom/cs.CL"),
        (
            "https://export.arxiv.org/api/query?search_query=all:x",
            "arxiv-api",
            "https://export.arxiv.org/api/query?search_query=all:x",
        ),
        ("r/MachineLearning", "reddit", "https://www.reddit.com/r/MachineLearning/.rss"),
        (
            "https://old.reddit.com/r/rust/top/?t=day",
            "reddit",
            "https://www.reddit.com/r/rust/.rss",
        ),
        (
            "https://www.reddit.com/.rss?feed=TOKEN&user=me",
            "reddit",
            "https://www.reddit.com/.rss?feed=TOKEN&user=me",
        ),
        ("lab.example/feed.xml", None, "https://lab.example/feed.xml"),
    ],
)
def test_the_kind_is_guessed_from_the_address(text: str, kind: str | None, url: str) -> None:
    guessed = guess(text)
    assert (guessed.kind, guessed.url) == (kind, url)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "ftp://x.example/f",
        "https://arxiv.org/abs/2203.01250",
        "https://arxiv.org/list/cs.LG+cs.CL/recent",
        "http://[broken",
    ],
)
def test_what_is_no_feed_address_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        guess(text)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("arxiv_day1.xml", "arxiv"),
        ("arxiv_empty.xml", "arxiv"),
        ("api.xml", "arxiv-api"),
        ("reddit.xml", "reddit"),
        ("blog_rss.xml", "rss"),
        ("blog_atom.xml", "rss"),
    ],
)
def test_the_kind_is_told_from_the_bytes(own: Own, name: str, kind: str) -> None:
    assert kind_of_bytes(own(name), "", "http://127.0.0.1/feed") == kind


@pytest.mark.parametrize(
    ("now", "last", "following"),
    [
        ("2026-11-23T12:00:00", "2026-11-23T01:00:00", "2026-11-24T01:00:00"),
        ("2026-11-21T12:00:00", "2026-11-20T01:00:00", "2026-11-23T01:00:00"),
        ("2026-07-01T12:00:00", "2026-07-01T00:00:00", "2026-07-02T00:00:00"),
    ],
)
def test_announcements_follow_eastern_time(now: str, last: str, following: str) -> None:
    def ms(text: str) -> int:
        return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)

    assert arxiv.announcements(ms(now)) == (ms(last), ms(following))
