"""Each command in words and as JSON, in a home with and without a past."""

from __future__ import annotations

import io
import json
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.library import load_library
from tui.commands.feed import KINDS
from tui.commands.output import say_json, say_json_list

Cli = Callable[..., Any]
TOPIC = "l1.math.la.vectors"


@pytest.fixture
def studied(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The command line in a home where three cards were answered: Again, Good and Easy."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n1\n\n3\n\n4\nq\n"))
    assert cli("review", "--plain").code == 0
    return cli


def cells(line: str) -> int:
    """The width of a line: a mark over a letter takes none."""
    return sum(not unicodedata.combining(char) for char in line)


@pytest.mark.parametrize(
    "command",
    [
        ["today"],
        ["topics"],
        ["topic", TOPIC],
        ["cards"],
        ["papers"],
        ["feed", "list"],
        ["stats"],
        ["check"],
        ["lint"],
        ["keys"],
    ],
)
def test_words_fit_80_columns_and_json_is_one_document(command: list[str], studied: Cli) -> None:
    words = studied(*command)
    assert words.code == 0
    assert words.err == ""
    assert words.out.strip()
    assert "\x1b" not in words.out
    # An address is never broken: it is there to be copied.
    lines = [line for line in words.out.splitlines() if "://" not in line]
    assert max(map(cells, lines)) <= 80
    document = studied(*command, "--json")
    assert (document.code, document.err) == (0, "")
    json.loads(document.out)
    assert document.out.isascii()


def test_today_before_the_first_start_says_what_to_do_and_makes_nothing(
    cli: Cli, home: Path
) -> None:
    result = cli("today")
    assert result.code == 0
    assert "Thursday, 9 July 2026" in result.out
    assert "`mlroad review --plain`" in result.out
    assert cli("today", "--json").json == {
        "day": "2026-07-09",
        "due": None,
        "new": None,
        "learning": None,
        "minutes": None,
        "streak": 0,
        "next_topics": [],
        "next_due_at": None,
    }
    assert not home.exists()


def test_today_counts_what_is_left(studied: Cli) -> None:
    found = studied("today", "--json").json
    assert found["day"] == "2026-07-09"
    assert (found["due"], found["new"], found["learning"], found["streak"]) == (0, 17, 2, 1)
    assert found["next_due_at"].startswith("2026-07-09T12:01:")
    assert found["next_due_at"].endswith("+00:00")
    assert TOPIC in found["next_topics"]
    assert TOPIC in studied("today").out


def test_topics_are_the_whole_map_with_every_line_of_the_seed(studied: Cli) -> None:
    library = load_library()
    rows = studied("topics", "--json").json
    ids = [row["id"] for row in rows]
    assert len(ids) == len(set(ids))
    assert set(ids) == set(library.topics) | set(library.papers)
    before: set[str | None] = {None}
    for row in rows:
        assert row["parent"] in before
        before.add(row["id"])
    lines = {row["seed_line"] for row in rows} - {None}
    assert lines >= {topic.seed_line for topic in library.topics.values() if topic.seed_line}
    by_id = {row["id"]: row for row in rows}
    assert set(by_id[TOPIC]) == {
        *("id", "title", "kind", "level", "parent", "seed_line", "requires", "status"),
        *("mastery", "ready", "cards", "due", "hours"),
    }
    assert by_id[TOPIC]["status"] == "todo"
    assert by_id[TOPIC]["ready"] is True
    assert by_id["l1.math.la"]["cards"] >= by_id[TOPIC]["cards"] > 0
    assert by_id["l1"]["due"] == 2
    learned = [row["mastery"] for row in rows if row["cards"] and row["kind"] != "group"]
    assert 0 < sum(learned) < len(learned)
    needs = next(row["requires"] for row in rows if row["requires"])
    assert set(needs[0]) == {"id", "why"}


def test_a_topic_is_its_row_and_all_that_belongs_to_it(cli: Cli) -> None:
    found = cli("topic", TOPIC, "--json").json
    row = next(row for row in cli("topics", "--json").json if row["id"] == TOPIC)
    shared = set(row) - {"cards"}
    assert {name: found[name] for name in shared} == {name: row[name] for name in shared}
    library = load_library()
    assert found["text"] == library.topics[TOPIC].text
    assert [goal["id"] for goal in found["covers"]] == [
        goal.id for goal in library.topics[TOPIC].goals
    ]
    assert len(found["cards"]) == row["cards"]
    assert found["note"] is None
    words = cli("topic", TOPIC).out
    for resource in found["resources"]:
        assert resource["url"] in words


