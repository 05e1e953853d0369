"""The two themes; every pair of text and ground in them has a contrast of at least 4.5 to 1."""

from __future__ import annotations

from textual.theme import Theme


def dark_theme() -> Theme:
    """Light text on a dark ground."""
    return Theme(
        name="dark",
        dark=True,
        primary="#7fb4ff",
        secondary="#a9b4c4",
        accent="#7fb4ff",
        foreground="#dde2ea",
        background="#14171c",
        surface="#14171c",
        panel="#1d2128",
        success="#8fd19e",
        warning="#e5c07b",
        error="#f59a92",
        variables={
            "muted": "#98a2b3",
            "line": "#3d4450",
            "cursor": "#2b4a75",
            "cursor-text": "#f2f6fc",
            "block-hover-background": "#1d2128",
        },
    )


def light_theme() -> Theme:
    """Dark text on a light ground."""
    return Theme(
        name="light",
        dark=False,
        primary="#1b57b0",
        secondary="#4b5566",
        accent="#1b57b0",
        foreground="#22262d",
        background="#fbfaf7",
        surface="#fbfaf7",
        panel="#efede7",
        success="#1d6f3a",
        warning="#855600",
        error="#b3261e",
        variables={
            "muted": "#5a6372",
            "line": "#c3c0b6",
            "cursor": "#cfe0fa",
            "cursor-text": "#12233c",
            "block-hover-background": "#efede7",
        },
    )
