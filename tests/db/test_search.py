"""The search language: what it finds is what a slow reading of the rows finds, what it refuses."""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from search_oracle import (
    CARDS,
    COMPARE,
    DAY,
    PROPERTIES,
    SCHEDULER,
    TOPICS,
    Deck,
    Tree,
    a_row,
    below,
    every_term,
    queries,
    write,
)

from content.schema import SKILLS
from db import search, search_terms
from db.browse import ORDERS
from db.clock import Clock
from db.model import Memory, State
from db.search import QueryError, below_of, parse
from db.store import open_store


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deck]:
    path = tmp_path_factory.mktemp("deck") / "mlroad.db"
    store = open_store(str(path), device="one", clock=Clock(now=lambda: DAY * 86_400.0))
    chance = random.Random(4)
    rows = [a_row(chance, number) for number in range(CARDS)]
    with store.transaction() as transaction:
        transaction.connection.execute("PRAGMA defer_foreign_keys = ON")
        for position, row in enumerate(rows):
            write(transaction.connection, row, position)
        transaction.connection.execute(
            "INSERT INTO act (id, device, seq, at, name) VALUES ('act', 'x', 0, 0, 'Edit')"
        )
        for row in rows:
            for number, answer in enumerate(row.answers):
                if answer[3]:
                    name = f"{row.id}/{number}/undo"
                    transaction.connection.execute(
                        "INSERT INTO act (id, device, seq, at, name) VALUES (?, ?, 0, 0, 'Undo')",
                        (name, name),
                    )
        gone = a_row(chance, 9_999)
        write(transaction.connection, gone, 9_999)
        transaction.connection.execute("UPDATE card SET retired = 1 WHERE id = ?", (gone.id,))
    with store.reading() as connection:
        yield Deck(rows, connection)
    store.close()


def test_every_term_finds_what_it_says_and_its_negation_the_rest(deck: Deck) -> None:
    useful = 0
    for text, asks in every_term():
        wanted = [row.id for row in deck.rows if asks(row)]
        assert deck.find(text) == wanted, text
        assert deck.find(f"-{text}") == [row.id for row in deck.rows if not asks(row)], text
        useful += 0 < len(wanted) < CARDS
    assert useful > 200


@settings(deadline=None)
@given(queries)
def test_it_finds_what_a_slow_reading_of_the_rows_finds(deck: Deck, tree: Tree) -> None:
    text, asks = tree
    # A minus before a sign that is no word is text, as in "->".
    assume(not re.search(r"(^|[ (-])-(∇|->)", text))
    assert deck.find(text) == [row.id for row in deck.rows if asks(row)]


@settings(deadline=None)
@given(
    st.one_of(
        st.text(),
        st.text(alphabet='ab "()\\:-*<>=!0123^∇.\u0301é\x00\n'),
        st.lists(
            st.sampled_from(
                [
                    *("is:", "due", "prop:", "r<", "0.9", "topic:", "tag:", "or", "and", "-", "("),
                    *(
                        ")",
                        '"',
                        "\\",
                        "*",
                        "a",
                        "rated:",
                        "3",
                        ":",
                        "NEAR",
                        " ",
                        "\ud800",
                        "\u2028",
                    ),
                ]
            )
        ).map("".join),
    ),
    st.booleans(),
)
def test_any_text_is_a_query_that_runs_or_is_refused_in_words(
    deck: Deck, text: str, typing: bool
) -> None:
    try:
        deck.find(text, typing=typing)
    except QueryError as error:
        refused = str(error)
    else:
        return
    assert re.match(r"search, character \d+: .", refused)
    assert len(refused.splitlines()) == 1


def test_the_deepest_and_the_longest_queries_run(deck: Deck) -> None:
    text = "is:due"
    for number in range(search.DEPTH_LIMIT):
        joint = " or " if number % 2 else " "
        text = f"-(prop:r<0.5 ∇ word{joint}{text} or topic:a)"
    deck.find(text)
    deck.find(" or ".join(["is:due", "word"] * 25))
    with pytest.raises(QueryError, match="at most 10 deep"):
        parse(f"({text})")
    with pytest.raises(QueryError, match="character 201: a search has at most 100 words"):
        parse("a " * 101)
    with pytest.raises(QueryError, match="at most 2000 characters"):
        parse("a" * 2_001)


def test_no_text_of_the_learner_is_in_the_sql() -> None:
    query = parse('gradient "two words" tag:adam card:c1 ∇ prop:s<5 topic:a kind:basic')
    condition = search.compile(query, DAY, SCHEDULER, below)
    for text in ("gradient", "two", "adam", "c1", "∇", "'basic'"):
        assert text not in condition.sql
    assert condition.sql.count("?") == len(condition.values)


