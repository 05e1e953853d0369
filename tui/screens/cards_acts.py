"""What can be done to the cards chosen in the browser: each act one step for undo."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from db.model import CardChanged
from tui.screens.choose import AskScreen, ChooseScreen, Option, yes_or_no
from tui.text import plural
from tui.widgets.screen import ModeScreen

if TYPE_CHECKING:
    from db.browse import CardRow
    from tui.card_services import CardServices
    from tui.services import Services

DUE_MAX = 36_500
MANY = 1_000
"""From so many cards on, an act says that it is under way."""
Job = Callable[["CardServices", list[str]], int]


class ActingScreen(ModeScreen):
    """A mode in which cards are chosen: the selected ones, else that under the cursor."""

    def chosen(self) -> Sequence[int]:
        """The numbers of the cards that an act is for."""
        raise NotImplementedError

    def show_selection(self) -> None:
        """Say in the line below how many are selected."""
        raise NotImplementedError

    def _act(self, description: str, done: str, job: Job) -> None:
        """Write ``job`` for the chosen cards, say what was done, show what is true now."""
        services, numbers = self.services, self.chosen()
        if services is None or not numbers:
            return

        async def work() -> None:
            await self._write(services, numbers, description, done, job)

        self.run_worker(work, group="save", exit_on_error=False, description=description)

    async def _write(
        self, services: Services, numbers: Sequence[int], description: str, done: str, job: Job
    ) -> None:
        cards = await services.read(lambda: services.cards)
        ids = await services.read(cards.ids_of, numbers)
        if len(ids) >= MANY:
            self.set_status(f"{description}: {len(ids):,} cards ...")
        try:
            count = await services.write(job, cards, ids)
        except CardChanged:
            self.mlroad.say("These cards are gone: another window took them away.")
        except ValueError as error:
            self.mlroad.say(f"Nothing was changed: {error}.", kind="warning", seconds=8)
            return
        else:
            words = f"{plural(count, 'card')} {done}. u takes it back."
            self.mlroad.say(words if count else "Nothing to change: it is so.")
        finally:
            self.show_selection()
        self.reload()

    def _turn(
        self,
        description: str,
        is_on: Callable[[CardRow], bool],
        done: tuple[str, str],
        job: Callable[[CardServices, list[str], bool], int],
    ) -> None:
        """Set where the first chosen card is not set, else take off; ``done`` has both words."""
        services, numbers = self.services, self.chosen()
        if services is None or not numbers:
            return

        async def work() -> None:
            # The cards are those of the moment of the key: the cursor may move on meanwhile.
            cards = await services.read(lambda: services.cards)
            rows = await services.read(cards.page, numbers[:1])
            on = not (rows and is_on(rows[0]))
            await self._write(
                services, numbers, description, done[not on], lambda c, ids: job(c, ids, on)
            )

        self.run_worker(work, group="save", exit_on_error=False, description=description)

    def _those(self) -> str:
        """The chosen cards in words: `this card`, `these 3 cards`."""
        count = len(self.chosen())
        return "this card" if count == 1 else f"these {count} cards"

    def action_bury(self) -> None:
        """Put aside until tomorrow, or bring back."""
        done = ("put aside until tomorrow", "brought back")
        self._turn("burying", lambda row: row.buried, done, lambda c, ids, on: c.bury(ids, on))

    def action_suspend_card(self) -> None:
        """Take out of the reviews, or back in."""
        done = ("suspended", "back in the reviews")
        self._turn(
            "suspending", lambda row: row.suspended, done, lambda c, ids, on: c.suspend(ids, on)
        )

    def action_mark(self) -> None:
        """Mark, or take the mark off."""
        done = ("marked", "no longer marked")
        self._turn("marking", lambda row: row.marked, done, lambda c, ids, on: c.mark(ids, on))

    def action_flag(self) -> None:
        """Ask for a flag and set it."""
        options = [Option("0", "No flag"), *(Option(str(n), f"Flag {n}") for n in range(1, 8))]

        def answered(key: str | None) -> None:
            if key is not None:
                done = f"flagged with {key}" if key != "0" else "without a flag now"
                self._act("flagging", done, lambda c, ids: c.flag(ids, int(key)))

        if self.chosen():
            screen = ChooseScreen("Flag", f"For {self._those()}:", options)
            self.mlroad.push_screen(screen, answered)

    def action_set_due(self) -> None:
        """Ask in how many days the cards come."""

        def answered(text: str | None) -> None:
            if text is not None:
                days = days_of(text)
                done = f"set to come {_when(*days)}"
                self._act("setting the day", done, lambda c, ids: c.set_due(ids, days))

        if self.chosen():
            words = f"In how many days {self._those()} shall come: 0 is today; 3-7 spreads them."
            screen = AskScreen("Set due", words, check=fault_of_days)
            self.mlroad.push_screen(screen, answered)

    def action_forget(self) -> None:
        """Make the cards new again, after a question."""
        words = f"Make {self._those()} new again? Memory starts anew; the history stays."
        self._after_yes("Forget", words, "Forget", "new again", lambda c, ids: c.forget(ids))

    def action_delete(self) -> None:
        """Delete cards of the learner's own, after a question."""
        words = f"Delete {self._those()}, with all cards of the same note?"
        self._after_yes("Delete", words, "Delete", "deleted", lambda c, ids: c.delete(ids))

    def _after_yes(self, title: str, words: str, yes: str, done: str, job: Job) -> None:
        def answered(key: str | None) -> None:
            if key == "y":
                self._act(f"{title.lower()} cards", done, job)

        if self.chosen():
            self.mlroad.push_screen(yes_or_no(title, words, yes), answered)

    def action_tag(self) -> None:
        """Ask for tags and add or take off."""

        def answered(text: str | None) -> None:
            if text:
                add, remove = tags_of(text)
                self._act("tagging", "tagged", lambda c, ids: c.tag(ids, add, remove))

        if self.chosen():
            words = f"For {self._those()}: +a adds the tag a, -b takes b off. Several with blanks."
            self.mlroad.push_screen(AskScreen("Tags", words, check=fault_of_tags), answered)

    def action_move(self) -> None:
        """Ask for a topic and move the cards there."""
        services = self.services
        if services is None or not self.chosen():
            return
        from tui.screens.choose_topic import ask_topic

        def answered(topic: str | None) -> None:
            if topic is not None:
                done = f"moved to {services.library.topics[topic].title}"
                self._act("moving", done, lambda c, ids: c.move(ids, topic))

        screen = ask_topic(services.library, f"Where {self._those()} shall stand:")
        self.mlroad.push_screen(screen, answered)


