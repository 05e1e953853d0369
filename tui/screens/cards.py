"""Cards: all of them, searched as you type; acts on many at once; the card under the cursor."""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Iterable, Sequence

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from content.refusal import Refusal
from tui.card_row_words import ORDERS, READY, card_pane, card_row, selection_words
from tui.review_words import path_words
from tui.screens.cards_body import CardsBody, Heads
from tui.screens.cards_one import CardScreen
from tui.text import title
from tui.widgets.pane import Pane
from tui.widgets.prose import Prose
from tui.widgets.rows import Row
from tui.widgets.screen import bindings_for
from tui.widgets.selecting import SelectRows
from tui.widgets.words import Words

DEBOUNCE_S = 0.12
"""A search waits so long for the next letter."""


class CardsScreen(CardScreen):
    """The list above or at the left, the card below or at the right."""

    WHERE = "cards"
    CSS_PATH = "../styles/cards.tcss"
    # Ctrl+A is what some multiplexers take for themselves: the table has A for it.
    BINDINGS: list[BindingType] = [
        *bindings_for("cards"),
        Binding("ctrl+a", "pick_all", "Select all", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._query = ""
        self._order = next(iter(ORDERS))

    def compose_body(self) -> Iterable[Widget]:
        """The field, the list, the card."""
        yield CardsBody()

    @property
    def rows(self) -> SelectRows:
        """The list."""
        return self.query_one(SelectRows)

    def on_mount(self) -> None:
        """Keys go to the list."""
        self.rows.focus()

    # What is listed

    def reload(self) -> None:
        """Find the cards, those that another screen asked for."""
        asked, self.mlroad.cards_query = self.mlroad.cards_query, None
        if asked is not None:
            self.rows.focus()
            self.remove_class("-card")
            self._ask(asked)
        else:
            self._find()

    def _ask(self, query: str) -> None:
        """Put a search into the field, where it can be seen and changed."""
        field = self.query_one(Input)
        field.set_class(bool(query), "-open")
        if field.value != query:
            field.value = query  # what follows from it is done when the field says so
        else:
            self._find()

    def _find(self, wait: float = 0) -> None:
        services = self.services
        if services is None:
            return
        query, order, keep = self._query, self._order, self.rows.current
        typing = self.query_one(Input).has_focus

        async def work() -> None:
            await asyncio.sleep(wait)
            cards = await services.read(lambda: services.cards)
            try:
                numbers = await services.read(cards.find, query, order, typing=typing)
            except Refusal as error:
                if error.exit_code != 2 or not query:
                    raise
                self._fault(str(error))
                return
            self._fault("")
            self._take(numbers, keep)

        self.load("searching the cards", work)

    def show_failure(self, words: str) -> None:
        """Why there is no list."""
        self.rows.clear(words)
        self.query_one("#found").border_subtitle = ""
        self._describe_nothing()

    def _fault(self, words: str) -> None:
        line = self.query_one("#fault", Words)
        line.set_class(bool(words), "-open")
        line.say(words)

    def _take(self, numbers: array[int], keep: int | None) -> None:
        found = self.query_one("#found")
        found.border_title = title(f"Cards ─ {ORDERS[self._order]}")
        noun = "card" if len(numbers) == 1 else "cards"
        found.border_subtitle = title(f"{len(numbers):,} {noun}")
        if len(numbers):
            self.rows.set_rows(numbers, self._page, keep=keep)
        elif self._query:
            self.rows.clear("No card matches. Esc clears the search; then ? lists what it knows.")
            self._describe_nothing()
        else:
            self.rows.clear("No cards yet. a writes one; M shows what there is to learn.")
            self._describe_nothing()

    def _page(self, numbers: Sequence[int]) -> list[Row]:
        services = self.services
        if services is None:
            return []
        try:
            page = services.cards.page(numbers)
        except Refusal as error:  # said in the list itself: it is painted, and cannot fail
            return [Row(((str(error), "warn"),))]
        found = {row.number: row for row in page}
        topics, clock = services.library.topics, services.clock
        day, now = clock.study_day(), clock.now_ms()
        cells = self.query_one(Heads).cells
        made: list[Row] = []
        for number in numbers:
            row = found.get(number)
            if row is None:
                made.append(Row((("(gone)", "muted"),)))
                continue
            topic = topics[row.topic].title if row.topic in topics else row.topic
            made.append(card_row(row, topic, day, now, cells))
        return made

    # The card under the cursor

    def on_rows_highlighted(self) -> None:
        """Show the card under the cursor."""
        self._describe()

    def _describe_nothing(self) -> None:
        self._detail = None
        self.query_one(Prose).say("")
        self.query_one("#card").border_title = "Card"

    def _describe(self) -> None:
        services, number = self.services, self.rows.current
        if services is None or number is None:
            return

        async def work() -> None:
            cards = await services.read(lambda: services.cards)
            found = self._detail = await services.read(cards.detail, number)
            if found is None:
                self._describe_nothing()
                return
            library, clock = services.library, services.clock
            pane, words = self.query_one("#card", Pane), self.query_one(Prose)
            pane.border_title = title(path_words(found.card, library))
            pane.scroll_home(animate=False)
            day, now, leech_at = clock.study_day(), clock.now_ms(), cards.leech_at
            words.lay_out(lambda room: card_pane(found, day, now, leech_at, room))

        self.run_worker(
            work, exclusive=True, group="card", exit_on_error=False, description="reading the card"
        )

    def action_open_card(self) -> None:
        """Go into the card."""
        if self.rows.current is not None:
            self.add_class("-card")
            self.query_one("#card").focus()

    def on_rows_chosen(self) -> None:
        """A click on the line under the cursor."""
        self.action_open_card()

    # Selection

    def chosen(self) -> Sequence[int]:
        """The selected cards, else that under the cursor."""
        return self.rows.chosen

    def on_select_rows_selected(self) -> None:
        """Say how many are selected."""
        self.show_selection()

    def show_selection(self) -> None:
        """Say in the line below how many are selected."""
        self.set_status(selection_words(len(self.rows.selected)))

    def action_pick(self) -> None:
        """Select the card and go to the next, or let it go."""
        self.rows.toggle()
        self.rows.action_cursor_down()

    def action_pick_range(self) -> None:
        """Select from the one selected last to here."""
        self.rows.extend()

    def action_pick_all(self) -> None:
        """Select every card of the list."""
        self.rows.select_all()

    # Search and order

    def action_search(self) -> None:
        """Type to search."""
        field = self.query_one(Input)
        field.add_class("-open")
        self.set_focus(field)  # at once: the next keys are letters, not acts on cards

    def asked_topic(self) -> str:
        """The topic of a search such as `topic:l1.math.la`, empty for none."""
        terms = (word.partition(":") for word in self._query.split())
        return next((value for name, _, value in terms if name == "topic"), "")

    def action_ready(self) -> None:
        """Offer the ready searches."""
        from tui.screens.choose import ChooseScreen, Option

        def answered(key: str | None) -> None:
            for one, _, query in READY:
                if one == key:
                    self._ask(query)

        options = [Option(key, name, query) for key, name, query in READY]
        self.mlroad.push_screen(ChooseScreen("Searches", "", options), answered)

    def action_order(self) -> None:
        """The next order."""
        names = list(ORDERS)
        self._order = names[(names.index(self._order) + 1) % len(names)]
        self.rows.move_to(0)
        self._find()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as you type, once a moment has passed without a letter."""
        self._query = event.value.strip()
        self._find(DEBOUNCE_S if event.input.has_focus else 0)

    def on_input_submitted(self) -> None:
        """Enter leaves the field and keeps the search."""
        self.rows.focus()

    def key_escape(self) -> None:
        """One step back: from the field, the card, the selection, the search; never out."""
        field = self.query_one(Input)
        if not field.has_focus and self.has_class("-card"):
            self.remove_class("-card")
            self.rows.focus()
        elif not field.has_focus and self.rows.selected:
            self.rows.select_none()
        elif field.has_class("-open"):
            self._ask("")
            self.rows.focus()
