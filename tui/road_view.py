"""The map as it stands on the screen: folded groups, a filter, and the rows that follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from content.graph import edges_of, layers
from content.model import Library, Topic
from tui.road import Node, Road, searchable
from tui.topic_words import GLYPHS
from tui.widgets.rows import Row, RowPiece

if TYPE_CHECKING:
    from tui.services import MapState

_ROLES = {"todo": "", "learning": "accent", "done": "good", "skipped": "muted"}
_TURN = {"todo": "learning", "learning": "done", "done": "skipped", "skipped": "todo"}
_OPEN_AT_FIRST = "l1"


class RoadView:
    """What of the map is shown, and how each line looks."""

    def __init__(self, library: Library, state: MapState) -> None:
        self.road = Road(library)
        self.state = state
        self.filter = ""
        self.shown: list[str] = []
        self._texts = searchable(library)
        self._places: dict[str, int] = {}
        # The first level lies open, so that a newcomer sees topics and not only headings.
        self.folded = {
            node.id
            for node in self.road.nodes.values()
            if not node.leaf and not node.id.startswith(_OPEN_AT_FIRST) and node.depth >= 1
        }
        self.folded |= {
            name
            for name in self.road.children[None]
            if not name.startswith("l") and not self.road.nodes[name].leaf
        }
        self.relist()

    def relist(self) -> None:
        """Work out the shown nodes anew, after folding or a new filter."""
        if self.filter:
            self.shown = self.road.matching(self.filter, self._texts)
        else:
            self.shown = self.road.visible(self.folded)
        self._places = {node: place for place, node in enumerate(self.shown)}

    def place_of(self, node: str | None) -> int | None:
        """The line of a node, or of the nearest group above it that is shown."""
        while node is not None and node not in self._places:
            node = self.road.nodes[node].parent if node in self.road.nodes else None
        return None if node is None else self._places[node]

    def reveal(self, node: str) -> None:
        """Unfold what hides a node and drop the filter."""
        self.folded -= set(self.road.above(node))
        self.filter = ""
        self.relist()

    def node(self, place: int) -> Node:
        """The node on a line."""
        return self.road.nodes[self.shown[place]]

    def progress(self, node: str | None = None) -> tuple[int, int]:
        """Leaves done and leaves that count (skipped ones do not), below a node or in all."""
        roots = [node] if node else self.road.children[None]
        said = [
            self.state.statuses.get(leaf, "todo")
            for root in roots
            for leaf in self.road.leaves(root)
        ]
        return said.count("done"), sum(status != "skipped" for status in said)

    def next_status(self, leaf: str) -> str:
        """The status that follows on the present one of a leaf, in turn."""
        return _TURN[self.state.statuses.get(leaf, "todo")]

    def path_to(self, topic: str, topics: Mapping[str, Topic]) -> tuple[tuple[str, ...], ...]:
        """What is neither done nor skipped before a topic, in layers."""
        statuses = self.state.statuses
        known = {name for name, status in statuses.items() if status in ("done", "skipped")}
        return layers(edges_of(topics), topic, known)

    def rows(self, places: Sequence[int]) -> list[Row]:
        """The lines of some places."""
        return [self._row(self.node(place)) for place in places]

    def _row(self, node: Node) -> Row:
        counts = self.state.counts
        indent = "  " * node.depth
        due = sum(counts[leaf].due for leaf in self.road.leaves(node.id) if leaf in counts)
        right: list[RowPiece] = [(f"{due} due", "accent")] if due else []
        if node.leaf:
            status = self.state.statuses.get(node.id, "todo")
            title = (node.title, "muted" if status == "skipped" else "")
            return Row(((f"{indent}{GLYPHS[status]} ", _ROLES[status]), title), tuple(right))
        sign = "▸" if node.id in self.folded and not self.filter else "▾"
        done, whole = self.progress(node.id)
        right.append((f"{done}/{whole}", "good" if whole and done == whole else "muted"))
        return Row(((f"{indent}{sign} ", "muted"), (node.title, "strong")), tuple(right))