@pytest.mark.parametrize("kind", ["group", "project", "paper"])
def test_groups_projects_and_papers_are_topics_too(kind: str, cli: Cli) -> None:
    row = next(row for row in cli("topics", "--json").json if row["kind"] == kind)
    assert row["title"] in cli("topic", row["id"]).out
    found = cli("topic", row["id"], "--json").json
    assert found["text"]
    if kind == "project":
        assert found["projects"][0]["id"] == row["id"]
        assert found["projects"][0]["milestones"]


def test_cards_are_found_by_words_topic_and_state(studied: Cli) -> None:
    every = studied("cards", "--json").json
    assert [card["state"] for card in every].count("new") == len(every) - 3
    assert {card["id"] for card in studied("cards", "is:new", "--json").json} == {
        card["id"] for card in every if card["state"] == "new"
    }
    due = studied("cards", "is:due", "--json").json
    assert sorted(card["state"] for card in due) == ["learning", "learning"]
    some = studied("cards", "topic:l1.math.la", "MATRIX", "--json").json
    assert some
    for card in some:
        assert card["topic"].startswith("l1.math.la.")
    ids = {card["id"] for card in some}
    within = [card for card in every if card["topic"].startswith("l1.math.la.")]
    assert ids >= {card["id"] for card in within if "matrix" in card["front"].lower().split()}
    assert 0 < len(ids) < len(within)
    assert studied("cards", "no-card-has-this-word", "--json").json == []
    assert "No card matches" in studied("cards", "no-card-has-this-word").out


def test_cards_know_the_language_of_the_dashboard(studied: Cli) -> None:
    def ids(*query: str) -> list[str]:
        return [card["id"] for card in studied("cards", "--json", *query).json]

    seen = ids("rated:1")
    assert len(seen) == 3
    assert ids("--", "-is:new") == ids("is:learning or is:review") == seen
    assert ids("rated:1:1", "or", "rated:1:4") == ids("(rated:1:1 or rated:1:4) -rated:1:3")
    assert ids("prop:s>=0", "--order=stability") == ids("prop:s>=0", "--order=-stability")[::-1]
    assert ids("prop:s>=0", "--order", "lapses") == seen
    assert ids("prop:s>=0", "--order=-map") == seen[::-1]
    rows = studied("cards", "rated:1").out.splitlines()
    assert rows[0].split()[:3] == ["State", "Due", "Id"]
    listed = [row for row in rows[1:] if not row.startswith(" ")]
    assert [next(word for word in row.split() if "." in word) for row in listed] == seen


def test_a_question_has_room_beside_its_id_or_below_it(cli: Cli) -> None:
    short = cli("cards", "card:la.vectors.rank").out.splitlines()
    assert all(len(row) <= 80 for row in short)
    words = "Which vectors does a matrix only stretch, and by how much does it do so?"
    cli("add", "--topic", "l1.math.la.eigen", "--front", words, "--back", "Its eigenvectors.")
    rows = cli("cards", "is:own").out.splitlines()
    assert rows[0].split() == ["State", "Due", "Id"]
    assert rows[1].split()[0] == "new"
    assert rows[2] == f"  {words}"


@pytest.mark.parametrize("command", [["cards"], ["stats", "--cards"]])
def test_a_search_that_means_nothing_is_refused_in_one_line(
    command: list[str], studied: Cli
) -> None:
    refused = studied(*command, "is:deu")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("mlroad: search, character 4: there is no is:deu; perhaps is:due")
    assert refused.err.count("\n") == 1
    unknown = studied(*command, "topic:l1.math.la.vector")
    assert unknown.code == 2
    assert f"perhaps {TOPIC}" in unknown.err


def test_the_orders_offered_are_those_that_there_are() -> None:
    from db import browse
    from tui.commands import cards

    assert tuple(browse.ORDERS) == cards.ORDERS


def test_own_cards_have_no_source_and_edits_are_shown(cli: Cli, home: Path) -> None:
    from db.clock import Clock
    from db.drafts import Draft
    from db.notes import add_note, edit_note
    from db.store import open_store

    first = cli("cards", "--json").json[0]
    store = open_store(str(home / "mlroad.db"), device="test", clock=Clock())
    add_note(store, Clock(), Draft(TOPIC, "typed", "Mine?", "So.", answer="yes", tags=("t1",)))
    draft = Draft(first["topic"], first["kind"], "What is zyzzyva?", first["back"])
    edit_note(store, first["id"], draft)
    store.close()
    (own,) = cli("cards", "tag:t1", "--json").json
    assert (own["source"], own["origin"], own["answer"]) == (None, "own", "yes")
    assert (own["tags"], own["front"], own["state"]) == (["t1"], "Mine?", "new")
    (edited,) = cli("cards", "is:edited", "zyzzyva", "--json").json
    assert (edited["id"], edited["front"]) == (first["id"], "What is zyzzyva?")


