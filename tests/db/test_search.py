"""The search language: what it finds is what a slow reading of the rows finds, what it refuses."""

from __future__ import annotations

import json
import random
import re
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from content.notes import KINDS
from content.schema import SKILLS
from db import search, search_terms
from db.browse import ORDERS, find, ids_of
from db.clock import Clock
from db.model import Memory, State, StudySettings
from db.scheduler import Scheduler
from db.search import QueryError, below_of, parse
from db.store import open_store

DAY = 20_000
CARDS = 120
SCHEDULER = Scheduler(StudySettings())
TOPICS = {"a": None, "a.b": "a", "a.b.c": "a.b", "a.d": "a", "e": None}
VOCABULARY = (
    *("gradient", "Gradients", "GRADIENT", "descent", "x^2", r"\sigma", "café", "L1", "naïve"),
    *("∇", "->", "β", "top-k", "f(x)", "a:b", '"quoted"', "it's", "1e-3"),
)
TAGS = ("adam", "Opt", "opt::sgd", "leech", "none-such")


@dataclass
class Row:
    """A card as the oracle sees it."""

    id: str
    topic: str
    kind: str
    skill: str
    front: str
    back: str
    answer: str | None
    why: str | None
    tags: list[str]
    origin: str
    suspended: bool
    flag: int
    marked: bool
    added: int
    buried: int
    edited: bool
    memory: Memory
    answers: list[tuple[int, int, str, bool]] = field(default_factory=list[Any])

    @property
    def texts(self) -> list[str]:
        return [self.front, self.back, self.answer or "", self.why or ""]


def a_row(chance: random.Random, number: int) -> Row:
    def words(most: int) -> str:
        return " ".join(chance.choices(VOCABULARY, k=chance.randint(1, most)))

    state = chance.choice(list(State))
    last = DAY - chance.randrange(60) + 5
    memory = Memory()
    if state is not State.NEW:
        whole = state is State.REVIEW or chance.random() < 0.4
        due = DAY - 30 + chance.randrange(60) if whole else None
        memory = Memory(
            *(state, None if state is State.REVIEW else 0, chance.uniform(0.1, 50)),
            *(chance.uniform(1, 10), due, None if whole else DAY * 86_400_000),
            *(last, last * 86_400_000, chance.randrange(1, 9), chance.randrange(4)),
        )
    origin = chance.choice(["shipped", "own"])
    row = Row(
        *(f"{chance.choice('pq')}.card-{number}", chance.choice(list(TOPICS))),
        *(chance.choice(KINDS), chance.choice(SKILLS), words(6), words(9)),
        *(chance.choice([None, words(1)]), chance.choice([None, words(4)])),
        *(chance.sample(TAGS, chance.choice([0, 0, 1, 2])), origin),
        *(chance.random() < 0.2, chance.choice([0, 0, 1, 7]), chance.random() < 0.2),
        *(DAY - chance.randrange(12), chance.choice([0, 0, DAY, DAY + 1])),
        *(origin == "shipped" and chance.random() < 0.3, memory),
    )
    for _ in range(chance.randrange(4)):
        kind = chance.choice(["learn", "review", "relearn", "early", "cram", "set-due"])
        rating = chance.randint(1, 4)
        row.answers.append((DAY - chance.randrange(9), rating, kind, chance.random() < 0.2))
    return row


def write(connection: sqlite3.Connection, row: Row, position: int) -> None:
    memory = row.memory
    connection.execute(
        "INSERT INTO card (id, topic, kind, skill, difficulty, position, origin, hash, retired,"
        " suspended, flag, marked, added_day) VALUES (?, ?, ?, ?, 1, ?, ?, 'now', 0, ?, ?, ?, ?)",
        (
            *(row.id, row.topic, row.kind, row.skill, position, row.origin),
            *(row.suspended, row.flag, row.marked, row.added),
        ),
    )
    connection.execute(
        "INSERT INTO words (card, note, front, back, answer, accept, why, tags, covers)"
        " VALUES (?, ?, ?, ?, ?, '[]', ?, ?, '[]')",
        (
            *(row.id, row.id, row.front, row.back, row.answer, row.why),
            f" {' '.join(row.tags)} " if row.tags else "",
        ),
    )
    connection.execute(
        "INSERT INTO memory (card, state, step, stability, difficulty, due_day, due_at, last_day,"
        " last_at, reps, lapses, buried_until_day, version)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
        (
            *(row.id, int(memory.state), memory.step, memory.stability, memory.difficulty),
            *(memory.due_day, memory.due_at, memory.last_day, memory.last_at),
            *(memory.reps, memory.lapses, row.buried),
        ),
    )
    written = json.dumps({"hash": "before" if row.edited else "now"})
    connection.execute("INSERT INTO base VALUES (?, ?, ?, 0, 0)", (row.id, written, position))
    if row.edited or position % 5 == 0:
        connection.execute(
            "INSERT INTO latest VALUES ('note', ?, 'front', '\"x\"', 'act')", (row.id,)
        )
    for number, (day, rating, kind, undone) in enumerate(row.answers):
        name = f"{row.id}/{number}"
        connection.execute(
            "INSERT INTO act (id, device, seq, at, name) VALUES (?, ?, ?, 0, 'Answer')",
            (name, row.id, number),
        )
        connection.execute(
            "INSERT INTO review (id, act, card, rating, kind, at, study_day, utc_offset_min,"
            " duration_ms, scheduler, parameters, before, after)"
            " VALUES (?, ?, ?, ?, ?, 0, ?, 0, 0, '', '', '{}', '{}')",
            (name, name, row.id, None if kind == "set-due" else rating, kind, day),
        )
        if undone:
            connection.execute("INSERT INTO void VALUES (?, ?)", (f"{name}/undo", name))


