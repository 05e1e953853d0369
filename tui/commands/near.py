"""Finds a topic by its id, or refuses with the nearest ids."""

from __future__ import annotations

from collections.abc import Collection

from content.refusal import Refusal
from db.search_words import nearest


def require(text: str, known: Collection[str], what: str, where: str) -> str:
    """``text`` if it is known. Raises ``Refusal`` with the nearest ids and the command for all."""
    if text in known:
        return text
    near = nearest(text, known)
    perhaps = f" perhaps {', '.join(near)};" if near else ""
    raise Refusal(f"there is no {what} `{text}`;{perhaps} `{where}` lists all")
