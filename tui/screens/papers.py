"""Papers: what the feeds brought, what is saved, and the reading order; list and abstract."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.widget import Widget
from textual.widgets import Input

from tui.browser import copy, host_of, open_page
from tui.paper_words import order_content, paper_content, paper_row, paper_source
from tui.reading_order import ReadingOrder
from tui.screens.papers_body import PapersBody
from tui.screens.refreshing import RefreshingScreen
from tui.text import title
from tui.widgets.pane import Pane
from tui.widgets.prose import Prose
from tui.widgets.rows import Fetch, Row, Rows
from tui.widgets.screen import bindings_for

if TYPE_CHECKING:
    from db.papers_model import Counters, PaperDetail

_FILTERS = ("unread", "all", "saved", "order")
_TITLES = {"unread": "unread", "all": "all", "saved": "saved", "order": "reading order"}
_EMPTY = {
    "unread": "Nothing unread. F5 fetches the sources; f goes on to all, saved, reading order.",
    "all": "No papers yet. F5 fetches the sources; f goes on to the reading order.",
    "saved": "Nothing saved yet. s saves the paper under the cursor for good.",
    "order": "The reading order is empty.",
}


class PapersScreen(RefreshingScreen):
    """The list above or at the left, the abstract below or at the right."""

    WHERE = "papers"
    CSS_PATH = "../styles/papers.tcss"
    BINDINGS = bindings_for("papers")

    def __init__(self) -> None:
        super().__init__()
        self._filter = "unread"
        self._query = ""
        self._order: ReadingOrder | None = None
        self._detail: PaperDetail | None = None

    def compose_body(self) -> Iterable[Widget]:
        """List, search field, abstract."""
        yield PapersBody()

    def on_mount(self) -> None:
        """Keys go to the list."""
        self.query_one(Rows).focus()

    def reload(self) -> None:
        """Load the list that is chosen."""
        services = self.services
        if services is None:
            return
        keep = self.query_one(Rows).current

        async def work() -> None:
            if self._filter == "order":
                state = await services.read(services.map_state)
                order = ReadingOrder(services.library, state.statuses, self._query)
                self._take_order(order, keep)
                return
            papers = await services.read(lambda: services.papers)
            ids = await services.read(papers.ids, self._filter, self._query)
            counters = await services.read(papers.counters)
            self._count(counters)
            self._order = None
            self._take(ids, self._rows, keep)

        self.load("reading papers", work)

    def show_failure(self, words: str) -> None:
        """Why there is no list."""
        self.query_one(Rows).clear(words)
        self._describe_nothing()

    def _take(self, ids: Sequence[int], fetch: Fetch, keep: int | None) -> None:
        rows = self.query_one(Rows)
        self._title()
        if ids:
            rows.set_rows(ids, fetch, keep=keep)
        else:
            words = f"Nothing matches “{self._query}”. Esc clears the search."
            rows.clear(words if self._query else _EMPTY[self._filter])
            self._describe_nothing()

    def _take_order(self, order: ReadingOrder, keep: int | None) -> None:
        self._order = order
        self.query_one(Rows).border_subtitle = f"{order.read} of {len(order.papers)} read"
        self._take(range(len(order.papers)), order.rows, keep)

    def _count(self, counters: Counters) -> None:
        self.query_one(Rows).border_subtitle = f"{counters.unread} unread of {counters.all}"

    def _title(self) -> None:
        search = f" ─ search: {self._query}" if self._query else ""
        self.query_one(Rows).border_title = title(f"Papers ─ {_TITLES[self._filter]}{search}")

    def _rows(self, numbers: Sequence[int]) -> list[Row]:
        services = self.services
        if services is None:
            return []
        found = {paper.number: paper for paper in services.papers.page(numbers)}
        now = services.clock.now_ms()
        wide = self.size.width >= 76
        return [
            paper_row(found[number], now, wide) if number in found else Row((("(gone)", "muted"),))
            for number in numbers
        ]

    # The abstract

    def on_rows_highlighted(self) -> None:
        """Show the paper under the cursor."""
        self._describe()

    def _describe_nothing(self) -> None:
        self._detail = None
        self.query_one(Prose).say("")

    def _describe(self) -> None:
        services, current = self.services, self.query_one(Rows).current
        if services is None or current is None:
            return
        words = self.query_one(Prose)
        self.query_one("#abstract", Pane).scroll_home(animate=False)
        order = self._order
        if order is not None:
            paper, status = order.papers[current], order.status(current)
            library = services.library
            words.lay_out(lambda room: order_content(paper, library, status, room))
            return

        async def work() -> None:
            found = self._detail = await services.read(services.papers.paper, current)
            if found is not None:
                words.lay_out(lambda room: paper_content(found, room))

        self.run_worker(
            work, exclusive=True, group="abstract", exit_on_error=False, description="reading"
        )

    # Actions on the paper under the cursor

    def _mark(self, field: str, value: bool | None, *, advance: bool = False) -> None:
        """Set a mark, or turn it where ``value`` is None."""
        services, number = self.services, self.query_one(Rows).current
        if services is None or number is None:
            return
        if self._order is not None:
            self._mark_order(self._order, number, field)
            return

        async def work() -> None:
            found = await services.read(services.papers.paper, number)
            if found is None:
                return
            wanted = not getattr(found, field) if value is None else value
            await services.write(services.papers.mark, found.key, field, wanted)
            self._count(await services.read(services.papers.counters))
            self._marked(field, wanted)
            if advance:
                self._advance()

        self.run_worker(work, group="mark", exit_on_error=False, description="marking the paper")

    def _marked(self, field: str, wanted: bool) -> None:
        if field == "hidden":
            self.mlroad.say("Hidden. u takes it back.")
            self.reload()
        else:
            self.query_one(Rows).forget()
            self._describe()
            if field == "saved":
                self.mlroad.say("Saved for good." if wanted else "No longer saved.", seconds=2)

    def _mark_order(self, order: ReadingOrder, place: int, field: str) -> None:
        services = self.services
        if services is None or field != "read":
            self.mlroad.say("The reading order ships with mlroad: its papers are kept anyway.")
            return
        paper = order.papers[place]
        wanted = "todo" if order.status(place) == "done" else "done"
        self.save("marking the paper", services.set_status, paper.id, wanted)

    def action_read(self) -> None:
        """Show the abstract and mark it read."""
        if self.query_one(Rows).current is None:
            return
        self.add_class("-abstract")
        self.query_one("#abstract").focus()
        if self._order is None:
            self._mark("read", True)

    def on_rows_chosen(self) -> None:
        """A click on the line under the cursor."""
        self.action_read()

    def action_next_unread(self) -> None:
        """Mark this paper read and go to the next unread one."""
        if self._order is not None:
            rows = self.query_one(Rows)
            rows.move_to(self._order.next_unread(rows.cursor + 1) or rows.cursor)
            return
        self._mark("read", True, advance=True)

    def _advance(self) -> None:
        services, rows = self.services, self.query_one(Rows)
        if services is None:
            return
        place = services.papers.store.next_unread(rows.ids, rows.cursor + 1)
        if place is None:
            self.mlroad.say("Nothing unread is left in this list.")
        else:
            rows.move_to(place)

    def action_save(self) -> None:
        """Save for good, or let go."""
        self._mark("saved", None)

    def action_toggle_read(self) -> None:
        """Read becomes unread and the other way."""
        self._mark("read", None)

    def action_hide(self) -> None:
        """Hide from the lists."""
        self._mark("hidden", True)

    def _address(self) -> str | None:
        current = self.query_one(Rows).current
        if current is None:
            return None
        if self._order is not None:
            return self._order.papers[current].url
        return self._detail.url if self._detail else None

    def action_open(self) -> None:
        """Open the paper in the browser."""
        address = self._address()
        if address:
            self.mlroad.say(open_page(self.mlroad, address))

    def action_copy(self) -> None:
        """Copy the address."""
        address = self._address()
        if address:
            copy(self.mlroad, address)
            self.mlroad.say(f"Copied: {address}" if host_of(address) else "Copied.")

    def source(self) -> str:
        """Title and abstract."""
        return paper_source(self._detail) if self._detail else ""

    # Lists and search

    def action_filter(self) -> None:
        """Unread, all, saved, reading order, in turn."""
        place = _FILTERS.index(self._filter)
        self._filter = _FILTERS[(place + 1) % len(_FILTERS)]
        self._describe_nothing()
        self.query_one(Rows).clear("Loading papers ...")
        self.reload()

    def action_search(self) -> None:
        """Type to search; any text is valid."""
        field = self.query_one(Input)
        field.add_class("-open")
        field.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as you type."""
        self._query = event.value.strip()
        if self._query and self._filter == "unread":
            self._filter = "all"
        self.reload()

    def on_input_submitted(self) -> None:
        """Enter leaves the field and keeps the search."""
        self.query_one(Rows).focus()

    def key_escape(self) -> None:
        """One step back: from the abstract to the list, from the search to the whole list."""
        field = self.query_one(Input)
        if self.has_class("-abstract"):
            self.remove_class("-abstract")
            self.query_one(Rows).focus()
        elif field.has_class("-open"):
            field.remove_class("-open")
            field.value = ""
            self.query_one(Rows).focus()
