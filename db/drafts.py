"""What the learner writes before it becomes a card: checked, tidied, shown beforehand."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace

from content.model import Card, Note, Source
from content.notes import cards_of, clean, faults_of_words, hash_of
from db.note_cards import OWN


@dataclass(frozen=True, slots=True)
class Draft:
    """What the learner writes: the fields of a note, and the tags of its cards.

    ``kind`` is one of ``content.notes.KINDS``; a cloze has its deletions in ``front``.
    """

    topic: str
    kind: str
    front: str
    back: str
    answer: str | None = None
    accept: tuple[str, ...] = ()
    why: str | None = None
    source_title: str | None = None
    source_url: str | None = None
    tags: tuple[str, ...] = ()


def faults_of(draft: Draft, topics: Container[str]) -> tuple[str, ...]:
    """Return what keeps the draft from being saved, a sentence each; empty if nothing does."""
    faults: list[str] = []
    if draft.topic not in topics:
        faults.append(f"there is no topic {draft.topic!r} on the map")
    tidy = tidied(draft)
    words = faults_of_words(tidy.kind, tidy.front, tidy.back, tidy.answer, tidy.accept)
    faults += [text for _, text in words]
    address = tidy.source_url
    if address and not address.startswith(("https://", "http://")):
        faults.append("the address of a source begins with https:// or http://")
    return tuple(faults)


def tidied(draft: Draft) -> Draft:
    """Return the draft as it would be saved: blank ends cut off, empty fields None, tags single."""
    tags = dict.fromkeys(tag for one in draft.tags for tag in one.split())
    typed = draft.kind == "typed"
    answer = " ".join((draft.answer or "").split())
    accept = tuple(dict.fromkeys(" ".join(one.split()) for one in draft.accept if one.strip()))
    return replace(
        draft,
        front=clean(draft.front),
        back=clean(draft.back),
        answer=answer if typed else answer or None,
        accept=accept,
        why=clean(draft.why or "") or None,
        source_title=(draft.source_title or "").strip() or None,
        source_url=(draft.source_url or "").strip() or None,
        tags=tuple(tags),
    )


def preview(draft: Draft) -> tuple[Card, ...]:
    """Return the cards that the draft would make; none while a cloze has faults."""
    tidy = tidied(draft)
    source = Source(tidy.source_title or tidy.source_url or "", tidy.source_url or "")
    words = (tidy.kind, tidy.front, tidy.back, tidy.why, tidy.answer)
    note = Note(
        *("draft", tidy.topic, tidy.kind, "recall", 2, tidy.front, tidy.back),
        *(source if source.title else None, (), hash_of(*words), tidy.answer, tidy.accept),
        *(tidy.why, None, None, tidy.tags, OWN),
    )
    try:
        return cards_of(note)
    except ValueError:
        return ()