@dataclass
class Deck:
    """Random cards, in the order of the map, and a database that holds them."""

    rows: list[Row]
    connection: sqlite3.Connection

    def find(self, query: str, *, typing: bool = False) -> list[str]:
        numbers = find(self.connection, query, DAY, SCHEDULER, below, typing=typing)
        return ids_of(self.connection, numbers)


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


def below(topic: str) -> frozenset[str]:
    if topic not in TOPICS:
        raise search.UnknownTopic(topic, ["a.b"])
    return frozenset(one for one in TOPICS if one == topic or one.startswith(topic + "."))


# The oracle: a query as a tree of (text, what it asks of a row), in plain Python.

Asks = Callable[[Row], bool]
Tree = tuple[Any, ...]


def tokens(text: str) -> list[str]:
    plain = unicodedata.normalize("NFD", text)
    kept = "".join(one for one in plain if unicodedata.category(one) != "Mn").lower()
    return re.findall(r"[^\W_]+", kept)


def says(text: str, prefix: bool = False) -> Asks:
    wanted = tokens(text)
    if not wanted:
        return lambda row: any(text in one for one in row.texts)

    def alike(found: list[str]) -> bool:
        if prefix:
            return found[:-1] == wanted[:-1] and found[-1].startswith(wanted[-1])
        return found == wanted

    def asks(row: Row) -> bool:
        for one in (*row.texts, " ".join(row.tags), row.id):
            said = tokens(one)
            starts = range(len(said) - len(wanted) + 1)
            if any(alike(said[start : start + len(wanted)]) for start in starts):
                return True
        return False

    return asks


