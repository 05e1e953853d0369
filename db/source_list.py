"""Which sources there are: the shipped ones and the learner's, by the acts in mlroad.db."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from content.feeds import clean
from content.feeds.addresses import web
from content.feeds.kinds import EVERY, KINDS
from content.model import FeedSource

if TYPE_CHECKING:
    from db.papers import PapersStore
    from db.store import Store

ENTITY = "source"
EVERY_LEAST = 60


def sync_sources(store: Store, papers: PapersStore, defaults: Sequence[FeedSource]) -> None:
    """Make the sources of papers.db the shipped ones and the learner's, less the removed ones.

    To be called at start and after undo and redo.
    """
    custom, removed = _truth(store)
    wanted = [(feed, False, feed.id in removed) for feed in defaults if feed.id not in custom]
    wanted += [(feed, True, feed.id in removed) for feed in custom.values()]
    papers.set_sources(wanted)


def _truth(store: Store) -> tuple[dict[str, FeedSource], set[str]]:
    with store.reading() as connection:
        rows = connection.execute(
            "SELECT key, field, value FROM latest WHERE entity = ? ORDER BY act", (ENTITY,)
        ).fetchall()
    custom: dict[str, FeedSource] = {}
    removed: set[str] = set()
    for key, field, value in rows:
        if field == "removed" and value == "true":
            removed.add(key)
        elif field == "feed" and (feed := _feed_of(key, value)) is not None:
            custom[key] = feed
    return custom, removed


def _feed_of(key: str, value: str) -> FeedSource | None:
    document: object = json.loads(value)
    fields = cast(dict[str, Any], document) if isinstance(document, dict) else {}
    kind, url, title, every = (fields.get(name) for name in ("kind", "url", "title", "every"))
    if kind not in KINDS or not isinstance(url, str) or web(url) is None:
        return None
    seconds = every if isinstance(every, int) and every >= EVERY_LEAST else EVERY[kind]
    return FeedSource(key, kind, url, clean.title(str(title or key)), seconds)
