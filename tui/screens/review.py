"""Review: one card, quiet; the question, the answer under a rule, four buttons."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from db.model import CardChanged, Finished, Rating, Shown, Waiting
from tui.review_words import (
    ANSWERED,
    between_words,
    card_source,
    card_words,
    counts_words,
    failure,
    plan_words,
    question_height,
    timer_words,
    title_words,
)
from tui.screens.review_acts import GONE, Job, ReviewActs
from tui.screens.review_body import RatingButton, ReviewBody, TypedField, failed_keys
from tui.study_view import EVERYTHING, suggested
from tui.text import title
from tui.widgets.bars import KeyBar
from tui.widgets.pane import Pane
from tui.widgets.prose import Prose
from tui.widgets.screen import bindings_for

if TYPE_CHECKING:
    from content.model import Card
    from content.typed import Comparison
    from tui.services import Services
    from tui.study_view import StudyView


class ReviewScreen(ReviewActs):
    """The cards of today, or of some topics."""

    WHERE = "review"
    CSS_PATH = "../styles/review.tcss"
    BINDINGS = bindings_for("review")

    def __init__(self) -> None:
        super().__init__()
        self._view: StudyView | None = None
        self._revealed = False
        self._comparison: Comparison | None = None
        # What stands between an answer and the next card: a leech, the end of the timebox.
        self._notices: list[str] = []
        self._busy = False

    def compose_body(self) -> Iterable[Widget]:
        """The card above, the buttons below."""
        yield ReviewBody()

    def on_mount(self) -> None:
        """Look once a second whether a learning card has become due."""
        self.query_one("#card").focus()
        self.set_interval(1, self._tick)

    # The session

    def reload(self) -> None:
        """Ask for the card that comes now."""
        plan = self.mlroad.plan or EVERYTHING
        if self._view is not None and self._view.plan != plan:
            self._view = None  # other cards are wanted
        self._step(lambda study: study.begin(plan), "preparing the cards")

    def step(self, job: Job, description: str, said: str = "") -> None:
        """Run one act; a leech that was spoken of is done with then."""
        self._step(job, description, said, act=True)

    def _step(self, job: Job, description: str, said: str = "", *, act: bool = False) -> None:
        """Run a job in the writer thread; keys wait until it has come back."""
        services = self.services
        if services is None or self._busy:
            return
        self._busy = True
        study = services.study

        async def work() -> None:
            try:
                try:
                    view = await services.write(job, study)
                    if said:
                        self.mlroad.say(said)
                except CardChanged:
                    self.mlroad.say(GONE if act else ANSWERED)
                    self._view = None
                    view = await services.write(study.begin, self.mlroad.plan or EVERYTHING)
            except Exception as error:
                if self._view is None:
                    self.show_failure(f"{failure(error, description)} {self.tries_again}")
                elif isinstance(error, ValueError):
                    self.mlroad.say(f"Nothing was changed: {error}.", kind="warning", seconds=8)
                    return
                raise
            finally:
                self._busy = False
            if act and self._notices:
                self._notices.pop()
                self._view = self._view if self._notices else None
            self._take(view, act)

        self.run_worker(work, group="study", exit_on_error=False, description=description)

    def show_failure(self, words: str) -> None:
        """Why there is no card."""
        self.query_one(ReviewBody).fail(words)
        self.query_one(KeyBar).offer(failed_keys(self.key_of))

    def _take(self, view: StudyView, act: bool) -> None:
        before, self._view = self._view, view
        if view.answered is not None:
            self._notices = ["time"] * view.time_over + ["leech"] * (view.leech is not None)
        elif self._notices and before is not None and before.shows_the_same(view):
            self._view = before  # a look at something else: the notice stays
        else:
            self._notices = []
        if before is None or view.answered is not None or not before.shows_the_same(view):
            self._revealed = False
            self._comparison = None
            self._shown_at = time.monotonic()
            self.query_one(TypedField).value = ""
            self._draw()
            self.query_one("#card", Pane).scroll_home(animate=False)
            # After undo, redo or an act the keys stay commands, though another card is shown.
            comes = before is None or view.answered is not None
            self.query_one(ReviewBody).start(typing=comes and not act)
        else:
            self._draw()

    def _tick(self) -> None:
        view, services = self._view, self.services
        if view is None or services is None or self._notices:
            return
        if isinstance(view.state, Waiting):
            if services.clock.now_ms() >= view.state.due_at:
                self._view = None  # the card comes by itself
                self.reload()
            else:
                self._draw()
        elif view.timer is not None:
            self._draw_counts(view)

    # Drawing

    def _draw(self) -> None:
        view, services = self._view, self.services
        if view is None or services is None:
            return
        self._draw_counts(view)
        asked = isinstance(view.state, Shown) and not self._notices
        self.query_one("#buttons").display = asked and self._revealed
        self.query_one("#typing").display = asked and self._is_typed() and not self._revealed
        words = title_words(view, services.library) if asked else plan_words(view.plan)
        self.query_one("#card", Pane).border_title = title(words)
        self.query_one(Prose).lay_out(lambda room: self._words(view, services, room))
        if asked and self._revealed and isinstance(view.state, Shown):
            self.query_one(ReviewBody).offer(view.state.choices, self._comparison)
        self._draw_keys()

    def _draw_counts(self, view: StudyView) -> None:
        words = counts_words(view.counts)
        if view.timer is not None and isinstance(view.state, Shown) and not self._notices:
            words += f" · {timer_words(time.monotonic() - self._shown_at, view.timer)}"
        self.query_one("#card", Pane).border_subtitle = title(words)

    def _words(self, view: StudyView, services: Services, room: int) -> Content:
        words = between_words(view, self._notice, services.library, services.clock, room)
        if words is not None:
            return words
        return card_words(view.card, self._revealed, room, self._comparison)

    @property
    def _notice(self) -> str:
        """What stands between an answer and the next card: `leech`, `time`, or nothing."""
        return self._notices[-1] if self._notices else ""

    def _is_typed(self) -> bool:
        view = self._view
        return view is not None and view.card is not None and view.card.answer is not None

    def on_descendant_focus(self) -> None:
        """While an answer is typed, letters are no commands: the line below says what is."""
        self._draw_keys()

    on_descendant_blur = on_descendant_focus

    def _draw_keys(self) -> None:
        view = self._view
        if view is not None:
            keys = self.query_one(ReviewBody).keys(view, self._notice, self.key_of)
            self.query_one(KeyBar).offer(keys)

    def the_card(self) -> Card | None:
        """The card that an act is for: the leech while it is spoken of, else the one shown."""
        view = self._view
        if view is None or self._busy:
            return None
        if self._notices:
            return view.leech if self._notice == "leech" else None
        return view.card if isinstance(view.state, Shown) else None

    def signs(self) -> tuple[int, bool]:
        """The flag of the card, and whether it is marked."""
        return (self._view.flag, self._view.marked) if self._view is not None else (0, False)

    def source(self) -> str:
        """The question, and the answer once it is shown."""
        card = self.the_card()
        if card is None:
            return ""
        return card_source(card) if self._revealed or self._notices else card.front

    # Answering

    def action_show(self) -> None:
        """Show the answer; shown already, rate it; at the end or at a notice, go on."""
        view = self._view
        if view is None or self._busy:
            return
        if self._notices:
            self._notices.pop()
            if not self._notices:
                self._view = None  # the time of the next card begins when it is seen
                self.reload()
            else:
                self._draw()
        elif isinstance(view.state, Finished) and (view.plan.is_part or view.plan.cram):
            self.mlroad.study()
        elif isinstance(view.state, Shown) and self._revealed:
            self.action_rate(suggested(self._comparison))
        elif isinstance(view.state, Shown) and self._is_typed():
            self.query_one(TypedField).focus()
        elif isinstance(view.state, Shown):
            self._reveal(view)

    def _reveal(self, view: StudyView) -> None:
        self._revealed = True
        self._draw()
        self.query_one(ReviewBody).start(typing=False)
        # A long card is scrolled until its answer stands at the top; a short one does not move.
        self.call_after_refresh(self._to_answer, view.card)

    def _to_answer(self, card: Card | None) -> None:
        if card is not None and self._revealed:
            above = question_height(card, self.query_one(Prose).size.width)
            self.query_one("#card", Pane).scroll_to(y=above, animate=False, force=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Compare what was typed with what was expected; nothing typed is an answer too."""
        view = self._view
        event.stop()
        if view is None or view.card is None or view.card.answer is None or self._revealed:
            return
        from content.typed import compare_card

        try:
            self._comparison = compare_card(view.card, event.value)
        except ValueError as error:
            self.mlroad.say(f"{error}", kind="warning", seconds=6)
            return
        self._reveal(view)

    def on_typed_field_left(self) -> None:
        """The keys are commands again; Space or Enter goes back to the line."""
        self.query_one("#card").focus()

    def action_rate(self, number: int) -> None:
        """Answer the card; before the answer is shown, show it first."""
        view = self._view
        if view is None or not isinstance(view.state, Shown) or self._busy or self._notices:
            return
        if not self._revealed:
            self.action_show()
            return
        shown = view.state
        spent = int((time.monotonic() - self._shown_at) * 1000)
        self._step(lambda study: study.answer(shown, Rating(number), spent), "saving the answer")

    def on_rating_button_pressed(self, message: RatingButton.Pressed) -> None:
        """A button was clicked."""
        self.action_rate(message.rating)

    def on_click(self) -> None:
        """A click on the card shows the answer."""
        if not self._revealed:
            self.action_show()