@settings(deadline=None)
@given(
    st.floats(0.001, 36_500),
    st.integers(-3, 40_000),
    st.decimals("0", "1", places=4),
    st.sampled_from(["<", "<=", ">", ">="]),
)
def test_the_bound_of_a_chance_of_recall_is_that_of_fsrs(
    stability: float, elapsed: int, number: Any, sign: str
) -> None:
    found = SCHEDULER.retrievability(
        Memory(State.REVIEW, None, stability, 5.0, DAY, None, DAY - elapsed), DAY
    )
    assume(abs(found - float(number)) > 1e-9)
    condition = search.compile(parse(f"prop:r{sign}{number}"), DAY, SCHEDULER, below)
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE memory (stability, last_day)")
    connection.execute("INSERT INTO memory VALUES (?, ?)", (stability, DAY - elapsed))
    sql = f"SELECT {condition.sql} FROM memory"
    said = bool(connection.execute(sql, condition.values).fetchone()[0])
    connection.close()
    assert said is COMPARE[sign](found, float(number))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("is:deu", "character 4: there is no is:deu; perhaps is:due"),
        ("word topc:x", "character 6: there is no topc:; perhaps topic:"),
        ("https://example.org", "character 1: there is no https:.*in quotes"),
        ("topic:a.x", "character 7: there is no topic a.x; perhaps a.b"),
        ("prop:x<3", "character 6: there is no prop:x; prop: knows s, d, r"),
        ("prop:stabilty<3", "character 6: there is no prop:stabilty"),
        ("prop:s", "character 6: prop:s is compared with a number"),
        ("prop:reps=1.5", "character 6: prop:reps is compared with a whole number"),
        ("kind:clze", "character 6: there is no kind:clze; perhaps kind:cloze"),
        ("skill:x", "character 7: there is no skill:x; skill: knows recall, why"),
        ("flag:8", "character 6: a flag is 0 to 7, not '8'"),
        ("rated:0", "character 7: the number of study days is 1 to 36500, not '0'"),
        ("rated:3:5", "character 9: a rating is 1 to 4, not '5'"),
        ("added:x", "character 7: the number of study days"),
        ("due:-1", "character 5: the number of days"),
        ("tag:", "character 5: tag: needs a tag, or none"),
        ('tag:"a b"', "character 5: a tag has no blank in it"),
        ('a "b', "character 3: this quote is never closed"),
        ("a (b or", "character 6: nothing stands after this or"),
        ("(a", r"character 1: this \( is never closed"),
        ("a)", r"character 2: this \) closes nothing"),
        ("f()", r"character 2: nothing stands between \( and \)"),
        ("or a", "character 1: nothing stands before this or"),
        ("a and or b", "character 3: nothing stands after this and"),
        ("-or", "character 1: nothing stands after this -"),
        ('""', "character 1: nothing stands between the quotes"),
    ],
)
def test_what_means_nothing_is_refused_at_its_character(deck: Deck, text: str, words: str) -> None:
    with pytest.raises(QueryError, match=words) as caught:
        deck.find(text)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "text", ["", "is:", "is:d", "to", "topic:", "topic:a.", "prop:s", "rated:3:"]
)
@pytest.mark.parametrize("before", ["is:new", "gradient or is:new"])
def test_what_is_still_being_typed_is_no_fault(deck: Deck, before: str, text: str) -> None:
    found = deck.find(f"{before} {text}", typing=True)
    if text != "to":
        assert found == deck.find(before)


@pytest.mark.parametrize("text", ['"grad', "(grad", "-(-grad", "is:new or grad", "(is:new or grad"])
def test_while_typing_the_last_word_is_the_beginning_of_one(deck: Deck, text: str) -> None:
    closed = text.replace('"', "") + "*" + ")" * text.count("(")
    assert deck.find(text, typing=True) == deck.find(closed) != []


def test_a_finished_word_is_whole_also_while_typing(deck: Deck) -> None:
    assert deck.find("grad ", typing=True) == []
    assert deck.find("tag:opt", typing=True) == deck.find("tag:opt*") != deck.find("tag:opt")


def test_a_quote_sign_is_written_with_a_backslash(deck: Deck) -> None:
    with_sign = [row.id for row in deck.rows if any('"' in text for text in row.texts)]
    assert with_sign
    assert deck.find(r'"\""') == deck.find(r"\"") == with_sign
    assert deck.find(r'"\"quoted\" descent"') == deck.find('"quoted descent"') != []


def test_both_ways_to_the_cards_of_a_common_word_find_the_same(
    deck: Deck, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries = ["gradient is:due", "gradient descent (is:new or adam)", "grad* -topic:a"]
    found = [deck.find(query) for query in queries]
    monkeypatch.setattr("db.browse.FEW", 0)
    assert [deck.find(query) for query in queries] == found
    assert all(found)


def test_a_word_of_prose_may_end_in_a_colon(deck: Deck) -> None:
    assert deck.find("gradient:") == deck.find("gradient") != []


def test_nothing_typed_finds_all_in_the_order_of_the_map(deck: Deck) -> None:
    assert deck.find("") == deck.find("  \n") == [row.id for row in deck.rows]


def test_the_map_says_what_is_below_a_topic() -> None:
    from content.model import Topic

    topics = {id: Topic(id, "1", id, "concept", "l1", parent, "") for id, parent in TOPICS.items()}
    of = below_of(topics)
    for topic in topics:
        assert of(topic) == below(topic)
    with pytest.raises(search.UnknownTopic) as caught:
        of("a.b.d")
    assert caught.value.near[0] in ("a.b", "a.d", "a.b.c")


def test_skills_are_those_of_the_content_files() -> None:
    assert search_terms.SKILLS == SKILLS


def test_the_page_on_the_language_names_all_of_it_and_nothing_else() -> None:
    text = (Path(__file__).parents[2] / "docs" / "search.md").read_text(encoding="utf-8")
    rows = [row.split("|")[1] for row in text.splitlines() if row.startswith("| `")]
    examples = [example for row in rows for example in re.findall(r"`([^`]+)`", row)]
    for example in examples:
        parse(example)
    named = " ".join(examples)
    for name in search_terms.READERS:
        assert f"{name}:" in named
    for name in search_terms.IS:
        assert f"is:{name}" in examples
    for name in (*PROPERTIES, *ORDERS):
        assert f"`{name}`" in text
