"""Bindings and footers made from the one action table."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding

from tui.actions import Action


def bindings_of(actions: Iterable[Action]) -> list[Binding]:
    """A binding for each action, with the ids that a keymap of the learner's own refers to."""
    return [
        Binding(
            ",".join(action.keys),
            action.id,
            action.name,
            show=action.footer,
            id=action.setting,
        )
        for action in actions
    ]
