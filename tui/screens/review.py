"""Review: one card, quiet; the question, the answer under a rule, four buttons."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget

from content.refusal import Refusal
from db.model import CardChanged, Choice, Finished, Rating, Shown, Waiting
from tui.browser import open_page
from tui.review_words import (
    card_source,
    card_words,
    counts_words,
    finished_words,
    path_words,
    question_height,
    waiting_words,
)
from tui.text import title
from tui.widgets.pane import Pane
from tui.widgets.prose import Prose
from tui.widgets.screen import ModeScreen, bindings_for
from tui.widgets.words import Words

if TYPE_CHECKING:
    from content.model import Card
    from tui.services import StudyView

_NAMES = {Rating.AGAIN: "Again", Rating.HARD: "Hard", Rating.GOOD: "Good", Rating.EASY: "Easy"}


class RatingButton(Words):
    """One rating with its exact next interval; a click gives it."""

    class Pressed(Message):
        """The button was clicked."""

        def __init__(self, rating: Rating) -> None:
            super().__init__()
            self.rating = rating

    def __init__(self, rating: Rating) -> None:
        super().__init__(id=f"rate-{rating.value}", classes="rate")
        self._rating = rating

    def offer(self, choice: Choice) -> None:
        """Show the interval that this rating leads to."""
        number, name = str(self._rating.value), _NAMES[self._rating]
        self.say((f"{number} ", "bold $accent"), f"{name}\n", (choice.label, "$muted"))

    def on_click(self) -> None:
        """Give the rating."""
        self.post_message(self.Pressed(self._rating))


class ReviewScreen(ModeScreen):
    """The cards of today, or of some topics."""

    WHERE = "review"
    CSS_PATH = "../styles/review.tcss"
    BINDINGS = bindings_for("review")

    def __init__(self) -> None:
        super().__init__()
        self._view: StudyView | None = None
        self._revealed = False
        self._busy = False
        self._shown_at = 0.0
        self._answered = 0

    def compose_body(self) -> Iterable[Widget]:
        """The card above, the buttons below."""
        yield ReviewBody()

    def on_mount(self) -> None:
        """Look once a second whether a learning card has become due."""
        self.query_one("#card").focus()
        self.set_interval(1, self._tick)

    def reload(self) -> None:
        """Ask for the card that comes now."""
        services = self.services
        if services is None:
            return
        app = self.mlroad
        self._step(lambda: services.study(app.study_topics, app.study_limit), "preparing the cards")

    def _step(self, job: Callable[[], StudyView], description: str) -> None:
        """Run one step in the writer thread; keys wait until it has come back."""
        services = self.services
        if services is None or self._busy:
            return
        self._busy = True

        async def work() -> None:
            try:
                view = await services.write(job)
            except CardChanged:
                self.mlroad.say("Another window answered this card first; here is the next one.")
                app = self.mlroad
                view = await services.write(services.study, app.study_topics, app.study_limit)
            except Refusal as error:
                if self._view is None:
                    self.show_failure(f"{error} {self.mode_key} tries again.")
                raise
            finally:
                self._busy = False
            self._take(view)

        self.run_worker(work, group="study", exit_on_error=False, description=description)

    def show_failure(self, words: str) -> None:
        """Why there is no card."""
        self.query_one(Prose).say((words, "$warning"))

    def _take(self, view: StudyView) -> None:
        before = self._view.state if self._view else None
        self._view = view
        same = isinstance(before, Shown) and before == view.state
        if not same:
            self._revealed = False
            self._shown_at = time.monotonic()
        self._draw()

    def _tick(self) -> None:
        view, services = self._view, self.services
        if view is None or services is None or not isinstance(view.state, Waiting):
            return
        if services.clock.now_ms() >= view.state.due_at:
            self.reload()
        else:
            self._draw()

    # Drawing

    def _draw(self) -> None:
        view, services = self._view, self.services
        if view is None or services is None:
            return
        pane = self.query_one("#card", Pane)
        pane.border_subtitle = counts_words(view.counts)
        buttons = self.query_one("#buttons")
        if isinstance(view.state, Shown):
            pane.border_title = title(path_words(view.card, services.library))
            card, revealed = view.card, self._revealed
            self.query_one(Prose).lay_out(lambda room: card_words(card, revealed, room))
            buttons.display = self._revealed
            if self._revealed:
                for choice in view.state.choices:
                    self.query_one(f"#rate-{choice.rating.value}", RatingButton).offer(choice)
            return
        buttons.display = False
        pane.border_title = "Review"
        clock = services.clock
        if isinstance(view.state, Waiting):
            words = waiting_words(view.state, clock.now_ms())
        else:
            some = self.mlroad.study_topics is not None
            words = finished_words(view.state, clock.study_day(), self._answered, some)
        self.query_one(Prose).lay_out(lambda _: words)

    # Actions

    def action_show(self) -> None:
        """Show the answer; shown already, rate it Good; after some topics, go on with all."""
        view = self._view
        if view is not None and isinstance(view.state, Finished) and self.mlroad.study_topics:
            self.mlroad.study(None)
            return
        if view is None or not isinstance(view.state, Shown):
            return
        if self._revealed:
            self.action_rate(Rating.GOOD)
            return
        self._revealed = True
        self._draw()
        # A long card is scrolled until its answer stands at the top; a short one does not move.
        self.call_after_refresh(self._to_answer, view.card)

    def _to_answer(self, card: Card | None) -> None:
        if card is not None and self._revealed:
            above = question_height(card, self.query_one(Prose).size.width)
            self.query_one("#card", Pane).scroll_to(y=above, animate=False, force=True)

    def action_rate(self, number: int) -> None:
        """Answer the card; before the answer is shown, show it first."""
        view, services = self._view, self.services
        if view is None or services is None or not isinstance(view.state, Shown) or self._busy:
            return
        if not self._revealed:
            self.action_show()
            return
        shown = view.state
        spent = int((time.monotonic() - self._shown_at) * 1000)

        def job() -> StudyView:
            after = services.answer(shown, Rating(number), spent)
            self._answered += 1
            return after

        self._step(job, "saving the answer")

    def on_rating_button_pressed(self, message: RatingButton.Pressed) -> None:
        """A button was clicked."""
        self.action_rate(message.rating)

    def on_click(self) -> None:
        """A click on the card shows the answer."""
        if not self._revealed:
            self.action_show()

    def action_bury(self) -> None:
        """Put the card aside until tomorrow."""
        if self.services is not None and self._is_card():
            self._step(self.services.bury, "burying the card")
            self.mlroad.say("Put aside until tomorrow. u takes it back.")

    def action_suspend_card(self) -> None:
        """Take the card out until you want it back."""
        if self.services is not None and self._is_card():
            self._step(self.services.suspend, "suspending the card")
            self.mlroad.say("Taken out of the reviews. u takes it back.")

    def _is_card(self) -> bool:
        return self._view is not None and isinstance(self._view.state, Shown)

    def action_info(self) -> None:
        """Show what is known of this card's memory."""
        view, services = self._view, self.services
        if view is None or services is None or not isinstance(view.state, Shown):
            return
        from tui.screens.card_info import card_info
        from tui.screens.panel import PanelScreen

        words = card_info(view.state, view.card, services.clock.study_day())
        self.mlroad.push_screen(PanelScreen("Card", words))

    def source(self) -> str:
        """The question, and the answer once it is shown."""
        card = self._view.card if self._view is not None else None
        if card is None:
            return ""
        return card_source(card) if self._revealed else card.front

    def action_source(self) -> None:
        """Open the page that says what the card says."""
        if self._view is not None and self._view.card is not None:
            self.mlroad.say(open_page(self.mlroad, self._view.card.source.url))

    def action_topic(self) -> None:
        """Go to the topic of the card on the map; R comes back to the same card."""
        if self._view is not None and self._view.card is not None:
            self.mlroad.show_topic(self._view.card.topic)


class ReviewBody(Vertical):
    """The card and the buttons."""

    def compose(self) -> ComposeResult:
        """The card scrolls, the buttons stay."""
        words = Prose(id="words")
        words.say("Preparing the cards ...")
        pane = Pane(words, id="card", classes="pane")
        pane.border_title = "Review"
        yield pane
        with Horizontal(id="buttons") as buttons:
            buttons.display = False
            for rating in Rating:
                yield RatingButton(rating)
