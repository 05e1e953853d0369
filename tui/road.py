"""The map as the tree that the screen shows: nodes, what is folded, what a filter leaves."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from content.model import Library


class Node(NamedTuple):
    """One line of the map: a topic, or a paper of the reading order under its group."""

    id: str
    title: str
    kind: str
    parent: str | None
    depth: int
    leaf: bool


class Road:
    """All nodes in order, with parents and children."""

    def __init__(self, library: Library) -> None:
        self.nodes: dict[str, Node] = {}
        self.children: dict[str | None, list[str]] = {}
        papers: dict[str, list[Node]] = {}
        for paper in library.papers.values():
            if paper.group:
                node = Node(
                    paper.id, f"{paper.title} ({paper.year})", "paper", paper.group, 0, True
                )
                papers.setdefault(paper.group, []).append(node)
        for topic in library.topics.values():
            depth = self.nodes[topic.parent].depth + 1 if topic.parent else 0
            leaf = topic.kind != "group"
            self._add(Node(topic.id, topic.title, topic.kind, topic.parent, depth, leaf))
            for paper_node in papers.get(topic.id, ()):
                self._add(paper_node._replace(depth=depth + 1))

    def _add(self, node: Node) -> None:
        self.nodes[node.id] = node
        self.children.setdefault(node.parent, []).append(node.id)

    def leaves(self, node: str) -> list[str]:
        """The leaves at or below a node."""
        if self.nodes[node].leaf:
            return [node]
        return [leaf for child in self.children.get(node, ()) for leaf in self.leaves(child)]

    def above(self, node: str) -> list[str]:
        """The ancestors of a node from its parent up."""
        found: list[str] = []
        parent = self.nodes[node].parent
        while parent is not None:
            found.append(parent)
            parent = self.nodes[parent].parent
        return found

    def visible(self, folded: Collection[str]) -> list[str]:
        """The nodes under no folded group, in order."""
        shown: list[str] = []

        def walk(parent: str | None) -> None:
            for child in self.children.get(parent, ()):
                shown.append(child)
                if child not in folded:
                    walk(child)

        walk(None)
        return shown

    def matching(self, words: str, texts: Mapping[str, str]) -> list[str]:
        """The nodes whose title or goals hold every word typed, with the groups above them."""
        wanted = words.casefold().split()
        keep: set[str] = set()
        for node in self.nodes.values():
            text = texts.get(node.id, node.title.casefold())
            if all(word in text for word in wanted):
                keep.add(node.id)
                keep.update(self.above(node.id))
        return [node for node in self.nodes if node in keep]


def searchable(library: Library) -> dict[str, str]:
    """Topic id -> its title and goals, folded, for the filter."""
    return {
        topic.id: " ".join((topic.title, *(goal.text for goal in topic.goals))).casefold()
        for topic in library.topics.values()
    }
