"""papers.db: one row per work, kept counters, any search, refusals in words, marks as acts."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from papers_proof import faults_of

from content.model import Entry
from db.clock import Clock
from db.log import redo, undo, undo_label
from db.marks import mark, mirror_marks
from db.model import StoreError
from db.papers import PapersStore, open_papers
from db.papers_schema import SCHEMA
from db.store import Store, open_store

NOW = 1_795_521_600_000  # 2026-11-24T12:00:00Z
DAY = 86_400_000


class Hand:
    """A clock that a test moves by hand."""

    def __init__(self) -> None:
        self.ms = NOW
        self.clock = Clock(4, lambda: self.ms / 1000, lambda _: 0)


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def papers(tmp_path: Path, hand: Hand) -> Iterator[PapersStore]:
    opened = open_papers(str(tmp_path / "papers.db"), clock=hand.clock)
    opened.set_sources(())
    yield opened
    opened.close()


@pytest.fixture
def store(tmp_path: Path, hand: Hand) -> Iterator[Store]:
    opened = open_store(str(tmp_path / "mlroad.db"), device="one", clock=hand.clock)
    yield opened
    opened.close()


def entry(number: int = 1, **values: object) -> Entry:
    plain = Entry(
        key=f"arxiv:2611.{number:05}",
        title=f"Invented paper {number}",
        url=f"https://arxiv.org/abs/2611.{number:05}",
        abstract="On the optimization of kettles by gpt-4 in C++.",
        authors=("Ana Pérez", "Nobody Real"),
        categories=("cs.LG",),
        arxiv=f"2611.{number:05}",
        version=1,
        announce_type="new",
        published_ms=NOW - DAY,
    )
    return replace(plain, **values)  # type: ignore[arg-type]


def titles(papers: PapersStore, filter: str = "all", query: str = "", **values: str) -> list[str]:
    return [row.title for row in papers.page(papers.ids(filter, query, **values))]


def assert_well(papers: PapersStore, store: Store | None = None) -> None:
    assert faults_of(papers, store) == []


def test_a_work_is_one_row_over_versions_and_sources(papers: PapersStore) -> None:
    assert papers.store_entries("cs.LG", [entry()], NOW) == (1, 0)
    cross = entry(categories=("cs.CL", "cs.LG"), announce_type="cross")
    assert papers.store_entries("cs.CL", [cross], NOW) == (0, 0)
    post = entry(
        title="[R] Look!",
        abstract="post",
        primary=False,
        version=None,
        arxiv="2611.00001",
        announce_type=None,
        comments_url="https://www.reddit.com/r/x/comments/1a/",
    )
    assert papers.store_entries("r-x", [post], NOW) == (0, 0)
    third = entry(version=3, title="Invented paper, again", announce_type="replace")
    assert papers.store_entries("cs.LG", [third], NOW + DAY) == (0, 1)
    (number,) = papers.ids("all")
    detail = papers.paper(number)
    assert detail is not None
    assert detail.title == "Invented paper, again"
    assert (detail.version, detail.updated_to) == (3, 3)
    assert detail.categories == ("cs.LG", "cs.CL")
    assert detail.comments_url == "https://www.reddit.com/r/x/comments/1a/"
    assert [(seen.source, seen.announce_type, seen.version) for seen in detail.sightings] == [
        ("cs.CL", "cross", 1),
        ("cs.LG", "new", 1),
        ("r-x", None, None),
        ("cs.LG", "replace", 3),
    ]
    assert [seen.title for seen in detail.sightings if seen.source == "r-x"] == ["[R] Look!"]
    assert_well(papers)


def test_a_post_that_came_first_gives_way_to_the_paper(papers: PapersStore) -> None:
    post = entry(title="[R] Look!", abstract="", authors=("/u/x",), primary=False, version=None)
    papers.store_entries("r-x", [post], NOW)
    papers.store_entries("cs.LG", [entry()], NOW)
    assert titles(papers) == ["Invented paper 1"]
    papers.store_entries("r-x", [post], NOW)
    assert titles(papers) == ["Invented paper 1"]
    assert_well(papers)


def test_an_older_version_or_another_sources_cut_changes_nothing(papers: PapersStore) -> None:
    papers.store_entries("a", [entry(version=2)], NOW)
    assert papers.store_entries("a", [entry(title="old", version=1)], NOW) == (0, 0)
    assert papers.store_entries("b", [entry(abstract="cut …", version=2)], NOW) == (0, 0)
    assert papers.store_entries("a", [entry(abstract="longer", version=2)], NOW) == (0, 1)
    assert papers.store_entries("a", [entry(abstract="longer", version=2)], NOW) == (0, 0)


def test_a_new_version_keeps_read_and_shows_that_it_came(papers: PapersStore, store: Store) -> None:
    papers.store_entries("a", [entry()], NOW)
    mark(store, papers, ["arxiv:2611.00001"], "read", True)
    papers.store_entries("a", [entry(version=3)], NOW)
    (row,) = papers.page(papers.ids("all"))
    assert (row.read, row.updated_to) == (True, 3)
    assert mark(store, papers, [row.key], "read", True) is None
    (row,) = papers.page(papers.ids("all"))
    assert row.updated_to is None


@pytest.mark.parametrize("published", [None, 0, -5, NOW + 30 * DAY, 10**17])
def test_unbelievable_dates_fall_back_to_first_seen(
    papers: PapersStore, published: int | None
) -> None:
    papers.store_entries("a", [entry(published_ms=published)], NOW)
    (row,) = papers.page(papers.ids("all"))
    assert row.at_ms == NOW


def test_lists_are_newest_first_and_keep_the_order_of_the_feed(papers: PapersStore) -> None:
    papers.store_entries("a", [entry(1), entry(2)], NOW)
    papers.store_entries("a", [entry(3, published_ms=NOW)], NOW)
    papers.store_entries("b", [entry(4, published_ms=NOW - 9 * DAY)], NOW)
    assert titles(papers) == [f"Invented paper {number}" for number in (3, 1, 2, 4)]
    assert titles(papers, "source:b") == ["Invented paper 4"]
    assert titles(papers, "unread", source="a")[0] == "Invented paper 3"
    with pytest.raises(ValueError, match="no such list"):
        papers.ids("nothing")


def test_a_topic_narrows_the_list(papers: PapersStore) -> None:
    papers.store_entries("a", [entry(1), entry(2)], NOW)
    with papers.writing() as connection:
        connection.execute("INSERT INTO paper_topic VALUES ('nn', ?, 1.0)", (papers.ids()[1],))
    assert titles(papers, topic="nn") == titles(papers, query="topic:nn") == ["Invented paper 2"]


def test_pages_keep_their_order_and_leave_out_what_is_gone(papers: PapersStore) -> None:
    papers.store_entries("a", [entry(number) for number in range(1, 6)], NOW)
    ids = papers.ids("all")
    assert ids.typecode == "q"
    shuffled = [ids[3], 999_999, ids[0]]
    assert [row.number for row in papers.page(shuffled)] == [ids[3], ids[0]]
    assert papers.page([]) == []
    assert papers.paper(999_999) is None


def test_next_unread_goes_on_from_the_top(papers: PapersStore, store: Store) -> None:
    papers.store_entries("a", [entry(number) for number in range(1, 601)], NOW)
    ids = papers.ids("all")
    keys = papers.keys(ids)
    assert len(keys) == 600
    mark(store, papers, [row.key for row in papers.page(ids[2:])], "read", True)
    assert papers.next_unread(ids, 0) == 0
    assert papers.next_unread(ids, 2) == 0
    mark(store, papers, [row.key for row in papers.page(ids[:2])], "read", True)
    assert papers.next_unread(ids, 5) is None
    assert papers.next_unread([], 0) is None
    assert papers.counters() == (600, 0, 0)
    assert_well(papers, store)


FOUND = [
    ("kettles", True),
    ("kettle", True),
    ("KETTLES gpt-4", True),
    ("C++", True),
    ('"gpt-4 in"', True),
    ('"in gpt-4"', False),
    ("ti:invented", True),
    ("ti:kettles", False),
    ("au:perez", True),
    ("au:Pérez real", True),
    ("au:whoever", False),
    ("au:nob", True),
    ("cat:cs", True),
    ("cat:cs.LG", True),
    ("cat:cs.L", False),
    ("is:unread", True),
    ("is:read", False),
    ("is:new kettles", True),
    ("is:nonsense", False),
    ("is:hidden", False),
    ("src:a", True),
    ("src:b", False),
    ("", True),
    ('"', True),
    ("***", True),
    ("NOT", False),
    ("kettles AND samovars", False),
    ("(", True),
    ("title:x", False),
    ("optimizat", True),
    ("optimi", True),
    ("optimization ", True),
    ("op", True),
    ("kettles -", True),
    ("cat:", True),
    ("%", True),
    ("cat:%", False),
    ("cat:_", False),
]


@pytest.mark.parametrize(("query", "found"), FOUND)
def test_a_query_finds_words_not_syntax(papers: PapersStore, query: str, found: bool) -> None:
    papers.store_entries("a", [entry()], NOW)
    assert bool(papers.ids("all", query)) is found
    assert set(papers.ids("all", query, order="relevance")) == set(papers.ids("all", query))


WORDS = [
    "optimization",
    "optimisation",
    "generalization",
    "learning",
    "networks",
    "similarity",
    "relational",
    "happiness",
    "probabilistic",
    "variational",
    "transformers",
    "queries",
    "regularization",
    "embeddings",
    "efficiently",
    "robustness",
    "convolutional",
    "inference",
]


@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_found_at_every_letter_while_it_is_typed(papers: PapersStore, word: str) -> None:
    papers.store_entries("a", [entry(title=word, abstract="")], NOW)
    for end in range(2, len(word) + 1):
        assert papers.ids("all", word[:end]), word[:end]


def test_typing_does_not_find_other_words(papers: PapersStore) -> None:
    papers.store_entries("a", [entry(title="gene editing", abstract="")], NOW)
    assert not papers.ids("all", "general")
    assert not papers.ids("all", "genera")


@given(query=st.text(alphabet=st.characters(exclude_categories=()), max_size=60))
@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_is_a_valid_query(papers: PapersStore, query: str) -> None:
    for text in (query, f'ti:{query} "{query}', f"{query}*", f"cat:{query} topic:{query}"):
        papers.ids("all", text)
        papers.ids("unread", text, order="relevance")


def test_marks_are_acts_that_undo_takes_back(papers: PapersStore, store: Store) -> None:
    papers.store_entries("a", [entry(1), entry(2)], NOW)
    keys = ["arxiv:2611.00001", "arxiv:2611.00002"]
    assert mark(store, papers, keys, "read", True) is not None
    assert papers.counters() == (2, 0, 0)
    assert mark(store, papers, keys[:1], "hidden", True) is not None
    assert titles(papers) == ["Invented paper 2"]
    assert titles(papers, query="is:hidden") == ["Invented paper 1"]
    assert undo_label(store) == "Hide paper"
    undo(store)
    assert mirror_marks(store, papers) == 1
    assert papers.counters() == (2, 0, 0)
    undo(store)
    assert mirror_marks(store, papers) == 2
    assert papers.counters() == (2, 2, 0)
    redo(store)
    assert mirror_marks(store, papers) == 2
    assert mirror_marks(store, papers) == 0
    assert papers.counters() == (2, 0, 0)
    assert_well(papers, store)
    with pytest.raises(ValueError, match="no mark"):
        mark(store, papers, keys, "liked", True)
    with pytest.raises(StoreError, match="refresh first"):
        mark(store, papers, ["arxiv:9999.99999"], "saved", True)


def test_deleting_the_cache_costs_a_refresh_only(
    tmp_path: Path, papers: PapersStore, store: Store, hand: Hand
) -> None:
    papers.store_entries("a", [entry(1), entry(2), entry(3)], NOW)
    (third, *_), before = papers.ids("all"), papers.paper(papers.ids("all")[0])
    assert before is not None
    mark(store, papers, [before.key], "saved", True)
    mark(store, papers, ["arxiv:2611.00002"], "read", True)
    mark(store, papers, ["arxiv:2611.00003"], "hidden", True)
    papers.close()
    for name in os.listdir(tmp_path):
        if name.startswith("papers.db"):
            os.remove(tmp_path / name)
    hand.ms += DAY
    again = open_papers(str(tmp_path / "papers.db"), clock=hand.clock)
    mirror_marks(store, again)
    (number,) = again.ids("saved")
    detail = again.paper(number)
    assert detail is not None
    kept = replace(before, number=number, saved=True, source="", sightings=())
    assert detail == kept
    again.set_sources(())
    assert again.store_entries("a", [entry(1), entry(2), entry(3)], hand.ms) == (2, 0)
    assert again.counters() == (2, 1, 1)
    assert titles(again, "unread") == [before.title]
    assert_well(again, store)
    again.close()
    assert third


@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["store", "read", "unread", "saved", "let go", "hidden", "shown"]),
            st.integers(1, 4),
            st.sampled_from(["a", "b"]),
        ),
        max_size=25,
    )
)
@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_counters_equal_the_rows_whatever_is_done(
    papers: PapersStore, store: Store, steps: list[tuple[str, int, str]]
) -> None:
    from content.model import FeedSource

    feeds = [FeedSource(name, "rss", f"https://{name}.example/", name) for name in "ab"]
    papers.set_sources([(feed, True, False) for feed in feeds])
    marks = {
        "read": ("read", True),
        "unread": ("read", False),
        "saved": ("saved", True),
        "let go": ("saved", False),
        "hidden": ("hidden", True),
        "shown": ("hidden", False),
    }
    for what, number, source in steps:
        made = entry(number)
        if what == "store" or papers.number_of(made.key) is None:
            papers.store_entries(source, [made], NOW)
        else:
            field, value = marks[what]
            mark(store, papers, [made.key], field, value)
    assert_well(papers, store)


def test_removing_rows_keeps_the_counters(papers: PapersStore, store: Store) -> None:
    papers.store_entries("a", [entry(1), entry(2)], NOW)
    with papers.writing() as connection:
        connection.execute("DELETE FROM paper WHERE number = ?", (papers.ids()[0],))
    assert papers.counters() == (1, 1, 0)
    assert len(papers.ids("all", "kettles")) == 1
    assert_well(papers, store)


def test_wrong_counters_and_a_wrong_index_are_found(papers: PapersStore) -> None:
    papers.store_entries("a", [entry(1)], NOW)
    with papers.writing() as connection:
        connection.execute("UPDATE counter SET value = 7")
        connection.execute("INSERT INTO paper_search (rowid, title) VALUES (99, 'ghost')")
    found = faults_of(papers)
    assert any("counters differ" in fault for fault in found)
    assert any(fault.startswith("search: ") for fault in found)


def test_a_newer_database_is_refused_untouched(tmp_path: Path, hand: Hand) -> None:
    path = tmp_path / "papers.db"
    open_papers(str(path), clock=hand.clock).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="newer mlroad"):
        open_papers(str(path), clock=hand.clock)
    assert path.read_bytes() == before


def foreign(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_bytes(b"not a database at all" * 99),
        lambda path: path.write_bytes(b"SQLite format 3\x00 cut"),
        foreign,
        lambda path: path.mkdir(),
    ],
    ids=["text", "cut", "foreign", "folder"],
)
def test_what_is_no_papers_database_is_refused_untouched(
    tmp_path: Path, hand: Hand, make: Callable[[Path], None]
) -> None:
    path = tmp_path / "papers.db"
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(StoreError, match=r"papers\.db"):
        open_papers(str(path), clock=hand.clock)
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_a_damaged_database_is_refused_in_words(tmp_path: Path, hand: Hand) -> None:
    path = tmp_path / "papers.db"
    made = open_papers(str(path), clock=hand.clock)
    made.store_entries("a", [entry(number) for number in range(1, 200)], NOW)
    made.close()
    data = bytearray(path.read_bytes())
    data[200 : len(data)] = b"\xff" * (len(data) - 200)
    path.write_bytes(bytes(data))
    with pytest.raises(StoreError, match="only a cache"):
        open_papers(str(path), clock=hand.clock).ids("all")


def test_an_empty_file_becomes_a_database(tmp_path: Path, hand: Hand) -> None:
    path = tmp_path / "deep" / "papers.db"
    path.parent.mkdir()
    path.touch()
    opened = open_papers(str(path), clock=hand.clock)
    assert opened.counters() == (0, 0, 0)
    opened.close()
    with pytest.raises(StoreError, match="closed"):
        opened.ids("all")


def test_threads_read_while_a_batch_is_stored(papers: PapersStore) -> None:
    faults: list[Exception] = []
    done = threading.Event()

    def look() -> None:
        try:
            while not done.is_set():
                papers.page(papers.ids("all", "kettles")[:64])
                papers.counters()
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    papers.store_entries("a", [entry(number) for number in range(1, 800)], NOW)
    done.set()
    for thread in threads:
        thread.join()
    assert faults == []
    assert_well(papers)
