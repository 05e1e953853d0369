"""Prerequisites as a graph: cycles, order, ancestors, the frontier of what can be learned next."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from content.model import Topic

Edges = Mapping[str, tuple[str, ...]]


def edges_of(topics: Mapping[str, Topic]) -> dict[str, tuple[str, ...]]:
    """Topic id -> ids of its direct prerequisites that exist."""
    return {
        topic.id: tuple(need.topic for need in topic.requires if need.topic in topics)
        for topic in topics.values()
    }


def find_cycle(edges: Edges) -> tuple[str, ...]:
    """One cycle of prerequisites as the ids along it (first = last), or an empty tuple."""
    done: set[str] = set()
    for start in edges:
        if start in done:
            continue
        path: list[str] = []
        on_path: set[str] = set()
        stack: list[tuple[str, bool]] = [(start, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                on_path.discard(path.pop())
                done.add(node)
                continue
            if node in on_path:
                return (*path[path.index(node) :], node)
            if node in done:
                continue
            path.append(node)
            on_path.add(node)
            stack.append((node, True))
            stack.extend((need, False) for need in reversed(edges.get(node, ())))
    return ()


def study_order(edges: Edges) -> tuple[str, ...]:
    """All ids with prerequisites before what needs them, otherwise in the order of the map.

    The graph must have no cycle (see ``find_cycle``).
    """
    order: list[str] = []
    placed: set[str] = set()
    for start in edges:
        stack: list[tuple[str, bool]] = [(start, False)]
        while stack:
            node, ready = stack.pop()
            if node in placed:
                continue
            if ready:
                placed.add(node)
                order.append(node)
                continue
            stack.append((node, True))
            stack.extend(
                (need, False) for need in reversed(edges.get(node, ())) if need not in placed
            )
    return tuple(order)


def ancestors(edges: Edges, topic: str) -> frozenset[str]:
    """Every direct and indirect prerequisite of a topic, without itself."""
    found: set[str] = set()
    stack = list(edges.get(topic, ()))
    while stack:
        node = stack.pop()
        if node not in found:
            found.add(node)
            stack.extend(edges.get(node, ()))
    return frozenset(found)


def frontier(edges: Edges, candidates: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    """The candidates not known yet whose prerequisites all are, in the order given."""
    known_set = frozenset(known)
    return tuple(
        topic
        for topic in candidates
        if topic not in known_set and all(need in known_set for need in edges.get(topic, ()))
    )


def layers(edges: Edges, goal: str, known: Collection[str]) -> tuple[tuple[str, ...], ...]:
    """What is still missing before ``goal``, in layers: each needs only layers before it.

    The last layer is the goal itself. Known topics, and what only they need, are left out.
    """
    known_set = frozenset(known)
    missing: set[str] = set()
    stack = [goal]
    while stack:
        node = stack.pop()
        if node not in missing:
            missing.add(node)
            stack.extend(need for need in edges.get(node, ()) if need not in known_set)
    depth: dict[str, int] = {}
    for node in study_order(edges):
        if node in missing:
            below = [depth[need] for need in edges.get(node, ()) if need in depth]
            depth[node] = 1 + max(below, default=-1)
    rows: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for node, row in depth.items():
        rows[row].append(node)
    return tuple(tuple(row) for row in rows)
