"""Proves for tests that a papers cache is whole: file, index, counters, marks as in the log."""

from __future__ import annotations

from db.model import StoreError
from db.papers import PapersStore
from db.papers_check import check_contents
from db.store import Store

_MARKS = ("read", "saved", "hidden")


def faults_of(papers: PapersStore, store: Store | None = None) -> list[str]:
    """What is wrong with the cache; with ``store`` also marks that differ from mlroad.db."""
    with papers.reading() as connection:
        faults = [f"file: {row[0]}" for row in connection.execute("PRAGMA integrity_check")]
        faults = [fault for fault in faults if fault != "file: ok"]
        faults += [f"reference: {row}" for row in connection.execute("PRAGMA foreign_key_check")]
        faults += [str(result) for result in check_contents(connection) if not result.ok]
        mirrored = {
            (key, field)
            for key, *values in connection.execute("SELECT key, read, saved, hidden FROM mark")
            for field, value in zip(_MARKS, values, strict=True)
            if value
        }
    if store is not None and (differing := mirrored ^ _marks_of(store)):
        faults.append(f"marks: {sorted(differing)}")
    return [*faults, *_index_faults(papers)]


def _marks_of(store: Store) -> set[tuple[str, str]]:
    with store.reading() as connection:
        rows = connection.execute(
            "SELECT key, field FROM latest WHERE entity = 'paper'"
            " AND field IN ('read', 'saved', 'hidden') AND value NOT IN ('null', 'false')"
        )
        return set(rows.fetchall())


def _index_faults(papers: PapersStore) -> list[str]:
    """FTS5's own comparison of index and words; it is a command, so it needs the writer."""
    try:
        with papers.writing() as connection:
            connection.execute(
                "INSERT INTO paper_search (paper_search, rank) VALUES ('integrity-check', 1)"
            )
    except StoreError as error:
        return [f"search: {error}"]
    return []
