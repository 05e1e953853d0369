"""Random cards, and searches over them answered by a slow reading of plain Python objects."""

from __future__ import annotations

import json
import random
import re
import sqlite3
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from content.notes import KINDS
from content.schema import SKILLS
from db import search
from db.browse import find, ids_of
from db.model import Memory, State, StudySettings
from db.scheduler import Scheduler

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
        due = last + chance.choice([1, 5, 20, 21, 22, 40]) if whole else None
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


def every_term() -> list[Tree]:
    """Each name with each of its values or some, and each comparison around what cards hold."""
    numbers = {
        **dict.fromkeys("sd", ("0", "1", "5", "5.5", "20")),
        "r": ("0", "0.5", "0.8", "0.9", "0.95", "1", "1.0", "-0.1", "1.2"),
        **dict.fromkeys(("reps", "lapses"), ("0", "1", "2", "8")),
        "ivl": ("0", "1", "5", "20", "21", "22"),
        "due": ("-20", "-1", "0", "1", "20"),
    }
    compared = [
        prop(name, sign, number) for name in numbers for sign in COMPARE for number in numbers[name]
    ]
    return [
        *compared,
        *((f"is:{name}", asks) for name, asks in IS.items()),
        *(a_tag(tag, prefix) for tag in (*TAGS, "op", "OPT") for prefix in (False, True)),
        *(rated(days, rating) for days in range(1, 11) for rating in (None, 1, 2, 3, 4)),
        *((f"added:{n}", lambda row, n=n: row.added > DAY - n) for n in range(1, 14)),
        *((f"due:{n}", lambda row, n=n: is_due(row, DAY + n)) for n in range(31)),
        *((f"flag:{n}", lambda row, n=n: row.flag == n) for n in range(8)),
    ]
