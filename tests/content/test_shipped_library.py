"""The map, the cards and the papers that ship: no fault, texts and cards as promised."""

from __future__ import annotations

import re
from collections import Counter

from content.files import SHIPPED, content_files
from content.graph import edges_of, find_cycle
from content.library import find_faults
from content.model import Library, Topic

SENTENCE_END = re.compile(r"[.!?]['\")]?(?=\s|$)")


def leaves(library: Library) -> list[Topic]:
    groups = {topic.parent for topic in library.topics.values()}
    return [
        topic
        for topic in library.topics.values()
        if topic.id not in groups and topic.kind != "group"
    ]


def first_level(library: Library) -> list[Topic]:
    return [topic for topic in leaves(library) if topic.level == "l1"]


def test_the_shipped_content_has_no_fault() -> None:
    assert [str(fault) for fault in find_faults()] == []


def test_no_card_file_is_larger_than_60_kb() -> None:
    for path in content_files(SHIPPED):
        if "cards" in path.parts:
            assert path.stat().st_size <= 60_000, path.name


def test_a_leaf_of_level_1_says_what_it_is_in_60_to_120_words_with_an_example(
    library: Library,
) -> None:
    assert len(first_level(library)) == 17
    for topic in first_level(library):
        words = len(topic.text.split())
        assert 60 <= words <= 120, f"{topic.id}: {words} words"
        paragraphs = topic.text.split("\n\n")
        assert any(part.startswith("Example:") for part in paragraphs), topic.id


def test_every_other_leaf_says_what_it_is_in_at_least_two_sentences(library: Library) -> None:
    for topic in leaves(library):
        assert len(SENTENCE_END.findall(topic.text)) >= 2, topic.id


def test_every_leaf_of_level_1_has_goals_hours_and_a_free_resource(library: Library) -> None:
    for topic in first_level(library):
        assert topic.goals, topic.id
        assert topic.hours > 0, topic.id
        assert any(resource.access == "free" for resource in topic.resources), topic.id


def test_level_1_has_cards_enough(library: Library) -> None:
    cards = Counter(card.topic for card in library.cards.values())
    assert len(library.cards) >= 60
    assert [topic.id for topic in first_level(library) if cards[topic.id] < 5] == []


def test_cards_stand_on_leaves(library: Library) -> None:
    ids = {topic.id for topic in leaves(library)}
    assert [card.id for card in library.cards.values() if card.topic not in ids] == []


def test_every_front_is_asked_once(library: Library) -> None:
    fronts = Counter(card.front for card in library.cards.values())
    assert [front for front, count in fronts.items() if count > 1] == []


def test_every_project_has_milestones_with_a_definition_of_done(library: Library) -> None:
    projects = [topic for topic in library.topics.values() if topic.kind == "project"]
    assert len(projects) == 12
    for topic in projects:
        assert topic.project is not None, topic.id
        assert len(topic.project.milestones) >= 3, topic.id
        assert topic.project.exercises, topic.id


def test_every_prerequisite_has_its_reason_and_there_is_no_cycle(library: Library) -> None:
    assert find_cycle(edges_of(library.topics)) == ()
    reasons = [need.why for topic in library.topics.values() for need in topic.requires]
    assert len(reasons) > 100
    assert all(len(why.split()) >= 4 for why in reasons)


def test_cards_come_in_an_order_in_which_prerequisites_are_asked_first(library: Library) -> None:
    place: dict[str, int] = {}
    for index, card in enumerate(library.cards.values()):
        place.setdefault(card.topic, index)
    for topic in place:
        needs = [need.topic for need in library.topics[topic].requires if need.topic in place]
        assert all(place[need] < place[topic] for need in needs), topic


def test_numbers_follow_the_tree(library: Library) -> None:
    for topic in library.topics.values():
        above = library.topics[topic.parent].number if topic.parent else ""
        assert topic.number.rpartition(".")[0] == above
    numbers = [[int(part) for part in topic.number.split(".")] for topic in library.topics.values()]
    assert numbers == sorted(numbers)


def test_an_arxiv_paper_links_to_its_abstract(library: Library) -> None:
    for paper in library.papers.values():
        if paper.arxiv:
            assert paper.url == f"https://arxiv.org/abs/{paper.arxiv}", paper.id


def test_no_arxiv_id_stands_twice(library: Library) -> None:
    ids = Counter(paper.arxiv for paper in library.papers.values() if paper.arxiv)
    assert [arxiv for arxiv, count in ids.items() if count > 1] == []


def test_what_the_seed_names_and_is_gone_has_its_replacement(library: Library) -> None:
    lines = {correction.seed_line for correction in library.corrections}
    assert {30, 86, 121, 139, 140, 142, 146, 149} <= lines
    assert all(correction.as_of for correction in library.corrections)
