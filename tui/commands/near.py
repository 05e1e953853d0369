"""Finds a topic by its id, or refuses with the nearest ids."""

from __future__ import annotations

from collections.abc import Collection
from difflib import SequenceMatcher

from content.refusal import Refusal

NEAREST = 3
_LEAST = 0.6


def nearest(text: str, known: Collection[str]) -> list[str]:
    """The ids most like ``text``: that hold it, else by likeness; none that is too unlike."""
    wanted = text.casefold()
    scored: list[tuple[float, str]] = []
    for name in known:
        score = SequenceMatcher(None, wanted, name.casefold()).ratio()
        if wanted and (wanted in name.casefold() or name.rpartition(".")[2] == wanted):
            score += 1
        if score >= _LEAST:
            scored.append((score, name))
    scored.sort(key=lambda pair: -pair[0])
    return [name for _, name in scored[:NEAREST]]


def require(text: str, known: Collection[str], what: str, where: str) -> str:
    """``text`` if it is known. Raises ``Refusal`` with the nearest ids and the command for all."""
    if text in known:
        return text
    near = nearest(text, known)
    perhaps = f" perhaps {', '.join(near)};" if near else ""
    raise Refusal(f"there is no {what} `{text}`;{perhaps} `{where}` lists all")
