"""Ways to a line of the settings screen."""

from __future__ import annotations

from typing import Any

from tui.settings_entries import entries

PLACES = {
    entry.setting.key: place for place, entry in enumerate(entries()) if entry.setting is not None
}


async def go(board: Any, key: str) -> None:
    """Put the cursor on a setting."""
    board.rows.move_to(PLACES[key])
    await board.settle()


async def change(board: Any, key: str, text: str) -> None:
    """Type a new value."""
    await go(board, key)
    await board.press("enter")
    await board.type(text)
    await board.press("enter")