def test_a_card_says_what_is_known_of_its_memory(studied: Cli) -> None:
    cards = {card["state"]: card for card in studied("cards", "--json").json}
    assert set(cards["new"]) == {
        *("id", "topic", "kind", "skill", "proved", "difficulty_level", "front", "back", "state"),
        *("due", "stability", "difficulty", "retrievability", "reps", "lapses", "suspended"),
        *("flag", "tags", "source", "answer", "buried", "marked", "origin"),
    }
    for unknown in ("due", "stability", "difficulty", "retrievability", "flag", "answer"):
        assert cards["new"][unknown] is None
    assert cards["learning"]["due"].startswith("2026-07-09T12:")
    assert len(cards["review"]["due"]) == len("2026-07-09")
    assert cards["review"]["stability"] > 1
    assert 0.9 <= cards["review"]["retrievability"] <= 1
    assert cards["review"]["reps"] == 1
    assert set(cards["new"]["source"]) == {"title", "url"}


def test_statistics_say_what_was_done(studied: Cli) -> None:
    found = studied("stats", "--json").json
    assert found["reviews"]["day"] == 3
    assert found["heatmap"] == {"2026-07-09": 3}
    assert set(found["retention"]) == {"day", "week", "month", "year", "young", "mature"}
    assert found["desired"] == 0.9
    assert len(found["forecast"]) == 30
    assert sum(found["forecast"]) >= 1
    words = studied("stats").out
    assert "today" in words
    assert "1 day in a row." in words


def test_statistics_may_be_of_some_cards_alone(studied: Cli) -> None:
    (again,) = studied("cards", "rated:1:1", "--json").json
    some = studied("stats", "--cards", "rated:1:1", "--json").json
    assert set(some) == set(studied("stats", "--json").json)
    assert some["reviews"]["day"] == 1
    assert some["heatmap"] == {"2026-07-09": 1}
    words = studied("stats", "--cards", f"card:{again['id']}").out
    assert words.startswith("1 card\n")
    assert "No answers to these" in studied("stats", "--cards", "is:new").out
    assert "No card matches." in studied("stats", "--cards", "is:suspended").out


def test_statistics_of_an_empty_home_name_the_next_step(cli: Cli) -> None:
    assert "No answers yet" in cli("stats").out


def test_check_finds_a_good_database_good_and_a_changed_cache_bad(studied: Cli, home: Path) -> None:
    import sqlite3

    good = studied("check", "--json")
    assert good.code == 0
    assert good.json["ok"] is True
    assert {"name", "ok", "count", "message"} == set(good.json["checks"][0])
    with sqlite3.connect(home / "mlroad.db") as connection:
        connection.execute("UPDATE done SET count = count + 1")
    connection.close()
    bad = studied("check", "--json")
    assert bad.code == 1
    assert bad.json["ok"] is False
    assert bad.err == "mlroad: 1 check failed: done; see the messages above\n"
    words = studied("check")
    assert words.code == 1
    assert "FAILED  done" in words.out


def test_check_without_a_database_makes_none(cli: Cli, home: Path) -> None:
    assert cli("check").code == 0
    assert not home.exists()


