"""Turns checked YAML mappings into the frozen values of ``content.model``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from content.cards.faults import NEEDED, tolerance_of
from content.located import Located
from content.model import (
    Correction,
    FeedSource,
    Goal,
    Habit,
    Milestone,
    Note,
    Paper,
    Prerequisite,
    Problem,
    Project,
    Resource,
    Source,
    Topic,
)
from content.notes import clean, hash_of


def make_resource(node: Located) -> Resource:
    """A resource from its mapping."""
    return Resource(
        title=node["title"],
        url=node["url"],
        author=node["author"],
        kind=node["kind"],
        language=node["language"],
        access=node["access"],
        minutes=node["minutes"],
        as_of=node["as_of"],
    )


def _needs(node: Located, key: str) -> tuple[Prerequisite, ...]:
    return tuple(Prerequisite(need["id"], need["why"]) for need in node.get(key) or ())


def _make_project(node: Located) -> Project:
    dataset: Mapping[str, Any] = node["dataset"]
    return Project(
        brief=clean(node["brief"]),
        milestones=tuple(Milestone(step["title"], step["done"]) for step in node["milestones"]),
        dataset=dataset["title"],
        dataset_url=dataset.get("url"),
        dataset_note=dataset.get("note") or "",
        exercises=tuple(node["exercises"]),
        stretch=tuple(node["stretch"]),
    )


def make_topic(node: Located, number: str, level: str, resources: Mapping[str, Resource]) -> Topic:
    """A topic from its mapping; ``number`` is its place in the map, such as 1.1.2."""
    project = node.get("project")
    return Topic(
        id=node["id"],
        number=number,
        title=node["title"],
        kind=node["kind"],
        level=level,
        parent=node.get("parent"),
        text=clean(node["text"]),
        seed_line=node.get("seed_line"),
        duration=node.get("duration"),
        hours=node.get("hours") or 0,
        goals=tuple(Goal(goal["id"], goal["text"]) for goal in node.get("goals") or ()),
        requires=_needs(node, "requires"),
        also_uses=_needs(node, "also_uses"),
        resources=tuple(resources[name] for name in node.get("resources") or ()),
        project=_make_project(project) if project else None,
        added_because=node.get("added_because"),
        note=node.get("note"),
    )


def make_note(node: Located, file: str, origin: str) -> Note:
    """A note, which makes the cards, from its mapping."""
    front, back = clean(node["front"]), clean(node.get("back") or "")
    if node["kind"] == "code":
        front, back = f"{front}\n\n{_fenced(node['code'], 'python')}", _printed(back)
    why, problem = _cleaned(node.get("why")), make_problem(node)
    answer = None if problem else _cleaned(node.get("answer"))
    source: Mapping[str, Any] = node["source"]
    return Note(
        id=node["id"],
        topic=node["topic"],
        kind=node["kind"],
        skill=node["skill"],
        difficulty=node["difficulty"],
        front=front,
        back=back,
        source=Source(source["title"], source["url"]),
        covers=tuple(node["covers"]),
        hash=hash_of(node["kind"], front, back, why, answer, problem),
        answer=answer,
        accept=tuple(node.get("accept") or ()),
        why=why,
        as_of=node.get("as_of"),
        siblings=node.get("siblings"),
        tags=tuple(node.get("tags") or ()),
        origin=origin,
        file=file,
        line=node.line,
        problem=problem,
        proved=node["kind"] in NEEDED or bool(node.get("verify")),
    )


def make_problem(node: Located) -> Problem | None:
    """What makes a generated card, None for any other."""
    if node["kind"] != "generated":
        return None
    tolerance, relative = tolerance_of(node.get("tolerance"))
    return Problem(
        vars=tuple((name, str(text)) for name, text in node["vars"].items()),
        answer=node["answer"],
        check=node["check"],
        tolerance=tolerance,
        relative=relative,
        where=node.get("where"),
        unit=node.get("unit"),
    )


def _fenced(text: str, language: str) -> str:
    return f"```{language}\n{clean_code(text)}\n```"


def _printed(text: str) -> str:
    """What a snippet prints, set as code."""
    return f"`{text}`" if "\n" not in text and "`" not in text else _fenced(text, "text")


def clean_code(text: str) -> str:
    """The lines of a snippet without blank ones around them; their indentation stays."""
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines())


def _cleaned(text: str | None) -> str | None:
    return clean(text) if text else None


def make_paper(node: Located) -> Paper:
    """A paper of the reading order from its mapping."""
    return Paper(
        id=node["id"],
        title=node["title"],
        authors=node["authors"],
        year=node["year"],
        url=node["url"],
        topic=node["topic"],
        why=clean(node["why"]),
        arxiv=node.get("arxiv"),
        tier=node.get("tier") or "",
        seed_line=node.get("seed_line"),
        group=node.get("group"),
    )


def make_correction(node: Located) -> Correction:
    """A correction of the seed from its mapping."""
    return Correction(
        id=node["id"],
        was=node["was"],
        was_url=node.get("was_url"),
        now=node["now"],
        now_url=node.get("now_url"),
        text=clean(node["text"]),
        as_of=node["as_of"],
        seed_line=node.get("seed_line"),
    )


def make_habit(node: Located) -> Habit:
    """A study habit from its mapping."""
    return Habit(node["id"], node["title"], clean(node["text"]))


def make_source(node: Located) -> FeedSource:
    """A feed source from its mapping."""
    return FeedSource(
        node["id"], node["kind"], node["url"], node["title"], node.get("every") or 3600
    )