def days_of(text: str) -> tuple[int, int]:
    """The first and the last day of `3` or `3-7`. Raises ValueError for anything else."""
    found = re.fullmatch(r"(\d{1,18})(?:\s*-\s*(\d{1,18}))?", text.strip())
    if found is None:
        raise ValueError("a number of days such as 3, or a range such as 3-7")
    first = int(found[1])
    last = first if found[2] is None else int(found[2])
    if last < first:
        raise ValueError("the range ends before it begins")
    if last > DUE_MAX:
        raise ValueError(f"at most {DUE_MAX} days")
    return first, last


def fault_of_days(text: str) -> str:
    """What is wrong with the days in words, nothing if all is well."""
    try:
        days_of(text)
    except ValueError as error:
        return f"Not understood: {error}."
    return ""


def tags_of(text: str) -> tuple[list[str], list[str]]:
    """The tags to add and to take off; a word without a sign is added."""
    words = [word for word in text.split() if word.strip("+-")]
    remove = [word[1:] for word in words if word.startswith("-")]
    return [word.removeprefix("+") for word in words if not word.startswith("-")], remove


def fault_of_tags(text: str) -> str:
    """What is wrong with the tags in words, nothing if all is well."""
    return "" if any(tags_of(text)) else "Write +tag to add one, -tag to take one off."


def _when(first: int, last: int) -> str:
    if first != last:
        return f"in {first} to {last} days"
    return "today" if first == 0 else f"in {plural(first, 'day')}"
