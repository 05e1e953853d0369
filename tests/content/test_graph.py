"""Prerequisites: order, cycles, ancestors, the frontier and the layers, against brute force."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from content.graph import (
    ancestors,
    edges_of,
    find_cycle,
    frontier,
    layers,
    study_order,
)
from content.model import Library, Prerequisite, Topic

Edges = dict[str, tuple[str, ...]]


@st.composite
def any_graphs(draw: st.DrawFn) -> Edges:
    names = [str(number) for number in range(draw(st.integers(1, 8)))]
    needs = st.lists(st.sampled_from(names), unique=True, max_size=3).map(tuple)
    return {name: draw(needs) for name in names}


@st.composite
def acyclic_graphs(draw: st.DrawFn) -> Edges:
    """Each node needs nodes before it; the order of the map is another one."""
    names = [str(number) for number in range(draw(st.integers(1, 10)))]
    edges: Edges = {names[0]: ()}
    for at in range(1, len(names)):
        needs = st.lists(st.sampled_from(names[:at]), unique=True, max_size=3).map(tuple)
        edges[names[at]] = draw(needs)
    return {name: edges[name] for name in draw(st.permutations(names))}


def reachable(edges: Mapping[str, tuple[str, ...]], start: str) -> set[str]:
    """By doubling steps until nothing is added: another way than the one under test."""
    found = set(edges.get(start, ()))
    while True:
        more = found | {need for node in found for need in edges.get(node, ())}
        if more == found:
            return found
        found = more


@given(any_graphs())
def test_a_cycle_is_found_exactly_when_a_node_is_its_own_ancestor(edges: Edges) -> None:
    cycle = find_cycle(edges)
    assert bool(cycle) == any(node in reachable(edges, node) for node in edges)
    if cycle:
        assert cycle[0] == cycle[-1]
        assert len(set(cycle)) == len(cycle) - 1
        assert all(after in edges[before] for before, after in pairwise(cycle))


@given(any_graphs(), st.data())
def test_ancestors_are_what_can_be_reached(edges: Edges, data: st.DataObject) -> None:
    node = data.draw(st.sampled_from(sorted(edges)))
    # In a cycle a node is its own ancestor.
    assert ancestors(edges, node) == reachable(edges, node)


@given(acyclic_graphs())
def test_the_study_order_has_every_node_once_and_prerequisites_first(edges: Edges) -> None:
    order = study_order(edges)
    assert sorted(order) == sorted(edges)
    place = {node: index for index, node in enumerate(order)}
    for node, needs in edges.items():
        assert all(place[need] < place[node] for need in needs)


@given(acyclic_graphs())
def test_the_study_order_leaves_the_map_only_for_prerequisites(edges: Edges) -> None:
    turn = {node: index for index, node in enumerate(edges)}
    order = study_order(edges)
    for at, node in enumerate(order):
        overtaken = [later for later in order[at + 1 :] if turn[later] < turn[node]]
        if overtaken:
            first = min(overtaken, key=turn.__getitem__)
            assert node in reachable(edges, first)


@given(acyclic_graphs(), st.data())
def test_learning_from_the_frontier_reaches_everything(edges: Edges, data: st.DataObject) -> None:
    known: set[str] = set()
    while len(known) < len(edges):
        open_now = frontier(edges, edges, known)
        assert open_now
        assert [node for node in edges if node in open_now] == list(open_now)
        assert not known & set(open_now)
        assert all(set(edges[node]) <= known for node in open_now)
        known.add(data.draw(st.sampled_from(open_now)))
    assert frontier(edges, edges, known) == ()


@given(acyclic_graphs(), st.data())
def test_layers_lead_to_the_goal(edges: Edges, data: st.DataObject) -> None:
    goal = data.draw(st.sampled_from(sorted(edges)))
    known = data.draw(st.sets(st.sampled_from(sorted(edges))))
    rows = layers(edges, goal, known)
    assert rows[-1] == (goal,)
    assert all(rows)
    learned = set(known)
    for row in rows:
        for node in row:
            assert node == goal or node not in known
            assert set(edges[node]) <= learned
        learned |= set(row)
    nodes = [node for row in rows for node in row]
    assert len(nodes) == len(set(nodes))
    assert set(nodes) <= reachable(edges, goal) | {goal}


@given(acyclic_graphs())
def test_with_nothing_known_the_layers_hold_all_ancestors(edges: Edges) -> None:
    for goal in edges:
        rows = layers(edges, goal, ())
        assert {node for row in rows for node in row} == ancestors(edges, goal) | {goal}


def test_a_known_topic_hides_what_only_it_needs() -> None:
    edges = {"a": (), "b": ("a",), "c": ("b",), "d": ("c",)}
    assert layers(edges, "d", {"b"}) == (("c",), ("d",))
    assert layers(edges, "d", ()) == (("a",), ("b",), ("c",), ("d",))


def test_a_topic_needs_only_prerequisites_that_exist() -> None:
    topic = Topic("a", "1", "A", "concept", "a", None, "Text.")
    other = Topic(
        "b", "2", "B", "concept", "b", None, "Text.",
        requires=(Prerequisite("a", "why"), Prerequisite("gone", "why")),
        also_uses=(Prerequisite("a", "no edge"),),
    )  # fmt: skip
    assert edges_of({"a": topic, "b": other}) == {"a": (), "b": ("a",)}


def test_the_shipped_map_can_be_learned_from_the_frontier(library: Library) -> None:
    edges = edges_of(library.topics)
    known: set[str] = set()
    steps = 0
    while len(known) < len(edges):
        known |= set(frontier(edges, edges, known))
        steps += 1
    assert 5 <= steps <= 40
    assert "l1.math.la.vectors" in frontier(edges, edges, ())


def test_diffusion_stands_on_probability(library: Library) -> None:
    edges = edges_of(library.topics)
    rows = layers(edges, "l3.gen.diffusion.ddpm", ())
    assert "l1.math.prob.distributions" in {node for row in rows for node in row}
    assert rows[-1] == ("l3.gen.diffusion.ddpm",)
