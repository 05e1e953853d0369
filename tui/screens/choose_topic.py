"""Asks for a topic: what is typed is looked for in titles and ids."""

from __future__ import annotations

from content.model import Library
from tui.screens.choose import AskScreen, Suggestion

MOST = 200


def ask_topic(library: Library, words: str, value: str = "") -> AskScreen:
    """The question; it returns the id of a topic, or None."""
    return AskScreen("Topic", words, value=value, suggest=lambda text: suggestions(library, text))


def suggestions(library: Library, text: str) -> list[Suggestion]:
    """Topics whose title or id holds every word of the text; those that begin so come first."""
    words = text.casefold().split()
    found: list[tuple[bool, Suggestion]] = []
    for topic in library.topics.values():
        title = topic.title.casefold()
        held = f"{title} {topic.id.casefold()}"
        if all(word in held for word in words):
            first = bool(words) and (title.startswith(words[0]) or topic.id == text)
            found.append((not first, Suggestion(topic.id, topic.title, topic.id)))
    found.sort(key=lambda pair: pair[0])
    return [suggestion for _, suggestion in found[:MOST]]
