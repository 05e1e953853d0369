"""The three themes: text stands at least 4.5 to 1 from its ground, in ``contrast`` 7 to 1."""

from __future__ import annotations

from textual.theme import Theme

_ROLES = {
    # What Textual would otherwise mix by alpha, to a contrast that nobody has measured.
    "text-muted": "muted",
    "text-disabled": "muted",
    "foreground-muted": "muted",
    "foreground-disabled": "muted",
    "block-cursor-background": "cursor",
    "block-cursor-foreground": "cursor-text",
    "block-cursor-blurred-background": "panel",
    "block-cursor-blurred-foreground": "foreground",
    "input-cursor-background": "foreground",
    "input-cursor-foreground": "background",
    "input-selection-background": "cursor",
    "input-selection-foreground": "cursor-text",
    "screen-selection-background": "cursor",
    "screen-selection-foreground": "cursor-text",
    "block-hover-background": "panel",
    "scrollbar": "line",
    "scrollbar-hover": "muted",
    "scrollbar-active": "accent",
    "scrollbar-background": "background",
    "scrollbar-background-hover": "background",
    "scrollbar-background-active": "background",
    "border": "accent",
    "border-blurred": "line",
}


def _theme(name: str, dark: bool, colours: dict[str, str]) -> Theme:
    """A theme of the colours that style sheets name; ``line`` is for what is no text."""
    variables = {role: colours[colour] for role, colour in _ROLES.items()}
    variables |= {name: colours[name] for name in ("muted", "line", "cursor", "cursor-text")}
    return Theme(
        name=name,
        dark=dark,
        primary=colours["accent"],
        secondary=colours["muted"],
        accent=colours["accent"],
        foreground=colours["foreground"],
        background=colours["background"],
        surface=colours["background"],
        panel=colours["panel"],
        success=colours["success"],
        warning=colours["warning"],
        error=colours["error"],
        variables=variables,
    )


def dark_theme() -> Theme:
    """Light text on a dark ground."""
    colours = {
        "foreground": "#dde2ea",
        "background": "#14171c",
        "panel": "#1d2128",
        "accent": "#7fb4ff",
        "muted": "#98a2b3",
        "line": "#3d4450",
        "cursor": "#2b4a75",
        "cursor-text": "#f2f6fc",
        "success": "#8fd19e",
        "warning": "#e5c07b",
        "error": "#f59a92",
    }
    return _theme("dark", True, colours)


def light_theme() -> Theme:
    """Dark text on a light ground."""
    colours = {
        "foreground": "#22262d",
        "background": "#fbfaf7",
        "panel": "#efede7",
        "accent": "#1b57b0",
        "muted": "#5a6372",
        "line": "#c3c0b6",
        "cursor": "#cfe0fa",
        "cursor-text": "#12233c",
        "success": "#1d6f3a",
        "warning": "#855600",
        "error": "#b3261e",
    }
    return _theme("light", False, colours)


def contrast_theme() -> Theme:
    """White on black, with the strongest colours, lines that show, a cursor that cannot hide."""
    colours = {
        "foreground": "#ffffff",
        "background": "#000000",
        "panel": "#1c1c1c",
        "accent": "#7fdbff",
        "muted": "#cfd3da",
        "line": "#8c9099",
        "cursor": "#ffe066",
        "cursor-text": "#000000",
        "success": "#7cf29a",
        "warning": "#ffcf5c",
        "error": "#ffa8a0",
    }
    return _theme("contrast", True, colours)


def themes() -> tuple[Theme, ...]:
    """All of them, in the order in which F2 goes through them."""
    return dark_theme(), light_theme(), contrast_theme()
