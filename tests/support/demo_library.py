"""The shipped map with the cards of `demo_cards.yaml` instead of the shipped ones.

Cards are written all the time; what the demo home asks, and so every golden screen, must not hang
on that.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from content.files import SHIPPED
from content.library import load_library
from content.model import Library

CARDS = Path(__file__).with_name("demo_cards.yaml")


def demo_library() -> Library:
    """Read it. Raises LibraryError if a card no longer fits the map."""
    with tempfile.TemporaryDirectory(prefix="mlroad-demo-") as name:
        folder = Path(name)
        for file in SHIPPED.glob("*.yaml"):
            shutil.copy(file, folder)
        (folder / "cards").mkdir()
        shutil.copy(CARDS, folder / "cards" / CARDS.name)
        return load_library(shipped=folder)
