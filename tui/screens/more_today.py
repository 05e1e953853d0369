"""Asks how many cards more there may be today, and raises the limits of this day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.cleaning import plural
from tui.screens.choose import AskScreen

if TYPE_CHECKING:
    from tui.app import MlroadApp

MOST = 9_999
_WORDS = "How many new cards more? A second number raises the reviews too: 0 50."


def numbers_of(text: str) -> tuple[int, int]:
    """New cards and reviews more. Raises ValueError in words."""
    words = text.replace(",", " ").split()
    if not 1 <= len(words) <= 2 or not all(word.isascii() and word.isdecimal() for word in words):
        raise ValueError("Write a whole number, or two.")
    if any(len(word) > 4 for word in words):
        raise ValueError(f"At most {MOST} more.")
    new, reviews = [int(word) for word in [*words, "0"][:2]]
    if not new and not reviews:
        raise ValueError("At least one more.")
    return new, reviews


def fault_of(text: str) -> str:
    """What is wrong with the answer, or nothing."""
    try:
        numbers_of(text)
    except ValueError as error:
        return str(error)
    return ""


def ask_for_more(app: MlroadApp) -> None:
    """Ask, then raise today's limits; undo takes it back."""
    services = app.services
    if services is None or len(app.screen_stack) > 1:
        return

    def take(answer: str | None) -> None:
        if answer is None:
            return
        new, reviews = numbers_of(answer)

        async def work() -> None:
            try:
                await services.write(services.plans.raise_today, new, reviews)
            except ValueError:
                app.say("That is more than a day can hold.", kind="warning")
                return
            counts = ((new, "new card"), (reviews, "review"))
            more = " and ".join(plural(number, name) for number, name in counts if number)
            app.say(f"Today {more} more. u takes it back.")
            app.reload_mode()

        app.run_worker(work, group="save", exit_on_error=False, description="raising the limit")

    app.push_screen(AskScreen("More cards today", _WORDS, value="10", check=fault_of), take)
