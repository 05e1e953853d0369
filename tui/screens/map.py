"""The map: the tree of topics, and beside it the topic under the cursor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import events
from textual.widget import Widget
from textual.widgets import Input

from content.model import Library
from tui.browser import open_page
from tui.road import Node
from tui.road_view import RoadView
from tui.screens.map_body import MapBody
from tui.text import title
from tui.topic_words import paper_words, path_content, topic_source, topic_words
from tui.widgets.pane import Pane
from tui.widgets.prose import Prose
from tui.widgets.rows import Rows
from tui.widgets.screen import ModeScreen, bindings_for

if TYPE_CHECKING:
    from tui.services import MapState, Services


class MapScreen(ModeScreen):
    """The road from linear algebra to research."""

    WHERE = "map"
    CSS_PATH = "../styles/map.tcss"
    BINDINGS = bindings_for("map")

    def __init__(self) -> None:
        super().__init__()
        self._view: RoadView | None = None

    def compose_body(self) -> Iterable[Widget]:
        """The tree at the left, the topic at the right, the filter under the tree."""
        yield MapBody()

    def on_mount(self) -> None:
        """Keys go to the tree."""
        self.query_one(Rows).focus()

    def reload(self) -> None:
        """Statuses and counts from the database."""
        services = self.services
        if services is None:
            return

        async def work() -> None:
            self._take(services.library, await services.read(services.map_state))

        self.load("reading the map", work)

    def show_failure(self, words: str) -> None:
        """Why there is no map."""
        self.query_one(Rows).clear(words)

    def _take(self, library: Library, state: MapState) -> None:
        view = self._view
        if view is None:
            view = self._view = RoadView(library, state)
        view.state = state
        wanted, self.mlroad.map_topic = self.mlroad.map_topic, None
        if wanted in view.road.nodes:
            view.reveal(wanted)
            self.query_one(Input).remove_class("-open")
        self._relist(wanted or self._current_id())

    # The tree

    def _current_id(self) -> str | None:
        node = self._node()
        return None if node is None else node.id

    def _node(self) -> Node | None:
        current = self.query_one(Rows).current
        return None if self._view is None or current is None else self._view.node(current)

    def _relist(self, keep: str | None) -> None:
        view = self._view
        if view is None:
            return
        view.relist()
        rows = self.query_one(Rows)
        if view.shown:
            rows.set_rows(range(len(view.shown)), view.rows, keep=view.place_of(keep))
        else:
            rows.clear(f"No topic matches “{view.filter}”. Esc clears the filter.")
            self.query_one(Prose).say("")
            self.query_one("#topic").border_title = "Topic"
        done, whole = view.progress()
        rows.border_subtitle = f"{done} of {whole} done"

    def on_rows_highlighted(self) -> None:
        """Show the topic under the cursor."""
        self._describe()

    def _describe(self) -> None:
        services, view, node = self.services, self._view, self._node()
        if services is None or node is None or view is None:
            return
        pane = self.query_one("#topic", Pane)
        words = self.query_one(Prose)
        library = services.library
        if node.id in library.topics:
            topic = library.topics[node.id]
            words.lay_out(lambda room: topic_words(topic, library, view.state, room))
            pane.border_title = title(topic.number)
        else:
            paper = library.papers[node.id]
            words.lay_out(lambda room: paper_words(paper, library, view.state, room))
            pane.border_title = "Paper"
        pane.scroll_home(animate=False)

    # Actions

    def action_open_topic(self) -> None:
        """Fold or unfold a group; open a topic, then study it."""
        node = self._node()
        if node is None:
            return
        if not node.leaf:
            self._fold(node.id, self._view is not None and node.id not in self._view.folded)
        elif self.has_class("-narrow") and not self.has_class("-topic"):
            self.add_class("-topic")
            self.query_one("#topic").focus()
        else:
            self.action_study()

    def on_rows_chosen(self) -> None:
        """A click on the line under the cursor."""
        self.action_open_topic()

    def key_escape(self) -> None:
        """One step back: from the topic to the tree, from the filter to the whole map."""
        if self.has_class("-topic"):
            self.remove_class("-topic")
            self.query_one(Rows).focus()
        elif self.query_one(Input).has_class("-open"):
            self._close_filter()

    def _fold(self, name: str, fold: bool) -> None:
        if self._view is not None:
            (self._view.folded.add if fold else self._view.folded.discard)(name)
            self._relist(name)

    def action_fold(self) -> None:
        """Fold the group, or go to the group above."""
        view, node = self._view, self._node()
        if view is None or node is None or view.filter:
            return
        if not node.leaf and node.id not in view.folded:
            self._fold(node.id, True)
        elif (place := view.place_of(node.parent)) is not None:
            self.query_one(Rows).move_to(place)

    def action_unfold(self) -> None:
        """Unfold the group, or go to its first topic."""
        view, node = self._view, self._node()
        if view is None or node is None or node.leaf or view.filter:
            return
        if node.id in view.folded:
            self._fold(node.id, False)
        else:
            self.query_one(Rows).action_cursor_down()

    def _here(self) -> tuple[Services, Node, RoadView] | None:
        """What an action on the line under the cursor needs, None while there is none."""
        services, node, view = self.services, self._node(), self._view
        if services is None or node is None or view is None:
            return None
        return services, node, view

    def action_status(self) -> None:
        """To do, learning, done, skipped, in turn."""
        here = self._here()
        if here is None:
            return
        services, node, view = here
        if not node.leaf:
            self.mlroad.say("A group has no status of its own: it follows from its topics.")
            return
        self.save("saving the status", services.set_status, node.id, view.next_status(node.id))

    def action_study(self) -> None:
        """Review the cards of the topic, or of all topics of the group."""
        here = self._here()
        if here is None:
            return
        _, node, view = here
        leaves = frozenset(view.road.leaves(node.id))
        if leaves & view.state.counts.keys():
            from tui.study_view import StudyPlan

            self.mlroad.study(StudyPlan(topics=leaves))
        else:
            self.mlroad.say("No cards here yet. Read the text; Space changes the status.")

    def action_cards(self) -> None:
        """Show the cards of the topic or group, or of the topic of the paper, in Cards."""
        here = self._here()
        if here is not None:
            paper = here[0].library.papers.get(here[1].id)
            self.mlroad.show_cards(f"topic:{paper.topic if paper else here[1].id}")

    def action_filter(self) -> None:
        """Type to filter the tree."""
        field = self.query_one(Input)
        field.add_class("-open")
        field.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as you type."""
        if self._view is not None:
            self._view.filter = event.value.strip()
            self._relist(None if self._view.filter else self._current_id())

    def on_input_submitted(self) -> None:
        """Enter leaves the field and keeps the filter."""
        self.query_one(Rows).focus()

    def _close_filter(self) -> None:
        keep = self._current_id()
        field = self.query_one(Input)
        field.remove_class("-open")
        field.value = ""
        self.query_one(Rows).focus()
        if self._view is not None:
            self._view.filter = ""
            self._relist(keep)

    def action_open(self) -> None:
        """Open the first resource that is not ticked off."""
        here = self._here()
        if here is None:
            return
        services, node, view = here
        library = services.library
        if node.id in library.papers:
            self.mlroad.say(open_page(self.mlroad, library.papers[node.id].url))
            return
        addresses = [resource.url for resource in library.topics[node.id].resources]
        left = [url for url in addresses if url not in view.state.ticked] or addresses
        words = open_page(self.mlroad, left[0]) if left else "This topic lists no resource."
        self.mlroad.say(words)

    def on_key(self, event: events.Key) -> None:
        """A digit ticks off the resource of that number, or takes the tick away."""
        here = self._here()
        if here is None or not event.key.isdigit() or isinstance(self.focused, Input):
            return
        services, node, view = here
        topic = services.library.topics.get(node.id)
        place = int(event.key) - 1
        if topic is not None and 0 <= place < len(topic.resources):
            address = topic.resources[place].url
            done = address not in view.state.ticked
            self.save("ticking off", services.tick, address, done)

    def source(self) -> str:
        """The topic's text and the note on it."""
        here = self._here()
        return topic_source(here[1].id, here[0].library, here[2].state) if here else ""

    def action_note(self) -> None:
        """Write your own note on the topic."""
        here = self._here()
        if here is None:
            return
        services, node, view = here
        before = view.state.notes.get(node.id, "")

        def written(text: str | None) -> None:
            if text is not None and text != before:
                self.save("saving the note", services.set_note, node.id, text)

        from tui.screens.note import NoteScreen

        self.mlroad.push_screen(NoteScreen(node.title, before), written)

    def action_path(self) -> None:
        """Show what is still missing before this topic, in layers."""
        here = self._here()
        if here is None:
            return
        services, node, view = here
        topics, statuses = services.library.topics, view.state.statuses
        if not node.leaf or node.id not in topics:
            self.mlroad.say("A path leads to a topic: put the cursor on one.")
            return
        rows = view.path_to(node.id, topics)
        from tui.screens.panel import PanelScreen

        self.mlroad.push_screen(PanelScreen("Path", path_content(rows, topics, statuses)))
