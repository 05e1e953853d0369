"""Every recorded reply of arXiv and reddit over a real local server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from content.feeds import clean
from content.feeds.fetch import Client
from content.feeds.read import kind_of_bytes, read
from content.feeds.reply import FetchError
from content.model import Entry, FeedSource

REPLIES = [
    ("arxiv_api/api_search_10.atom.xml", "arxiv-api", 10),
    ("arxiv_api/api_nicotine_2026-07.atom.xml", "arxiv-api", 10),
    ("arxiv_api/api_legacy_format_2025-10.atom.xml", "arxiv-api", 2),
    ("arxiv_api/api_empty_200.atom.xml", "arxiv-api", 0),
    ("arxiv_rss/made_atom_cs.LG+stat.ML_40.xml", "arxiv", 40),
    ("arxiv_rss/made_rss20_cs.LG+stat.ML_40.xml", "arxiv", 40),
    ("arxiv_rss/made_atom_weekend_empty.xml", "arxiv", 0),
    ("arxiv_rss/made_rss20_weekend_empty.xml", "arxiv", 0),
    ("reddit/reddit_rust_2020.atom.xml", "reddit", 1),
    ("reddit/reddit_minecraft_2025.atom.xml", "reddit", 1),
    ("reddit/reddit_pics_2025-12.atom.xml", "reddit", 1),
]


def fetched(server: Any, feed_server: Any, path: Path, status: int = 200) -> bytes:
    server.routes["/feed"] = feed_server.Canned(path.read_bytes(), status=status)
    with Client("mlroad/test") as client:
        return client.get(server.url("/feed")).body


@pytest.mark.parametrize(("name", "kind", "count"), REPLIES)
def test_a_recorded_reply_is_read_whole(
    server: Any, feed_server: Any, recorded: Path, name: str, kind: str, count: int
) -> None:
    body = fetched(server, feed_server, recorded / name)
    assert kind_of_bytes(body, "", server.url("/feed")) == kind
    reading = read(FeedSource("s", kind, server.url("/feed"), "S"), body)
    assert (len(reading.entries), reading.fault, reading.again) == (count, None, False)
    for entry in reading.entries:
        check(entry, kind)


def check(entry: Entry, kind: str) -> None:
    assert entry.title
    assert entry.published_ms is not None
    assert entry.authors
    assert entry.url.startswith("https://")
    assert not clean.has_controls(entry.title + entry.abstract)
    assert not entry.abstract.startswith("arXiv:")
    if kind.startswith("arxiv"):
        assert entry.key == f"arxiv:{entry.arxiv}"
        assert entry.version is not None
        assert entry.categories
    else:
        assert entry.key.startswith("reddit:")
        assert "submitted by" not in entry.abstract


def test_both_formats_of_a_day_give_the_same_papers(recorded: Path) -> None:
    source = FeedSource("s", "arxiv", "", "S")
    folder = recorded / "arxiv_rss"
    atom = read(source, (folder / "made_atom_cs.LG+stat.ML_40.xml").read_bytes())
    rss = read(source, (folder / "made_rss20_cs.LG+stat.ML_40.xml").read_bytes())
    assert atom.entries == rss.entries


def test_what_stands_between_angle_brackets_is_not_lost(recorded: Path) -> None:
    import re
    from html import unescape

    folder = recorded / "arxiv_rss"
    raw = (folder / "made_rss20_cs.LG+stat.ML_40.xml").read_text(encoding="utf-8")
    texts = [unescape(text) for text in re.findall(r"<description>(.*?)</description>", raw, re.S)]
    abstracts = [text.partition("Abstract: ")[2] for text in texts[1:]]
    reading = read(FeedSource("s", "arxiv", "", "S"), raw.encode())
    for abstract, entry in zip(abstracts, reading.entries, strict=True):
        assert clean.paragraphs(clean.accents(abstract)) == entry.abstract


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("arxiv_api/api_error_400.atom.xml", "incorrect id format for abc"),
        ("arxiv_rss/made_rss20_error_400.xml", "Bad subject class 'LGG'"),
    ],
)
def test_a_recorded_error_is_said_in_arxivs_words(
    server: Any, feed_server: Any, recorded: Path, name: str, words: str
) -> None:
    with pytest.raises(FetchError) as caught:
        fetched(server, feed_server, recorded / name, status=400)
    reading = read(FeedSource("s", "arxiv-api", "", "S"), caught.value.body)
    assert reading.fault is not None
    assert words in reading.fault


def test_json_of_reddit_is_no_feed(recorded: Path) -> None:
    data = (recorded / "reddit" / "graw_subreddit.json").read_bytes()
    assert read(FeedSource("s", "reddit", "", "S"), data).fault == "JSON, not a feed"


def test_the_recorded_wrappers_hold_the_same_bodies(recorded: Path) -> None:
    folder = recorded / "arxiv_api"
    wrapper = json.loads((folder / "q_testing_s0_m10_bc5a6c384fe9.json").read_bytes())
    body = wrapper["body"].encode("latin-1")
    source = FeedSource("s", "arxiv-api", "", "S")
    whole = read(source, (folder / "api_search_10.atom.xml").read_bytes())
    assert read(source, body).entries == whole.entries
