"""The shipped library with the cards of `demo_cards.txt` alone, in that order.

Cards are written all the time; which of them the demo home asks, and so every golden screen, must
not hang on that.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from content.library import load_library
from content.model import Library


def demo_library() -> Library:
    """Read it. Raises KeyError for a card that is no longer there: take it out of the file."""
    whole = load_library()
    names = Path(__file__).with_name("demo_cards.txt").read_text(encoding="utf-8").split()
    cards = {name: whole.cards[name] for name in names}
    notes = {card.note: whole.notes[card.note] for card in cards.values()}
    return replace(whole, cards=cards, notes=notes, hash=f"demo-{whole.hash}")
