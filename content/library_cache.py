"""The checked library as JSON, so that YAML is parsed only when a content file has changed."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from content.files import SHIPPED, content_files
from content.model import (
    Correction,
    FeedSource,
    Goal,
    Habit,
    Library,
    Milestone,
    Paper,
    Prerequisite,
    Project,
    Resource,
    Topic,
)
from content.notes import cards_of, note_from


def load_cached_library(cache: Path, own: Path | None = None, shipped: Path = SHIPPED) -> Library:
    """The library from the JSON cache if it is as new as the files, else from the files.

    The cache is keyed by path, size and modification time of every content file and of the code
    that reads them. A cache that cannot be read or written costs time and nothing else. Raises
    ``LibraryError``.
    """
    key = _key(own, shipped)
    try:
        document: Mapping[str, Any] = json.loads(cache.read_text(encoding="utf-8"))
        if document["key"] == key:
            return _from_json(document["library"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        # A missing, damaged or older cache is an ordinary case: it is written anew below.
        document = {}
    # YAML and its checks are a tenth of what a start imports, and needed after a change alone.
    from content.library import load_library

    library = load_library(own, shipped)
    _write(cache, {"key": key, "library": _to_json(library)})
    return library


def _key(own: Path | None, shipped: Path) -> list[Any]:
    files = sorted(Path(__file__).parent.glob("*.py"))
    for folder in (shipped, own):
        if folder is not None and folder.is_dir():
            files += content_files(folder)
    states = ((path, path.stat()) for path in files)
    return [[str(path), state.st_size, state.st_mtime_ns] for path, state in states]


def _write(cache: Path, document: Mapping[str, Any]) -> None:
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=cache.parent, prefix=".library-")
    except OSError:
        return  # a read-only folder: the next start parses again
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(document, file, ensure_ascii=False, separators=(",", ":"))
        os.replace(name, cache)
    except OSError:
        os.unlink(name)


def _to_json(library: Library) -> dict[str, Any]:
    return {
        "title": library.title,
        "topics": [asdict(topic) for topic in library.topics.values()],
        "notes": [asdict(note) for note in library.notes.values()],
        "papers": [asdict(paper) for paper in library.papers.values()],
        "corrections": [asdict(correction) for correction in library.corrections],
        "habits": [asdict(habit) for habit in library.habits],
        "sources": [asdict(source) for source in library.sources],
        "hash": library.hash,
    }


def _from_json(document: Mapping[str, Any]) -> Library:
    topics = [_topic(value) for value in document["topics"]]
    notes = [note_from(value) for value in document["notes"]]
    papers = [Paper(**value) for value in document["papers"]]
    return Library(
        title=document["title"],
        topics={topic.id: topic for topic in topics},
        cards={card.id: card for note in notes for card in cards_of(note)},
        papers={paper.id: paper for paper in papers},
        corrections=tuple(Correction(**value) for value in document["corrections"]),
        habits=tuple(Habit(**value) for value in document["habits"]),
        sources=tuple(FeedSource(**value) for value in document["sources"]),
        hash=document["hash"],
        notes={note.id: note for note in notes},
    )


def _topic(value: dict[str, Any]) -> Topic:
    value["goals"] = tuple(Goal(**goal) for goal in value["goals"])
    value["requires"] = tuple(Prerequisite(**need) for need in value["requires"])
    value["also_uses"] = tuple(Prerequisite(**need) for need in value["also_uses"])
    value["resources"] = tuple(Resource(**resource) for resource in value["resources"])
    project = value["project"]
    if project is not None:
        project["milestones"] = tuple(Milestone(**step) for step in project["milestones"])
        project["exercises"] = tuple(project["exercises"])
        project["stretch"] = tuple(project["stretch"])
        value["project"] = Project(**project)
    return Topic(**value)