def test_a_backup_holds_what_the_database_holds(studied: Cli, home: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    words = studied("backup", str(target))
    assert (words.code, words.out) == (0, f"{target}\n")
    default = studied("backup", "--json").json
    assert Path(default["path"]).parent == home / "backups"
    assert Path(default["path"]).stat().st_size == default["bytes"]
    restored = tmp_path / "restored"
    restored.mkdir()
    target.rename(restored / "mlroad.db")
    assert studied("stats", "--json", "--home", str(restored)).json["reviews"]["day"] == 3


def test_a_backup_never_replaces_a_file(studied: Cli, tmp_path: Path) -> None:
    target = tmp_path / "notes.txt"
    target.write_text("mine")
    result = studied("backup", str(target))
    assert (result.code, result.out) == (1, "")
    assert "exists already; choose another name" in result.err
    assert target.read_text() == "mine"


def test_paths_are_those_in_use_and_nothing_is_made(cli: Cli, home: Path) -> None:
    found = cli("paths", "--json").json
    assert found["database"] == str(home / "mlroad.db")
    assert {"papers", "backups", "content", "settings", "cache", "log", "device"} < set(found)
    words = cli("paths").out
    assert f"{home / 'mlroad.db'}  (not yet)" in words
    assert not home.exists()


def test_keys_follow_the_settings_file(cli: Cli, home: Path) -> None:
    def bury() -> list[str]:
        found = [row for row in cli("keys", "--json").json if row["id"] == "review.bury"]
        assert set(found[0]) == {"id", "keys", "name", "where", "words"}
        return found[0]["keys"]

    assert bury() == ["minus"]
    home.mkdir()
    (home / "settings.yaml").write_text("keys:\n  review.bury: b\n")
    assert bury() == ["b"]


def test_sources_are_listed_added_refreshed_and_removed_without_a_network(cli: Cli) -> None:
    shipped = [row["id"] for row in cli("feed", "list", "--json").json]
    assert "cs.LG" in shipped
    added = cli("feed", "add", "r/compling", "--no-network", "--every", "7200", "--json").json
    assert (added["kind"], added["every"], added["already"]) == ("reddit", 7200, False)
    assert "is there already" in cli("feed", "add", "r/compling", "--no-network").out
    rows = cli("feed", "list", "--json").json
    assert [row["id"] for row in rows] == [*shipped, added["id"]]
    assert set(rows[0]) >= {
        *("id", "kind", "url", "title", "state", "message", "last_ok", "next_allowed"),
        *("items", "unread"),
    }
    assert rows[0]["last_ok"] is None
    reports = cli("feed", "refresh", added["id"], "--no-network", "--json").json
    assert [report["id"] for report in reports] == [added["id"]]
    assert set(reports[0]) == {
        *("id", "state", "new", "updated", "message", "next_allowed", "bytes", "seconds")
    }
    assert "network is switched off" in cli("feed", "refresh", "--no-network").out
    assert "removed" in cli("feed", "remove", added["id"]).out
    assert [row["id"] for row in cli("feed", "list", "--json").json] == shipped


def test_an_address_of_unknown_kind_needs_the_network_or_a_kind(cli: Cli) -> None:
    address = "https://example.org/feed"
    refused = cli("feed", "add", address, "--no-network")
    assert refused.code == 1
    assert "--kind" in refused.err
    arguments = ("--no-network", "--kind", "rss", "--id", "mine", "--json")
    assert cli("feed", "add", address, *arguments).json["id"] == "mine"


def test_the_kinds_offered_are_those_that_there_are() -> None:
    from content.feeds.kinds import KINDS as KNOWN

    assert set(KINDS) == {"auto", *KNOWN}


def test_papers_are_found_and_shown_with_what_is_known(cli: Cli, home: Path) -> None:
    from content.model import Entry
    from db.clock import Clock
    from db.papers import open_papers

    assert "`mlroad feed refresh` fetches them" in cli("papers").out
    papers = open_papers(str(home / "papers.db"), clock=Clock())
    entries = (
        Entry(
            "arxiv:2607.00001",
            "Attention \x1b[31mwith [R] brackets\x1b[0m",
            "https://arxiv.org/abs/2607.00001",
            abstract="We attend.",
            authors=("A. Author", "B. Writer"),
            categories=("cs.LG",),
            arxiv="2607.00001",
            version=2,
            announce_type="new",
            published_ms=1_783_000_000_000,
        ),
        Entry("https://example.org/post", "A post", "https://example.org/post"),
    )
    papers.store_entries("cs.LG", entries, 1_783_500_000_000)
    papers.close()
    found = cli("papers", "attention", "--json").json
    assert len(found) == 1
    assert set(found[0]) == {
        *("id", "arxiv", "version", "title", "authors", "abstract", "categories"),
        *("announce_type", "published", "source", "url", "read", "saved", "topics"),
        *("readiness", "missing"),
    }
    assert found[0]["id"] == "arxiv:2607.00001"
    assert found[0]["authors"] == ["A. Author", "B. Writer"]
    assert found[0]["published"] == "2026-07-02T13:46:40+00:00"
    assert (found[0]["source"], found[0]["read"], found[0]["readiness"]) == ("cs.LG", False, None)
    words = cli("papers").out
    assert "\x1b" not in words
    assert "[R] brackets" in words
    assert "A post" in words
    assert "No paper matches" in cli("papers", "nothing-has-this").out


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def printed(document: object) -> str:
    stdout, sys.stdout = sys.stdout, io.StringIO()
    try:
        say_json(document)
        return sys.stdout.getvalue()
    finally:
        sys.stdout = stdout


@given(JSON)
def test_json_reads_back_as_what_it_was(document: object) -> None:
    text = printed(document)
    assert text.isascii()
    assert json.loads(text) == document


@given(st.lists(JSON))
def test_a_list_printed_member_by_member_is_the_same_text(members: list[object]) -> None:
    stdout, sys.stdout = sys.stdout, io.StringIO()
    try:
        say_json_list(iter(members))
        found = sys.stdout.getvalue()
    finally:
        sys.stdout = stdout
    assert found == printed(members)


def test_json_has_no_number_that_is_none() -> None:
    assert json.loads(printed([float("inf"), float("-inf"), float("nan")])) == [None] * 3
