"""The table of the study settings in groups, as the settings screen lists them."""

from __future__ import annotations

from tui import settings_words as words
from tui.settings_words import DAYS, Setting, choice, switch, typed

_ORDERS = {
    "due": "by the day they are due, shuffled within it",
    "retrievability-rising": "what is nearly forgotten first",
    "retrievability-falling": "what is best remembered first",
    "overdue": "what is late by the most of its interval first",
    "difficulty-rising": "the easiest first",
    "difficulty-falling": "the most difficult first",
    "interval-rising": "the shortest interval first",
    "interval-falling": "the longest interval first",
    "added": "in the order in which they were added",
}
_PLACES = {
    "mixed": "spread evenly among the reviews",
    "first": "before all reviews",
    "last": "after all reviews",
}
