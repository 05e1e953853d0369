"""The two big databases of one history, ours and Anki's; kept in /tmp for a week.

They take minutes to make and a gigabyte; ``make bench`` makes them anew when the program's schema
or the history changes, or when they are a week old.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import MappingProxyType

import history
from environments import Environment

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from content.model import Library, Note, Topic  # noqa: E402
from content.notes import cards_of, hash_of  # noqa: E402
from db import caches, replay, schema  # noqa: E402
from db.check import check  # noqa: E402
from db.clock import Clock  # noqa: E402
from db.ids import uuid7  # noqa: E402
from db.model import Memory, State  # noqa: E402
from db.settings import save_settings  # noqa: E402
from db.statements import insert_into  # noqa: E402
from db.store import open_store  # noqa: E402

ANKI = Environment(Path("/tmp/mlroad-bench-anki"), ("anki==26.9.3",))
HERE = Path(__file__).resolve().parent
ANKI_SIDE = HERE / "anki_side.py"
DEVICE = "bench"
PREFIX = "mlroad-bench-"
WEEK_S = 7 * 86_400
LIMIT = 9_999


@dataclass(frozen=True)
class Big:
    """Where the databases are; ``anki`` is None and ``why_not`` says why, where it cannot be."""

    ours: Path
    anki: Path | None
    why_not: str


def big() -> Big:
    """Both databases, made if need be; nobody writes to them."""
    folder = Path(tempfile.gettempdir()) / f"{PREFIX}{_key()}"
    if folder.is_dir() and time.time() - folder.stat().st_mtime > WEEK_S:
        shutil.rmtree(folder)
    folder.mkdir(exist_ok=True)
    _drop_older(folder)
    source = folder / "history.db"
    _make(source, history.write_history)
    ours = folder / "mlroad.db"
    _make(ours, lambda path: _build_ours(path, source))
    why_not = ANKI.make()
    anki = folder / "collection.anki2"
    if not why_not:
        _make(anki, lambda path: _build_anki(path, source))
    return Big(ours, None if why_not else anki, why_not)


def _key() -> str:
    """Names what the databases are made by; raise ``history.VERSION`` when the makers change."""
    tables = (ROOT / "db" / "tables.py").read_bytes()
    return f"{schema.SCHEMA}-{history.VERSION}-{hashlib.sha256(tables).hexdigest()[:10]}"


def _drop_older(folder: Path) -> None:
    for other in folder.parent.glob(f"{PREFIX}[0-9]*-[0-9]*-*"):
        if other != folder and (other / "mlroad.db").exists():
            shutil.rmtree(other)


def _make(path: Path, make: object) -> None:
    """Make the file under another name, so that what was left half done is never used."""
    if path.exists():
        return
    print(f"making {path} (once a week) ...", file=sys.stderr, flush=True)
    half = path.with_name(f"half-{path.name}")
    for left in path.parent.glob(f"{half.name}*"):
        left.unlink()
    assert callable(make)
    make(half)
    half.rename(path)


def _build_anki(path: Path, source: Path) -> None:
    subprocess.run(
        [ANKI.python, str(HERE / "anki_collection.py"), str(source), str(path)], check=True
    )


def _build_ours(path: Path, source: Path) -> None:
    """The notes by the program's own mirror, the log in bulk, memory as the log says it."""
    clock = Clock()
    store = open_store(str(path), device=DEVICE, clock=clock)
    rows = sqlite3.connect(source)
    try:
        store.mirror(_library(rows))
        with store.transaction() as transaction:
            _write_log(transaction.connection, rows)
        save_settings(store, reviews_per_day=LIMIT)
        store.writer().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        store.close()
    faults = [result for result in check(str(path)) if not result.ok]
    assert not faults, faults


def name_of(number: int) -> str:
    """The id of a card of the history."""
    return f"bench.t{number % history.TOPICS:03}.c{number:06}"


def _library(rows: sqlite3.Connection) -> Library:
    topics = [f"bench.t{n:03}" for n in range(history.TOPICS)]
    notes = [
        Note(
            *(name_of(n), topics[topic], "basic", "recall", 2, front, back, None, ()),
            hash_of("basic", front, back, None, None),
        )
        for n, topic, front, back in rows.execute("SELECT n, topic, front, back FROM card")
    ]
    return Library(
        title="Bench",
        topics=MappingProxyType({name: _topic(name) for name in topics}),
        cards=MappingProxyType({note.id: cards_of(note)[0] for note in notes}),
        papers=MappingProxyType({}),
        corrections=(),
        habits=(),
        sources=(),
        hash="bench",
        notes=MappingProxyType({note.id: note for note in notes}),
    )


def _topic(name: str) -> Topic:
    return Topic(name, name[-3:], name, "topic", "1", None, name)


def _batches(rows: sqlite3.Cursor, size: int = 20_000) -> Iterator[list[history.Answer]]:
    while found := [history.Answer(*row) for row in islice(rows, size)]:
        yield found


def _write_log(connection: sqlite3.Connection, rows: sqlite3.Connection) -> None:
    """Each answer an act and a review with its evidence; then memory and counts."""
    evidence: dict[int, str] = {}
    memories: dict[int, Memory] = {}
    new = caches.to_json(Memory())
    seq = 0
    for batch in _batches(rows.execute("SELECT * FROM review ORDER BY at")):
        acts: list[tuple[object, ...]] = []
        reviews: list[tuple[object, ...]] = []
        for one in batch:
            seq += 1
            act, memory = uuid7(one.at), _memory(one)
            before, after = evidence.get(one.card, new), caches.to_json(memory)
            evidence[one.card], memories[one.card] = after, memory
            acts.append((act, DEVICE, seq, one.at, "Answer", None))
            reviews.append(_review(one, act, before, after))
        connection.executemany(insert_into("act"), acts)
        connection.executemany(insert_into("review"), reviews)
    connection.executemany(
        caches.WRITE_MEMORY,
        [(*caches.values_of(memory), name_of(n)) for n, memory in sorted(memories.items())],
    )
    connection.execute(f"INSERT INTO done (study_day, kind, count, passed, ms) {replay.DONE}")


def _memory(one: history.Answer) -> Memory:
    return Memory(
        *(State(one.state), one.step, one.stability, one.difficulty, one.due_day, one.due_at),
        *(one.day, one.at, one.reps, one.lapses),
    )


def _review(one: history.Answer, act: str, before: str, after: str) -> tuple[object, ...]:
    return (
        *(uuid7(one.at), act, name_of(one.card), one.rating, one.kind, one.at, one.day, 0, one.ms),
        *(one.due_day, one.due_at, one.step, "fsrs-6", "default", one.interval_before, None),
        *(None, before, after),
    )
