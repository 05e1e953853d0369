"""A fit in words: how far it is, its proof, what may be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tui.pictures import bar
from tui.text import content, fit, plural

if TYPE_CHECKING:
    from db.fit import Fit

_NAME = 24


def running(share: float, reviews: int) -> list[Content]:
    """How far it is."""
    count = f"{reviews:,} reviews" if reviews else "reading the log"
    return [
        content("FSRS is being fitted to your reviews, in a process of its own."),
        content(""),
        content((bar(share, 30), "$accent"), f" {share:>4.0%}  ", (count, "$muted")),
        content(""),
        content(("Esc stops it; nothing is changed.", "$muted")),
    ]


def refused(words: str) -> list[Content]:
    """Why there is no fit."""
    said = words[:1].upper() + words[1:].rstrip(".") + "."
    return [content((said, "$warning")), content(""), content(("Esc closes.", "$muted"))]


def proof(found: Fit, kept: int | None, busy: bool) -> list[Content]:
    """What was found, how it was tested, what to do now; ``busy`` while it is being kept."""
    learned = f"{found.reviews:,} reviews; the newest {found.held_back:,} were held back."
    lines = [
        content(learned),
        content(""),
        content((fit("On those held back", _NAME), "$muted"), ("   yours   fitted", "$muted")),
        _row("Log loss", f"{found.loss_before:.4f}", f"{found.loss_after:.4f}", found.better),
        _row(
            "Off by, on average",
            f"{found.error_before:.1%}",
            f"{found.error_after:.1%}",
            found.error_after < found.error_before,
        ),
        content(""),
        content(
            (
                "The log loss says how much it was surprised by what you knew and did not know: "
                "less is better. These reviews were not learned from, so it is a fair test.",
                "$muted",
            )
        ),
        content(""),
    ]
    if busy:
        return [*lines, content(("Computing the memory of all cards anew ...", "bold"))]
    return [*lines, *_verdict(found, kept)]


def _row(name: str, before: str, after: str, better: bool) -> Content:
    return content(
        fit(name, _NAME), f"{before:>8} ", (f"{after:>8}", "$success" if better else "$warning")
    )


def _verdict(found: Fit, kept: int | None) -> list[Content]:
    if kept is not None:
        return [
            content((f"In use: the memory of {plural(kept, 'card')} was computed anew.", "bold")),
            content("No due date was moved. ", ("r", "bold"), " shows what moving them would do."),
            content(("Esc closes; then u takes all of it back.", "$muted")),
        ]
    if not found.better:
        return [
            content(("Not better than yours: yours stay.", "bold")),
            content(("Try again after some hundred more reviews. Esc closes.", "$muted")),
        ]
    return [
        content(("The fitted parameters predict your recall better.", "bold")),
        content(("Enter", "bold"), " takes them into use; no due date moves, and u takes it back."),
        content(("Esc leaves everything as it is.", "$muted")),
    ]