def quoted(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'


def interval(row: Row) -> int | None:
    memory = row.memory
    if memory.state is not State.REVIEW or memory.due_day is None or memory.last_day is None:
        return None
    return max(0, memory.due_day - memory.last_day)


def due_in(row: Row) -> int | None:
    memory = row.memory
    if memory.state is State.NEW:
        return None
    return 0 if memory.due_day is None else memory.due_day - DAY


def recall(row: Row) -> float | None:
    new = row.memory.state is State.NEW
    return None if new else SCHEDULER.retrievability(row.memory, DAY)


def is_due(row: Row, day: int = DAY) -> bool:
    memory = row.memory
    if row.suspended or row.buried > day or memory.state is State.NEW:
        return False
    return memory.due_day is None or memory.due_day <= day


IS: dict[str, Asks] = {
    "due": is_due,
    "new": lambda row: row.memory.state is State.NEW,
    "learning": lambda row: row.memory.state in (State.LEARNING, State.RELEARNING),
    "review": lambda row: row.memory.state is State.REVIEW,
    "suspended": lambda row: row.suspended,
    "buried": lambda row: row.buried > DAY,
    "flagged": lambda row: row.flag > 0,
    "marked": lambda row: row.marked,
    "leech": lambda row: "leech" in row.tags,
    "own": lambda row: row.origin == "own",
    "edited": lambda row: row.edited,
    "young": lambda row: (days := interval(row)) is not None and days < 21,
    "mature": lambda row: (days := interval(row)) is not None and days >= 21,
}
PROPERTIES: dict[str, Callable[[Row], float | None]] = {
    "s": lambda row: row.memory.stability,
    "d": lambda row: row.memory.difficulty,
    "r": recall,
    "reps": lambda row: row.memory.reps,
    "lapses": lambda row: row.memory.lapses,
    "ivl": interval,
    "due": due_in,
}
COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


def prop(name: str, sign: str, number: str) -> Tree:
    decimals = len(number.partition(".")[2])
    half = 0.5 * 10.0**-decimals if name in "sdr" else 0.0

    def asks(row: Row) -> bool:
        value = PROPERTIES[name](row)
        if value is None:
            return False
        if sign in ("=", "!=") and half:
            return (float(number) - half <= value < float(number) + half) is (sign == "=")
        return COMPARE[sign](value, float(number))

    return f"prop:{name}{sign}{number}", asks


def rated(days: int, rating: int | None) -> Tree:
    def asks(row: Row) -> bool:
        return any(
            day > DAY - days
            and not undone
            and kind in ("learn", "review", "relearn", "early")
            and rating in (None, given_rating)
            for day, given_rating, kind, undone in row.answers
        )

    return f"rated:{days}" + (f":{rating}" if rating else ""), asks


def a_tag(tag: str, prefix: bool) -> Tree:
    def asks(row: Row) -> bool:
        found = [one.lower() for one in row.tags]
        if prefix:
            return any(one.startswith(tag.lower()) for one in found)
        return tag.lower() in found

    return f"tag:{tag}{'*' if prefix else ''}", asks


plain_words = st.sampled_from(VOCABULARY).filter(lambda word: not set('":(') & set(word))
phrases = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=3).map(" ".join)
whole = st.integers(-3, 40).map(str)
leaves = st.one_of(
    plain_words.map(lambda word: (word, says(word))),
    phrases.map(lambda text: (quoted(text), says(text))),
    st.sampled_from(["gra", "GRADIENT", r"\sig", "x^2", "caf", "card"]).map(
        lambda word: (f"{word}*", says(word, prefix=True))
    ),
    st.sampled_from(list(TOPICS)).map(
        lambda topic: (f"topic:{topic}", lambda row: row.topic in below(topic))
    ),
    st.builds(a_tag, st.sampled_from((*TAGS, "op", "OPT")), st.booleans()),
    st.just(("tag:none", lambda row: not row.tags)),
    st.sampled_from(list(IS)).map(lambda name: (f"is:{name}", IS[name])),
    st.integers(0, 7).map(lambda number: (f"flag:{number}", lambda row: row.flag == number)),
    st.sampled_from(KINDS).map(lambda kind: (f"kind:{kind}", lambda row: row.kind == kind)),
    st.sampled_from(SKILLS).map(lambda skill: (f"skill:{skill}", lambda row: row.skill == skill)),
    st.sampled_from(["p.card-1", "q.card-1", "p.", ""]).flatmap(
        lambda start: st.sampled_from(
            [
                (f"card:{start}*", lambda row: row.id.startswith(start)),
                (f'card:"{start or "x"}"', lambda row: row.id == (start or "x")),
            ]
        )
    ),
    st.builds(prop, st.sampled_from(["s", "d"]), st.sampled_from(list(COMPARE)), whole),
    st.builds(
        prop,
        st.sampled_from(["s", "d", "r"]),
        st.sampled_from(list(COMPARE)),
        st.decimals("-0.1", "1.2", places=1).map(str),
    ),
    st.builds(
        prop,
        st.sampled_from(["reps", "lapses", "ivl", "due"]),
        st.sampled_from(list(COMPARE)),
        whole,
    ),
    st.builds(rated, st.integers(1, 9), st.sampled_from([None, 1, 2, 3, 4])),
    st.integers(1, 12).map(lambda days: (f"added:{days}", lambda row: row.added > DAY - days)),
    st.integers(0, 30).map(lambda days: (f"due:{days}", lambda row: is_due(row, DAY + days))),
)


def joined(trees: list[Tree], word: str) -> Tree:
    return f"({word.join(text for text, _ in trees)})", (
        (lambda row: any(asks(row) for _, asks in trees))
        if "o" in word.lower()
        else (lambda row: all(asks(row) for _, asks in trees))
    )


queries = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(lambda tree: (f"-{tree[0]}", lambda row: not tree[1](row))),
        st.builds(
            joined,
            st.lists(inner, min_size=1, max_size=3),
            st.sampled_from([" ", " and ", " AND ", " or ", " OR "]),
        ),
    ),
    max_leaves=8,
)


@given(queries)
def test_it_finds_what_a_slow_reading_of_the_rows_finds(deck: Deck, tree: Tree) -> None:
    text, asks = tree
    # A minus before a sign that is no word is text, as in "->".
    assume(not re.search(r"(^|[ (-])-(∇|->)", text))
    assert deck.find(text) == [row.id for row in deck.rows if asks(row)]


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
