"""Makes Anki's collection of the history; run by the Python of Anki's own environment."""

from __future__ import annotations

import hashlib
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from anki.collection import Collection
from anki_side import ROOT_DECK, change_parameters

DAY_S = 86_400
CREATED_DAYS = 2_000
KINDS = {"learn": 0, "review": 1, "relearn": 2}
LIMIT = 9_999


def build(history: str, path: str) -> None:
    """A collection with the cards and answers of the history, its memory worked out by Anki."""
    collection = Collection(path)
    notetype = collection.models.by_name("Basic")
    assert notetype is not None
    source = sqlite3.connect(history)
    topics = source.execute("SELECT max(topic) + 1 FROM card").fetchone()[0]
    names = [f"{ROOT_DECK}::t{n:03}" for n in range(topics)]
    decks = [int(collection.decks.add_normal_deck_with_name(name).id) for name in names]
    collection.set_config("fsrs", True)
    collection.close()
    target = sqlite3.connect(path, isolation_level=None)
    target.execute("BEGIN")
    created, today = target.execute("SELECT crt FROM col").fetchone()[0], _said(source)
    target.execute("UPDATE col SET crt = ?", (created - CREATED_DAYS * DAY_S,))
    _insert(target, "notes", 11, _notes(source, int(notetype["id"])))
    _insert(target, "cards", 18, _cards(source, decks, today))
    _insert(target, "revlog", 9, _revlog(source))
    target.execute("COMMIT")
    target.close()
    collection = Collection(path)
    said, good = collection.fix_integrity()
    print(said, good, file=sys.stderr)
    change_parameters(collection, limits=(20, LIMIT))
    collection.close()


def _said(source: sqlite3.Connection) -> int:
    return source.execute("SELECT day FROM said").fetchone()[0]


def _insert(target: sqlite3.Connection, table: str, columns: int, rows: Iterable[Any]) -> None:
    target.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})", rows)


def _note_id(n: int) -> int:
    return 1_500_000_000_000 + n


def _notes(source: sqlite3.Connection, notetype: int) -> Iterator[tuple[Any, ...]]:
    for n, front, back in source.execute("SELECT n, front, back FROM card"):
        checksum = int(hashlib.sha1(front.encode()).hexdigest()[:8], 16)
        fields = (f"{front}\x1f{back}", front, checksum, 0, "")
        yield (_note_id(n), f"bench{n}", notetype, 1_500_000_000, 0, "", *fields)


def _cards(source: sqlite3.Connection, decks: list[int], today: int) -> Iterator[tuple[Any, ...]]:
    last = (
        "SELECT card, max(at), due_day - day, due_day, reps, lapses FROM review GROUP BY card"
        # Cards of the history end in review or, the last one, in the middle of its steps.
    )
    seen = {row[0]: row[2:] for row in source.execute(last)}
    for n, topic in source.execute("SELECT n, topic FROM card"):
        interval, due, reps, lapses = seen.get(n, (None, None, 0, 0))
        place = (_note_id(n), _note_id(n), decks[topic], 0, 1_500_000_000, 0)
        if interval is None:
            yield (*place, 0, 0, n, 0, 0, 0, 0, 0, 0, 0, 0, "{}")
        else:
            day = due - today + CREATED_DAYS
            yield (*place, 2, 2, day, interval, 2500, reps, lapses, 0, 0, 0, 0, "{}")


def _revlog(source: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    rows = source.execute(
        "SELECT at, card, rating, kind, ms, due_day - day, (due_at - at) / 1000, difficulty,"
        " interval_before FROM review ORDER BY at"
    )
    for at, card, rating, kind, ms, days, seconds, difficulty, before in rows:
        interval = days if days is not None else -max(1, seconds)
        factor = round((difficulty - 1) / 9 * 1000) + 100
        last = before or -600
        yield (at, _note_id(card), 0, rating, interval, last, factor, ms, KINDS[kind])


if __name__ == "__main__":
    build(sys.argv[1], sys.argv[2])
