"""The learner's own topics and cards stand among the shipped ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from content.library import find_faults, load_library
from content.model import Library, LibraryError

WriteContent = Callable[..., Path]

OWN_MAP = """\
nodes:
- id: my.topic
  parent: l1.math.la
  title: Quaternions
  kind: concept
  text: Rotations without gimbal lock.
  goals:
  - {id: rotate, text: rotate a vector}
  requires:
  - {id: l1.math.la.vectors, why: they act on vectors}
- id: my.root
  title: My own level
  kind: group
  text: What I want to learn beside the road.
"""

OWN_CARDS = """\
- id: my.quaternion
  topic: my.topic
  kind: basic
  skill: recall
  difficulty: 1
  front: How many real numbers has a quaternion?
  back: Four.
  covers: [rotate]
  source: {title: My notes, url: https://example.org/notes}
  tags: [mine]
"""


@pytest.fixture
def own(write_content: WriteContent) -> Path:
    return write_content({"roadmap.yaml": OWN_MAP, "cards/mine/rotations.yaml": OWN_CARDS}, "own")


def test_an_own_topic_is_the_last_child_of_its_shipped_parent(own: Path, library: Library) -> None:
    joined = load_library(own)
    shipped = [topic for topic in library.topics.values() if topic.parent == "l1.math.la"]
    topic = joined.topics["my.topic"]
    assert topic.number == f"1.1.1.{len(shipped) + 1}"
    assert topic.level == "l1"
    order = list(joined.topics)
    assert order.index("my.topic") == order.index(shipped[-1].id) + 1
    assert joined.topics["my.root"].level == "my.root"
    assert order[-1] == "my.root"


def test_own_cards_are_marked_and_come_after_the_cards_of_their_prerequisites(own: Path) -> None:
    joined = load_library(own)
    card = joined.cards["my.quaternion"]
    assert (card.origin, card.tags) == ("own", ("mine",))
    assert Path(card.file) == own / "cards" / "mine" / "rotations.yaml"
    assert card.line == 1
    assert joined.cards["calc.derivatives.sigmoid-first-order"].origin == "shipped"
    order = [card.topic for card in joined.cards.values()]
    assert order.index("my.topic") > max(
        at for at, topic in enumerate(order) if topic == "l1.math.la.vectors"
    )


def test_the_shipped_part_stays_what_it_is(own: Path, library: Library) -> None:
    joined = load_library(own)
    assert joined.title == library.title
    assert joined.hash != library.hash
    assert {name: joined.topics[name] for name in library.topics} == dict(library.topics)
    assert {name: joined.cards[name] for name in library.cards} == dict(library.cards)


def test_a_missing_own_folder_is_an_ordinary_case(tmp_path: Path, library: Library) -> None:
    assert load_library(tmp_path / "none") == library


def test_an_own_topic_cannot_take_a_shipped_id(write_content: WriteContent) -> None:
    own = write_content({"roadmap.yaml": OWN_MAP.replace("my.root", "l1.math.la")}, "own")
    (fault,) = find_faults(own)
    assert (fault.file, fault.rule) == (str(own / "roadmap.yaml"), "duplicate-id")
    assert "roadmap.yaml:" in fault.message


def test_an_own_topic_cannot_close_a_circle_through_itself(write_content: WriteContent) -> None:
    text = OWN_MAP + "  requires: [{id: my.topic, why: a}]\n"
    text = text.replace("requires:\n", "requires:\n  - {id: my.root, why: b}\n", 1)
    with pytest.raises(LibraryError, match=r"my\.topic -> my\.root -> my\.topic"):
        load_library(write_content({"roadmap.yaml": text}, "own"))


def test_the_hash_of_a_card_follows_its_words_only(write_content: WriteContent) -> None:
    def card_hash(changes: Mapping[str, str]) -> str:
        cards = OWN_CARDS
        for old, new in changes.items():
            assert old in cards
            cards = cards.replace(old, new)
        folder = write_content({"roadmap.yaml": OWN_MAP, "cards/mine.yaml": cards}, "own")
        return load_library(folder).cards["my.quaternion"].hash

    first = card_hash({})
    assert card_hash({"difficulty: 1": "difficulty: 2", "[mine]": "[other]"}) == first
    assert card_hash({"Four.": "Four.  "}) == first
    assert card_hash({"Four.": "3 + 1."}) != first
    assert card_hash({"How many": "Of how many"}) != first
