"""What can be done to the card of the review beside answering it: each act one step for undo."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from content.model import Card
from content.refusal import Refusal
from db.model import CardChanged
from tui.browser import copy, open_page
from tui.review_words import card_source
from tui.screens.cards_acts import days_of, fault_of_days
from tui.screens.choose import AskScreen, ChooseScreen, Option, yes_or_no
from tui.text import plural
from tui.widgets.screen import ModeScreen

if TYPE_CHECKING:
    from db.drafts import Draft
    from tui.external_editor import Edited
    from tui.services import Services
    from tui.study_services import StudyServices
    from tui.study_view import StudyView

FLAGS = (Option("0", "No flag"), *(Option(str(number), f"Flag {number}") for number in range(1, 8)))
GONE = "This card is gone: another window took it away."
Job = Callable[["StudyServices"], "StudyView"]


class ReviewActs(ModeScreen):
    """A mode that shows one card at a time. Subclasses say which, and take what comes next."""

    def __init__(self) -> None:
        super().__init__()
        self._shown_at = 0.0
        self._left_at: float | None = None

    def on_screen_suspend(self) -> None:
        """The time of an answer stands still while something else is looked at."""
        self._left_at = time.monotonic()

    def on_screen_resume(self) -> None:
        """Go on with the same card."""
        if self._left_at is not None:
            self.not_counted(time.monotonic() - self._left_at)
        self._left_at = None
        super().on_screen_resume()

    def not_counted(self, seconds: float) -> None:
        """So much of the time was no part of the answer."""
        self._shown_at += seconds

    def the_card(self) -> Card | None:
        """The card that an act is for, None while none is shown."""
        raise NotImplementedError

    def step(self, job: Job, description: str, said: str = "") -> None:
        """Run one act in the writer thread, say that it is done, show what comes then."""
        raise NotImplementedError

    def signs(self) -> tuple[int, bool]:
        """The flag of the card, and whether it is marked."""
        raise NotImplementedError

    def source(self) -> str:
        """The question, and the answer once it is shown."""
        raise NotImplementedError

    def _act(self, job: Callable[[StudyServices, str], StudyView], doing: str, said: str) -> None:
        card = self.the_card()
        if card is not None:
            self.step(lambda study: job(study, card.id), doing, f"{said} u takes it back.")

    def action_bury(self) -> None:
        """Put the card aside until tomorrow."""
        self._act(
            lambda study, card: study.bury(card), "burying the card", "Put aside until tomorrow."
        )

    def action_suspend_card(self) -> None:
        """Take the card out until you want it back."""
        self._act(
            lambda study, card: study.suspend(card),
            "suspending the card",
            "Taken out of the reviews.",
        )

    def action_mark(self) -> None:
        """Mark the card, or take the mark off."""
        marked = not self.signs()[1]
        self._act(
            lambda study, card: study.mark(card, marked),
            "marking the card",
            "Marked: `is:marked` finds it in Cards." if marked else "No longer marked.",
        )

    def action_flag(self) -> None:
        """Ask for a flag from 1 to 7, or none."""

        def answered(key: str | None) -> None:
            if key is not None:
                self._act(
                    lambda study, card: study.flag(card, int(key)),
                    "flagging the card",
                    f"Flag {key}: `flag:{key}` finds it in Cards." if key != "0" else "No flag.",
                )

        if self.the_card() is not None:
            now = self.signs()[0]
            words = f"The card has flag {now}." if now else "The card has no flag."
            self.mlroad.push_screen(ChooseScreen("Flag", words, FLAGS), answered)

    def action_set_due(self) -> None:
        """Ask in how many days the card comes."""

        def answered(text: str | None) -> None:
            if text is not None:
                first, last = days_of(text)
                days = f"{first} to {last} days" if first != last else plural(first, "day")
                self._act(
                    lambda study, card: study.set_due(card, first, last),
                    "setting the day",
                    "It comes today." if last == 0 else f"It comes in {days}.",
                )

        if self.the_card() is not None:
            words = "In how many days the card shall come: 0 is today; 3-7 is a day of these."
            self.mlroad.push_screen(AskScreen("Set due", words, check=fault_of_days), answered)

    def action_forget(self) -> None:
        """Make the card new again, after a question."""

        def answered(key: str | None) -> None:
            if key == "y":
                self._act(
                    lambda study, card: study.forget(card), "forgetting the card", "New again."
                )

        if self.the_card() is not None:
            words = "Make this card new again? Its memory starts anew; the history stays."
            self.mlroad.push_screen(yes_or_no("Forget", words, "Forget"), answered)

    # Words

    def action_edit(self) -> None:
        """Change the words of the card here; the schedule stays, and so does the card."""
        services, card = self.services, self.the_card()
        if services is None or card is None:
            return
        from tui.screens.editor import EditorScreen

        async def write(draft: Draft) -> None:
            screen = EditorScreen(draft, editing=card.id, on_saved=lambda _: self.reload())
            await self.mlroad.push_screen(screen)

        self._with_draft(services, card.id, write)

    def _with_draft(
        self, services: Services, card: str, write: Callable[[Draft], Awaitable[None]]
    ) -> None:
        """Read what is written of the card and hand it on; say so if it is gone."""

        async def work() -> None:
            try:
                draft = await services.read(services.study.draft, card)
            except CardChanged:
                self.mlroad.say(GONE)
                self.reload()
            else:
                await write(draft)

        self.run_worker(work, group="edit", exit_on_error=False, description="opening the editor")

    def action_add(self) -> None:
        """Write a card of your own, at the topic of the card shown."""
        services, card = self.services, self.the_card()
        if services is None:
            return
        from tui.draft_words import first_topic, new_draft
        from tui.screens.editor import EditorScreen

        draft = new_draft(card.topic if card else first_topic(services.library))
        screen = EditorScreen(draft, editing=None, on_saved=lambda _: self.reload())
        self.mlroad.push_screen(screen)

    def action_edit_outside(self) -> None:
        """Change the words of the card in $VISUAL or $EDITOR."""
        services, card = self.services, self.the_card()
        if services is None or card is None:
            return
        from tui.external_editor import NO_EDITOR, editor_command

        if editor_command() is None:
            self.mlroad.say(NO_EDITOR, kind="warning", seconds=8)
            return

        async def write(draft: Draft) -> None:
            self._write_outside(card.id, draft, None)

        self._with_draft(services, card.id, write)

    def _write_outside(self, card: str, draft: Draft, again: Edited | None) -> None:
        """Leave the screen to the editor, then take what was written."""
        services = self.services
        if services is None:
            return
        from textual.app import SuspendNotSupported

        from tui.external_editor import edit

        begun = time.monotonic()
        try:
            with self.mlroad.suspend():
                edited = edit(draft, card, services.library.topics, services.home.data, again)
        except SuspendNotSupported:
            self.mlroad.say("This terminal cannot be lent to another program.", kind="warning")
            return
        except Refusal as error:
            self.mlroad.say(str(error), kind="error", seconds=10)
            return
        self.not_counted(time.monotonic() - begun)
        if edited.faults:
            self._ask_again(card, draft, edited)
        elif edited.draft is None:
            self.mlroad.say(edited.words or "Nothing was changed.")
        else:
            self.step(
                _keeping(card, edited.draft, edited),
                "saving the card",
                "The card was changed; its schedule stays. u takes it back.",
            )

    def _ask_again(self, card: str, draft: Draft, edited: Edited) -> None:
        def answered(key: str | None) -> None:
            if key == "o":
                self._write_outside(card, draft, edited)
            else:
                self.mlroad.say(f"Nothing was changed. Your text is in {edited.path}", seconds=10)

        options = (Option("o", "Open it again"), Option("x", "Leave it; the file stays"))
        words = "\n".join(edited.faults)
        self.mlroad.push_screen(ChooseScreen("The text has a fault", words, options), answered)

    # Looking

    def action_info(self) -> None:
        """Show the history of the card, its memory, and what each button would do."""
        card = self.the_card()
        if card is not None:
            self.mlroad.show_card_info(card.id)

    def action_source(self) -> None:
        """Open the page that says what the card says."""
        card = self.the_card()
        if card is None:
            return
        if card.source is not None and card.source.url:
            self.mlroad.say(open_page(self.mlroad, card.source.url))
        else:
            self.mlroad.say("This card names no source.")

    def action_topic(self) -> None:
        """Go to the topic of the card on the map; R comes back to the same card."""
        card = self.the_card()
        if card is not None:
            self.mlroad.show_topic(card.topic)

    def action_copy(self) -> None:
        """Copy what is shown of the card."""
        card = self.the_card()
        if card is not None:
            copy(self.mlroad, self.source() or card_source(card))
            self.mlroad.say("Copied.")


def _keeping(card: str, draft: Draft, edited: Edited) -> Job:
    """Save what was written outside; its file goes away only once that is done."""

    def job(study: StudyServices) -> StudyView:
        try:
            view = study.edit(card, draft)
        except (CardChanged, ValueError) as error:
            words = GONE if isinstance(error, CardChanged) else f"Nothing was changed: {error}."
            raise Refusal(f"{words} Your text is in {edited.path}") from error
        edited.forget()
        return view

    return job
