"""Steps that several tests take in the review: open it, answer a card, read what is left."""

from __future__ import annotations

import re
from typing import Any

BUTTONS = re.compile(r"1 Again\s+2 Hard\s+3 Good\s+4 Easy\s+\S+\s+\S+\s+\S+\s+(\S+)")
"""The four buttons with their intervals; group 1 is that of Easy."""
TYPED = "Your answer"
COUNTS = re.compile(r"(\d+) due · (\d+) learning · (\d+) new")
TODAY = re.compile(r"(\d+) due\s+(\d+) learning\s+(\d+) new")


def open_review(terminal: Any) -> None:
    """From the start to the first card."""
    terminal.wait_for("Learn:")
    terminal.press("R")
    terminal.wait_for(COUNTS)


def reveal(terminal: Any) -> str:
    """Look at the answer, typing none where one is asked for; the screen with the intervals."""
    terminal.press("enter" if TYPED in terminal.text else "space")
    return terminal.wait_for(BUTTONS)


def answer(terminal: Any, rating: int) -> str:
    """Look at the answer and rate it; the screen as it was before the rating."""
    shown = reveal(terminal)
    terminal.press(str(rating))
    terminal.wait_gone(BUTTONS)
    return shown
